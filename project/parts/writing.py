"""The driver: cuts tables into tasks, has an engine make parts of them, and sees to what no part can see by itself."""

from __future__ import annotations

import gzip
import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ...loaders.tables.engines.processes import cores, each
from ...stores.bulk import write_part
from ..tables import name_of
from .folder import Folder
from .portable import together, told, unportable
from .register import Described
from .repeated import Drop, Repeated, drop
from .task import Task, by_place, by_value
from .unit import WORK, Working, make_part, part_file, version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import IO

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
        work = folder.path / WORK
        with Repeated(work) as repeated, tempfile.TemporaryFile(dir=work) as register:
            return _Run(tables, folder, engine, on_progress, repeated, register).write(cut)


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
    repeated: Repeated
    register: IO[bytes]
    described: Described = field(default_factory=Described)
    written: dict[int, tuple[Part, tuple[Graph, ...]]] = field(default_factory=dict)
    done: Written = field(default_factory=Written)
    odd: tuple[Odd, ...] = ()
    count: int = 0
    sends_bytes: bool = False

    def write(self, cut: Iterable[Chunk]) -> Written:
        for number, aside in enumerate(self._asides(cut)):
            self.tables.hold_to_rules(aside)
            self._keep(number, aside)
            self.done = replace(
                self.done,
                taken=self.done.taken + aside.count,
                refused=self.done.refused + aside.refused,
                problems=self.tables.told(self.done.problems, aside),
            )
            self.odd = together((*self.odd, *aside.odd))
            self.on_progress(self.done)
        self._drop_repeated()
        self._describe()
        written = [made for _, made in sorted(self.written.items())]
        graphs = [graph for _, graphs in written for graph in graphs]
        manifest = self.folder.finish(self.tables.config.base, [part for part, _ in written], graphs)
        problems = [told(odd, str(self.folder.path)) for odd in self.odd]
        return replace(self.done, problems=(*self.done.problems, *problems), manifest=manifest)

    def _keep(self, number: int, aside: Aside) -> None:
        """Keep of a part what the end needs, while others are still made: then little is left that one process does."""
        if aside.part:
            self.written[number] = aside.part, aside.graphs
        self.repeated.add(number, aside.rows)
        self.repeated.add(number, aside.lines)
        self.register.writelines(self.described.new(aside.register, aside.things))

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
                yield task if self.sends_bytes else by_place(task)

    def _made(self, tasks: Iterable[Task]) -> Iterator[Receipt]:
        work = partial(make_part, working=self._working())
        for receipt in self.engine.each(work, tasks):
            if receipt.lacking:
                # The workers do not see this machine's files, and shall have bytes from now on.
                self.sends_bytes = True
                yield from map(_sound, self.engine.each(work, [by_value(receipt.lacking)]))
            else:
                yield _sound(receipt)

    def _working(self) -> Working:
        place = str(self.folder.path.absolute())
        tables = self.tables
        return Working(place, self.folder.token, version(), tables.description, tables.config.base, tables.full)

    def _drop_repeated(self) -> None:
        tasks = [Drop(self.folder, number, keys) for number, keys in sorted(self.repeated.found().items())]
        gone = sum(each(drop, tasks, min(len(tasks), self.tables.jobs or cores())))
        self.done = replace(self.done, repeated=gone)
        for task in tasks:
            aside = self.folder.aside(task.number)
            self.written.pop(task.number, None)
            if aside.part:
                self.written[task.number] = aside.part, aside.graphs

    def _describe(self) -> None:
        """Write the parts that come after those of rows: what these name."""
        self.register.seek(0)
        for number, lines in enumerate(_bundles(self.register), self.count):
            self.odd = together((*self.odd, *unportable(lines, b"".join(lines))))
            self.written[number] = write_part(self.folder.path, part_file(number), lines)


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
