"""The driver: cuts tables into tasks, has an engine make parts of them, and sees to what no part can see by itself."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError
from ...loaders.tables.engines.processes import cores, each
from ...stores.bulk import write_part
from ..tables import name_of
from .aside import digest
from .folder import Folder
from .portable import together, told, unportable
from .register import described_once
from .repeated import Drop, drop, repeated
from .unit import WORK, Task, Working, make_part, part_file, version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ...errors import Problem
    from ...loaders.tables.chunks import Chunk
    from ...loaders.tables.engines import Engine
    from ...stores.bulk import Graph, Manifest, Part
    from ..tables import Tables
    from .aside import Aside
    from .portable import Odd
    from .unit import Receipt

__all__ = ["Written", "pieces", "write_parts"]

_REGISTER_BYTES = 1 << 26
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows that were read and taken, refused, and taken again by a later row of the same name.

    `skipped` counts the parts that were done before; `manifest` is None until the end.
    """

    taken: int = 0
    refused: int = 0
    repeated: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    manifest: Manifest | None = None

    @property
    def rows(self) -> int:
        """All rows that were read."""
        return self.taken + self.refused


def write_parts(
    tables: Tables, paths: Sequence[str | Path], directory: str | Path, engine: Engine, *, resume: bool = False,
    on_progress: Callable[[Written], object] = lambda _: None,
) -> Written:  # fmt: skip
    """Write tables as parts of N-Quads with a manifest, for the bulk loader of a triple store.

    The same tables give the same bytes with any engine. With `resume` what a load that was broken off has done stays.
    Raises UsageError for a directory that is in use, and what `Tables.load` raises.
    """
    # A table whose beginning cannot be read leaves no directory behind, nor do rules that cannot.
    tables.rules.report([b""])
    begun = tables.chunks(paths[0])
    first = next(begun, None)
    cut = chain([first] if first else [], begun, *map(tables.chunks, paths[1:]))
    with Folder.claimed(directory, resume=resume, wait=tables.config.wait) as folder:
        return _Run(tables, folder, engine, on_progress).write(cut)


def pieces(directory: str | Path, manifest: Manifest, *, packed: bool) -> Iterator[bytes]:
    """Give all parts as one text, or as one gzip file, which may have several members (RFC 1952, section 2.2)."""
    for part in manifest.parts:
        path = Path(directory, part.file)
        with path.open("rb") if packed else gzip.open(path) as file:
            while piece := file.read(_PIECE):
                yield piece


@dataclass(slots=True)
class _Run:
    tables: Tables
    folder: Folder
    engine: Engine
    on_progress: Callable[[Written], object]
    done: Written = field(default_factory=Written)
    odd: tuple[Odd, ...] = ()
    count: int = 0
    sends_bytes: bool = False

    def write(self, cut: Iterable[Chunk]) -> Written:
        for aside in self._asides(cut):
            self.tables.hold_to_rules(aside)
            self.done = replace(
                self.done,
                taken=self.done.taken + aside.count,
                refused=self.done.refused + aside.refused,
                problems=self.tables.told(self.done.problems, aside),
            )
            self.odd = together((*self.odd, *aside.odd))
            self.on_progress(self.done)
        self._drop_repeated()
        written = list(self._written())
        graphs = [graph for _, graphs in written for graph in graphs]
        manifest = self.folder.finish(self.tables.config.base, [part for part, _ in written], graphs)
        problems = [told(odd, str(self.folder.path)) for odd in self.odd]
        return replace(self.done, problems=(*self.done.problems, *problems), manifest=manifest)

    def _asides(self, cut: Iterable[Chunk]) -> Iterator[Aside]:
        """Have parts made, and give what is known of each, in their order, those that were done before too."""
        given = 0
        for receipt in self._made(self._tasks(cut)):
            self.folder.put(receipt)
            yield from map(self.folder.aside, range(given, receipt.number + 1))
            given = receipt.number + 1
        yield from map(self.folder.aside, range(given, self.count))

    def _tasks(self, cut: Iterable[Chunk]) -> Iterator[Task]:
        tables = self.tables
        terms = repr((tables.description, tables.config.base, tables.full, version()))
        for chunk in cut:
            number, name = self.count, name_of(chunk, f"{terms}{chunk.line}")
            self.count += 1
            if self.folder.has(number, name):
                self.done = replace(self.done, skipped=self.done.skipped + 1)
            else:
                task = Task(number, name, chunk)
                yield task if self.sends_bytes else _by_place(task)

    def _made(self, tasks: Iterable[Task]) -> Iterator[Receipt]:
        work = partial(make_part, working=self._working())
        for receipt in self.engine.each(work, tasks):
            if receipt.lacking:
                # The workers do not see this machine's files, and shall have bytes from now on.
                self.sends_bytes = True
                yield from map(_sound, self.engine.each(work, [_by_value(receipt.lacking)]))
            else:
                yield _sound(receipt)

    def _working(self) -> Working:
        place = str(self.folder.path.absolute())
        tables = self.tables
        return Working(place, self.folder.token, version(), tables.description, tables.config.base, tables.full)

    def _drop_repeated(self) -> None:
        asides = partial(map, self.folder.aside, range(self.count))
        found = repeated(asides, self.folder.path / WORK)
        tasks = [Drop(self.folder, number, keys) for number, keys in sorted(found.items())]
        gone = sum(each(drop, tasks, min(len(tasks), self.tables.jobs or cores())))
        self.done = replace(self.done, repeated=gone)

    def _written(self) -> Iterator[tuple[Part, tuple[Graph, ...]]]:
        """Give every part: those of rows, then what they name."""
        for number in range(self.count):
            aside = self.folder.aside(number)
            if aside.part:
                yield aside.part, aside.graphs
        registers = (self.folder.aside(number).register for number in range(self.count))
        for number, lines in enumerate(_bundles(described_once(registers)), self.count):
            self.odd = together((*self.odd, *unportable(lines, b"".join(lines))))
            yield write_part(self.folder.path, part_file(number), lines)


def _by_place(task: Task) -> Task:
    """Give a task with the place of its bytes in the file, where the file has them as they are."""
    chunk, path = task.chunk, Path(task.chunk.file)
    placed = replace(
        task, chunk=replace(chunk, data=b""), path=str(path.absolute()), size=len(chunk.data), digest=digest(chunk.data)
    )
    return placed if path.is_file() and placed.whole() else task


def _by_value(task: Task) -> Task:
    chunk = task.whole()
    if chunk is None:
        raise UnreadableError("has changed while it was read", Position(task.chunk.file), "load it again")
    return replace(task, chunk=chunk, path="")


def _sound(receipt: Receipt) -> Receipt:
    if receipt.error:
        raise receipt.error
    return receipt


def _bundles(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    held, size = list[bytes](), 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _REGISTER_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held
