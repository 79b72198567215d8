"""Fold spellings that readers take for the same name: case, harakat, tatweel, hamza, ى/ي, ة/ه, digits."""

from __future__ import annotations

import unicodedata

__all__ = ["ascii_digits", "fold"]

_LETTERS = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي")
_TATWEEL = "\u0640"
# Mn: harakat and other marks; Cf: bidi controls, zero-width joiners, byte order marks.
_DROPPED = {"Mn", "Cf"}


def fold(text: str) -> str:
    """Give the form under which two spellings of one name are equal; for look-ups only, never stored.

    >>> fold("قَاعِدَة حميـميم") == fold("قاعده حميميم"), fold("الأسد") == fold("الاسد")
    (True, True)
    """
    # NFKC keeps أ as one letter and takes presentation forms (ﺍﻷ) back to their letters.
    plain = unicodedata.normalize("NFKC", text)
    kept = (c for c in plain if c != _TATWEEL and unicodedata.category(c) not in _DROPPED)
    return " ".join(ascii_digits("".join(kept)).translate(_LETTERS).casefold().split())


def ascii_digits(text: str) -> str:
    """Write every decimal digit as 0-9.

    >>> ascii_digits("٢٠١٨-٠١-٠١")
    '2018-01-01'
    """
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
