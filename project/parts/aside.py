"""What is known of a part and does not stand in its file: kept beside the parts until all of them are done."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from ...errors import Level, Position, Problem
from ...loaders.tables.mapped import Sample
from ...stores.bulk import Graph, Part
from .digests import DIGEST
from .portable import Odd

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Aside"]


@dataclass(frozen=True, slots=True)
class Aside:
    """What a chunk of a table became, but for its quads.

    `name` is a hash of what went in; `part` is None where no quad came out. `register` has the lines about what rows
    name, and `things` what these are about, both as `register.in_order` gives them; `rows` are the digests of the rows,
    sorted and one after the other, and `lines` those of lines about other things than them. `refused` counts the rows
    that could not be read; `samples` are as in `Mapped`; `odd` is not portable.
    """

    name: str
    refused: int
    part: Part | None
    graphs: tuple[Graph, ...]
    problems: tuple[Problem, ...]
    samples: Mapping[int, Sample]
    odd: tuple[Odd, ...]
    register: bytes = field(repr=False)
    things: bytes = field(repr=False)
    rows: bytes = field(repr=False)
    lines: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Give it as a line of JSON, with what is long behind it."""
        head = {
            "name": self.name,
            "refused": self.refused,
            "part": asdict(self.part) if self.part else None,
            "graphs": [asdict(graph) for graph in self.graphs],
            "problems": [asdict(problem) for problem in self.problems],
            "samples": {mask: [s.quads.decode(), asdict(s.at)] for mask, s in self.samples.items()},
            "odd": [[odd.count, asdict(odd.first)] for odd in self.odd],
            "sizes": [len(self.register), len(self.things), len(self.rows)],
        }
        return b"".join((json.dumps(head).encode(), b"\n", self.register, self.things, self.rows, self.lines))

    @classmethod
    def from_bytes(cls, data: bytes) -> Aside:
        """Read what `to_bytes` gave; raises ValueError, KeyError or TypeError for anything else."""
        line, _, rest = data.partition(b"\n")
        head = json.loads(line)
        ends = list(accumulate(head["sizes"], initial=0))
        return cls(
            head["name"],
            head["refused"],
            Part(**head["part"]) if head["part"] else None,
            tuple(Graph(**graph) for graph in head["graphs"]),
            tuple(map(_problem, head["problems"])),
            {int(mask): Sample(quads.encode(), Position(**at)) for mask, (quads, at) in head["samples"].items()},
            tuple(Odd(count, _problem(first)) for count, first in head["odd"]),
            *(rest[start:end] for start, end in pairwise([*ends, len(rest)])),
        )

    @property
    def count(self) -> int:
        """The rows that were taken."""
        return len(self.rows) // DIGEST


def _problem(said: Mapping[str, Any]) -> Problem:
    return Problem(**{**said, "at": Position(**said["at"]), "level": Level(said["level"])})
