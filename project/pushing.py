"""From the store to a triple store on the network: what would change there, and making it so."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..endpoints.client import Client
from ..errors import ProblemsError, UsageError
from ..ontology import Names
from ..stores import EmbeddedStore
from ..stores.push import About, StoreGraphs, Target
from ..stores.push.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..endpoints import Endpoint
    from ..errors import Problem
    from ..stores.push import Progress, Pushed
    from .config import Config

__all__ = ["Difference", "Pushing"]

# What a plan has to write out is sent soon after.
_KEPT_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Difference:
    """What a push would do, and what the target would not keep as it is."""

    plan: Plan
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Pushing:
    """A project's store and one endpoint.

    `lossy` lets literals go that the target will write in its own way: they are counted there, not compared.
    """

    config: Config
    endpoint: Endpoint
    lossy: bool = False

    def diff(self, *, prune: bool = False) -> Difference:
        """Compare the store with what the endpoint has been pushed; writes nothing."""
        with self._both() as (target, local):
            return self._difference(target, local, prune=prune)

    def push(
        self,
        *,
        prune: bool = False,
        plan: Plan | None = None,
        full: bool = False,
        take_over: bool = False,
        adopt: bool = False,
        on_progress: Callable[[Progress], object] = lambda _: None,
    ) -> tuple[Difference, Pushed]:
        """Bring the endpoint to the state of the store, or carry out a plan that was made before.

        `prune` deletes graphs there that the store has no more; `full` reads back every graph that was sent; `adopt`
        takes graphs that are there already, from a bulk load, for pushed.

        Raises:
            ProblemsError: for what the endpoint would refuse or rewrite; nothing is sent then.
            UsageError: where a given plan is out of date.
            EndpointError: where the endpoint fails; what is whole there by then stays.

        """
        with self._both() as (target, local):
            found = self._difference(target, local, prune=prune, plan=plan)
            if found.problems and not self.lossy:
                raise ProblemsError(found.problems)
            lossy = frozenset(problem.at.file for problem in found.problems)
            done = target.push(
                found.plan, local, full=full, lossy=lossy, take_over=take_over, adopt=adopt, on_progress=on_progress
            )
            return found, done

    def _difference(self, target: Target, local: StoreGraphs, *, prune: bool, plan: Plan | None = None) -> Difference:
        made = plan or target.plan(local, prune=prune)
        return Difference(made, tuple(target.problems(made, local)))

    @contextmanager
    def _both(self) -> Iterator[tuple[Target, StoreGraphs]]:
        names = Names(self.config.base)
        about = About(**self.config.about)
        with EmbeddedStore.at(self.config.store, wait=self.config.wait) as opened, Client(self.endpoint) as client:
            place, at = Path(self.config.store), self.endpoint.urls.query
            local = StoreGraphs(opened.store, names, about, at, place, _KEPT_BYTES)
            yield Target(client, names), local


def read_plan(path: str | Path) -> Plan:
    """Read a saved plan; raises UsageError where there is none."""
    try:
        return Plan.from_json(Path(path).read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: cannot be read: {e}") from e
