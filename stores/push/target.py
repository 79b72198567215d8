"""A target of pushes: plan against it, and carry the plan out while nobody else does."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from ...errors import UsageError
from .apply import Pusher
from .lease import held
from .manifest import Manifest, state
from .plan import plan as compare
from .portable import check
from .progress import Progress, Pushed
from .retry import Patience, patiently
from .verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...endpoints.client import Client
    from ...errors import Problem
    from ...ontology import Names
    from .plan import Plan
    from .units import Unit

__all__ = ["Local", "Target"]


class Local(Protocol):
    """The graphs that are to be in the target."""

    def units(self) -> Sequence[Unit]:
        """Give every graph with its hash."""

    def body(self, graph: str) -> bytes:
        """Give a graph as N-Triples, without blank nodes."""


@dataclass(frozen=True, slots=True)
class Target:
    """One endpoint, for the graphs under one base."""

    client: Client
    names: Names
    patience: Patience = field(default_factory=Patience)

    def plan(self, local: Local, *, prune: bool = False) -> Plan:
        """Compare what is here with what the target's manifest says; nothing is written."""
        return self._plan(local.units(), prune=prune)

    def problems(self, plan: Plan, local: Local) -> list[Problem]:
        """Give what of the plan's graphs a store of this kind would refuse or rewrite, by graph and line."""
        rules = self.client.endpoint.kind.rewrites
        return [p for step in plan.steps if not step.deletes for p in check(local.body(step.graph), step.graph, rules)]

    def push(
        self,
        plan: Plan,
        local: Local,
        *,
        full: bool = False,
        lossy: frozenset[str] = frozenset(),
        take_over: bool = False,
        adopt: bool = False,
        on_progress: Callable[[Progress], object] = lambda _: None,
    ) -> Pushed:
        """Carry out a plan; where it has no steps, nothing is written.

        `full` reads every graph back that was sent; `lossy` are graphs whose literals the target may rewrite;
        `take_over` ends the lease of another push; `adopt` takes new graphs that are there already for pushed.

        Raises UsageError where the target or the store has moved since the plan was made, EndpointError where the
        target fails.
        """
        if not plan.steps:
            return Pushed()
        run = f"{self.names.base}push/{datetime.now(UTC):%Y%m%dt%H%M%S}-{secrets.token_hex(4)}"
        with held(self.client, self.names.manifest, run, take_over=take_over, patience=self.patience) as refuse_lost:
            self._refuse_moved(plan, local)
            verifier, body = Verifier(self.client, full, lossy), local.body
            pusher = Pusher(
                self.client, self.names, body, run, verifier, self.patience, adopt, on_progress, refuse_lost
            )
            return pusher.push(plan)

    def _plan(self, units: Sequence[Unit], *, prune: bool) -> Plan:
        entries = patiently(Manifest(self.client, self.names.manifest).read, self.patience)
        return compare(self.client.endpoint.url, units, entries, state(entries), prune=prune)

    def _refuse_moved(self, plan: Plan, local: Local) -> None:
        units = {unit.graph: unit.sha256 for unit in local.units()}
        now = self._plan((), prune=False)
        if (plan.target, plan.state) != (now.target, now.state):
            what = (
                "is for another target" if plan.target != now.target else "is out of date: the target has moved since"
            )
            raise UsageError(f"{self.client.endpoint}: the plan {what}\n  make it again: khabar diff")
        for step in plan.steps:
            if step.sha256 and units.get(step.graph) != step.sha256:
                raise UsageError(
                    f"{self.client.endpoint}: the plan is out of date: {step.graph} has changed in the store\n"
                    "  make it again: khabar diff"
                )
