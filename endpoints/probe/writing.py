"""What can be found out by writing: the protocol's operations, what a store makes of odd bodies, what readers see."""

from __future__ import annotations

import gzip
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from ...errors import EndpointError
from ..client import NQUADS, NTRIPLES
from .findings import Finding, State, not_done, said
from .scratch import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..client import Client
    from .scratch import Scratch

__all__ = [
    "ONE",
    "bad_body",
    "bodies",
    "cut_body",
    "graph_store",
    "insert_size",
    "move",
    "quads",
    "seen_whole",
    "update",
]

# What a server does not read of an odd body, it may take for the next request: so that has a connection of its own.
_ALONE = {"Content-Type": NTRIPLES, "Connection": "close"}
_BAD = b"<urn:x-khabar:s> <urn:x-khabar:p> .\n"
_INVENTED = b"<urn:x-khabar:s> <urn:x-khabar:p> oops .\n"
ONE = lines(1, "update")
_FEW, _SOME, _MANY = 100, 1000, 2000
_ROUNDS, _SECONDS, _POLLS, _PAUSE = 8, 6.0, 40, 0.001
_STEPS = (1000, 2000, 5000, 10_000)


def update(place: Scratch) -> tuple[Finding, EndpointError | None]:
    """See whether an update is done; beside the finding, the error that the server gave."""
    graph = place.graph("update")
    try:
        place.insert(graph, ONE)
        stored = place.count(graph)
    except EndpointError as e:
        return Finding("update", State.PROBLEM, said(e)), e
    return _counted("update", stored, 1, f"POST {place.client.endpoint.urls.update}"), None


def graph_store(place: Scratch) -> Iterator[Finding]:
    """Try PUT, GET and DELETE of one graph (Graph Store HTTP Protocol)."""
    if not place.client.endpoint.urls.graph:
        yield Finding("graph PUT", State.NO, "no address for a graph is known; graph = in khabar.toml names one")
        return
    graph = place.graph("put")
    done = _put(place, graph)
    yield done
    place.put = done.state is State.OK
    if place.put:
        yield _get(place, graph)
        yield _delete(place, graph)


def _put(place: Scratch, graph: str) -> Finding:
    try:
        place.client.put(graph, lines(_FEW, "old"))
        place.client.put(graph, lines(3))
        return _counted("graph PUT", place.count(graph), 3, place.client.endpoint.urls.graph)
    except EndpointError as e:
        return not_done("graph PUT", e)


def _get(place: Scratch, graph: str) -> Finding:
    try:
        same = _triples(place.client.get(graph)) == _triples(lines(3))
    except EndpointError as e:
        return not_done("graph GET", e)
    except SyntaxError as e:
        return Finding("graph GET", State.PROBLEM, f"gives what is no N-Triples: {e}")
    return Finding("graph GET", State.OK if same else State.PROBLEM, "as written" if same else "gives other triples")


def _triples(ntriples: bytes) -> set[str]:
    return {str(triple) for triple in parse(ntriples, RdfFormat.N_TRIPLES)}


def _delete(place: Scratch, graph: str) -> Finding:
    try:
        place.client.delete(graph)
        return _counted("graph DELETE", place.count(graph), 0, "gone")
    except EndpointError as e:
        return not_done("graph DELETE", e)


def quads(place: Scratch) -> Iterator[Finding]:
    """Try to add N-Quads of two graphs in one request, and what is left of them where the last line is broken."""
    urls, one, two, bad = place.client.endpoint.urls, *(place.graph(f"quads-{n}") for n in ("one", "two", "bad"))
    url = urls.quads or urls.graph.partition("?")[0]
    if not url:
        yield Finding("N-Quads POST", State.NO, "no address for quads is known; quads = in khabar.toml names one")
        return
    try:
        place.client.send("POST", url, _quads(one, 3) + _quads(two, 3), {**_ALONE, "Content-Type": NQUADS}, "quads")
        done = _counted("N-Quads POST", place.count(one) + place.count(two), 6, f"POST {url}")
    except EndpointError as e:
        done = not_done("N-Quads POST", e)
    yield done
    if done.state is State.OK:
        yield _all_or_none(place, url, bad)


def _all_or_none(place: Scratch, url: str, graph: str) -> Finding:
    what = "N-Quads all or none"
    try:
        body = _quads(graph, _MANY) + _BAD
        status = place.client.exchange("POST", url, body, {**_ALONE, "Content-Type": NQUADS}, "quads").status
        left = place.count(graph)
    except EndpointError as e:
        return not_done(what, e)
    if left == 0:
        return Finding(what, State.OK, f"of {_MANY:,} and a broken one, none is stored")
    return Finding(what, State.PROBLEM, f"of {_MANY:,} and a broken one, {left:,} are stored (HTTP {status})")


def _quads(graph: str, number: int) -> bytes:
    return lines(number).replace(b" .\n", f" <{graph}> .\n".encode())


def bodies(place: Scratch) -> Iterator[Finding]:
    """Try bodies that are packed, and bodies in chunks, each read back."""
    packed = gzip.compress(lines(_FEW), mtime=0)
    yield _body(place, "gzip bodies", packed, {"Content-Encoding": "gzip"})
    yield _body(place, "chunked bodies", _Chunks([lines(_FEW)[:999], lines(_FEW)[999:]]), {})


def _body(place: Scratch, what: str, body: bytes | Iterable[bytes], headers: dict[str, str]) -> Finding:
    graph = place.graph(what.replace(" ", "-"))
    try:
        url = place.client.endpoint.graph_url(graph)
        reply = place.client.send("PUT", url, body, {**_ALONE, **headers}, "writing")
        return _counted(what, place.count(graph), _FEW, f"PUT gives {reply.status}")
    except EndpointError as e:
        return not_done(what, e)


class _Chunks:
    """A body that can be sent again when the server first asks who it comes from, which an iterator cannot."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)


def bad_body(place: Scratch) -> Iterator[Finding]:
    """Send what is no RDF over a graph, and see what is left of that."""
    graph = place.graph("bad")
    url, headers = place.client.endpoint.graph_url(graph), _ALONE
    for what, body in (("late error in RDF", lines(_MANY) + _BAD), ("bare word in RDF", _INVENTED)):
        try:
            place.client.put(graph, lines(_FEW, "old"))
            status = place.client.exchange("PUT", url, body, headers, "writing").status
            yield _after_refusal(what, status, place.count(graph))
        except EndpointError as e:
            yield not_done(what, e)


def _after_refusal(what: str, status: int, left: int) -> Finding:
    if status < 300:  # noqa: PLR2004
        return Finding(what, State.PROBLEM, f"is taken for RDF (HTTP {status}), and {left:,} triples are stored")
    if left == _FEW:
        return Finding(what, State.OK, f"is refused (HTTP {status}), and the graph stays as it was")
    return Finding(what, State.PROBLEM, f"is refused (HTTP {status}), and {left:,} triples stand where {_FEW} stood")


def cut_body(place: Scratch) -> Iterator[Finding]:
    """Break off in the middle of a body, at the end of a line, as a client does whose time is up or who is killed."""
    what, graph, url = "body cut short", place.graph("cut"), place.client.endpoint.graph_url(place.graph("cut"))
    try:
        place.client.put(graph, lines(_FEW, "old"))
        with suppress(_BrokenOffError):
            headers = {"Content-Type": NTRIPLES, "Content-Length": str(len(lines(_SOME)))}
            place.client.exchange("PUT", url, _Half(), headers, "writing")
        yield _after_cut(what, _settled(place, graph))
        place.client.put(graph, lines(_FEW, "old"))
        packed = {**_ALONE, "Content-Encoding": "gzip"}
        body = gzip.compress(lines(_SOME), mtime=0)
        with suppress(EndpointError):
            # How it is refused is the server's affair.
            place.client.exchange("PUT", url, body[: len(body) // 2], packed, "writing")
        yield _after_cut("gzip body cut short", place.count(graph))
    except EndpointError as e:
        yield not_done(what, e)


class _BrokenOffError(Exception):
    """What ends a request from within its body; the connection is closed on the way out."""


class _Half:
    """The first half of a body."""

    def __iter__(self) -> Iterator[bytes]:
        yield lines(_SOME // 2)
        raise _BrokenOffError


def _settled(place: Scratch, graph: str) -> int:
    # The server notices in its own time.
    for _ in range(6):
        time.sleep(0.05)
        if (count := place.count(graph)) != _FEW:
            break
    return count


def _after_cut(what: str, left: int) -> Finding:
    if left == _FEW:
        return Finding(what, State.OK, "the graph stays as it was")
    return Finding(what, State.PROBLEM, f"is taken for a whole: {left:,} triples stand where {_FEW} stood")


def seen_whole(place: Scratch) -> Finding:
    """Replace a graph again and again, and see whether one who counts it meanwhile ever finds less than the whole."""
    what, graph = "PUT seen whole", place.graph("seen")
    try:
        place.client.put(graph, lines(_SOME))
        reader = _Reader(place, graph)
        rounds = _replace(place.client, graph, reader)
    except EndpointError as e:
        return not_done(what, e)
    if odd := sorted(set(reader.seen) - {_SOME}):
        return Finding(what, State.PROBLEM, f"a reader saw {odd[0]:,} of {_SOME:,} triples while they were replaced")
    if not reader.seen:
        return Finding(what, State.PROBLEM, "no reader got an answer while a graph was replaced")
    return Finding(what, State.OK, f"{len(reader.seen)} readers in {rounds} replacements saw all {_SOME:,} triples")


def _replace(client: Client, graph: str, reader: _Reader) -> int:
    rounds, end = 0, time.monotonic() + _SECONDS
    with reader:
        while not reader.odd and (rounds < _ROUNDS or len(reader.seen) < _POLLS) and time.monotonic() < end:
            rounds += 1
            client.put(graph, lines(_SOME, f"round {rounds}"))
    return rounds


class _Reader:
    """Counts a graph in a thread of its own until it is told to stop."""

    def __init__(self, place: Scratch, graph: str) -> None:
        self.seen: list[int] = []
        self._place, self._graph = place, graph
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def odd(self) -> bool:
        return any(count != _SOME for count in self.seen)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(_PAUSE):
            try:
                self.seen.append(self._place.count(self._graph))
            except EndpointError:
                # A reader that gets an error at least knows that it has not seen the graph.
                continue


def move(place: Scratch) -> Finding:
    """Write a graph under another name and move it to its own (SPARQL 1.1 Update, section 3.2.4)."""
    staged, graph = place.graph("staged"), place.graph("moved")
    try:
        # In this order: Fuseki 5.6 loses triples where the target is older than what is moved onto it.
        place.write(graph, lines(_FEW, "old"))
        place.write(staged, lines(3))
        place.client.update(f"MOVE <{staged}> TO <{graph}>")
        if place.count(staged):
            return Finding("MOVE", State.PROBLEM, "the graph is still where it was")
        return _counted("MOVE", place.count(graph), 3, "replaces a graph that is there")
    except EndpointError as e:
        return not_done("MOVE", e)


def insert_size(place: Scratch) -> Finding:
    """Find out how many triples one INSERT DATA may have, up to ten thousand."""
    what, promised = "INSERT DATA size", place.client.endpoint.kind.insert_triples
    taken, limit = 0, ""
    for size in sorted({min(promised, _STEPS[-1]), *(step for step in _STEPS if step > promised)}):
        graph = place.graph(f"insert-{size}")
        try:
            place.insert(graph, lines(size))
            stored = place.count(graph)
        except EndpointError as e:
            limit = f", and not {size:,}: {said(e)}"
            break
        if stored != size:
            return Finding(what, State.PROBLEM, f"of {size:,} triples {stored:,} are stored, without a word", taken)
        taken = size
    return Finding(what, State.OK if taken else State.NO, f"{taken:,} triples in one request{limit}", taken)


def _counted(what: str, stored: int, sent: int, detail: str) -> Finding:
    if stored == sent:
        return Finding(what, State.OK, detail)
    return Finding(what, State.PROBLEM, f"is said to be done; {stored:,} triples are there, and not {sent:,}")
