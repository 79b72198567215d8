"""Whether a server asks who one is, and whether it likes the answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from ...errors import EndpointError
from ..client import UPDATE, Client
from ..credentials import Credentials, variable
from ..failures import Cause
from ..settings import is_address
from .findings import Finding, State
from .reading import hello

if TYPE_CHECKING:
    from ..endpoint import Endpoint
    from ..transport import Reply

__all__ = ["asked_for", "sign_in"]

_SCHEMES = re.compile(r"(?:^|,)\s*(basic|digest|bearer)\b", re.IGNORECASE)
_DENIED = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


def asked_for(endpoint: Endpoint, graph: str) -> tuple[str, ...] | None:
    """Ask as nobody, and give the ways to sign in that the server then names; None where it lets nobody do all.

    `graph` is one that is not there: nobody asks to drop it. Without it, nobody asks a question only.
    """
    with Client(replace(endpoint, credentials=Credentials(), auth="none")) as nobody:
        replies = [_tried(nobody, "")] + ([_tried(nobody, graph)] if graph else [])
    denied = [reply for reply in replies if reply and (reply.status in _DENIED or reply.status >= 500)]  # noqa: PLR2004
    if not denied:
        return None
    return tuple(s.lower() for reply in denied for s in _SCHEMES.findall(reply.headers.get("www-authenticate", "")))


def sign_in(endpoint: Endpoint, asked: tuple[str, ...] | None, error: EndpointError | None, *, wrote: bool) -> Finding:
    """Say how signing in went; `error` is what the server said to who signed in."""
    who, names = endpoint.credentials, " or ".join(dict.fromkeys(asked or ()))
    if error is not None and error.cause == Cause.UNAUTHORISED and who:
        other = f"; it asks for {names}, and khabar signs in by {endpoint.auth}" if _other(endpoint, asked) else ""
        return Finding("sign-in", State.PROBLEM, f"the server does not take {who}{other}")
    if error is not None and error.cause == Cause.FORBIDDEN and who:
        return Finding("sign-in", State.PROBLEM, f"the server takes {who}, and does not let them write")
    if asked is None:
        anyone = "anyone may write" if wrote else "anyone may ask"
        return Finding("sign-in", State.NO, f"{anyone}: {who or 'a user'} is not needed")
    if not who:
        name = "endpoint" if is_address(endpoint.name) else endpoint.name
        wanted = f"the server asks for {names or 'a user'}, and there is none"
        return Finding(
            "sign-in", State.PROBLEM, f"{wanted}: set {variable(name, 'user')}, {variable(name, 'password')}"
        )
    return Finding("sign-in", State.OK, f"as {who}, by {endpoint.auth}")


def _other(endpoint: Endpoint, asked: tuple[str, ...] | None) -> bool:
    return bool(asked) and endpoint.auth not in (asked or ())


def _tried(nobody: Client, graph: str) -> Reply | None:
    try:
        if not graph:
            return hello(nobody)
        drop = f"DROP SILENT GRAPH <{graph}>".encode()
        return nobody.exchange("POST", nobody.endpoint.urls.update, drop, {"Content-Type": UPDATE}, "update")
    except EndpointError:
        return None
