"""Readers and writers of one store directory kept apart, across processes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from portalocker import Lock, LockFlags
from portalocker.exceptions import LockException

from ..errors import StoreBusyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["locked"]

_NAME = "khabar.lock"


@contextmanager
def locked(directory: Path, *, write: bool, wait: float) -> Iterator[None]:
    """Hold a store's directory, alone to write, together with others to read.

    Waits up to `wait` seconds for other processes; raises StoreBusyError after that. The operating system lets go
    of the lock when a process dies, so a killed load locks nobody out.
    """
    if not write and not _there(directory / _NAME):
        # Where no file can be made nobody writes either.
        yield
        return
    flags = (LockFlags.EXCLUSIVE if write else LockFlags.SHARED) | LockFlags.NON_BLOCKING
    lock = Lock(directory / _NAME, mode="ab" if write else "rb", timeout=wait, check_interval=0.05, flags=flags)
    try:
        lock.acquire()
    except LockException as e:
        doing = "reading or writing" if write else "writing"
        raise StoreBusyError(
            f"{directory}: another process is {doing} here; waited {wait:g} s\n  try again when it is done"
        ) from e
    except OSError as e:
        raise StoreError(f"{directory}: cannot be locked: {e.strerror}") from e
    try:
        yield
    finally:
        lock.release()


def _there(path: Path) -> bool:
    """Tell whether a lock's file is there, which is made where it is not: a copy of a store may have come without."""
    try:
        path.touch(exist_ok=True)
    except OSError:
        return path.exists()
    return True
