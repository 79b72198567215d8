"""Canonical N-Quads of one graph, and IRIs in the place of its blank nodes.

Without blank nodes the canonical form of RDF Dataset Canonicalization (RDFC-1.0, section 4.3) is its lines in order.
Blank nodes are skolemised first (RDF 1.1 Concepts, section 3.5): what is pushed twice must be the same twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from ...errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["nquads", "sha256", "skolemised", "sorted_lines"]

_Node: TypeAlias = str
_BLANK = b"_:"
# RDFC-1.0 tries every order of blank nodes that look alike: of seven that takes 0.2 s, of eight 2 s, of nine 20 s.
_MOST_ALIKE = 6
_LONGEST_CHAIN = 50


def sorted_lines(ntriples: bytes) -> bytes:
    """Give the lines of N-Triples as pyoxigraph writes them, in order."""
    return b"".join(sorted(ntriples.splitlines(keepends=True)))


def nquads(ntriples: bytes, graph: str) -> bytes:
    """Give lines of N-Triples as N-Quads of a graph; their order stays right."""
    # No literal holds a line end, so this stands only where a triple ends.
    return ntriples.replace(b" .\n", f" <{graph}> .\n".encode())


def sha256(graph: str, ntriples: bytes) -> str:
    """Give the SHA-256, as 64 hex digits, of a graph's canonical N-Quads; any N-Triples without blank nodes will do."""
    triples = {Triple(q.subject, q.predicate, q.object) for q in parse(ntriples, format=RdfFormat.N_TRIPLES)}
    lines = sorted_lines(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    return hashlib.sha256(nquads(lines, graph)).hexdigest()


def skolemised(ntriples: bytes, graph: str, base: str) -> bytes:
    """Give N-Triples with an IRI ``<base>.well-known/genid/…`` for every blank node, the same in every run.

    Raises UsageError for blank nodes that look so much alike that no algorithm can tell them apart in time.
    """
    if _BLANK not in ntriples:
        return ntriples
    triples = [Triple(q.subject, q.predicate, q.object) for q in parse(ntriples, format=RdfFormat.N_TRIPLES)]
    if not any(_blanks(triple) for triple in triples):
        return ntriples
    _refuse_alike(triples, graph)
    canonical = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    canonical.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    named = (Triple(_iri(q.subject, graph, base), q.predicate, _iri(q.object, graph, base)) for q in canonical)
    return serialize(named, format=RdfFormat.N_TRIPLES) or b""


def _iri(term: object, graph: str, base: str) -> NamedNode:
    if not isinstance(term, BlankNode):
        return term  # type: ignore[return-value]
    digest = hashlib.sha256(f"{graph}\n{term.value}".encode()).hexdigest()
    return NamedNode(f"{base}.well-known/genid/{digest[:32]}")


def _blanks(triple: Triple) -> list[str]:
    return [term.value for term in (triple.subject, triple.object) if isinstance(term, BlankNode)]


def _refuse_alike(triples: Iterable[Triple], graph: str) -> None:
    touching: dict[_Node, list[Triple]] = defaultdict(list)
    for triple in triples:
        for node in set(_blanks(triple)):
            touching[node].append(triple)
    colours = _colours(touching)
    for component in _components(touching):
        alike = max(Counter(colours[node] for node in component).values())
        if alike > _MOST_ALIKE:
            raise UsageError(
                f"{graph}: {alike} of its blank nodes hang together and cannot be told apart, so that they would get "
                "other names in each run\n  give them IRIs, or something that differs"
            )


def _colours(touching: Mapping[_Node, list[Triple]]) -> dict[_Node, int]:
    """Give blank nodes that differ by what is said around them different colours (colour refinement)."""
    colours = dict.fromkeys(touching, 0)
    for _ in range(_LONGEST_CHAIN):
        refined = {node: hash((colours[node], _around(node, triples, colours))) for node, triples in touching.items()}
        if len(set(refined.values())) == len(set(colours.values())):
            break
        colours = refined
    return colours


def _around(node: _Node, triples: Iterable[Triple], colours: Mapping[_Node, int]) -> tuple[tuple[str, ...], ...]:
    def shown(term: object) -> str:
        if not isinstance(term, BlankNode):
            return str(term)
        return "self" if term.value == node else f"_:{colours[term.value]}"

    return tuple(sorted((shown(t.subject), t.predicate.value, shown(t.object)) for t in triples))


def _components(touching: Mapping[_Node, list[Triple]]) -> Iterator[set[_Node]]:
    left = set(touching)
    while left:
        component, edge = set[_Node](), [left.pop()]
        while edge:
            node = edge.pop()
            component.add(node)
            near = {other for triple in touching[node] for other in _blanks(triple)} & left
            left -= near
            edge += near
        yield component
