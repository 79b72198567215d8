"""What in parts not every store gives back as it was sent: told once for each rule, whatever the number of lines.

Most of a row comes from templates that are portable. What comes from cells is looked at where it may not be.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...errors import Level, Problem
from ...stores.push.portable import check

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Odd", "together", "told", "unportable"]

_LONG = 1_500  # no IRI in a shorter line is too long
# Each begins with letters that hardly any line has: what begins otherwise is sought ten times as long.
_ODD = tuple(
    re.compile(pattern)
    for pattern in (
        rb"/\.\.?[/>?#]",
        rb"<(?:nodeID|local):",
        rb'"\^\^(?<=[0-9.]{10}"\^\^)<http://www\.w3\.org/2001/XMLSchema#(?:integer|decimal)>',
    )
)


@dataclass(frozen=True, slots=True)
class Odd:
    """How many lines break a rule of the portable profile, and the first of them."""

    count: int
    first: Problem


def unportable(lines: Iterable[bytes], quads: bytes) -> tuple[Odd, ...]:
    """Give what of N-Quads, as lines and as one text, some store would refuse or change, by rule."""
    found = {line for line in lines if len(line) > _LONG}
    for pattern in _ODD:
        for match in pattern.finditer(quads):
            found.add(quads[quads.rfind(b"\n", 0, match.start()) + 1 : quads.index(b"\n", match.start()) + 1])
    ntriples = b"".join(line.rsplit(b" ", 2)[0] + b" .\n" for line in sorted(found))
    return together(Odd(1, problem) for problem in check(ntriples, ""))


def together(found: Iterable[Odd]) -> tuple[Odd, ...]:
    """Add up what several parts have, by rule."""
    counts, firsts = Counter[str](), dict[str, Problem]()
    for odd in found:
        counts[odd.first.rule] += odd.count
        firsts.setdefault(odd.first.rule, odd.first)
    return tuple(Odd(counts[rule], first) for rule, first in firsts.items())


def told(odd: Odd, place: str) -> Problem:
    """Give a warning for all lines of a rule."""
    first, many = odd.first, odd.count > 1
    return replace(
        first,
        level=Level.WARNING,
        message=f"{odd.count:,} lines, the first of them here: {first.message}" if many else first.message,
        message_ar=f"عدد الأسطر {odd.count}، وهذا أولها: {first.message_ar}" if many else first.message_ar,
        at=replace(first.at, file=place, line=None),
    )
