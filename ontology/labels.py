"""When two spellings are one name: folding, with the way back to the text.

Folding serves look-ups and suggestions alone: what is stored is always the text's own spelling.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "fold_with_offsets", "to_ascii_digits"]

_LETTERS = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي")
_QUOTES = dict.fromkeys(map(ord, "«»“”„‟"), '"') | dict.fromkeys(map(ord, "‘’‚‛"), "'")
_TATWEEL = "\u0640"
# Mn: harakat and other marks; Cf: bidi controls, zero-width joiners, byte order marks.
_DROPPED = {"Mn", "Cf"}
_SPACES = re.compile("  +")


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Give the folded text and, for each of its characters, the offset in `text` that it came from.

    Harakat, tatweel and invisible marks go; forms of hamza, ى/ي, ة/ه, digits, quotation marks and case are made
    one; a run of white space becomes one space.
    """
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for simple in _FOLDED[ord(character)]:
            if simple == " " and folded and folded[-1] == " ":
                continue
            folded.append(simple)
            offsets.append(offset)
    return "".join(folded), offsets


def fold(text: str) -> str:
    """Give the folded text alone.

    >>> fold("الأَسَد") == fold("الاسد"), fold("٣٠ ألف") == fold("30 الف")
    (True, True)
    """
    return _SPACES.sub(" ", text.translate(_FOLDED)).strip()


def to_ascii_digits(text: str) -> str:
    """Write Arabic-Indic and other decimal digits as 0-9, and leave the rest alone.

    >>> to_ascii_digits("٣٠ و ۲۵۰")
    '30 و 250'
    """
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if character == _TATWEEL or unicodedata.category(character) in _DROPPED:
        return ""
    # NFKC takes presentation forms (ﺍﻷ) back to their letters.
    plain = unicodedata.normalize("NFKC", character)
    plain = "".join(c for c in plain if unicodedata.category(c) not in _DROPPED)
    return to_ascii_digits(plain).translate(_LETTERS).translate(_QUOTES).lower()


class _Folded(dict[int, str]):
    """What each character folds to; those that were met are remembered."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED = _Folded()
