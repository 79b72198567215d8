"""Speak with a triple store: SPARQL 1.1 Protocol and Graph Store HTTP Protocol, over one pool of connections.

Writes are whole requests with a length: of a body in chunks Virtuoso keeps nothing, and says 201.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import httpx

from ..errors import EndpointError, UsageError
from . import results
from .failures import Cause, by_reply, failure
from .transport import CONNECT, Reply, cause_of, is_hung_up, open_http, read, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .endpoint import Endpoint
    from .results import Row

__all__ = ["JSON", "NQUADS", "NTRIPLES", "TRIG", "TURTLE", "UPDATE", "Client"]

NTRIPLES = "application/n-triples"
NQUADS = "application/n-quads"
TURTLE = "text/turtle"
TRIG = "application/trig"
JSON = "application/sparql-results+json"
UPDATE = "application/sparql-update; charset=utf-8"
# No store was seen to take less than four times this many bytes a second; who is slower still gets more time each try.
_SLOWEST = 250_000
_SLOWEST_OF_ALL = _SLOWEST / 16


class Client:
    """A pool of connections to one endpoint, which threads may share.

    Every method raises `khabar.errors.EndpointError` with its cause where the server does not do what it is asked.
    Redirects are not followed: who we are is told to nobody but the address that was given.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._http = open_http(endpoint)
        self._pace = float(_SLOWEST)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def solutions(self, query: str, doing: str = "query") -> list[Row]:
        """Give the rows of a SELECT query, None where a variable is unbound."""
        return self.answer(query, doing)[0]

    def answer(self, query: str, doing: str = "query") -> tuple[list[Row], Reply]:
        """Give the rows of a SELECT query, and the reply that they came in."""
        reply = self._asked(query, doing)
        return results.solutions(self.endpoint, reply, doing)[1], reply

    def ask(self, query: str, doing: str = "query") -> bool:
        """Give the answer of an ASK query."""
        return results.truth(self.endpoint, self._asked(query, doing), doing)

    def update(self, text: str, doing: str = "update") -> None:
        """Run an update (SPARQL 1.1 Protocol, section 2.2.2)."""
        self.send("POST", self.endpoint.urls.update, text.encode(), {"Content-Type": UPDATE}, doing)

    def put(self, graph: str, triples: bytes, media_type: str = NTRIPLES) -> None:
        """Replace a graph (Graph Store HTTP Protocol, section 5.3)."""
        self.send("PUT", self.endpoint.graph_url(graph), triples, {"Content-Type": media_type}, f"writing {graph}")

    def add(self, graph: str, triples: bytes, media_type: str = NTRIPLES) -> None:
        """Add to a graph (Graph Store HTTP Protocol, section 5.5)."""
        self.send("POST", self.endpoint.graph_url(graph), triples, {"Content-Type": media_type}, f"writing {graph}")

    def post_quads(self, quads: bytes, media_type: str = NQUADS, *, loose: bool = False) -> None:
        """Add quads to the graphs that they name; `loose` where a half of them may be seen on the way."""
        urls = self.endpoint.urls
        url = (loose and urls.quads_loose) or urls.quads
        self.send("POST", url, quads, {"Content-Type": media_type}, "writing quads")

    def get(self, graph: str) -> bytes:
        """Give a graph as N-Triples, whole: a reply that does not say where it ends is refused."""
        doing = f"reading {graph}"
        if self.endpoint.urls.graph:
            reply = self.send("GET", self.endpoint.graph_url(graph), None, {"Accept": NTRIPLES}, doing)
        else:
            query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
            reply = self._asked(query, doing, NTRIPLES)
        results.refuse_cut(self.endpoint, reply, doing)
        if reply.body and reply.media_type not in {NTRIPLES, "text/plain"}:
            came = reply.media_type or "something without a name"
            raise failure(self.endpoint, Cause.UNREADABLE, f"N-Triples were asked for, and {came} came", doing)
        if not reply.framed or (reply.body and not reply.body.endswith(b"\n")):
            raise failure(self.endpoint, Cause.CUT, "the reply may have been cut: it has no length or no end", doing)
        return reply.body

    def delete(self, graph: str) -> None:
        """Delete a graph (Graph Store HTTP Protocol, section 5.4); one that is not there is no fault."""
        try:
            self.send("DELETE", self.endpoint.graph_url(graph), None, {}, f"deleting {graph}")
        except EndpointError as e:
            if e.cause != Cause.NOT_FOUND:
                raise

    def send(
        self,
        method: str,
        url: str,
        content: bytes | Iterable[bytes] | None,
        headers: Mapping[str, str],
        doing: str = "",
        data: Mapping[str, str] | None = None,
    ) -> Reply:
        """Make a request, and give its reply if the server did what it was asked."""
        reply = self.exchange(method, url, content, headers, doing, data)
        if reply.status >= httpx.codes.MULTIPLE_CHOICES:
            raise by_reply(self.endpoint, reply.status, reply.headers, reply.text, doing)
        return reply

    def exchange(
        self,
        method: str,
        url: str,
        content: bytes | Iterable[bytes] | None,
        headers: Mapping[str, str],
        doing: str = "",
        data: Mapping[str, str] | None = None,
    ) -> Reply:
        """Make a request, and give its reply whatever it says."""
        wait = self.endpoint.timeout + (len(content) / self._pace if isinstance(content, bytes) else 0)
        timeout = httpx.Timeout(wait, connect=min(wait, CONNECT))
        # Servers end idle connections, and after a bad body used ones (Fuseki, Oxigraph), as the next request goes out.
        # What may be done twice is done again then, on a new one.
        attempts = 1 if method == "POST" and data is None else 2
        problem: Exception | None = None
        while attempts:
            attempts, answered = attempts - 1, False
            try:
                with self._http.stream(
                    method, url, content=content, data=data, headers=headers, timeout=timeout
                ) as response:
                    answered = True
                    return read(response)
            except httpx.HTTPError as e:
                if content and isinstance(e, httpx.ReadTimeout | httpx.WriteTimeout):
                    self._pace = max(self._pace / 2, _SLOWEST_OF_ALL)
                problem = failure(self.endpoint, cause_of(e), said_of(e, wait), doing)
                if answered or not is_hung_up(e):
                    break
            except (httpx.InvalidURL, UnicodeError) as e:
                problem = UsageError(f"{self.endpoint}: {url}: is no address: {e}")
                break
        # Outside of the handler: the exception that is left behind holds the request, with what signs it.
        assert problem is not None
        raise problem

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _asked(self, query: str, doing: str, accept: str = JSON) -> Reply:
        data = {"query": query, **self.endpoint.kind.parameters}
        return self.send("POST", self.endpoint.urls.query, None, {"Accept": accept}, doing, data)
