"""A triple store in this process that goes wrong when told to: for what real servers do only now and then.

``quirk_server.misbehave(faults.status(503, Retry_After="1"), method="PUT", first=2)`` answers the second PUT with 503
and all else rightly; ``quirk_server.requests`` holds what was sent. With ``times=None`` a fault stays.
"""

from __future__ import annotations

import base64
import socket
import struct
import sys
import threading
import traceback
import urllib.parse
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from .protocol import Protocol, Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from pyoxigraph import Store

    from .faults import Fault

__all__ = ["Exchange", "QuirkServer"]

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class Rule:
    """A fault, and which of the requests that match meet it."""

    fault: Fault
    matches: Callable[[Request], bool]
    first: int
    times: int | None
    seen: int = 0

    def applies(self, request: Request) -> bool:
        if not self.matches(request):
            return False
        self.seen += 1
        return self.seen >= self.first and (self.times is None or self.seen < self.first + self.times)


class Exchange:
    """One request and its reply, as a fault has them in hand."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        path, _, query = handler.path.partition("?")
        parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.request = Request(handler.command, path, parameters, headers)
        self.unread = "content-length" in headers or "transfer-encoding" in headers

    def read(self, most: int | None = None) -> Request:
        """Read the body, or so many bytes of it."""
        if self.unread:
            chunked = self.request.headers.get("transfer-encoding", "").lower() == "chunked"
            length = int(self.request.headers.get("content-length", 0))
            file = self._handler.rfile
            if most is not None:
                self.request.body = file.read1(most)
            else:
                self.request.body = b"".join(self._chunks()) if chunked else file.read(length)
                if not chunked and len(self.request.body) < length:
                    raise ConnectionResetError("the client broke off in the middle of its body")
            self.unread = most is not None
        return self.request

    def work(self) -> Reply:
        """Do what is asked, and give the reply that would be right."""
        return self._handler.server.protocol.answer(self.read())

    def send(self, reply: Reply, body: bytes | None = None) -> None:
        """Send a reply; another body than that whose length is announced, if given."""
        handler = self._handler
        self.request.status = reply.status
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.status != 204:
            handler.send_header("Content-Length", str(len(reply.body)))
        if self.unread:
            handler.send_header("Connection", "close")
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(reply.body if body is None else body)

    def reset(self) -> None:
        """Break the connection off, so that the client sees a reset and no orderly end."""
        sock = self._handler.connection
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self._handler.server.to_reset.add(sock)
        self._handler.close_connection = True

    def sleep(self, seconds: float) -> None:
        self._handler.server.ended.wait(seconds)

    def _chunks(self) -> list[bytes]:
        chunks = []
        while length := int(self._handler.rfile.readline().partition(b";")[0], 16):
            chunks.append(self._handler.rfile.read(length))
            self._handler.rfile.readline()
        while self._handler.rfile.readline().strip():
            pass
        return chunks


class Handler(BaseHTTPRequestHandler):
    """A connection."""

    protocol_version = "HTTP/1.1"
    # Without it, a reply in two writes waits for the client's acknowledgement: 40 ms each.
    disable_nagle_algorithm = True
    server: QuirkServer

    def __getattr__(self, name: str) -> Callable[[], None]:
        # The methods of HTTP, do_GET and so on, are one to us.
        if name.startswith("do_"):
            return self.exchange
        raise AttributeError(name)

    def exchange(self) -> None:
        exchange = Exchange(self)
        self.server.fault_of(exchange.request)(exchange)
        # What is left of a body would be taken for the next request.
        self.close_connection |= exchange.unread

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep quiet."""


class QuirkServer(ThreadingHTTPServer):
    """A store under the paths of any kind: ``/query``, ``/update`` and ``/store``, or those of Virtuoso or Fuseki."""

    daemon_threads = False  # those are not waited for

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.protocol = Protocol()
        self.requests: list[Request] = []
        self.errors: list[str] = []
        self.ended = threading.Event()
        self.to_reset: set[socket.socket] = set()
        self.user: str | None = None
        self.password: str | None = None
        self._rules: list[Rule] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def store(self) -> Store:
        """What is stored, for tests to look at or to fill."""
        return self.protocol.store

    def misbehave(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str = "",
        where: Callable[[Request], bool] | None = None,
        first: int = 1,
        times: int | None = 1,
    ) -> None:
        """Meet requests with a fault, from the first that matches and so many times; the last word given counts.

        ``path`` is a part of the path; ``where`` sees all of a request but its body.
        """

        def matches(request: Request) -> bool:
            return method in {None, request.method} and path in request.path and (where is None or where(request))

        self._rules.insert(0, Rule(fault, matches, first, times))

    def behave(self) -> None:
        """Forget all faults."""
        self._rules.clear()

    def fault_of(self, request: Request) -> Fault:
        """Give what to do with a request, and write it down."""
        with self._lock:
            self.requests.append(request)
            # Every rule has to count.
            faults = [rule.fault for rule in self._rules if rule.applies(request)]
        if faults:
            return faults[0]
        return unauthorised if not self._knows(request) else rightly

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.shutdown()
        self._thread.join()
        for sock in list(self._open):
            # Its thread goes on meanwhile, and the client may: it may be closed, or connected no more.
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: socket.socket, client_address: object) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:
        self._open.discard(request)
        if request in self.to_reset:
            request.close()
        else:
            super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep what went wrong in a fault, for the test to see: its thread has nobody to tell."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            self.errors.append(traceback.format_exc())

    def _knows(self, request: Request) -> bool:
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return self.user is None or request.headers.get("authorization") == f"Basic {basic}"


def rightly(exchange: Exchange) -> None:
    exchange.send(exchange.work())


def unauthorised(exchange: Exchange) -> None:
    exchange.read()
    exchange.send(Reply.plain(401, "", **{"WWW-Authenticate": 'Basic realm="quirks", charset="UTF-8"'}))
