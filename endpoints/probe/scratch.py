"""The graphs that a probe writes: all under one name that nobody else has, and all removed at the end."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ...errors import EndpointError
from .findings import Finding, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..client import Client

__all__ = ["Scratch", "lines", "scratch"]


class Scratch:
    """Where a probe may write. `put` tells whether whole graphs can be written by PUT, or by INSERT DATA only."""

    def __init__(self, client: Client, base: str) -> None:
        self.client = client
        self.home = f"{base}staging/probe/"
        self.prefix = f"{self.home}{secrets.token_hex(8)}/"
        self.put = False
        self._graphs: dict[str, None] = {}

    def graph(self, name: str) -> str:
        """Give the IRI of a graph, to be removed at the end."""
        graph = self.prefix + name
        self._graphs[graph] = None
        return graph

    def write(self, graph: str, ntriples: bytes) -> None:
        """Write a graph, by PUT where that works."""
        if self.put:
            self.client.put(graph, ntriples)
        else:
            self.insert(graph, ntriples)

    def insert(self, graph: str, ntriples: bytes) -> None:
        """Write into a graph by INSERT DATA."""
        self.client.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{ntriples.decode()}}} }}")

    def count(self, graph: str) -> int:
        """Count the triples of a graph."""
        ((number,),) = self.client.solutions(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        assert isinstance(number, Literal)
        return int(number.value)

    def remove(self) -> Finding:
        """Remove every graph, and see whether any is left; those of a probe that was killed are named, not touched."""
        what = "scratch graphs removed"
        self._drop(*self._graphs)
        try:
            left = self._left()
        except EndpointError:
            return Finding(what, State.PROBLEM, f"not known; look for graphs under {self.prefix}")
        if own := [graph for graph in left if graph in self._graphs]:
            return Finding(what, State.PROBLEM, f"left: {', '.join(own)}")
        others = f"; {len(left)} of another probe are there: {left[0]} …" if left else ""
        return Finding(what, State.OK, f"none of {len(self._graphs)} is left{others}")

    def _drop(self, *graphs: str) -> None:
        try:
            self.client.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs))
        except EndpointError:
            if len(graphs) > 1:
                # Perhaps a store that takes one operation a request.
                for graph in graphs:
                    self._drop(graph)
            elif self.client.endpoint.urls.graph:
                self._delete(graphs[0])

    def _delete(self, graph: str) -> None:
        try:
            self.client.delete(graph)
        except EndpointError:
            # What is left is looked for afterwards.
            return

    def _left(self) -> list[str]:
        query = f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{self.home}")) }} LIMIT 50'
        found = [graph.value for (graph,) in self.client.solutions(query) if isinstance(graph, NamedNode)]
        own = [graph for graph in self._graphs if graph in found or self.count(graph)]
        return [*own, *(graph for graph in found if graph not in own)]


@contextmanager
def scratch(client: Client, base: str, findings: list[Finding]) -> Iterator[Scratch]:
    """Give a place to write, which is cleared whatever happens, Ctrl-C included; how that went is found, too."""
    place = Scratch(client, base)
    try:
        yield place
    finally:
        findings.append(place.remove())


def lines(number: int, word: str = "value") -> bytes:
    """Give so many N-Triples."""
    return "".join(f'<urn:x-khabar:s{i}> <urn:x-khabar:p> "{word} {i}" .\n' for i in range(number)).encode()
