"""Rows that stand in several parts: parts are made apart from each other, and only at the end are all of them seen.

As in a load into a store, the last of them counts. Their digests are looked at in bundles that fit into memory.
"""

from __future__ import annotations

import gzip
import tempfile
from array import array
from bisect import bisect_left
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ...stores.bulk import write_part
from .digests import DIGEST, digest, split
from .unit import WORK, aside_file, install, part_file, subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

    from .folder import Folder

__all__ = ["Drop", "Repeated", "drop"]

# Of a billion rows each is 250 MB, and so many files any system lets a process have open.
_BUNDLES = 64


class Repeated:
    """The digests of the rows of all parts, in bundles of those that begin alike, each in a file in `place`."""

    def __init__(self, place: Path | None = None, bundles: int = _BUNDLES) -> None:
        self._bounds = [(n * (1 << 16) // bundles).to_bytes(2, "big") for n in range(1, bundles)]
        self._stack = ExitStack()
        self._files = [self._opened(place) for _ in range(bundles)]
        self._runs: list[list[tuple[int, int]]] = [[] for _ in self._files]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _opened(self, place: Path | None) -> IO[bytes]:
        return self._stack.enter_context(tempfile.TemporaryFile(dir=place))

    def add(self, number: int, keys: bytes) -> None:
        """Take the digests of a part, which are sorted; parts come in the order of their numbers."""
        places = range(len(keys) // DIGEST)
        cuts = [bisect_left(places, bound, key=lambda n: keys[n * DIGEST : (n + 1) * DIGEST]) for bound in self._bounds]
        for file, runs, (start, end) in zip(self._files, self._runs, pairwise([0, *cuts, len(places)]), strict=True):
            file.write(keys[start * DIGEST : end * DIGEST])
            runs.append((number, end - start))

    def found(self) -> Mapping[int, bytes]:
        """Give, by the number of a part, the digests of what a later part has too."""
        found: dict[int, bytearray] = defaultdict(bytearray)
        for file, runs in zip(self._files, self._runs, strict=True):
            for number, key in _earlier(file, runs):
                found[number] += key
        return {number: bytes(keys) for number, keys in found.items()}


def _earlier(file: IO[bytes], runs: list[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """Give the number and the digest of each entry that another of a higher number follows."""
    file.seek(0)
    keys = file.read()
    # Nearly always no row comes again, which the first half of each digest tells without an object for each.
    if len(set(array("Q", keys)[::2])) == len(keys) // DIGEST:
        return
    numbers = (number for number, count in runs for _ in range(count))
    # Numbers come in their order, and sorting leaves what is equal as it came.
    entries = sorted(zip(split(keys), numbers, strict=True), key=lambda entry: entry[0])
    for (key, number), (later, _) in pairwise(entries):
        if key == later:
            yield number, key


@dataclass(frozen=True, slots=True)
class Drop:
    """What is to be taken out of a part."""

    folder: Folder
    number: int
    keys: bytes


def drop(task: Drop) -> int:
    """Take out of a part what a later one has, and give how many rows that were; again it changes nothing."""
    folder, number = task.folder, task.number
    known = folder.aside(number)
    gone = set(split(task.keys))
    rows = sum(key in gone for key in split(known.rows))
    if known.part is None:
        return rows
    file = part_file(number)
    with gzip.open(folder.path / file) as lines:
        kept = list(_kept(lines, gone, whole=bool(known.lines)))
    with tempfile.TemporaryDirectory(dir=folder.path / WORK, prefix="at-") as place:
        part, graphs = write_part(Path(place), file, kept) if kept else (None, ())
        if part:
            install(Path(place, file), folder.path / file)
        aside = Path(place, "aside")
        aside.write_bytes(replace(known, part=part, graphs=graphs).to_bytes())
        install(aside, folder.path / aside_file(number))
    return rows


def _kept(lines: Iterator[bytes], gone: set[bytes], *, whole: bool) -> Iterator[bytes]:
    last, is_gone = b"", False
    for line in lines:
        row = subject(line)
        if row != last:
            last, is_gone = row, digest(row) in gone
        if not is_gone and not (whole and digest(line) in gone):
            yield line
