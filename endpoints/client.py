"""Speak with a triple store: SPARQL 1.1 Protocol and Graph Store HTTP Protocol, over one pool of connections.

Writes are whole requests with a length: of a body in chunks Virtuoso keeps nothing, and says 201.
"""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from ..errors import UsageError
from .failures import Cause, by_reply, failure

if TYPE_CHECKING:
    from typing import TypeAlias

    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    from .endpoint import Endpoint

    Row: TypeAlias = tuple[NamedNode | BlankNode | Literal | Triple | None, ...]

__all__ = ["Client"]

NTRIPLES = "application/n-triples"
NQUADS = "application/n-quads"
_JSON = "application/sparql-results+json"
_CONNECT = 10.0
# No store was seen to take less than four times this many bytes a second.
_SLOWEST = 250_000
# Virtuoso 7 says typed-literal, as a draft of the format did. In a value the quotes would stand behind backslashes.
_DRAFT = re.compile(rb'("type"\s*:\s*)"typed-literal"')
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Client:
    """A pool of connections to one endpoint, which threads may share.

    Every method raises `khabar.errors.EndpointError` with its cause where the server does not do what it is asked.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._http = httpx.Client(
            auth=_auth(endpoint),
            verify=_verify(endpoint),
            headers={"User-Agent": "khabar", "Accept": "*/*"},
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
            # Whoever pushes to this machine does not mean the proxy.
            trust_env=urlsplit(endpoint.url).hostname not in _LOOPBACK,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def solutions(self, query: str, doing: str = "query") -> list[Row]:
        """Give the rows of a SELECT query, None where a variable is unbound."""
        found = self._results(query, doing)
        if not isinstance(found, QuerySolutions):
            raise failure(self.endpoint, Cause.UNREADABLE, "rows were asked for, and none came", doing)
        try:
            return [tuple(solution) for solution in found]
        except (SyntaxError, ValueError) as e:
            raise failure(self.endpoint, Cause.CUT, f"the result ends in the middle: {e}", doing) from e

    def ask(self, query: str, doing: str = "query") -> bool:
        """Give the answer of an ASK query."""
        found = self._results(query, doing)
        if not isinstance(found, QueryBoolean):
            raise failure(self.endpoint, Cause.UNREADABLE, "a truth value was asked for, and none came", doing)
        return bool(found)

    def update(self, text: str, doing: str = "update") -> None:
        """Run an update (SPARQL 1.1 Protocol, section 2.2.2)."""
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._send("POST", self.endpoint.urls.update, text.encode(), headers, doing)

    def put(self, graph: str, ntriples: bytes) -> None:
        """Replace a graph (Graph Store HTTP Protocol, section 5.3)."""
        self._send("PUT", self.endpoint.graph_url(graph), ntriples, {"Content-Type": NTRIPLES}, f"writing {graph}")

    def post_quads(self, nquads: bytes, *, loose: bool = False) -> None:
        """Add N-Quads to the graphs that they name; `loose` where a half of them may be seen on the way."""
        urls = self.endpoint.urls
        url = (loose and urls.quads_loose) or urls.quads
        self._send("POST", url, nquads, {"Content-Type": NQUADS}, "writing quads")

    def get(self, graph: str) -> bytes:
        """Give a graph as N-Triples, whole."""
        headers = {"Accept": NTRIPLES}
        reply = self._send("GET", self.endpoint.graph_url(graph), None, headers, f"reading {graph}")
        self._refuse_cut(reply, f"reading {graph}")
        return reply.content

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _results(self, query: str, doing: str) -> QuerySolutions | QueryBoolean:
        data = {"query": query, **self.endpoint.kind.parameters}
        reply = self._send("POST", self.endpoint.urls.query, None, {"Accept": _JSON}, doing, data)
        self._refuse_cut(reply, doing)
        try:
            return parse_query_results(_DRAFT.sub(rb'\1"literal"', reply.content), QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as e:
            cause = Cause.CUT if reply.content.lstrip()[:1] == b"{" else Cause.UNREADABLE
            raise failure(self.endpoint, cause, f"the result cannot be read: {e}", doing) from e

    def _refuse_cut(self, reply: httpx.Response, doing: str) -> None:
        cap = self.endpoint.kind.cap_header
        if cap and cap in reply.headers:
            said = f"the server has cut the result at {reply.headers[cap]} rows ({cap})"
            raise failure(self.endpoint, Cause.CUT, said, doing)

    def _send(
        self,
        method: str,
        url: str,
        content: bytes | None,
        headers: dict[str, str],
        doing: str,
        data: dict[str, str] | None = None,
    ) -> httpx.Response:
        wait = self.endpoint.timeout + len(content or b"") / _SLOWEST
        timeout = httpx.Timeout(wait, connect=_CONNECT)
        try:
            reply = self._http.request(method, url, content=content, data=data, headers=headers, timeout=timeout)
        except httpx.HTTPError as e:
            raise failure(self.endpoint, _cause(e), _said(e, wait), doing) from e
        except (httpx.InvalidURL, UnicodeError) as e:
            raise UsageError(f"{self.endpoint}: {url}: is no address: {e}") from e
        if reply.status_code >= httpx.codes.MULTIPLE_CHOICES:
            raise by_reply(self.endpoint, reply.status_code, reply.headers, reply.text, doing)
        return reply


def _cause(error: httpx.HTTPError) -> Cause:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError | httpx.UnsupportedProtocol):
        return Cause.UNTRUSTED if "CERTIFICATE" in str(error).upper() else Cause.REFUSED
    return Cause.TIMEOUT if isinstance(error, httpx.TimeoutException) else Cause.BROKEN_OFF


def _said(error: httpx.HTTPError, wait: float) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection within {_CONNECT:g} s"
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {wait:.0f} s"
    return str(error)


def _auth(endpoint: Endpoint) -> httpx.Auth | None:
    who = endpoint.credentials
    if endpoint.auth == "bearer":
        return _Bearer(who.token)
    # As bytes, for httpx would take a password as Latin-1.
    pair = who.user.encode(), who.password.encode()
    return {"basic": httpx.BasicAuth, "digest": httpx.DigestAuth}[endpoint.auth](*pair) if who else None


def _verify(endpoint: Endpoint) -> ssl.SSLContext | bool:
    if endpoint.insecure or not endpoint.url.startswith("https://"):
        # Reading the list of authorities takes 30 ms, and without TLS there is nothing to verify.
        return False
    try:
        return ssl.create_default_context(cafile=str(endpoint.ca) if endpoint.ca else None)
    except OSError as e:
        raise UsageError(f"{endpoint.ca}: cannot be read as a file of certificate authorities: {e}") from e


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        request.headers["Authorization"] = self._header
        yield request
