"""The portable profile: what every store gives back as it was sent, told from the rest before anything is sent.

Stores rewrite numbers, dates and tags in silence, or refuse them: see the tables in `profile`. A kind's data file may
name the rules that it needs, and needs all where it names none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ...errors import Position, Problem
from .profile import BY_DATATYPE, LINES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .profile import Rule

__all__ = ["RULES", "check"]

RULES = tuple(
    dict.fromkeys([*(r.rule.name for rules in BY_DATATYPE.values() for r in rules), *(r.rule.name for r in LINES)])
)
_SHOWN = 160
_REMEMBERED = 40
_DATATYPES = {datatype.encode(): rules for datatype, rules in BY_DATATYPE.items()}
_TYPED = re.compile(rb'"\^\^<([^>\n]*)> \.\n')


def check(ntriples: bytes, graph: str, rules: Collection[str] | None = None) -> list[Problem]:
    """Give what of a graph's N-Triples a store would refuse or change, each with its line in them and its subject.

    `rules` are names of `RULES`; None means all. Literals of a datatype break one rule at most, the first.
    """
    wanted = frozenset(RULES if rules is None else rules)
    found = sorted({*_literals(ntriples, wanted), *_lines(ntriples, wanted)}, key=lambda pair: (pair[0], pair[1].name))
    problems, line, last = list[Problem](), 1, 0
    for start, rule in found:
        line, last = line + ntriples.count(b"\n", last, start), start
        problems.append(_problem(Position(graph, line), _line(ntriples, start).decode(), rule))
    return problems


def _literals(ntriples: bytes, wanted: frozenset[str]) -> Iterator[tuple[int, Rule]]:
    for typed in _TYPED.finditer(ntriples):
        datatype, end = typed[1], typed.start()
        if datatype in _DATATYPES:
            start = ntriples.rfind(b"\n", 0, end) + 1
            # No IRI holds a quotation mark, so the first of the line begins the literal.
            text = ntriples[ntriples.find(b'"', start, end) + 1 : end]
            verdict = _remembered if len(text) <= _REMEMBERED else _first_broken
            if broken := verdict(datatype, text, wanted):
                yield start, broken


def _first_broken(datatype: bytes, text: bytes, wanted: frozenset[str]) -> Rule | None:
    shown = text.decode()
    return next((of.rule for of in _DATATYPES[datatype] if of.rule.name in wanted and not of.keeps(shown)), None)


# A graph says the same short numbers, dates and truth values over and over.
_remembered = lru_cache(maxsize=16_384)(_first_broken)


def _lines(ntriples: bytes, wanted: Collection[str]) -> Iterator[tuple[int, Rule]]:
    for rule in LINES:
        if rule.rule.name in wanted:
            for start in rule.candidates(ntriples):
                if rule.breaks(_line(ntriples, start)):
                    yield start, rule.rule


def _line(ntriples: bytes, start: int) -> bytes:
    return ntriples[start : ntriples.find(b"\n", start)]


def _problem(at: Position, line: str, rule: Rule) -> Problem:
    subject, _, rest = line.partition(" ")
    shown = rest if len(rest) <= _SHOWN else rest[: _SHOWN - 1] + "…"
    return Problem(
        rule=f"portable/{rule.name}",
        message=f"{rule.why}: {shown}",
        at=Position(at.file, at.line, key=subject.strip("<>")),
        value=shown,
        fix=rule.fix,
        message_ar=f"{rule.why_ar}: {shown} ({rule.fix_ar})",
    )
