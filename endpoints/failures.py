"""What went wrong at a server, by cause: its status code alone does not tell, nor what to do about it."""

from __future__ import annotations

import email.utils
import html
import re
import time
from enum import StrEnum
from typing import TYPE_CHECKING

from ..errors import EndpointError
from .credentials import variable
from .settings import blotted, is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .credentials import Credentials
    from .endpoint import Endpoint

__all__ = ["PASSING", "Cause", "by_reply", "failure", "retry_after"]


class Cause(StrEnum):
    """Why a server did not do what it was asked."""

    REFUSED = "refused"
    UNTRUSTED = "untrusted"
    PROXY = "proxy"
    MOVED = "moved"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    BAD_REQUEST = "bad request"
    TOO_LARGE = "too large"
    CUT = "cut"
    TIMEOUT = "timeout"
    BUSY = "busy"
    BROKEN_OFF = "broken off"
    DISK_FULL = "disk full"
    READ_ONLY = "read-only"
    FAILED = "failed"
    UNREADABLE = "unreadable"


# What may be over when the same is asked again.
PASSING = frozenset({Cause.REFUSED, Cause.TIMEOUT, Cause.BUSY, Cause.BROKEN_OFF})

_ADVICE = {
    Cause.REFUSED: "is the server running, and is the address right?",
    Cause.UNTRUSTED: "name the file of its certificate authority with ca = in khabar.toml",
    Cause.PROXY: "put a user and a password into HTTPS_PROXY or HTTP_PROXY, or name the host in NO_PROXY",
    Cause.MOVED: "write the address that it names into khabar.toml: khabar sends no password where it was not told to",
    Cause.UNAUTHORISED: "check the user and the password; khabar endpoint probe says where they come from",
    Cause.FORBIDDEN: "the user lacks the right to do this",
    Cause.NOT_FOUND: "check the url and the kind; khabar endpoint probe tries them",
    Cause.TOO_LARGE: "the server takes less at a time: another lane or a bulk load may do",
    Cause.CUT: "the server gives no more than that; raise its limit, or ask for less",
    Cause.TIMEOUT: "raise timeout = in khabar.toml, or ask for less",
    Cause.BUSY: "try again later",
    Cause.BROKEN_OFF: "the connection ended in mid-request; is the server still running?",
    Cause.DISK_FULL: "make room on the server, then push again: it goes on where it stopped",
    Cause.READ_ONLY: "the server takes no writes at this address",
    Cause.UNREADABLE: "check the url and the kind; khabar endpoint probe tries them",
}
_BY_STATUS = {
    400: Cause.BAD_REQUEST,
    401: Cause.UNAUTHORISED,
    403: Cause.FORBIDDEN,
    404: Cause.NOT_FOUND,
    405: Cause.READ_ONLY,
    407: Cause.PROXY,
    408: Cause.TIMEOUT,
    413: Cause.TOO_LARGE,
    414: Cause.TOO_LARGE,
    429: Cause.BUSY,
    502: Cause.BUSY,
    503: Cause.BUSY,
    504: Cause.BUSY,
    507: Cause.DISK_FULL,
}
_REDIRECTS = {301, 302, 303, 307, 308}
_TAGS = re.compile(r"<(style|script|head)\b.*?</\1>|<!--.*?-->|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_LONGEST = 300
_TELLING = 16_384


def failure(
    endpoint: Endpoint, cause: Cause, said: str = "", doing: str = "", after: float | None = None
) -> EndpointError:
    """Make the error of a cause: which endpoint, doing what, what the server said, and what to do.

    It has no cause of its own in Python's sense: the objects of a request hold what signs it.
    """
    parts = [str(endpoint), doing, _short(endpoint.credentials.redact(said)) or str(cause)]
    return EndpointError(": ".join(filter(None, parts)) + _advice(endpoint, cause), cause, after)


def by_reply(endpoint: Endpoint, status: int, headers: Mapping[str, str], body: str, doing: str = "") -> EndpointError:
    """Make the error of a reply: the store's own words count for more than its status."""
    says = endpoint.kind.says
    text = body.partition(says.query)[0] if says.query else body
    told = (
        (Cause.BUSY, says.busy),
        (Cause.TIMEOUT, says.timeout),
        (Cause.TOO_LARGE, says.too_large),
        (Cause.DISK_FULL, says.full),
        (Cause.FORBIDDEN, says.forbidden),
        (Cause.READ_ONLY, says.read_only),
    )
    cause = next((c for c, words in told if any(w in text[:_TELLING] for w in words)), _by_status(status))
    words = _plain(text, endpoint.credentials)
    if cause is Cause.MOVED:
        words = f"it sends on to {blotted(headers.get('location', 'nowhere'))}"
    said = f"HTTP {status}" + (f": {words}" if words else "")
    return failure(endpoint, cause, said, doing, retry_after(headers.get("retry-after", "")))


def retry_after(value: str, now: float | None = None) -> float | None:
    """Give the seconds that a Retry-After header asks for; None where it asks for none (RFC 9110 section 10.2.3).

    >>> retry_after("5"), retry_after("soon"), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now=50.0)
    (5.0, None, 10.0)
    """
    if value.strip().isdecimal():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, when - (time.time() if now is None else now))


def _by_status(status: int) -> Cause:
    return Cause.MOVED if status in _REDIRECTS else _BY_STATUS.get(status, Cause.FAILED)


def _advice(endpoint: Endpoint, cause: Cause) -> str:
    if cause is Cause.UNAUTHORISED:
        return f"\n  {_who(endpoint)}"
    return f"\n  {_ADVICE[cause]}" if cause in _ADVICE else ""


def _who(endpoint: Endpoint) -> str:
    if endpoint.credentials:
        return f"signed in as {endpoint.credentials} by {endpoint.auth}; {_ADVICE[Cause.UNAUTHORISED]}"
    name = "endpoint" if is_address(endpoint.name) else endpoint.name
    user, password, token = (variable(name, what) for what in ("user", "password", "token"))
    return f"set {user} and {password}, or {token}, or write the host into netrc"


def _plain(text: str, who: Credentials) -> str:
    # Blotted out before anything is cut off, taken for a tag, or put together: a piece of a password is too much.
    text = who.redact(text)[:_TELLING]
    if "<html" in text[:_LONGEST].lower():
        # Of a page only: elsewhere <…> is an IRI.
        text = who.redact(html.unescape(_TAGS.sub(" ", text)))
    return " ".join(text.split())


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
