"""What all servers have in common: a process, a folder, a port, and the few requests that tests make themselves."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import time
import urllib.parse
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Server", "ServerError", "free_port"]

PATIENCE = 90.0


class ServerError(RuntimeError):
    """A server is not installed, does not start, or refuses what every test needs."""


def free_port() -> int:
    """Give a port of loopback that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Server(ABC):
    """A triple store. ``url`` is what a user would write into ``khabar.toml``."""

    kind: ClassVar[str]
    path: ClassVar[str] = ""
    query_path: ClassVar[str]
    update_path: ClassVar[str]
    graph_path: ClassVar[str]
    user: str | None = None
    password: str | None = None
    auth_scheme: Callable[[str, str], httpx.Auth] = httpx.BasicAuth
    crash_takes: ClassVar[float] = 0

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.settings = settings
        self.port = free_port()
        self.deaths: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @abstractmethod
    def missing(cls) -> str | None:
        """Say what is not installed; None if all is there."""

    @abstractmethod
    def command(self) -> list[str]:
        """Give the command that serves in the foreground, its files written."""

    def env(self) -> dict[str, str]:
        """Give the environment of the server."""
        return dict(os.environ)

    def settle(self) -> None:  # noqa: B027 - most need nothing
        """Do what a database that has just been made needs."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def died(self) -> str | None:
        """Say how the server ended, if nobody here ended it."""
        if self._process is None or self.running:
            return None
        return f"{self.kind} ended by itself with code {self._process.returncode}{self._last_words()}"

    def ended(self) -> str | None:
        """Say how the server ended by itself, if it does so within the seconds that its crashes take."""
        if self._process is not None:
            try:
                self._process.wait(self.crash_takes)
            except subprocess.TimeoutExpired:
                return None
        return self.died

    def start(self) -> None:
        """Start, and wait for the first answer. Raises ServerError."""
        if reason := self.missing():
            raise ServerError(reason)
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = not any(self.folder.iterdir())
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), cwd=self.folder, env=self.env(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait_for_an_answer()
        if fresh:
            self.settle()

    def stop(self) -> None:
        """End in good order, or by force if that takes over half a minute."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def kill(self) -> None:
        """End by SIGKILL, as a crash or the system would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self, **settings: object) -> None:
        """Start again on the same data and port, with other settings if some are given."""
        self.stop()
        self.settings |= settings
        self.start()

    def revive(self) -> None:
        """Start again what ended by itself, and remember that it did."""
        if reason := self.died:
            self.deaths.append(reason)
        if not self.running:
            self.restart()

    @abstractmethod
    def wipe(self) -> None:
        """Delete all graphs; accounts stay."""

    def client(self) -> httpx.Client:
        """Give a client that knows the password, and none of the proxies that this machine may have."""
        auth = self.auth_scheme(self.user, self.password) if self.user is not None else None
        # The certificates that a client loads by itself would take longer than a request.
        bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return httpx.Client(auth=auth, verify=bare, trust_env=False, timeout=PATIENCE)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        content_type: str = "application/n-triples",
        accept: str = "*/*",
    ) -> bytes:
        """Give the body of a reply. Raises httpx's HTTPError, of which HTTPStatusError is one."""
        # Fuseki refuses a GET that has a content type.
        headers = {"Accept": accept} | ({} if body is None else {"Content-Type": content_type})
        with self.client() as client:
            reply = client.request(method, self.url + path, content=body, headers=headers)
        return reply.raise_for_status().content

    def put(self, graph: str, ntriples: bytes) -> None:
        """Replace a named graph."""
        self.request("PUT", f"{self.graph_path}?graph={urllib.parse.quote(graph, safe='')}", ntriples)

    def update(self, text: str) -> None:
        """Run an update."""
        self.request("POST", self.update_path, text.encode(), "application/sparql-update")

    def query(self, text: str) -> QuerySolutions | QueryBoolean:
        """Run an ASK or a SELECT."""
        path = f"{self.query_path}?{urllib.parse.urlencode({'query': text})}"
        reply = self.request("GET", path, accept="application/sparql-results+json")
        return parse_query_results(reply.replace(b'"typed-literal"', b'"literal"'), QueryResultsFormat.JSON)

    def count(self, graph: str) -> int:
        """Count the triples of a named graph."""
        ((number,),) = self.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(number.value)

    def _wait_for_an_answer(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                self.query("ASK { }")
            except (httpx.HTTPError, SyntaxError):
                if not self.running:
                    reason = self.died
                    self._process = None
                    raise ServerError(reason) from None
                time.sleep(0.05)
            else:
                return
        self.kill()
        raise ServerError(f"{self.kind} gave no answer within {PATIENCE:.0f} s{self._last_words()}")

    def _last_words(self) -> str:
        log = self.folder / "server.log"
        text = log.read_text("utf-8", errors="replace").strip() if log.exists() else ""
        return f": {text[-300:]}" if text else ""
