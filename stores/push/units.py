"""The named graphs of a store, measured: what a push compares, sends and verifies is one graph, whole."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat

from ...errors import UsageError
from .canonical import nquads, skolemised, sorted_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pyoxigraph import Store

__all__ = ["Unit", "body", "length", "measure", "units", "with_bodies"]

# <s> <p> <o> . and the end of the line: what stands there beside the terms; a literal has its quotes instead of < >.
_SYNTAX = 11
_TAGS = re.compile(r'"(@[A-Za-z0-9-]+|\^\^<[^>]*>)(?: <[^>]*>)? \.\n')
_ESCAPES = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


@dataclass(frozen=True, slots=True)
class Unit:
    """One named graph: the SHA-256 of its canonical N-Quads, its triples, its length and its size.

    `length` is the sum of the code points of all subjects, predicates and objects, as ``STRLEN(STR(?x))`` gives them on
    any server (SPARQL 1.1, section 17.4.3.2); `size` is in bytes of N-Triples.
    """

    graph: str
    sha256: str
    triples: int
    length: int
    size: int


def units(store: Store, base: str, graphs: Collection[str] | None = None) -> list[Unit]:
    """Give every named graph, or those of `graphs` that the store has, measured, in the order of their names.

    Raises UsageError where the store has triples in its default graph, or blank nodes for graph names: no server could
    be told to replace them. The blank nodes of a graph get IRIs, see `canonical.skolemised`.
    """
    return [unit for unit, _ in with_bodies(store, base, graphs)]


def with_bodies(store: Store, base: str, graphs: Collection[str] | None = None) -> Iterator[tuple[Unit, bytes]]:
    """Give the same with the N-Triples of each, one graph after the other, so that no more than one is in memory."""
    for graph in _graphs(store):
        if graphs is None or graph in graphs:
            ntriples = body(store, graph, base)
            yield measure(graph, ntriples), ntriples


def body(store: Store, graph: str, base: str) -> bytes:
    """Give a graph as N-Triples: sorted, without blank nodes, each line ended by LF; nothing where there is none."""
    dumped = store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph)) or b""
    if b"_:" in dumped:
        _refuse_shared(store, graph)
    return sorted_lines(skolemised(dumped, graph, base))


def _refuse_shared(store: Store, graph: str) -> None:
    quads = store.quads_for_pattern(None, None, None, NamedNode(graph))
    for node in {end for quad in quads for end in (quad.subject, quad.object) if isinstance(end, BlankNode)}:
        for quad in chain(store.quads_for_pattern(node, None, None), store.quads_for_pattern(None, None, node)):
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value != graph:
                # Graphs are sent one by one, and what is one thing here would be two there.
                raise UsageError(f"{graph} and {quad.graph_name.value} share a blank node\n  give it an IRI")


def measure(graph: str, ntriples: bytes) -> Unit:
    """Measure a graph that is given by its sorted N-Triples."""
    digest = hashlib.sha256(nquads(ntriples, graph)).hexdigest()
    triples = ntriples.count(b"\n")
    return Unit(graph, digest, triples, length(ntriples, triples), len(ntriples))


def length(lines: bytes, triples: int, graph: str = "") -> int:
    """Give the length (see `Unit`) of so many N-Triples, or of N-Quads of a graph."""
    text = lines.decode()
    beside = _SYNTAX + (len(f" <{graph}>") if graph else 0)
    tags = sum(map(len, _TAGS.findall(text)))
    escapes = sum(len(escape) - 1 for escape in _ESCAPES.findall(text)) if "\\" in text else 0
    return len(text) - beside * triples - tags - escapes


def _graphs(store: Store) -> Iterator[str]:
    if next(store.quads_for_pattern(None, None, None, DefaultGraph()), None):
        raise UsageError("the store has triples outside any named graph; khabar puts none there")
    names = list(store.named_graphs())
    for name in names:
        if isinstance(name, BlankNode):
            raise UsageError(f"the store has a graph without a name (_:{name.value}), which no server could replace")
    return iter(sorted(name.value for name in names))
