"""Work out what replacing an article's graphs changes, as one SPARQL update.

An article owns its graphs: they are replaced whole. In shared graphs (register, links, meta) several sheets may say
the same; a ledger of hashes, one literal a sheet, tells which lines a corrected sheet takes back and which stay
because another sheet still says them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ..ontology.terms import KH, SCHEMA
from ..ontology.vocabulary import FILES, turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Change", "Graphs", "ontology_update", "plan"]

_SHARED_LINES = NamedNode(KH + "sharedLines")
_SHA256 = NamedNode(SCHEMA + "sha256")


class Graphs(Protocol):
    """What is to be stored of one article: its own graphs, and its lines in shared ones, as triples by graph."""

    @property
    def article(self) -> str:
        """The article's IRI."""

    @property
    def meta(self) -> str:
        """The graph that holds the ledger."""

    @property
    def owned(self) -> Mapping[str, Sequence[bytes]]:
        """The article's own graphs."""

    @property
    def shared(self) -> Mapping[str, Sequence[bytes]]:
        """The article's lines in shared graphs."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a replacement does: quads that come and go, and the update that makes it so (empty for none).

    `context` holds what other sheets have put into shared graphs about the same subjects: validation must see both.
    """

    article: str
    added: int
    removed: int
    update: str
    context: bytes


def plan(store: Store, graphs: Graphs) -> Change:
    """Compare an article's graphs with what the store has of them."""
    owned, shared = _quads(graphs.owned), _quads(graphs.shared)
    facts = NamedNode(f"{graphs.article}/facts")
    meta = NamedNode(graphs.meta)
    hashes = {_hash(q): q for q in shared}
    ledger = Quad(facts, _SHARED_LINES, Literal(" ".join(sorted(hashes))), meta)
    new = {*owned, *shared, ledger}
    old_owned = {q for g in _own_graphs(graphs) for q in store.quads_for_pattern(None, None, None, NamedNode(g))}
    old_ledger = set(store.quads_for_pattern(facts, _SHARED_LINES, None, meta))
    gone = (old_owned | old_ledger | _withdrawn(store, old_ledger, hashes, graphs)) - new
    come = {q for q in new if q not in store}
    if not come and not gone:
        return Change(graphs.article, 0, 0, "", _context(store, shared, gone))
    update = _update(gone, come)
    return Change(graphs.article, len(come), len(gone), update, _context(store, shared, gone))


def ontology_update(store: Store) -> str:
    """Give the update that brings the ontology's graphs to this version's files; empty where they are there."""
    parts = []
    for name, file in FILES.items():
        data = turtle(file)
        mark = Quad(NamedNode(name), _SHA256, Literal(hashlib.sha256(data).hexdigest()), NamedNode(name))
        if mark not in store:
            triples = [_triple(q) for q in parse(data, format=RdfFormat.TURTLE)]
            body = " .\n".join([*triples, _triple(mark)])
            parts.append(f"CLEAR SILENT GRAPH <{name}> ;\nINSERT DATA {{ GRAPH <{name}> {{\n{body} .\n}} }}")
    return " ;\n".join(parts)


def _quads(graphs: Mapping[str, Sequence[bytes]]) -> list[Quad]:
    found = []
    for name, triples in graphs.items():
        graph = NamedNode(name)
        data = b" .\n".join([*triples, b""])
        found += [Quad(q.subject, q.predicate, q.object, graph) for q in parse(data, format=RdfFormat.N_TRIPLES)]
    return found


def _own_graphs(graphs: Graphs) -> set[str]:
    # A sheet that has lost its review leaves no graph of that name, and the old one must still go.
    return {*graphs.owned, f"{graphs.article}/facts", f"{graphs.article}/review"}


def _hash(quad: Quad) -> str:
    return hashlib.blake2b(str(quad).encode(), digest_size=6).hexdigest()


def _withdrawn(store: Store, ledger: Iterable[Quad], kept: Mapping[str, Quad], graphs: Graphs) -> set[Quad]:
    """Give the shared quads that this sheet said before and now says no more, and no other sheet says."""
    before = {h for q in ledger if isinstance(q.object, Literal) for h in q.object.value.split()}
    dropped = before - kept.keys()
    if not dropped:
        return set()
    mine = f"{graphs.article}/facts"
    others = [
        q.object.value
        for q in store.quads_for_pattern(None, _SHARED_LINES, None)
        if isinstance(q.object, Literal) and isinstance(q.subject, NamedNode) and q.subject.value != mine
    ]
    dropped = {h for h in dropped if not any(h in line for line in others)}
    # A hash has no way back: the shared graphs are read through, which only a corrected sheet costs.
    shared = (q for g in graphs.shared for q in store.quads_for_pattern(None, None, None, NamedNode(g)))
    return {q for q in shared if _hash(q) in dropped}


def _context(store: Store, shared: Iterable[Quad], gone: set[Quad]) -> bytes:
    places = {(q.subject, q.graph_name) for q in shared}
    found = (q for s, g in places for q in store.quads_for_pattern(s, None, None, g))
    return b"".join(f"{q} .\n".encode() for q in found if q not in gone)


def _update(gone: Iterable[Quad], come: Iterable[Quad]) -> str:
    parts = []
    for verb, quads in (("DELETE DATA", gone), ("INSERT DATA", come)):
        body = "\n".join(f"GRAPH {q.graph_name} {{ {_triple(q)} }}" for q in quads)
        if body:
            parts.append(f"{verb} {{\n{body}\n}}")
    return " ;\n".join(parts)


def _triple(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
