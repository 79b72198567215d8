"""SPARQLWrapper, on connections of our own.

By itself it opens one for each request, keeps a password for Digest in an opener that is the whole process's, has no
use for a private list of certificate authorities, and takes a query for an update where the word stands in a comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from SPARQLWrapper import JSON, POST, TURTLE, URLENCODED, SPARQLWrapper

from . import guard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse

    from ..endpoints.client import Client
    from ..endpoints.transport import Reply

__all__ = ["ask"]


def ask(client: Client, text: str, parameters: Mapping[str, str], accept: str, doing: str = "query") -> Reply:
    """Send a query as a form (SPARQL 1.1 Protocol, section 2.1.2) and give the reply, whose status is one of success.

    Raises `khabar.errors.EndpointError`, with its cause, for everything else.
    """
    wrapper = _Wrapper(client, doing)
    wrapper.setQuery(text)
    # It knows no N-Triples, and warns of what does not fit the form of the query.
    wrapper.setReturnFormat(JSON if wrapper.queryType in {"SELECT", "ASK"} else TURTLE)
    wrapper.addCustomHttpHeader("Accept", accept)
    for name, value in parameters.items():
        wrapper.addParameter(name, value)
    return cast("_Answer", wrapper.query().response).reply


@dataclass(frozen=True, slots=True)
class _Answer:
    """A reply where SPARQLWrapper looks for one of urllib's."""

    reply: Reply

    def info(self) -> Mapping[str, str]:
        return self.reply.headers

    def read(self) -> bytes:
        return self.reply.body


class _Wrapper(SPARQLWrapper):
    def __init__(self, client: Client, doing: str) -> None:
        super().__init__(client.endpoint.urls.query, agent="khabar")
        self._client, self._doing = client, doing
        # Never POSTDIRECTLY: of a bare query Virtuoso 7 makes a loop that ends when the client leaves.
        self.setMethod(POST)
        self.setRequestMethod(URLENCODED)
        # Otherwise it sends the format four times, under the names that servers have been known to read.
        self.setOnlyConneg(True)

    def _parseQueryType(self, query: str) -> str:  # noqa: N802 - its name
        # Its own patterns read comments too, and are slow on long queries.
        return guard.query_form(query)

    def _query(self) -> tuple[HTTPResponse, str]:
        request = self._createRequest()
        body, headers = cast("bytes", request.data), dict(request.header_items())
        reply = self._client.send("POST", request.full_url, body, headers, self._doing)
        return cast("HTTPResponse", _Answer(reply)), self.returnFormat
