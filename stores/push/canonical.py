"""Canonical N-Quads of one graph, and IRIs in the place of its blank nodes.

Without blank nodes the canonical form of RDF Dataset Canonicalization (RDFC-1.0, section 4.3) is its lines in order.
Blank nodes are skolemised first (RDF 1.1 Concepts, section 3.5): what is pushed twice must be the same twice.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

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
from .poison import refuse_poison

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["nquads", "sha256", "skolemised", "sorted_lines"]

_BLANK = b"_:"


def sorted_lines(ntriples: bytes) -> bytes:
    """Give the lines of N-Triples as pyoxigraph writes them, in order."""
    return b"".join(sorted(ntriples.splitlines(keepends=True)))


def nquads(ntriples: bytes, graph: str) -> bytes:
    """Give lines of N-Triples as N-Quads of a graph; their order stays right."""
    # No literal holds a line end, so this stands only where a triple ends.
    return ntriples.replace(b" .\n", f" <{graph}> .\n".encode())


def sha256(graph: str, ntriples: bytes) -> str:
    """Give the SHA-256, as 64 hex digits, of a graph's canonical N-Quads; any N-Triples without blank nodes will do.

    What cannot be read as N-Triples is no graph and has no hash: an empty string.
    """
    try:
        triples = {Triple(q.subject, q.predicate, q.object) for q in parse(ntriples, format=RdfFormat.N_TRIPLES)}
    except (SyntaxError, MemoryError):
        # Lines of more than 16 MB are a MemoryError of pyoxigraph's.
        return ""
    lines = sorted_lines(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    return hashlib.sha256(nquads(lines, graph)).hexdigest()


def skolemised(ntriples: bytes, graph: str, base: str) -> bytes:
    """Give N-Triples with an IRI ``<base>.well-known/genid/…`` for every blank node, the same in every run.

    An IRI is made from the name of the graph and the label that RDFC-1.0 gives. Raises UsageError for blank nodes that
    would take that algorithm too long, see `refuse_poison`.
    """
    if _BLANK not in ntriples:
        return ntriples
    triples = [Triple(q.subject, q.predicate, q.object) for q in parse(ntriples, format=RdfFormat.N_TRIPLES)]
    if not any(map(_has_blank, triples)):
        return ntriples
    _refuse_nested(triples, graph)
    refuse_poison(triples, graph)
    canonical = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    canonical.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    named = (Triple(_iri(q.subject, graph, base), q.predicate, _iri(q.object, graph, base)) for q in canonical)
    return serialize(named, format=RdfFormat.N_TRIPLES) or b""


def _iri(term: object, graph: str, base: str) -> NamedNode:
    if not isinstance(term, BlankNode):
        return term  # type: ignore[return-value]
    digest = hashlib.sha256(f"{graph}\n{term.value}".encode()).hexdigest()
    return NamedNode(f"{base}.well-known/genid/{digest[:32]}")


def _has_blank(triple: Triple) -> bool:
    ends = triple.subject, triple.object
    return any(isinstance(end, BlankNode) or (isinstance(end, Triple) and _has_blank(end)) for end in ends)


def _refuse_nested(triples: Iterable[Triple], graph: str) -> None:
    if any(isinstance(t.object, Triple) and _has_blank(t.object) for t in triples):
        raise UsageError(f"{graph}: a blank node stands in a triple term (RDF 1.2), for which no IRI can be made")
