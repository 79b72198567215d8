"""Rows that stand in several parts: parts are made apart from each other, and only at the end are all of them seen.

As in a load into a store, the last of them counts. Their digests are looked at in bundles that fit into memory.
"""

from __future__ import annotations

import gzip
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ...stores.bulk import write_part
from .aside import DIGEST, digest
from .unit import WORK, aside_file, install, part_file, subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import IO

    from .aside import Aside
    from .folder import Folder

__all__ = ["Drop", "drop", "repeated"]

_BUNDLE = 1 << 26
_MOST_BUNDLES = 256
_NUMBER = 4


def repeated(
    asides: Callable[[], Iterator[Aside]], place: Path | None = None, bundle: int = _BUNDLE
) -> Mapping[int, bytes]:
    """Give, by the number of a part, the digests of what a later part has too; `bundle` is in bytes.

    In `place` there are files of 20 bytes a row meanwhile.
    """
    total = sum(len(aside.rows) + len(aside.lines) for aside in asides())
    count = min(1 + total // bundle, _MOST_BUNDLES)
    found: dict[int, bytearray] = defaultdict(bytearray)
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile(dir=place)) for _ in range(count)]
        for number, aside in enumerate(asides()):
            _spread(number, aside, files)
        for file in files:
            for number, key in _earlier(file):
                found[number] += key
    return {number: bytes(keys) for number, keys in found.items()}


def _spread(number: int, aside: Aside, files: Sequence[IO[bytes]]) -> None:
    parts: list[list[bytes]] = [[] for _ in files]
    end = number.to_bytes(_NUMBER, "big")
    for keys in (aside.rows, aside.lines):
        for at in range(0, len(keys), DIGEST):
            parts[(keys[at] << 8 | keys[at + 1]) % len(files)].append(keys[at : at + DIGEST] + end)
    for file, entries in zip(files, parts, strict=True):
        file.write(b"".join(entries))


def _earlier(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give the number and the digest of each entry that another of a higher number follows."""
    file.seek(0)
    data = file.read()
    size = DIGEST + _NUMBER
    entries = sorted(data[at : at + size] for at in range(0, len(data), size))
    for entry, later in pairwise(entries):
        if entry[:DIGEST] == later[:DIGEST]:
            yield int.from_bytes(entry[DIGEST:], "big"), entry[:DIGEST]


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
    gone = {task.keys[at : at + DIGEST] for at in range(0, len(task.keys), DIGEST)}
    rows = sum(known.rows[at : at + DIGEST] in gone for at in range(0, len(known.rows), DIGEST))
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
