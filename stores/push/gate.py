"""How many requests may be under way at once: fewer when the server says it is busy, more when it takes them gladly."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Gate"]

_CALM = 8


class Gate:
    """A limit that halves on `busy` and grows by one after some requests without, up to `most`."""

    def __init__(self, most: int) -> None:
        self.most = self.limit = most
        self._active = self._calm = 0
        self._free = Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a place, and hold it."""
        with self._free:
            self._free.wait_for(lambda: self._active < self.limit)
            self._active += 1
        try:
            yield
        finally:
            with self._free:
                self._active -= 1
                self._free.notify_all()

    def busy(self) -> None:
        """Note that the server could not keep up."""
        with self._free:
            self.limit, self._calm = max(1, self.limit // 2), 0

    def calm(self) -> None:
        """Note that the server took a request."""
        with self._free:
            self._calm += 1
            if self._calm >= _CALM and self.limit < self.most:
                self.limit, self._calm = self.limit + 1, 0
                self._free.notify_all()
