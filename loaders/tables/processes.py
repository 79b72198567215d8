"""Run the unit of work over many inputs, in processes of this machine, with few of them in memory at a time."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar

from ...errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["cores", "each"]

Given = TypeVar("Given")
Made = TypeVar("Made")


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[Given], Made], inputs: Iterable[Given], jobs: int) -> Iterator[Made]:
    """Give the results in the order of the inputs; with one job, without other processes.

    Raises StoreError where a process ends by itself, out of memory as a rule.
    """
    if jobs <= 1:
        yield from map(work, inputs)
        return
    waiting: deque[Future[Made]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            for given in inputs:
                waiting.append(pool.submit(work, given))
                # One more than there are workers, so that none waits for its next.
                if len(waiting) > jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as e:
            raise StoreError("a worker process ended by itself, as a rule for want of memory\n  try --jobs 1") from e
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
