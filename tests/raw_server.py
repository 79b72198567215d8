"""A server of a few lines that says to each request, byte for byte, what a test wants said."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

__all__ = ["Raw", "reply"]


def reply(body=b"", status="200 OK", length=None, **headers):
    """Make a reply; `length` is what it says of its body, if that is not the truth."""
    told = {
        "Content-Type": "application/sparql-results+json",
        "Content-Length": len(body) if length is None else length,
    }
    told |= {"Connection": "close"} | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value != "")
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


@dataclass
class Raw:
    """Says its replies in turn, the last one again and again; each connection serves one request, and is closed.

    A reply of None says nothing at all until the end. `heard` holds the heads of the requests, `bodies` their bodies.
    """

    replies: list
    context: ssl.SSLContext | None = None
    family: int = socket.AF_INET
    heard: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def __post_init__(self):
        host = "::1" if self.family == socket.AF_INET6 else "127.0.0.1"
        self._socket = socket.create_server((host, 0), family=self.family)
        self._socket.settimeout(0.05)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        scheme = "https" if self.context else "http"
        self.url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{self._socket.getsockname()[1]}"

    def close(self):
        self._over.set()
        self._thread.join()
        self._socket.close()

    def _serve(self):
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            try:
                connection.settimeout(5)
                with connection, self._secured(connection) as secured:
                    self._answer(secured)
            except OSError:
                # The client did not trust the certificate, or went away.
                continue

    def _secured(self, connection):
        return self.context.wrap_socket(connection, server_side=True) if self.context else connection

    def _answer(self, connection):
        head, _, body = self._until_the_end_of_the_head(connection).partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        lengths = [line.partition(":")[2] for line in text.splitlines() if line.lower().startswith("content-length")]
        while lengths and len(body) < int(lengths[0]):
            body += connection.recv(65536)
        said = self.replies[min(len(self.heard), len(self.replies) - 1)]
        self.heard.append(text)
        self.bodies.append(body)
        if said is None:
            self._over.wait(10)
        else:
            connection.sendall(said)

    def _until_the_end_of_the_head(self, connection):
        data = b""
        # Who greets in TLS gets its answer at once, as from any server that does not speak it.
        while b"\r\n\r\n" not in data and not data.startswith(b"\x16") and (more := connection.recv(65536)):
            data += more
        return data
