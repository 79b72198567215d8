"""The unit of work: a chunk of a table in, its quads out. A plain function of values, for any number of processes."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from ...errors import Level, Position, Problem
from ...ontology import Names
from .faults import shortened
from .mentions import MentionMap
from .reading import rows
from .rowmap import RowError, RowMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .chunks import Chunk
    from .description import Description
    from .pieces import Doubt

__all__ = ["Mapped", "Sample", "map_chunk"]


@dataclass(frozen=True, slots=True)
class Sample:
    """The quads of one row with those of all that it names, and where the row stands."""

    quads: bytes
    at: Position


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a chunk became: N-Quads of its rows and of what they name, and the problems of rows, by file and line.

    `events` are the IRIs of the rows' events, in their order; `refused` counts the rows that could not be read.
    `samples` has a row for each set of things that rows have: what a rule says of one it says of all.
    """

    file: str
    number: int
    refused: int
    quads: bytes = field(repr=False)
    register: bytes = field(repr=False)
    events: tuple[str, ...] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    samples: Mapping[int, Sample] = field(default_factory=dict, repr=False)


def map_chunk(chunk: Chunk, description: Description, base: str, *, full: bool = False) -> Mapped:
    """Map the rows of a chunk; rows that cannot be read are told of, and left out."""
    problems = list[Problem]()
    mapper, alone = _mappers(pickle.dumps(description), base, chunk.columns, full)
    mapper.entities()  # what a chunk has named that could not be read to its end
    quads, events, samples = list[str](), dict[str, int](), dict[int, Sample]()
    for _, line, cells, occurrence in rows(chunk, description, problems):
        try:
            row = mapper.row(cells, occurrence)
        except RowError as e:
            problems.append(_problem(chunk, line, e.doubt, Level.VIOLATION))
            continue
        if row.doubts:
            problems += [_problem(chunk, line, doubt, Level.WARNING) for doubt in row.doubts]
        if row.event in events:
            problems.append(_twice(chunk, line, row.event, events[row.event]))
            continue
        events[row.event] = line
        quads.append(row.quads)
        if row.mask not in samples:
            whole = alone.row(cells, occurrence).quads + alone.entities()
            samples[row.mask] = Sample(whole.encode(), Position(chunk.file, line))
    return Mapped(
        chunk.file,
        chunk.number,
        sum(p.level is Level.VIOLATION for p in problems),
        "".join(quads).encode(),
        mapper.entities().encode(),
        tuple(events),
        tuple(problems),
        samples,
    )


@lru_cache(2)
def _mappers(pickled: bytes, base: str, columns: tuple[str, ...], full: bool) -> tuple[RowMap, RowMap]:  # noqa: FBT001
    """Give what maps the rows of a table, and one for samples; the next chunk has much that this one has."""
    description: Description = pickle.loads(pickled)  # noqa: S301
    kind = MentionMap if description.mention else RowMap
    one, other = (kind(description, Names(base), columns, full=full) for _ in range(2))
    return one, other


def _problem(chunk: Chunk, line: int, doubt: Doubt, level: Level) -> Problem:
    return Problem(
        "table-cell",
        f"{shortened(doubt.value)!r} {doubt.reason}",
        Position(chunk.file, line, key=doubt.column),
        level,
        value=shortened(doubt.value),
        message_ar=f"«{shortened(doubt.value)}» {doubt.reason_ar}",
    )


def _twice(chunk: Chunk, line: int, event: str, first: int) -> Problem:
    return Problem(
        "table-twice",
        f"the row has the id of the row in line {first}, which was taken; this one was not",
        Position(chunk.file, line),
        value=event,
        fix="tell the two apart with more columns in id, or take one of them out",
        message_ar=f"لهذا الصف معرّف الصف الذي في السطر {first}؛ أُخذ ذاك ولم يؤخذ هذا",
    )
