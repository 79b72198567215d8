"""The servers as fixtures: each is started when a test first takes it, wiped before every test, ended with the session.

``server`` runs a test once on each kind; ``private_server(kind, **settings)`` starts one for a test alone, which may
kill it. A server that many tests only read is made by a fixture of theirs with `servers.started`, and taken in each
test by ``relying_on(server)``.

Where a server is not installed, its tests are skipped and say what is missing; where it is installed and does not
start, they fail. A server that ends by itself is started again for the next test: the test that it left alone is
skipped, not failed, and the summary says so.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import httpx
import pytest

from servers import KINDS, Server, ServerError, started
from servers.quirks import QuirkServer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

__all__ = ["Fleet"]


class Fleet:
    """The shared servers of a session."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._stack = ExitStack()
        self._servers: dict[str, Server] = {}
        self._broken: dict[str, str] = {}

    def ready(self, kind: str) -> Server:
        """Give a server that runs and is empty. Raises ServerError once, and skips from then on."""
        if kind in self._broken:
            pytest.skip(self._broken[kind])
        try:
            server = self._running(kind)
            server.wipe()
        except (httpx.HTTPError, ServerError):
            # A crash takes a while, and this may be the moment in which it is noticed: once more, from nothing.
            server = self._anew(kind)
        return server

    def deaths(self) -> list[str]:
        return [text for server in self._servers.values() for text in server.deaths]

    def close(self) -> None:
        self._stack.close()

    def _running(self, kind: str) -> Server:
        if kind not in self._servers:
            return self._start(kind)
        self._servers[kind].revive()
        return self._servers[kind]

    def _anew(self, kind: str) -> Server:
        if kind in self._servers:
            self._servers[kind].ended()
        try:
            return self._start(kind)
        except ServerError as e:
            # Not tried again for each of the tests to come: each attempt may take a minute and a half.
            self._broken[kind] = f"{kind} did not start: {e}"
            raise

    def _start(self, kind: str) -> Server:
        old = self._servers.get(kind)
        server = self._stack.enter_context(started(kind, self._factory.mktemp(kind)))
        if old:
            server.deaths += [*old.deaths, old.died or f"{kind} no longer obeyed"]
            old.stop()
        self._servers[kind] = server
        return server


FLEET = pytest.StashKey[Fleet]()
TAKEN = pytest.StashKey[list[Server]]()


@pytest.fixture(scope="session")
def _fleet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    fleet = request.config.stash[FLEET] = Fleet(tmp_path_factory)
    yield fleet
    fleet.close()


def _take(kind: str, fleet: Fleet, request: pytest.FixtureRequest) -> Server:
    if reason := KINDS[kind].missing():
        pytest.skip(reason)
    return took(request.node, fleet.ready(kind))


def took(item: pytest.Item, server: Server) -> Server:
    """Remember that a test depends on a server, so that it is not blamed if that ends by itself."""
    item.stash.setdefault(TAKEN, []).append(server)
    return server


@pytest.fixture
def oxigraph_server(_fleet: Fleet, request: pytest.FixtureRequest) -> Server:
    """The shared Oxigraph, empty."""
    return _take("oxigraph", _fleet, request)


@pytest.fixture
def virtuoso_server(_fleet: Fleet, request: pytest.FixtureRequest) -> Server:
    """The shared Virtuoso, empty."""
    return _take("virtuoso", _fleet, request)


@pytest.fixture
def fuseki_server(_fleet: Fleet, request: pytest.FixtureRequest) -> Server:
    """The shared Fuseki, empty."""
    return _take("fuseki", _fleet, request)


@pytest.fixture(params=sorted(KINDS))
def server(_fleet: Fleet, request: pytest.FixtureRequest) -> Server:
    """Each of the shared servers in turn, empty."""
    return _take(request.param, _fleet, request)


@pytest.fixture
def relying_on(request: pytest.FixtureRequest) -> Callable[[Server], Server]:
    """Take a server that a wider fixture started; if it ended by itself, it is started again, with its data."""

    def rely(server: Server) -> Server:
        server.revive()
        return took(request.node, server)

    return rely


@pytest.fixture
def private_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Server]]:
    """Start a server for this test alone: ``private_server("virtuoso", max_rows=100)``."""
    with ExitStack() as stack:

        def start(kind: str, **settings: object) -> Server:
            if reason := KINDS[kind].missing():
                pytest.skip(reason)
            return took(request.node, stack.enter_context(started(kind, tmp_path_factory.mktemp(kind), **settings)))

        yield start


@pytest.fixture
def quirk_server() -> Iterator[QuirkServer]:
    """A server in this process, empty, that does wrong what a test tells it to."""
    with QuirkServer() as server:
        yield server
    assert server.errors == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Skip, with the reason, what failed because a server ended by itself: that says nothing of khabar."""
    report = yield
    if report.failed and report.when != "teardown":
        ends = [reason for server in item.stash.get(TAKEN, []) if (reason := server.ended())]
        if ends:
            report.outcome = "skipped"
            report.longrepr = (str(item.path), item.location[1] or 0, f"Skipped: {ends[0]}")
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which servers ended by themselves."""
    for text in config.stash[FLEET].deaths() if FLEET in config.stash else ():
        terminalreporter.write_line(f"started again: {text}", yellow=True)
