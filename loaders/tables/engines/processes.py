"""Run the unit of work over many inputs, in processes of this machine, with few of them in memory at a time."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Generic, TypeVar

from ....errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Processes", "cores", "each"]

Given = TypeVar("Given")
Made = TypeVar("Made")

_TRIES = 3


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[Given], Made], inputs: Iterable[Given], jobs: int) -> Iterator[Made]:
    """Give the results in the order of the inputs; with one job, without other processes.

    Where a process is killed, its work is done again by a new one. Raises StoreError where one input has cost three of
    them their lives.
    """
    if jobs <= 1:
        yield from map(work, inputs)
        return
    pool = _Pool(work, jobs)
    try:
        for given in inputs:
            pool.submit(given)
            # One more than there are workers, so that none waits for its next.
            if len(pool.waiting) > jobs:
                yield pool.take()
        while pool.waiting:
            yield pool.take()
    finally:
        pool.close()


class _Pool(Generic[Given, Made]):
    """Processes, and what they were given: a pool that lost a worker does nothing more, and a new one takes over."""

    def __init__(self, work: Callable[[Given], Made], jobs: int) -> None:
        self._work, self._jobs = work, jobs
        self.waiting: deque[tuple[Given, Future[Made]]] = deque()
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_end_with_parent)

    def submit(self, given: Given) -> None:
        """Have something done."""
        self.waiting.append((given, self._begun(given)))

    def _begun(self, given: Given) -> Future[Made]:
        try:
            return self._pool.submit(self._work, given)
        except BrokenProcessPool as e:
            # Whoever takes the result learns of it, and has all of them done again.
            failed: Future[Made] = Future()
            failed.set_exception(e)
            return failed

    def take(self) -> Made:
        """Give the result of what was submitted first."""
        for tries_left in reversed(range(_TRIES)):
            try:
                made = self.waiting[0][1].result()
            except BrokenProcessPool as e:
                if not tries_left:
                    raise StoreError(
                        f"{_TRIES} worker processes ended by themselves at the same part, as a rule for want of memory"
                        "\n  try --jobs 1; a script of your own must begin under if __name__ == '__main__'"
                    ) from e
                self._again()
            else:
                self.waiting.popleft()
                return made
        raise AssertionError  # the last try returns or raises

    def _again(self) -> None:
        self.close()
        self._pool = self._new()
        for _ in range(len(self.waiting)):
            given, future = self.waiting.popleft()
            done = future.done() and not future.cancelled() and not isinstance(future.exception(), BrokenProcessPool)
            self.waiting.append((given, future if done else self._begun(given)))

    def close(self) -> None:
        """Let the processes end when they are done with what they are at."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """See to it that a worker ends where its parent is killed: it would wait for ever for work, and keep its memory."""
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@dataclass(frozen=True, slots=True)
class Processes:
    """So many processes of this machine."""

    jobs: int

    def each(self, work: Callable[[Given], Made], inputs: Iterable[Given]) -> Iterator[Made]:
        """Give the results in the order of the inputs (see `each`)."""
        return each(work, inputs, self.jobs)
