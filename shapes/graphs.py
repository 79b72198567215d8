"""The graph that is validated: the union of the data's graphs, and the ontology beside it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from ..errors import Position, UnreadableError
from ..ontology.vocabulary import FILES, turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Data", "ontology", "ontology_terms", "union"]

Data: TypeAlias = "bytes | Store | Iterable[bytes | Store]"

_ONTOLOGY_GRAPHS = frozenset(NamedNode(graph) for graph in FILES)


@cache
def ontology() -> tuple[Triple, ...]:
    """Give the triples of classes, event types and codes; kept for the life of the process.

    They belong into the data graph: an engine's "ontology graph" brings in axioms but not SKOS individuals,
    and then every code is unknown (model section 5, lesson 2).
    """
    quads = (quad for file in FILES.values() for quad in parse(turtle(file), format=RdfFormat.TURTLE))
    return tuple(quad.triple for quad in quads)


@cache
def ontology_terms() -> frozenset[str]:
    """Give the IRIs that the ontology describes: they are not the data's to answer for."""
    return frozenset(t.subject.value for t in ontology() if isinstance(t.subject, NamedNode))


def union(data: Data) -> Iterator[Triple]:
    """Yield the triples of all graphs of the data as one graph; a triple of two graphs comes twice.

    Bytes are N-Quads. A store's own copy of the ontology is passed over. Raises UnreadableError, with the
    line, for bytes that are not N-Quads.
    """
    alone = isinstance(data, bytes | Store)
    for part in [data] if isinstance(data, bytes | Store) else data:
        yield from _parsed(part, rename=not alone) if isinstance(part, bytes) else _stored(part)


def _parsed(text: bytes, *, rename: bool) -> Iterator[Triple]:
    # Two files may use one label for two blank nodes; a lone file's labels are kept, for its author to find.
    try:
        quads = parse(text, format=RdfFormat.N_QUADS, rename_blank_nodes=rename)
        yield from (quad.triple for quad in quads)
    except SyntaxError as e:
        raise UnreadableError(f"no N-Quads: {e.msg}", Position("data", e.lineno, e.offset)) from e


def _stored(store: Store) -> Iterator[Triple]:
    return (quad.triple for quad in store if quad.graph_name not in _ONTOLOGY_GRAPHS)
