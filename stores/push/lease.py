"""Two pushers at one target kept apart: whoever pushes holds a lease in the manifest, and renews it while it works.

A lease is a run with the time at which it ends and who holds it. It is taken by writing one's own and looking again:
of two that do so at once, the later sees the earlier and steps back.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ...errors import EndpointError
from ...ontology.terms import KH, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...endpoints.client import Client

__all__ = ["LONG", "Lease", "held"]

# Long enough for a slow network, short enough to wait for when a pusher on another machine was killed.
LONG = timedelta(minutes=5)
_HELD, _EXPIRES, _LABEL = f"<{KH}heldBy>", f"<{KH}expires>", f"<{RDFS}label>"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Lease:
    """A run that holds a target until `expires`; `holder` is ``user host pid``."""

    run: str
    holder: str
    expires: datetime

    def over(self, now: datetime) -> bool:
        """Tell whether it has ended, or its holder was a process of this machine and is no more."""
        return self.expires <= now or _is_gone(self.holder)


@contextmanager
def held(client: Client, manifest: str, run: str, *, take_over: bool = False) -> Iterator[None]:
    """Hold the target's lease, and renew it in the background.

    Raises EndpointError where another holds it; `take_over` ends the other's lease first.
    """
    leases = _Leases(client, manifest)
    leases.take(run, take_over=take_over)
    done = threading.Event()
    renewal = threading.Thread(target=_renew, args=(leases, run, done), daemon=True)
    renewal.start()
    try:
        yield
    finally:
        done.set()
        renewal.join()
        # The lease ends by itself where the server cannot be reached any more; the error on the way is the one to tell.
        with suppress(EndpointError):
            leases.drop(run)


@dataclass(frozen=True, slots=True)
class _Leases:
    client: Client
    manifest: str

    def take(self, run: str, *, take_over: bool) -> None:
        for lease in self.read():
            if take_over or lease.over(_now()):
                self.drop(lease.run)
            else:
                raise _taken(self.client, lease)
        self.write(run)
        others = [lease for lease in self.read() if lease.run != run]
        if others:
            self.drop(run)
            raise _taken(self.client, others[0])

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
        expires = (_now() + LONG).strftime(_TIME)
        lines = (
            f"<{self.manifest}> a <{KH}Manifest> ; {_HELD} <{run}> . "
            f'<{run}> {_LABEL} "{_holder()}" ; {_EXPIRES} "{expires}"^^<{XSD}dateTime>'
        )
        self.client.update(f"INSERT DATA {{ GRAPH <{self.manifest}> {{ {lines} }} }}", "taking the lease")

    def renew(self, run: str) -> None:
        before = [lease.expires for lease in self.read() if lease.run == run]
        self.write(run)
        for when in before:
            stale = f'<{run}> {_EXPIRES} "{when.strftime(_TIME)}"^^<{XSD}dateTime>'
            self.client.update(f"DELETE DATA {{ GRAPH <{self.manifest}> {{ {stale} }} }}", "renewing the lease")

    def drop(self, run: str) -> None:
        for pattern in (f"<{self.manifest}> {_HELD} <{run}>", f"<{run}> ?p ?o"):
            verb = "DELETE WHERE" if "?" in pattern else "DELETE DATA"
            self.client.update(f"{verb} {{ GRAPH <{self.manifest}> {{ {pattern} }} }}", "giving back the lease")


def _renew(leases: _Leases, run: str, done: threading.Event) -> None:
    while not done.wait(LONG.total_seconds() / 4):
        # The next try comes soon enough: four of them must fail before the lease ends.
        with suppress(EndpointError):
            leases.renew(run)


def _taken(client: Client, lease: Lease) -> EndpointError:
    until = lease.expires.astimezone().strftime("%H:%M:%S")
    return EndpointError(
        f"{client.endpoint}: another push holds this target: {lease.holder}, until {until} unless it renews\n"
        "  try again when it is done; if you are sure that it no longer runs, push with --take-over",
        "held",
    )


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
