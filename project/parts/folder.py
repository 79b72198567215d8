"""The directory of the parts: whose it is, what in it is done, and its end, which is the manifest."""

from __future__ import annotations

import shutil
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import StoreError, UsageError
from ...stores.bulk import NAME, Manifest, finish
from ...stores.locks import locked
from .aside import Aside
from .unit import RUN, WORK, aside_file, install

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...stores.bulk import Graph, Part
    from .unit import Receipt

__all__ = ["Folder"]


@dataclass(frozen=True, slots=True)
class Folder:
    """A directory that parts are being written to. Without its manifest it is unfinished."""

    path: Path
    token: str

    @classmethod
    @contextmanager
    def claimed(cls, directory: str | Path, *, resume: bool, wait: float) -> Iterator[Folder]:
        """Give a directory that is new, or empty, or, with `resume`, that holds a load which was broken off.

        Raises UsageError for any other and StoreBusyError where another process is at it.
        """
        path = Path(directory)
        work = path / WORK
        with _reported(path):
            _look_at(path, resume=resume)
            work.mkdir(parents=True, exist_ok=True)
            with locked(work, write=True, wait=wait):
                _look_at(path, resume=True)  # another process may have been done with it meanwhile
                folder = cls(path, uuid.uuid4().hex)
                (work / RUN).write_text(folder.token, "ascii")
                yield folder
            if (path / NAME).exists():
                shutil.rmtree(work, ignore_errors=True)

    def has(self, number: int, name: str) -> bool:
        """Tell whether a part is done, from the same rows."""
        try:
            known = self.aside(number)
            size = (self.path / known.part.file).stat().st_size if known.part else 0
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return known.name == name and size == (known.part.bytes if known.part else 0)

    def aside(self, number: int) -> Aside:
        """Give what is known of a part beside its file."""
        return Aside.from_bytes((self.path / aside_file(number)).read_bytes())

    def put(self, receipt: Receipt) -> None:
        """Write what a worker could not; the part comes before what makes it done."""
        for name, data in receipt.files:
            made = self.path / WORK / "arrived"
            made.write_bytes(data)
            install(made, self.path / name)

    def finish(self, base: str, parts: Sequence[Part], graphs: Sequence[Graph]) -> Manifest:
        """Take away what is no part, of a load that had more of them, and write the manifest."""
        manifest = Manifest(base, tuple(parts), tuple(graphs))
        for name in {p.name for p in self.path.glob("part-*.nq.gz")} - {part.file for part in parts}:
            (self.path / name).unlink()
        finish(self.path, manifest)
        return manifest


def _look_at(path: Path, *, resume: bool) -> None:
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; give the name of a new directory")
    there = {entry.name for entry in path.iterdir()} if path.exists() else set[str]()
    if NAME in there:
        left = "nothing is left to resume; to write them anew, " if resume else ""
        raise UsageError(f"{path}: holds parts that are finished; {left}give a new directory")
    if WORK in there and not resume:
        raise UsageError(f"{path}: holds a load that was broken off\n  go on with --resume, or remove the directory")
    if there and WORK not in there:
        raise UsageError(f"{path}: is not an empty directory; give a new one")


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise StoreError(f"{path}: cannot be written: {e.strerror or e}\n  go on with --resume when it can") from e
