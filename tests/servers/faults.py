"""The ways in which stores, and what stands before them, go wrong. Each is given to ``QuirkServer.misbehave``."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store, parse, serialize

from .protocol import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from .quirks import Exchange

    Fault = Callable[[Exchange], None]

__all__ = [
    "cut_json",
    "cut_rows",
    "deadlock",
    "disk_full",
    "hang",
    "lose_chunked",
    "lose_reply",
    "most_triples",
    "partial_write",
    "read_only",
    "reset_reply",
    "reset_request",
    "status",
]


def status(code: int, text: str = "", *, done: bool = False, unread: bool = False, **headers: str) -> Fault:
    """Answer with a status: 429, 503 (``Retry_After="1"``), 401, 403, 413, 414 …

    ``done``: the work was done all the same, as by Virtuoso, whose 406 comes after it. ``unread``: without reading the
    body, and closing, as a proxy does that finds it too long.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def fault(exchange: Exchange) -> None:
        if done:
            exchange.work()
        elif not unread:
            exchange.read()
        exchange.send(Reply.plain(code, text, **named))

    return fault


def deadlock() -> Fault:
    """Virtuoso's transaction that another one stopped: nothing of it was done, and it may be sent again."""
    return status(500, "Virtuoso 40001 Error SR172: Transaction deadlocked\n\nSPARQL query:\n")


def disk_full(code: int = 507) -> Fault:
    return status(code, "write failed: No space left on device (os error 28)")


def reset_request(after: int = 100) -> Fault:
    """Break off when so many bytes of the body were read; nothing is done."""

    def fault(exchange: Exchange) -> None:
        exchange.read(after)
        exchange.reset()

    return fault


def reset_reply() -> Fault:
    """Do the work, announce the whole reply, send half of it, and break off."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.work()
        exchange.send(reply, body=reply.body[: len(reply.body) // 2])
        exchange.reset()

    return fault


def lose_reply() -> Fault:
    """Do the work and break off without a word."""

    def fault(exchange: Exchange) -> None:
        exchange.work()
        exchange.reset()

    return fault


def hang(seconds: float, *, done: bool = False) -> Fault:
    """Say nothing for a while, then answer; ``done``: the work is done before. The end of the server ends it too."""

    def fault(exchange: Exchange) -> None:
        exchange.read()
        reply = exchange.work() if done else None
        exchange.sleep(seconds)
        exchange.send(reply or exchange.work())

    return fault


def cut_rows(most: int, header: str | None = "X-SPARQL-MaxRows") -> Fault:
    """Cut tables, and graphs as N-Triples, after some rows, with 200; a header tells of it, or nothing does."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.work()
        body = _cut(reply, most) if reply.status == 200 else reply.body
        told = {header: str(most)} if header and body != reply.body else {}
        exchange.send(replace(reply, body=body, headers=reply.headers | told))

    return fault


def _cut(reply: Reply, most: int) -> bytes:
    if not reply.body.startswith(b"{"):
        return b"".join(reply.body.splitlines(keepends=True)[:most])
    table = json.loads(reply.body)
    if len(table.get("results", {}).get("bindings", ())) <= most:
        return reply.body
    del table["results"]["bindings"][most:]
    return json.dumps(table).encode()


def cut_json() -> Fault:
    """Answer 200 with the first half of the reply, as if that were all: what a query does that fails on its way."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.work()
        exchange.send(replace(reply, body=reply.body[: len(reply.body) // 2]))

    return fault


def most_triples(most: int = 1426) -> Fault:
    """Refuse updates with more triples than Virtuoso has lines for."""

    def fault(exchange: Exchange) -> None:
        scratch = Store()
        if update := exchange.read().text("update"):
            scratch.update(update)
        if len(scratch) > most:
            text = "Virtuoso 37000 Error SP031: SPARQL compiler: SQL code is too long: exceeded 10000 lines"
            exchange.send(Reply.plain(400, text))
        else:
            exchange.send(exchange.work())

    return fault


def read_only(code: int = 403) -> Fault:
    """Refuse all that writes, and answer the rest."""

    def fault(exchange: Exchange) -> None:
        request = exchange.read()
        update = request.text("update")
        if (
            update is not None
            or request.method in {"PUT", "DELETE", "PATCH"}
            or request.media_type.startswith("application/n-")
        ):
            exchange.send(Reply.plain(code, "the server is read-only"))
        else:
            exchange.send(exchange.work())

    return fault


def partial_write(triples: int) -> Fault:
    """Store the first triples of a PUT or POST only, and say that all went well: 201."""

    def fault(exchange: Exchange) -> None:
        request = exchange.read()
        form = RdfFormat.from_media_type(request.media_type)
        some = islice(parse(request.content, format=form), triples)
        kept = [quad if form is RdfFormat.N_QUADS else quad.triple for quad in some]
        # Lines are Turtle as well.
        as_lines = RdfFormat.N_QUADS if form is RdfFormat.N_QUADS else RdfFormat.N_TRIPLES
        request.body, whole = serialize(kept, format=as_lines), request.body
        exchange.work()
        request.body = whole
        exchange.send(Reply(201))

    return fault


def lose_chunked() -> Fault:
    """Read a body that came in chunks as an empty one, and say 201, as Virtuoso does."""

    def fault(exchange: Exchange) -> None:
        if exchange.request.headers.get("transfer-encoding", "").lower() != "chunked":
            exchange.send(exchange.work())
            return
        request = exchange.read()
        request.body, whole = b"", request.body
        exchange.work()
        request.body = whole
        exchange.send(Reply(201))

    return fault
