"""Two pushers at one target kept apart: whoever pushes holds a lease in the manifest, and renews it while it works.

A lease is a run with the time at which it ends and who holds it. It is taken by writing one's own and looking again:
of two that do so at once, the later sees the earlier and steps back; where both see each other, both do, and come back
after a while of which nobody knows the length. A pusher looks again before it says that graphs are whole.
"""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from ...errors import EndpointError
from ...ontology.terms import KH, RDFS, XSD
from .retry import Patience, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ...endpoints.client import Client

__all__ = ["LONG", "Lease", "held"]

# Long enough for a slow network, short enough to wait for when a pusher on another machine was killed.
LONG = timedelta(minutes=5)
_HELD, _EXPIRES, _LABEL = f"<{KH}heldBy>", f"<{KH}expires>", f"<{RDFS}label>"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_ATTEMPTS, _FIRST_PAUSE = 6, 0.1
# A server that has just failed is not waited for once more on the way out.
_BRIEFLY = Patience(tries=1)
# What this process holds. A lease of this process that is not among them was left behind when the server was away.
_RUNS: set[str] = set()


@dataclass(frozen=True, slots=True)
class Lease:
    """A run that holds a target until `expires`; `holder` is ``host pid``."""

    run: str
    holder: str
    expires: datetime

    def over(self, now: datetime) -> bool:
        """Tell whether it has ended, or its holder was a process of this machine and is no more."""
        left = self.holder == _holder() and self.run not in _RUNS
        return self.expires <= now or left or _is_gone(self.holder)


@contextmanager
def held(
    client: Client, manifest: str, run: str, *, take_over: bool = False, patience: Patience | None = None
) -> Iterator[Callable[[], None]]:
    """Hold the target's lease, and renew it in the background; gives what raises EndpointError once it is lost.

    Raises EndpointError where another holds it; `take_over` ends the other's lease first.
    """
    leases, patient = _Leases(client, manifest), patience or Patience()
    _RUNS.add(run)
    try:
        leases.take(run, patient, take_over=take_over)
        with _renewed(leases, run):
            yield lambda: leases.refuse_lost(run)
    except EndpointError:
        patient = _BRIEFLY
        raise
    finally:
        _RUNS.discard(run)
        # The lease ends by itself where the server cannot be reached any more; the error on the way is the one to tell.
        with suppress(EndpointError):
            patiently(lambda: leases.drop(run), patient)


@contextmanager
def _renewed(leases: _Leases, run: str) -> Iterator[None]:
    done = threading.Event()
    renewal = threading.Thread(target=_renew, args=(leases, run, done), daemon=True)
    renewal.start()
    try:
        yield
    finally:
        done.set()
        renewal.join()


@dataclass(frozen=True, slots=True)
class _Leases:
    client: Client
    manifest: str

    def take(self, run: str, patience: Patience, *, take_over: bool) -> None:
        others: list[Lease] = []
        for attempt in range(_ATTEMPTS):
            time.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt) if attempt else 0)  # noqa: S311
            # Only who was there before is driven out, not who comes at the same time.
            patiently(partial(self._make_room, take_over=take_over and not attempt), patience)
            patiently(lambda: self.write(run), patience)
            found = patiently(self.read, patience)
            others = [lease for lease in found if lease.run != run]
            if len(found) == 1 and not others:
                return
            patiently(lambda: self.drop(run), patience)
        raise _taken(self.client, others)

    def _make_room(self, *, take_over: bool) -> None:
        for lease in self.read():
            if not take_over and not lease.over(_now()):
                raise _taken(self.client, [lease])
            self.drop(lease.run)

    def read(self) -> list[Lease]:
        query = (
            f"SELECT ?run ?holder ?expires WHERE {{ GRAPH <{self.manifest}> {{ <{self.manifest}> {_HELD} ?run . "
            f"?run {_EXPIRES} ?expires ; {_LABEL} ?holder }} }}"
        )
        found: dict[str, Lease] = {}
        for row in self.client.solutions(query, "reading the lease"):
            run, holder, expires = map(_text, row)
            # While a lease is renewed it has two ends, of which the later counts.
            latest = max(_when(expires), found[run].expires) if run in found else _when(expires)
            found[run] = Lease(run, holder, latest)
        return list(found.values())

    def write(self, run: str) -> None:
        lines = (
            f"<{self.manifest}> a <{KH}Manifest> ; {_HELD} <{run}> . "
            f'<{run}> {_LABEL} "{_holder()}" ; {_expires(_now() + LONG)}'
        )
        self.client.update(f"INSERT DATA {{ GRAPH <{self.manifest}> {{ {lines} }} }}", "taking the lease")

    def refuse_lost(self, run: str) -> None:
        """Raise EndpointError where the lease is another's by now, or nobody's."""
        if not self.client.ask(f"ASK {{ GRAPH <{self.manifest}> {{ {self._mine(run)} }} }}", "reading the lease"):
            raise _lost(self.client, self.read())

    def renew(self, run: str) -> None:
        end = _now() + LONG
        before = [lease.expires for lease in self.read() if lease.run == run and lease.expires != end]
        until, mine = _expires(end), self._mine(run)
        graph = f"GRAPH <{self.manifest}>"
        # Only where nobody has taken it over meanwhile.
        self.client.update(
            f"INSERT {{ {graph} {{ <{run}> {until} }} }} WHERE {{ {graph} {{ {mine} }} }}", "renewing the lease"
        )
        for when in before:
            self.client.update(f"DELETE DATA {{ {graph} {{ <{run}> {_expires(when)} }} }}", "renewing the lease")

    def drop(self, run: str) -> None:
        for pattern in (self._mine(run), f"<{run}> ?p ?o"):
            verb = "DELETE WHERE" if "?" in pattern else "DELETE DATA"
            self.client.update(f"{verb} {{ GRAPH <{self.manifest}> {{ {pattern} }} }}", "giving back the lease")

    def _mine(self, run: str) -> str:
        return f"<{self.manifest}> {_HELD} <{run}>"


def _renew(leases: _Leases, run: str, done: threading.Event) -> None:
    while not done.wait(LONG.total_seconds() / 4):
        # The next try comes soon enough: four of them must fail before the lease ends.
        with suppress(EndpointError):
            leases.renew(run)


def _expires(when: datetime) -> str:
    return f'{_EXPIRES} "{when.strftime(_TIME)}"^^<{XSD}dateTime>'


def _taken(client: Client, leases: Sequence[Lease]) -> EndpointError:
    return EndpointError(
        f"{client.endpoint}: another push holds this target: {_holders(leases)}\n"
        "  try again when it is done; if you are sure that it no longer runs, push with --take-over",
        "held",
    )


def _lost(client: Client, leases: Sequence[Lease]) -> EndpointError:
    return EndpointError(
        f"{client.endpoint}: this push no longer holds the target: {_holders(leases)}",
        "held",
    )


def _holders(leases: Sequence[Lease]) -> str:
    names = (f"{one.holder}, until {one.expires.astimezone():%H:%M:%S} unless it renews" for one in leases)
    return " and ".join(names) or "another push took it, or its time ran out"


def _holder() -> str:
    plain = "".join(c if c.isalnum() or c in "-._" else "-" for c in socket.gethostname())
    return f"{plain} {os.getpid()}"


def _is_gone(holder: str) -> bool:
    host, _, pid = holder.rpartition(" ")
    if host != _holder().rpartition(" ")[0] or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _when(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        # What nobody can read holds nobody up.
        return datetime.fromtimestamp(0, UTC)


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
