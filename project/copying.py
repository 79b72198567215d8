"""The graphs of an endpoint, read whole: for rules that have to see all of the data at once, and for taking it away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Literal, RdfFormat

from ..endpoints.failures import Cause, failure
from ..errors import EndpointError, UsageError
from ..ontology.terms import SCHEMA
from ..ontology.vocabulary import FILES
from ..queries.terms import iri, serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Triple

    from ..ontology import Names
    from ..queries import EndpointSource

__all__ = ["Copier"]

# Below the 10,000 rows at which servers cut by default.
_PAGE = 5000
_HEX = "0123456789abcdef"
# So many first digits part a graph into millions of pieces; what is still too large then is one subject.
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Copier:
    """Reads graphs by queries, each held against the number of triples that the server counts in it.

    Its URL for a graph may want a password where queries do not, and gives a piece for the whole in silence.
    """

    source: EndpointSource
    names: Names

    def graphs(self) -> dict[str, int]:
        """Give the graphs of the data and the number of triples in each, in the order of their names.

        They are those that were pushed, and all others whose name begins with the base; what a push keeps for itself
        is left out, and the ontology.
        """
        pushed = f"GRAPH {_node(self.names.manifest)} {{ ?g <{SCHEMA}sha256> ?hash }}"
        ours = dict(self._counted(f"FILTER(STRSTARTS(STR(?g), {_text(self.names.base)}))"))
        own = (self.names.manifest, self.names.dataset, f"{self.names.base}staging/")
        found = ours | dict(self._counted(pushed))
        return {g: found[g] for g in sorted(found) if g not in FILES and not g.startswith(own)}

    def read(self, graphs: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """Yield graphs as N-Triples, in the order given.

        Raises EndpointError where one cannot be had whole, or changes meanwhile.
        """
        with ThreadPoolExecutor(self.source.endpoint.connections) as pool:
            yield from zip(graphs, pool.map(self._whole, graphs, graphs.values()), strict=True)

    def sizes(self, graphs: Iterable[str]) -> dict[str, int]:
        """Give the number of triples in each graph; raises UsageError for one that is not there."""
        found = {}
        for graph in graphs:
            found[graph] = self._count(f"GRAPH {_node(graph)} {{ ?s ?p ?o }}")
            if not found[graph]:
                raise UsageError(f"{self.source.endpoint}: there is no graph {graph}")
        return found

    def _counted(self, which: str) -> Iterator[tuple[str, int]]:
        last = ""
        while True:
            rows = self.source.select(
                f"SELECT ?name (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {which} BIND(STR(?g) AS ?name) "
                f"FILTER(STR(?g) > {_text(last)}) }} GROUP BY ?name ORDER BY ?name LIMIT {_PAGE}"
            )
            yield from ((str(name), int(str(n))) for name, n in rows)
            if len(rows) < _PAGE:
                return
            last = str(rows.terms[-1][0].value)  # type: ignore[union-attr]

    def _whole(self, graph: str, count: int) -> bytes:
        try:
            triples: Iterable[Triple] = self._some(graph, "", count)
        except EndpointError as e:
            if e.cause != Cause.CUT:
                raise
            # What has no name has no hash of it.
            triples = {*self._pieces(graph), *self._some(graph, "FILTER(isBlank(?s))")}
            if len(triples) != count:
                said = f"it has {count} triples, and {len(triples)} came; did it change meanwhile?"
                raise failure(self.source.endpoint, Cause.CUT, said, f"reading {graph}") from e
        return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""

    def _pieces(self, graph: str, digits: str = "") -> Iterator[Triple]:
        """Yield the triples of a graph, parted by the first digits of a hash of their subjects as far as needed."""
        for digit in _HEX:
            start = digits + digit
            try:
                yield from self._some(graph, f'FILTER(STRSTARTS(MD5(STR(?s)), "{start}"))')
            except EndpointError as e:
                if e.cause != Cause.CUT or len(start) == _DEEPEST:
                    raise
                yield from self._pieces(graph, start)

    def _some(self, graph: str, which: str, count: int | None = None) -> tuple[Triple, ...]:
        pattern = f"GRAPH {_node(graph)} {{ ?s ?p ?o }} {which}"
        found = self._count(pattern) if count is None else count
        return self.source.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", found)

    def _count(self, pattern: str) -> int:
        ((count,),) = self.source.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        return int(str(count))


def _node(name: str) -> str:
    return serialize(iri(name))


def _text(value: str) -> str:
    return serialize(Literal(value))
