"""Checks: questions whose every row is a problem with the data, run beside the rule book by ``khabar validate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ..errors import Position, Problem, UsageError
from .runner import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .catalogue import Catalogue, Question
    from .rows import Term
    from .sources import Source

__all__ = ["run_checks"]


def run_checks(
    source: Source, catalogue: Catalogue, positions: Mapping[str, Position] | None = None
) -> tuple[Problem, ...]:
    """Ask every question of kind ``check`` and give each row as a problem of the level its header says.

    The message is the question's summary and the row; the key is the row's first IRI. `positions` tells by IRI
    where in a source a thing stands: the first IRI of the row that it knows is the place.

    Raises:
        UsageError: with the file, if a question cannot be read, is no SPARQL, or needs a parameter.

    """
    checks = (question for question in catalogue if question.header.kind == "check")
    return tuple(problem for check in checks for problem in _problems(check, source, positions or {}))


def _problems(check: Question, source: Source, positions: Mapping[str, Position]) -> Iterator[Problem]:
    try:
        rows = run(check, source)
    except UsageError as error:
        raise UsageError(f"{check.source}: {error}") from error
    for row in rows.terms:
        named = [term.value for term in row if isinstance(term, NamedNode)]
        shown = "; ".join(_cell(*cell) for cell in zip(rows.variables, row, strict=True) if cell[1] is not None)
        known = (positions[name] for name in named if name in positions)
        yield Problem(
            rule=check.name,
            message=f"{check.header.summary['en']} ({shown})",
            at=next(known, Position("store", key=named[0] if named else "")),
            level=check.header.level,
            message_ar=f"{check.header.summary['ar']} ({shown})",
        )


def _cell(variable: str, term: Term | None) -> str:
    return f"{variable}: {'' if term is None else term.value}"
