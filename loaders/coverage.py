"""Which parts of an article no statement rests on: the reviewer's best aid against what was left out."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .records import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["share", "uncovered"]

_WORDS = re.compile(r"\w.*\w|\w", re.DOTALL)


def uncovered(text: str, spans: Iterable[Span]) -> list[Span]:
    """Give the stretches of text under no span, in order, line by line, without punctuation at their ends.

    >>> [s.quote for s in uncovered("Putin said, on Friday: X.", [Span(0, 10, "Putin said"), Span(23, 24, "X")])]
    ['on Friday']
    """
    gaps: list[Span] = []
    at = 0
    for span in [*sorted(spans, key=lambda s: (s.start, s.end)), Span(len(text), len(text), "")]:
        gaps += _stretches(text, at, span.start)
        at = max(at, span.end)
    return gaps


def share(text: str, spans: Iterable[Span]) -> float:
    """Give the share, 0 to 1, of the text's letters and digits that stand under some span."""
    total = _letters(text)
    missing = sum(_letters(gap.quote) for gap in uncovered(text, spans))
    return 1.0 if not total else 1 - missing / total


def _stretches(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    for line in text[start:end].splitlines(keepends=True):
        words = _WORDS.search(line)
        if words:
            begin, stop = start + words.start(), _with_marks(text, start + words.end(), end)
            found.append(Span(begin, stop, text[begin:stop]))
        start += len(line)
    return found


def _with_marks(text: str, at: int, end: int) -> int:
    """Take in the harakat on the last letter."""
    while at < end and unicodedata.combining(text[at]):
        at += 1
    return at


def _letters(text: str) -> int:
    return sum(c.isalnum() for c in text)
