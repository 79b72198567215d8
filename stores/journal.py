"""Which parts of a load are done, so that one that was broken off can go on: a line a part, beside the store."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Journal"]

_NAME = "khabar.load"


class Journal:
    """The parts of the load that was last begun in a store directory, by hashes of their content.

    A part is noted after it is in the store. A crash in between costs that part again, which then changes nothing.
    """

    def __init__(self, directory: Path, *, resume: bool) -> None:
        self._path = directory / _NAME
        if not resume:
            self._path.unlink(missing_ok=True)
        lines = self._path.read_text("ascii").splitlines() if self._path.exists() else []
        self._done = set(lines)

    def __contains__(self, part: str) -> bool:
        return part in self._done

    def note(self, part: str) -> None:
        """Note that a part is in the store."""
        with self._path.open("a", encoding="ascii") as file:
            file.write(f"{part}\n")
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """Forget the load: all of it is done."""
        self._path.unlink(missing_ok=True)
