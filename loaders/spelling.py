"""The text's own spelling of words that someone typed otherwise, and what stands nearest to words that are not there.

All of it serves messages: what is stored is what the author typed and the text has, to the letter.
"""

from __future__ import annotations

import difflib
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ..ontology.labels import fold, fold_with_offsets
from .text import line_of

__all__ = [
    "LATE",
    "Near",
    "around",
    "as_typed",
    "folded_place",
    "in_one_line",
    "nearest",
    "short",
    "spelt_as",
]

_LONG = 60
_LONG_TEXT = 20_000
# Fewer letters in common than these say nothing about what was meant.
_ALIKE = 3
_LEAD = 25
# Where words part from the text further on than this, a message that shows their beginning does not show it.
LATE = _LONG - _LEAD
# Controls that a bad conversion leaves behind are as invisible as a zero-width space, which folding drops.
_STRAY = dict.fromkeys((n for n in (*range(0x20), *range(0x7F, 0xA0)) if not chr(n).isspace()), "\u200b")
# Controls, marks of format, and spaces and line ends other than the common one.
_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def spelt_as(text: str, words: str) -> str | None:
    """Give the text's own spelling of words that differ from it in spelling alone, ready to be typed; else None.

    >>> spelt_as("قال الرئيس بشار الأسد", "بَشّار الاسد")
    'بشار الأسد'
    """
    place = folded_place(text, words)
    return as_typed(text[slice(*place)]) if place else None


def folded_place(text: str, words: str) -> tuple[int, int] | None:
    """Give the first place, end exclusive, whose words differ from those given in spelling alone; else None."""
    folded, offsets = _folded(text)
    wanted = fold(words)
    at = folded.find(wanted) if wanted else -1
    return (offsets[at], _end_of(text, offsets, at + len(wanted))) if at >= 0 else None


def _end_of(text: str, offsets: list[int], index: int) -> int:
    """Give the offset where a folded match ends; marks on its last letter belong to it."""
    end = offsets[index - 1] + 1
    stop = offsets[index] if index < len(offsets) else len(text)
    while end < stop and not _is_base(text[end]):
        end += 1
    return end


def _is_base(character: str) -> bool:
    return bool(fold(character)) or character.isspace()


def short(words: str) -> str:
    """Give words fit for a message: one line, with its end cut off where it is long."""
    words = in_one_line(words)
    return words if len(words) <= _LONG else words[: _LONG - 1] + "…"


@lru_cache(maxsize=2)
def _folded(text: str) -> tuple[str, list[int]]:
    # Kept, because a sheet with one wrong quote often has many, all looked for in one text.
    return fold_with_offsets(text.translate(_STRAY))


def in_one_line(words: str) -> str:
    """Put spaces in the place of line ends."""
    return " ".join(words.splitlines())


def as_typed(words: str) -> str:
    """Write what cannot be seen, or cannot be typed in one line, as escapes between double quotation marks."""
    if all(c == " " or unicodedata.category(c) not in _UNSEEN for c in words):
        return words
    return '"' + "".join(map(_escape, words)) + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == " " or unicodedata.category(character) not in _UNSEEN:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004


class Near(NamedTuple):
    """A stretch of text that is like words which are not there: its line and place, and how to show it.

    `typed` is empty, or what stands in the words where the two part, and `shown` the same stretch of the text.
    """

    line: int
    start: int
    end: int
    shown: str
    typed: str = ""


def nearest(text: str, words: str) -> Near | None:
    """Give the stretch of text, from word to word, that the words share their beginning or their longest run with."""
    same = _shared_beginning(text, words)
    if same > LATE:
        return _parting(text, words, text.find(words[:same]), same)
    low, high = _neighbourhood(text, words)
    run = difflib.SequenceMatcher(None, text[low:high], words, autojunk=False).find_longest_match()
    if run.size < _ALIKE:
        return None
    at = low + run.a
    start, end = _whole_words(text, max(0, at - run.b), len(words))
    return Near(line_of(text, at), start, end, short(text[start:end]))


def _shared_beginning(text: str, words: str) -> int:
    """Give how many of the words' first characters stand in the text as they are."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if words[:middle] in text else (low, middle - 1)
    return low


def _parting(text: str, words: str, at: int, same: int) -> Near:
    start, end = _whole_words(text, at, len(words))
    return Near(line_of(text, at + same), start, end, around(text, at + same), around(words, same))


def around(text: str, at: int) -> str:
    """Give what stands on either side of an offset, as one types it."""
    start, end = max(0, at - _LEAD), at + _LEAD
    return "…" * (start > 0) + as_typed(text[start:end]) + "…" * (end < len(text))


def _whole_words(text: str, start: int, length: int) -> tuple[int, int]:
    end = min(len(text), start + length)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _neighbourhood(text: str, words: str) -> tuple[int, int]:
    """Give the part of a long text that is worth a close look: around the longest word that both have."""
    if len(text) <= _LONG_TEXT:
        return 0, len(text)
    known = (text.find(word) for word in sorted(words.split(), key=len, reverse=True))
    at = next((n for n in known if n >= 0), 0)
    return max(0, at - 2 * len(words)), min(at + 2 * len(words), at + _LONG_TEXT)
