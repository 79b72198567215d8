"""From event tables to the store, in parts: mapped by other processes while this one stores."""

from __future__ import annotations

import hashlib
from collections import deque
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ..errors import KhabarError, Level, ProblemsError, StoreError, UsageError, did_you_mean
from ..loaders.tables.description import descriptions, read
from ..loaders.tables.draft import place_of
from ..loaders.tables.engines.processes import Processes, cores, each
from ..loaders.tables.guess import guess
from ..loaders.tables.mapped import map_chunk
from ..loaders.tables.names import is_named_like_a_table
from ..loaders.tables.reading import chunks
from ..loaders.tables.repeats import Repeats
from ..stores import EmbeddedStore
from ..stores.journal import Journal
from ..stores.parts import Taking, weigh_part
from ..stores.seen import Seen
from .sources import KINDS
from .validation import KHABARS_RULES, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from ..errors import Problem
    from ..loaders.tables.chunks import Chunk
    from ..loaders.tables.description import Description
    from ..loaders.tables.engines import Engine
    from ..loaders.tables.mapped import Mapped, Sample
    from ..stores.parts import Taken
    from .config import Config
    from .parts import Written
    from .parts.aside import Aside

__all__ = ["LoadedRows", "Tables", "description_of", "name_of"]

# Nobody reads more, and a table may have millions.
_MOST_PROBLEMS = 10_000


def description_of(paths: Sequence[str | Path], kind: str | None) -> Description | None:
    """Tell what describes these tables; None where they are fact sheets or RDF.

    Raises UsageError for a kind that is not known, and for tables of several kinds at once.
    """
    if kind in KINDS:
        return None
    if kind and kind.endswith(".toml"):
        return read(kind)
    if kind:
        known = descriptions()
        if kind not in known:
            hint = did_you_mean(kind, [*KINDS, *known]) or f"known are: {', '.join([*KINDS, *known])}"
            raise UsageError(f"--as {kind}: is not known, and no file of a description (.toml)\n  {hint}")
        return known[kind]
    found = [_beside(Path(path)) or guess(path) for path in paths]
    if len({one.name if one else "" for one in found}) > 1:
        raise UsageError("load tables of one kind at a time, apart from fact sheets and RDF")
    return found[0]


def _beside(path: Path) -> Description | None:
    if not is_named_like_a_table(path):
        return None
    own = place_of(path)
    return read(own) if own.is_file() else None


@dataclass(frozen=True, slots=True)
class LoadedRows:
    """What a load of tables did: rows that were new, that replaced others, that were there, and that were refused.

    `again` counts, of a load that was only weighed, rows that are new and come more than once, all but the first.
    `problems` holds the first ten thousand; `skipped` counts the parts that a load broken off had done already.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    again: int = 0

    @property
    def rows(self) -> int:
        """All rows that were read."""
        return self.new + self.again + self.changed + self.same + self.refused


@dataclass(slots=True)
class Tables:
    """Loads the tables of one description.

    `on_error` is ``report`` (rows that cannot be read are told of, the others loaded), ``skip`` (the same, untold) or
    ``stop`` (at the first part that has such a row). `full` keeps every cell; `jobs` is the number of processes.
    """

    config: Config
    description: Description
    full: bool = False
    on_error: str = "report"
    jobs: int = 0
    encoding: str = ""
    rules: Rules = KHABARS_RULES
    on_progress: Callable[[LoadedRows], object] = lambda _: None
    _validated: set[int] = field(default_factory=set)

    def load(self, *paths: str | Path, resume: bool = False) -> LoadedRows:
        """Load tables into the store, part by part; a part is in it whole or not at all.

        With `resume` the parts are left out that a load that was broken off has stored. Raises UnreadableError where a
        file cannot be read on, ProblemsError where rows like those break a rule or, with ``stop``, cannot be read:
        parts that were stored by then stay.
        """
        # A table whose beginning cannot be read leaves no empty store behind.
        begun = self.chunks(paths[0])
        first = next(begun, None)
        streams = chain([chain([first] if first else [], begun)], map(self.chunks, paths[1:]))
        terms = repr((self.description, self.config.base, self.full))
        done, place = LoadedRows(), Path(self.config.store)
        with self._opened(write=True) as opened, _Taking(opened, Journal(place, resume=resume)) as taking:
            for parts in streams:
                left = _Left(parts, taking.journal, terms)
                for mapped in self.mapped(left):
                    done = replace(done, skipped=done.skipped + left.take_skipped())
                    done = self._added(done, mapped, taking.take(mapped, left.name(mapped)))
                    self.on_progress(done)
                done = replace(done, skipped=done.skipped + left.take_skipped())
        return done

    def weigh(self, *paths: str | Path) -> LoadedRows:
        """Say what `load` would do, and change nothing; rows that are new take 16 to 32 bytes of memory each."""
        done, place, seen = LoadedRows(), self.config.store, Repeats()
        exists = EmbeddedStore.exists(place)
        with (
            EmbeddedStore.at(place, wait=self.config.wait)
            if exists
            else nullcontext(EmbeddedStore.in_memory()) as opened
        ):
            for mapped in self.mapped(chain.from_iterable(map(self.chunks, paths))):
                part, new = weigh_part(opened.store, mapped.quads, mapped.events)
                again = len(seen.of(new))
                done = self._added(replace(done, again=done.again + again), mapped, replace(part, new=part.new - again))
                self.on_progress(done)
        return done

    def mapped(self, parts: Iterable[Chunk]) -> Iterator[Mapped]:
        """Map chunks of a table, in their order, and hold a row of each form to the rules."""
        work = partial(map_chunk, description=self.description, base=self.config.base, full=self.full)
        for mapped in each(work, parts, self.jobs or cores()):
            self.hold_to_rules(mapped)
            yield mapped

    def _opened(self, *, write: bool = False) -> AbstractContextManager[EmbeddedStore]:
        return EmbeddedStore.at(self.config.store, write=write, wait=self.config.wait)

    def chunks(self, path: str | Path) -> Iterator[Chunk]:
        """Cut a table into chunks."""
        return chunks(path, self.description, encoding=self.encoding)

    def hold_to_rules(self, mapped: Mapped | Aside) -> None:
        """Raise ProblemsError where rows of a form that is new break a rule or, with ``stop``, some cannot be read."""
        if self.on_error == "stop" and mapped.refused:
            raise ProblemsError(mapped.problems)
        new = {mask: sample for mask, sample in mapped.samples.items() if mask not in self._validated}
        self._validated |= set(new)
        found = [p for sample in new.values() for p in _findings(self.rules, sample)]
        if any(p.level is Level.VIOLATION for p in found):
            raise ProblemsError(found)

    def _added(self, done: LoadedRows, mapped: Mapped, part: Taken) -> LoadedRows:
        return replace(
            done,
            new=done.new + part.new,
            changed=done.changed + part.changed,
            same=done.same + part.same,
            refused=done.refused + mapped.refused,
            problems=self.told(done.problems, mapped),
        )

    def told(self, before: tuple[Problem, ...], mapped: Mapped | Aside) -> tuple[Problem, ...]:
        """Give the problems that are told, those of some more rows among them."""
        return before if self.on_error == "skip" else (*before, *mapped.problems[: _MOST_PROBLEMS - len(before)])

    def write_parts(
        self, *paths: str | Path, directory: str | Path, engine: Engine | None = None, resume: bool = False,
        on_progress: Callable[[Written], object] = lambda _: None,
    ) -> Written:  # fmt: skip
        """Write tables as parts for a bulk loader (see `khabar.project.parts.write_parts`), with no store.

        `engine` is one of `khabar.loaders.tables.engines`, which has been entered; None is processes of this machine.
        """
        from .parts import write_parts

        engine = engine or Processes(self.jobs or cores())
        return write_parts(self, paths, directory, engine, resume=resume, on_progress=on_progress)


class _Taking:
    """Takes parts into a store, and notes in the journal which of them are in it; at the end it forgets the journal.

    Where a later part cannot be read or breaks a rule, those before it are stored all the same.
    """

    def __init__(self, opened: EmbeddedStore, journal: Journal) -> None:
        self.journal = journal
        self._opened, self._taking = opened, Taking(opened.store, Seen(opened.store))
        self._names: deque[str] = deque()

    def take(self, mapped: Mapped, name: str) -> Taken:
        """Take a part, which may wait for others."""
        self._names.append(name)
        with self._opened.writing():
            taken, stored = self._taking.take(mapped.quads, mapped.register, mapped.events)
        self._note(stored)
        return taken

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or (issubclass(kind, KhabarError) and not issubclass(kind, StoreError)):
            with self._opened.writing():
                stored = self._taking.flush()
            self._note(stored)
        if kind is None:
            self.journal.close()

    def _note(self, stored: int) -> None:
        for _ in range(stored):
            self.journal.note(self._names.popleft())


class _Left:
    """The chunks of a table that are still to be loaded, with their names in the journal."""

    def __init__(self, parts: Iterator[Chunk], journal: Journal, terms: str) -> None:
        self._parts, self._journal, self._terms = parts, journal, terms
        self._names: dict[int, str] = {}
        self._skipped = 0

    def __iter__(self) -> Iterator[Chunk]:
        for chunk in self._parts:
            name = name_of(chunk, self._terms)
            if name in self._journal:
                self._skipped += 1
            else:
                self._names[chunk.number] = name
                yield chunk

    def name(self, mapped: Mapped) -> str:
        """Give the name of the chunk that was mapped."""
        return self._names.pop(mapped.number)

    def take_skipped(self) -> int:
        """Give how many were left out since the last time."""
        skipped, self._skipped = self._skipped, 0
        return skipped


def name_of(chunk: Chunk, terms: str) -> str:
    """Give a hash of the rows of a chunk and of what is made of them."""
    repeats = repr(sorted(chunk.repeats.items()))
    return hashlib.blake2b(b"\0".join((terms.encode(), repeats.encode(), chunk.data)), digest_size=16).hexdigest()


def _findings(rules: Rules, sample: Sample) -> Iterator[Problem]:
    for problem in rules.report([sample.quads]).problems({}):
        yield replace(problem, at=replace(sample.at, key=problem.at.key))
