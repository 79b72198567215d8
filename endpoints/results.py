"""Replies to queries as values: what a server writes in a way of its own put right, and what it cut refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from .failures import Cause, failure

if TYPE_CHECKING:
    from typing import TypeAlias

    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    from .endpoint import Endpoint
    from .transport import Reply

    Row: TypeAlias = tuple[NamedNode | BlankNode | Literal | Triple | None, ...]

__all__ = ["refuse_cut", "solutions", "truth"]

# As Virtuoso 7 writes them. Inside a value a quote would stand behind a backslash, so these are never part of one.
_DRAFTS = (
    (re.compile(rb'("type"\s*:\s*)"typed-literal"'), rb'\1"literal"'),
    (re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://'), rb"\1"),
)


def solutions(endpoint: Endpoint, reply: Reply, doing: str = "query") -> tuple[tuple[str, ...], list[Row]]:
    """Give the variables and the rows of a SELECT query, None where a variable is unbound."""
    found = _parsed(endpoint, reply, doing)
    cause, said = Cause.UNREADABLE, "rows were asked for, and none came"
    if isinstance(found, QuerySolutions):
        try:
            return tuple(v.value for v in found.variables), [tuple(solution) for solution in found]
        except (SyntaxError, ValueError) as e:
            cause, said = Cause.CUT, f"the result ends in the middle: {e}"
    # An error keeps what its frames hold, and this is not to be dropped by another thread than that which made it.
    del found
    raise failure(endpoint, cause, said, doing)


def truth(endpoint: Endpoint, reply: Reply, doing: str = "query") -> bool:
    """Give the answer of an ASK query."""
    found = _parsed(endpoint, reply, doing)
    if isinstance(found, QueryBoolean):
        return bool(found)
    del found
    raise failure(endpoint, Cause.UNREADABLE, "a truth value was asked for, and none came", doing)


def refuse_cut(endpoint: Endpoint, reply: Reply, doing: str = "query") -> None:
    """Raise EndpointError where the server says that there would be more, though its status is that of success."""
    cap, part = endpoint.kind.cap_header, endpoint.kind.part_header
    if cap and cap in reply.headers:
        said = f"the server has cut the result at {reply.headers[cap]} rows ({cap})"
        raise failure(endpoint, Cause.CUT, said, doing)
    if (part and part in reply.headers) or reply.status == 206:  # noqa: PLR2004 - Partial Content
        raise failure(endpoint, Cause.CUT, "the server's time was up, and it gave what it had so far", doing)


def _parsed(endpoint: Endpoint, reply: Reply, doing: str) -> QuerySolutions | QueryBoolean:
    refuse_cut(endpoint, reply, doing)
    body = reply.body
    for draft, standard in _DRAFTS:
        body = draft.sub(standard, body)
    try:
        return parse_query_results(body, QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as e:
        cause = Cause.CUT if reply.body.lstrip()[:1] == b"{" else Cause.UNREADABLE
        said = "a web page came, and no result" if reply.media_type == "text/html" else f"no result can be read: {e}"
        raise failure(endpoint, cause, said, doing) from e
