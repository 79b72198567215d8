"""What a worker is told to do: a chunk of a table, as a place in a file where it can be read there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError
from .digests import digest

if TYPE_CHECKING:
    from ...loaders.tables.chunks import Chunk

__all__ = ["Task", "by_place", "by_value"]


def _read(path: Path, offset: int, size: int) -> bytes | None:
    """Give so many bytes of a file; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(size)
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Task:
    """A part to be made. Without its bytes the chunk stands in the file `path`: so many, and of this digest."""

    number: int
    name: str
    chunk: Chunk
    path: str = ""
    size: int = 0
    digest: bytes = b""

    def whole(self) -> Chunk | None:
        """Give the chunk with its bytes; None where they cannot be had here."""
        if not self.path:
            return self.chunk
        data = _read(Path(self.path), self.chunk.offset, self.size)
        return replace(self.chunk, data=data) if data is not None and digest(data) == self.digest else None


def by_place(task: Task) -> Task:
    """Give a task with the place of its bytes in the file, where the file has them as they are."""
    chunk, path = task.chunk, Path(task.chunk.file)
    if not path.is_file() or _read(path, chunk.offset, len(chunk.data)) != chunk.data:
        return task
    return replace(
        task, chunk=replace(chunk, data=b""), path=str(path.absolute()), size=len(chunk.data), digest=digest(chunk.data)
    )


def by_value(task: Task) -> Task:
    """Give a task with its bytes; raises UnreadableError where the file has others by now."""
    chunk = task.whole()
    if chunk is None:
        raise UnreadableError("has changed while it was read", Position(task.chunk.file), "load it again")
    return replace(task, chunk=chunk, path="")
