"""What runs the unit of work over many inputs: processes of this machine, a Dask cluster, Spark.

An engine knows nothing of tables. It calls a plain function on values, on whatever machines it has, and gives the
results in the order of the inputs. It keeps few of either in memory, and does the work of a killed worker again.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Protocol, TypeVar

from ....errors import UsageError
from .processes import Processes, cores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

__all__ = ["ENGINES", "Engine", "engine"]

ENGINES = ("processes", "dask", "spark")

Given = TypeVar("Given")
Made = TypeVar("Made")


class Engine(Protocol):
    """What runs work elsewhere."""

    def each(self, work: Callable[[Given], Made], inputs: Iterable[Given]) -> Iterator[Made]:
        """Give the results in the order of the inputs; raises StoreError where the workers do not live to give one."""


def engine(name: str = "processes", jobs: int = 0, scheduler: str = "") -> AbstractContextManager[Engine]:
    """Give an engine by its name, to be entered.

    `scheduler` is the address of Dask's scheduler or Spark's master; without one they run on this machine, in so many
    processes as `jobs` says (0: one a core). Raises UsageError for an engine that is not installed.
    """
    jobs = jobs or cores()
    if name == "dask":
        from .dask import dask

        return dask(scheduler, jobs)
    if name == "spark":
        from .spark import spark

        return spark(scheduler, jobs)
    if name != "processes":
        raise UsageError(f"there is no engine {name!r}; there are: {', '.join(ENGINES)}")
    if scheduler:
        raise UsageError("a scheduler is for the engines dask and spark; processes of this machine need none")
    return nullcontext(Processes(jobs))
