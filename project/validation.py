"""Which rules a project's data are held to, and what was found by them and by other means."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

    from ..errors import KhabarError, Position, Problem
    from ..shapes import Keys, Report, RuleBook
    from ..shapes.graphs import Data

__all__ = ["KHABARS_RULES", "Rules", "Validated", "failed"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Users' shapes files, beside khabar's rules or instead of them, and the engine; an empty name is the default."""

    files: tuple[str | Path, ...] = ()
    only: bool = False
    engine: str = ""

    def book(self) -> RuleBook:
        """Read the rules; raises UsageError, with file and line, for a file that is no good."""
        from ..shapes import read, rulebook

        if self.only and not self.files:
            raise UsageError("--only-shapes leaves no rules: name a file with --shapes FILE")
        if not self.files:
            return rulebook()
        mine = read(self.files)
        return mine if self.only else rulebook() | mine

    def report(self, data: Data) -> Report:
        """Validate data against the rules."""
        from ..shapes import validate
        from ..shapes.engines import DEFAULT

        return validate(data, shapes=self.book(), engine=self.engine or DEFAULT)


KHABARS_RULES = Rules()


@dataclass(frozen=True, slots=True)
class Validated:
    """What a validation found: by the rules (`report`), in the text (`before`) and by questions (`after`).

    `positions` and `keys` lead back to the source. `place` is what to call the store where it is another than the
    project's own.
    """

    report: Report
    rules: Rules
    positions: Mapping[str, Position] = field(default_factory=dict)
    before: tuple[Problem, ...] = ()
    after: tuple[Problem, ...] = ()
    place: str = ""
    keys: Keys | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of it, each with the place in the file where that is known."""
        found = (*self.before, *self.report.problems(self.positions, self.keys), *self.after)
        return tuple(replace(p, at=replace(p.at, file=self.place)) for p in found) if self.place else found

    def graph(self) -> Iterator[Triple]:
        """Give the W3C validation report (SHACL section 3.6)."""
        from ..shapes import RuleBook
        from ..shapes.report_graph import report_graph

        # Without findings nothing of the rules is needed, which may be what could not be read.
        book = self.rules.book() if self.report.findings else RuleBook({}, ())
        return report_graph(self.report, book, (*self.before, *self.after))


def failed(error: KhabarError, files: Sequence[str | Path], rules: Rules = KHABARS_RULES) -> Validated:
    """Give what kept a validation of files from being made as what it found."""
    from ..shapes import Report
    from .sources import problems_of

    return Validated(Report(), rules, before=problems_of(error, str(files[0]) if len(files) == 1 else "store"))
