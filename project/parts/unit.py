"""The unit of work: a chunk of a table in, a part of N-Quads out. Plain functions of values, for any engine.

A worker that sees the directory of the parts writes into it, and gives back that it did; any other gives back what has
to be written. A chunk comes as a place in a file where it can, and with its bytes where a worker cannot see the file.
"""

from __future__ import annotations

import importlib.metadata
import os
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import KhabarError, StoreError
from ...loaders.tables.mapped import map_chunk
from ...stores.bulk import write_part
from .aside import Aside
from .digests import digest
from .portable import unportable
from .register import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...loaders.tables.description import Description
    from ...loaders.tables.mapped import Mapped
    from .task import Task

__all__ = [
    "RUN",
    "WORK",
    "Receipt",
    "Working",
    "aside_file",
    "install",
    "make_part",
    "part_file",
    "version",
]

WORK, RUN = ".khabar-parts", "run"
# A worker of Dask may have several threads, and what maps rows remembers things for one; Python would not map faster.
_MAPPING = threading.Lock()


def version() -> str:
    """Give the version of khabar that is installed."""
    try:
        return importlib.metadata.version("khabar")
    except importlib.metadata.PackageNotFoundError:
        return ""


def part_file(number: int) -> str:
    """Give the name of a part."""
    return f"part-{number:05}.nq.gz"


def aside_file(number: int) -> str:
    """Give the name of what is known of a part beside its file."""
    return f"{WORK}/{number:05}"


@dataclass(frozen=True, slots=True)
class Working:
    """How all parts of a run are made; `token` is what a worker finds in the `directory` if it is the right one."""

    directory: str
    token: str
    version: str
    description: Description
    base: str
    full: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a task: files that the worker could not put in their place, what it lacked, or an error."""

    number: int
    files: tuple[tuple[str, bytes], ...] = ()
    lacking: Task | None = None
    error: KhabarError | None = None


def make_part(task: Task, working: Working) -> Receipt:
    """Make a part. The same task gives the same bytes on any machine; errors come back as values, for any engine."""
    try:
        if version() != working.version:
            raise StoreError(f"a worker has khabar {version()}, not {working.version}\n  install the same there")
        chunk = task.whole()
        if chunk is None:
            return Receipt(task.number, lacking=task)
        with _MAPPING:
            mapped = map_chunk(chunk, working.description, working.base, full=working.full)
        with _place(working) as (place, shared):
            made = _made(task, mapped, place, is_mention=working.description.mention is not None)
            (place / "aside").write_bytes(made.to_bytes())
            # Last comes what makes the part count as done.
            files = [(part_file(task.number), place / part_file(task.number))] if made.part else []
            files.append((aside_file(task.number), place / "aside"))
            if shared:
                for name, path in files:
                    install(path, Path(working.directory, name))
                return Receipt(task.number)
            return Receipt(task.number, tuple((name, path.read_bytes()) for name, path in files))
    except KhabarError as e:
        return Receipt(task.number, error=e)
    except OSError as e:
        said = f"{working.directory}: cannot be written: {e.strerror or e}\n  go on with --resume when it can"
        return Receipt(task.number, error=StoreError(said))


def _made(task: Task, mapped: Mapped, place: Path, *, is_mention: bool) -> Aside:
    lines = mapped.quads.splitlines(keepends=True)
    part, graphs = write_part(place, part_file(task.number), lines) if lines else (None, ())
    return Aside(
        task.name,
        mapped.refused,
        part,
        graphs,
        mapped.problems,
        mapped.samples,
        unportable(lines, mapped.quads),
        *in_order(mapped.register),
        b"".join(sorted(digest(event.encode()) for event in mapped.events)),
        # Mentions speak of the events of another table; any other row speaks of itself alone.
        b"".join(sorted({digest(line) for line in _of_others(mapped, lines)})) if is_mention else b"",
    )


def _of_others(mapped: Mapped, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give the lines about other things than the rows."""
    own = {event.encode() for event in mapped.events}
    return (line for line in lines if subject(line) not in own)


def subject(line: bytes) -> bytes:
    """Give the IRI that a line is about; of a part of a row, which is named by ``#``, the row's."""
    return line[1 : line.index(b">")].partition(b"#")[0]


@contextmanager
def _place(working: Working) -> Iterator[tuple[Path, bool]]:
    """Give a folder to work in, and tell whether it is in the directory of the parts."""
    work = Path(working.directory, WORK)
    try:
        shared = (work / RUN).read_text("ascii") == working.token
    except (OSError, ValueError):
        shared = False
    with tempfile.TemporaryDirectory(dir=work if shared else None, prefix="at-") as place:
        yield Path(place), shared


def install(made: Path, target: Path) -> None:
    """Put a file in its place, whole or not at all, also if the machine stops."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(target)
