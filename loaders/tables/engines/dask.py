"""Run the unit of work on a Dask cluster, or on one of this machine. Needs the extra ``khabar[cluster]``.

Dask itself does the work of a lost worker again. An input stays with the scheduler until its result is there, and so
few of them are handed over at a time.
"""

from __future__ import annotations

import importlib.metadata
import logging
import signal
import threading
import warnings
from collections import deque
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ....errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Dask", "dask"]

Given = TypeVar("Given")
Made = TypeVar("Made")

_PATIENCE = 20
_PACKAGE = "khabar"
_AHEAD = 2  # for each worker what it is at, and what comes next


@dataclass(frozen=True, slots=True)
class Dask:
    """A cluster, by its client."""

    client: Any

    def each(self, work: Callable[[Given], Made], inputs: Iterable[Given]) -> Iterator[Made]:
        """Give the results in the order of the inputs; raises StoreError where the cluster gives one up."""
        threads = self._workers()
        futures: deque[Any] = deque()
        try:
            for given in inputs:
                futures.append(self._submitted(work, given))
                if len(futures) >= _AHEAD * sum(threads.values()):
                    yield _result(futures.popleft())
                    threads = self._now(threads)
            while futures:
                yield _result(futures.popleft())
        finally:
            for future in futures:
                future.cancel()

    def _submitted(self, work: Callable[[Given], Made], given: Given) -> Any:  # noqa: ANN401
        with warnings.catch_warnings():
            # Dask would have large inputs scattered, and those a worker takes with it when it is killed.
            warnings.filterwarnings("ignore", "Sending large graph")
            # Two inputs that are the same are two inputs.
            return self.client.submit(work, given, pure=False)

    def _now(self, before: dict[str, int]) -> dict[str, int]:
        """Give the threads of each worker: those that came since get work too, and all may have gone for a while."""
        threads: dict[str, int] = self.client.nthreads()
        self._refuse_strangers(threads.keys() - before.keys())
        return threads or before

    def _workers(self) -> dict[str, int]:
        try:
            self.client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise StoreError(
                f"{_address(self.client)}: no worker has come to the scheduler within {_PATIENCE} s\n"
                "  start some: dask worker ADDRESS"
            ) from None
        threads: dict[str, int] = self.client.nthreads()
        self._refuse_strangers(threads.keys())
        return threads

    def _refuse_strangers(self, workers: Iterable[str]) -> None:
        """Refuse workers without khabar: such a one loses every task, and Dask hands it out again, for ever."""
        if not (asked := list(workers)):
            return
        found = self.client.run(importlib.metadata.version, _PACKAGE, workers=asked, on_error="return")
        # One that has gone meanwhile gives another error, and Dask knows what to do.
        missing = importlib.metadata.PackageNotFoundError
        lacking = sorted(worker for worker, said in found.items() if isinstance(said, missing))
        if lacking:
            raise StoreError(
                f"{lacking[0]}: this worker has no {_PACKAGE}; install it on all of them and the scheduler"
            )


@contextmanager
def dask(scheduler: str, jobs: int) -> Iterator[Dask]:
    """Give the cluster of a scheduler, or one of this machine that is gone afterwards.

    Raises UsageError where Dask is not installed, StoreError where there is no scheduler at the address.
    """
    distributed = _distributed()
    if scheduler:
        try:
            client = distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as e:
            raise StoreError(f"{scheduler}: there is no Dask scheduler: {_first_line(e)}") from e
        with client:
            yield Dask(client)
        return
    # What becomes of single workers is told where it matters: in what is raised.
    with _deaf():
        local = distributed.LocalCluster(
            n_workers=jobs, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
        )
    with local, distributed.Client(local, set_as_default=False) as client:
        yield Dask(client)


@contextmanager
def _deaf() -> Iterator[None]:
    """Have the processes that are begun meanwhile ignore Ctrl-C, which is for the one that gives them their work."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _distributed() -> Any:  # noqa: ANN401 - the library may not be there
    try:
        import distributed
    except ImportError:
        raise UsageError("the engine dask is not installed\n  pip install 'khabar[cluster]'") from None
    return distributed


def _result(future: Any) -> Any:  # noqa: ANN401
    distributed = _distributed()
    try:
        return future.result()
    except distributed.KilledWorker as e:
        raise StoreError(
            "several workers of the cluster ended by themselves at the same part, as a rule for want of memory"
            "\n  give them more, or run fewer at a time"
        ) from e
    except (ImportError, RuntimeError) as e:
        if isinstance(e, RuntimeError) and "deserialization" not in str(e):
            raise
        raise StoreError(
            f"the cluster does not know what it is to do: {_first_line(e)}"
            f"\n  install the same {_PACKAGE} on its scheduler and its workers"
        ) from e
    except (CancelledError, distributed.comm.CommClosedError) as e:
        raise StoreError(f"the cluster has given the work up: {_first_line(e)}\n  go on with --resume") from e


def _address(client: Any) -> str:  # noqa: ANN401
    return str(client.scheduler.address)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
