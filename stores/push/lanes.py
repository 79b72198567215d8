r"""The ways of bringing a graph to a server, each of which replaces it whole, so that doing it again does no harm.

quads   many new graphs in one request; only where the graphs are not there yet, for it adds
put     one graph a request (Graph Store Protocol)
stage   put it beside, then change what differs in one update: readers never see it half, even where a PUT is not atomic
insert  DROP, then INSERT DATA in batches: for servers that know nothing but SPARQL Update
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from ...endpoints import PASSING, Cause
from ...endpoints.client import TRIG, TURTLE
from ...errors import EndpointError
from ...ontology.terms import KH
from .canonical import nquads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...endpoints.client import Client
    from ...ontology import Names

__all__ = ["Batch", "Lanes", "terse"]

# Virtuoso finds out what a body is from its first 64 KB: plain text if a literal fills them, Turtle if this is first.
_HEAD = f"@prefix kh: <{KH}> .\n".encode()
_QUICK, _GROWTH, _MOST = 2.0, 1.5, 20_000
_ESCAPE = re.compile(rb"\\\\([uU])|\\.")


@dataclass(slots=True)
class Batch:
    """How many triples an INSERT DATA takes: more while it is quick, half where the server refuses."""

    size: int
    most: int = _MOST
    _lock: Lock = field(default_factory=Lock)

    def took(self, seconds: float, triples: int) -> None:
        """Grow after a full batch that was quick."""
        with self._lock:
            if seconds < _QUICK and triples >= self.size:
                self.size = min(int(self.size * _GROWTH) + 1, self.most)

    def refused(self, triples: int) -> bool:
        """Shrink below a batch that was too large; False where one triple is too much already."""
        with self._lock:
            self.most = max(1, min(self.most, triples - 1))
            self.size = max(1, min(self.size, triples // 2))
        return triples > 1


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes to one endpoint."""

    client: Client
    names: Names
    batch: Batch

    def write(self, lane: str, graph: str, body: bytes, *, new: bool = False) -> None:
        """Replace a graph by N-Triples through a lane other than ``quads``; a `new` one may be added."""
        put = partial(self._put, new=new and self.client.endpoint.kind.adds)
        ways: dict[str, Callable[[str, bytes], None]] = {"stage": self._stage, "insert": self._insert}
        try:
            ways.get(lane, put)(graph, body)
        except EndpointError as e:
            # A body that is too long for one request may go in pieces; readers then see it grow.
            if e.cause != Cause.TOO_LARGE or lane == "insert" or not body:
                raise
            self._insert(graph, body)

    def add(self, bodies: Sequence[tuple[str, bytes]]) -> None:
        """Bring graphs that are not there yet, all in one request."""
        if self.client.endpoint.kind.turtle:
            blocks = (b"<%s> {\n%s}\n" % (graph.encode(), _grouped(body)) for graph, body in bodies)
            self.client.post_quads(b"".join(blocks), media_type=TRIG, loose=True)
        else:
            self.client.post_quads(b"".join(nquads(body, graph) for graph, body in bodies), loose=True)

    def delete(self, *graphs: str) -> None:
        """Remove graphs, and what may be left of putting them together, in one request; none needs to be there."""
        self._drop(*graphs, *map(self.names.staging, graphs))

    def _sweep(self, graph: str) -> None:
        self._drop(self.names.staging(graph))

    def _drop(self, *names: str) -> None:
        doing = f"deleting {names[0]}" + (" and others" if len(names) > 1 else "")
        self.client.update(" ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in names), doing)

    def _put(self, graph: str, body: bytes, *, new: bool = False) -> None:
        kind = self.client.endpoint.kind
        for number, piece in enumerate(_pieces(body, kind.put_triples)):
            send = self.client.add if number or new else self.client.put
            if kind.turtle:
                send(graph, terse(piece), TURTLE)
            else:
                send(graph, piece)

    def _stage(self, graph: str, body: bytes) -> None:
        staging = self.names.staging(graph)
        try:
            self._put(staging, body)
            self.client.update(_become(graph, staging), f"replacing {graph}")
            self._sweep(graph)
        except EndpointError as e:
            # Another try replaces it, so what is there is left over only where there will be none.
            if e.cause not in PASSING:
                with suppress(EndpointError):
                    self._sweep(graph)
            raise

    def _insert(self, graph: str, body: bytes) -> None:
        self.client.update(f"DROP SILENT GRAPH <{graph}>", f"replacing {graph}")
        rest = list(map(_in_sparql, body.splitlines()))
        while rest:
            size = self.batch.size
            done = self._insert_some(graph, rest[:size])
            rest = rest[done:]

    def _insert_some(self, graph: str, lines: Sequence[str]) -> int:
        began = time.monotonic()
        text = "\n".join(lines)
        try:
            self.client.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{text}\n}} }}", f"writing {graph}")
        except EndpointError as e:
            if e.cause != Cause.TOO_LARGE or not self.batch.refused(len(lines)):
                raise
            return 0
        self.batch.took(time.monotonic() - began, len(lines))
        return len(lines)


def _become(graph: str, staging: str) -> str:
    """Give the update that makes a graph like another, and leaves alone what the two have in common.

    Not MOVE, which removes all and inserts all: of what was there before and after, Virtuoso (7.2.5) keeps nothing when
    it is killed and reads its log again, long after the update was done. Fuseki (5.6.0) loses some at once.
    """
    gone, new = (
        f"{{ GRAPH <{a}> {{ ?{s} ?{p} ?{o} }} FILTER NOT EXISTS {{ GRAPH <{b}> {{ ?{s} ?{p} ?{o} }} }} }}"
        for a, b, (s, p, o) in ((graph, staging, "spo"), (staging, graph, "abc"))
    )
    return (
        f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{graph}> {{ ?a ?b ?c }} }} "
        f"WHERE {{ {gone} UNION {new} }}"
    )


def terse(ntriples: bytes) -> bytes:
    """Give sorted N-Triples as Turtle that says a subject once for all its triples, which stores read sooner."""
    return _HEAD + _grouped(ntriples) if ntriples else b""


def _grouped(ntriples: bytes) -> bytes:
    said, last = list[bytes](), b""
    for line in ntriples.splitlines():
        subject, _, rest = line.removesuffix(b" .").partition(b" ")
        said.append(b" ;\n" if subject == last else (b" .\n" if last else b"") + subject + b" ")
        said.append(rest)
        last = subject
    return b"".join([*said, b" .\n"]) if last else b""


def _pieces(body: bytes, most: int) -> Sequence[bytes]:
    if not most or body.count(b"\n") <= most:
        return [body]
    lines = body.splitlines(keepends=True)
    return [b"".join(lines[n : n + most]) for n in range(0, len(lines), most)]


def _in_sparql(line: bytes) -> str:
    r"""Give a line of N-Triples as SPARQL, where ``\\u0041`` may be read as ``\`` and an escaped A (section 19.2)."""
    return (_ESCAPE.sub(_escaped, line) if b"\\" in line else line).decode()


def _escaped(match: re.Match[bytes]) -> bytes:
    return b"\\\\\\U%08X" % ord(match[1]) if match[1] else match[0]
