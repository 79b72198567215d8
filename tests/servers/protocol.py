"""SPARQL 1.1 Query, Update and Graph Store Protocol over a store in memory: what the quirk server does rightly."""

from __future__ import annotations

import gzip
import threading
import urllib.parse
from dataclasses import dataclass, field

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    serialize,
)

__all__ = ["Protocol", "Reply", "Request"]

QUERY, UPDATE = {"query", "sparql"}, {"update", "sparql-auth"}
GRAPHS = {"store", "data", "sparql-graph-crud-auth"}
TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
}


@dataclass
class Request:
    """What was sent. Names of headers are in lower case; the body is as it was read, which may not be all of it."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    status: int | None = None

    @property
    def graph(self) -> str | None:
        return self.parameters.get("graph") or self.parameters.get("graph-uri")

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def content(self) -> bytes:
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def form(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.content.decode(), keep_blank_values=True))

    def text(self, verb: str) -> str | None:
        """Give the query or the update, however it was sent."""
        if self.media_type == f"application/sparql-{verb}":
            return self.content.decode()
        if self.media_type == "application/x-www-form-urlencoded":
            return self.form.get(verb)
        return self.parameters.get(verb) if verb == "query" else None


@dataclass
class Reply:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def plain(cls, status: int, text: str = "", **headers: str) -> Reply:
        return cls(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8", **headers})


class Protocol:
    """Every request is one transaction. Paths are those of any of the real servers; what is before them is ignored."""

    def __init__(self) -> None:
        self.store = Store()
        self.union = False
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        """Do what is asked."""
        name = request.path.rstrip("/").rpartition("/")[2]
        with self._lock:
            try:
                # Virtuoso has one path for both.
                if name in UPDATE and (update := request.text("update")) is not None:
                    self.store.update(update)
                    return Reply(204)
                if name in QUERY | UPDATE and (query := request.text("query")) is not None:
                    return self._query(query, request)
                if name in GRAPHS:
                    return self._graph(request)
            except (SyntaxError, UnicodeDecodeError, EOFError, gzip.BadGzipFile) as e:
                return Reply.plain(400, str(e))
        return Reply.plain(404, f"no service called {name}")

    def _query(self, text: str, request: Request) -> Reply:
        # An error of the query comes with its first row: all must be read before the status is sent.
        graph = request.parameters.get("default-graph-uri") or request.form.get("default-graph-uri")
        default = [NamedNode(graph)] if graph else None
        results = self.store.query(text, use_default_graph_as_union=self.union and not graph, default_graph=default)
        if isinstance(results, QueryTriples):
            return Reply(200, results.serialize(format=RdfFormat.N_TRIPLES), {"Content-Type": "application/n-triples"})
        assert isinstance(results, QuerySolutions | QueryBoolean)
        wanted = next((t for t in TABLES if t in request.headers.get("accept", "")), next(iter(TABLES)))
        return Reply(200, results.serialize(format=TABLES[wanted]), {"Content-Type": wanted})

    def _graph(self, request: Request) -> Reply:
        graph = (
            NamedNode(request.graph) if request.graph else DefaultGraph() if "default" in request.parameters else None
        )
        there = graph is None or isinstance(graph, DefaultGraph) or self.store.contains_named_graph(graph)
        if request.method in {"PUT", "POST"}:
            self._write(graph, request)
            return Reply(204 if there else 201)
        if not there:
            return Reply.plain(404, "no such graph")
        if request.method == "DELETE":
            self._clear(graph)
            return Reply(204)
        if request.method in {"GET", "HEAD"}:
            quads = self.store.quads_for_pattern(None, None, None, graph)
            form = RdfFormat.N_TRIPLES if graph else RdfFormat.N_QUADS
            body = serialize((q.triple if graph else q for q in quads), format=form)
            return Reply(200, body, {"Content-Type": form.media_type})
        return Reply.plain(405, "not allowed")

    def _write(self, graph: NamedNode | DefaultGraph | None, request: Request) -> None:
        form = RdfFormat.from_media_type(request.media_type) or RdfFormat.N_TRIPLES
        quads = list(parse(request.content, format=form, without_named_graphs=graph is not None))
        if request.method == "PUT":
            self._clear(graph)
        self.store.extend(Quad(*q.triple, graph) if graph else q for q in quads)
        if isinstance(graph, NamedNode):
            self.store.add_graph(graph)

    def _clear(self, graph: NamedNode | DefaultGraph | None) -> None:
        if graph is None:
            self.store.clear()
        else:
            self.store.remove_graph(graph)
