"""Read numbers as articles write them: digits of any script, number words, and the two mixed («30 ألف»)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ..ontology.labels import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .lexicon import Lexicon

__all__ = ["Numeral", "read_number", "read_numeral", "tokens_of"]

# Thousands may be set off by spaces, as in «30 000»; a number with a space is one token.
_TOKEN = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?![\d.,٬٫])|\d[\d.,٬٫]*|[^\W\d_]+|[$€£₪%٪~–-]")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:\.000)+")
_ONE, _HUNDRED = Decimal(1), Decimal(100)
# More digits than a store can count with are no amount of anything in the news.
_MAX_DIGITS = 18
_CLITICS = ("و", "ف", "ب", "ل")


class Numeral(NamedTuple):
    """A number read from words: its value, the index of the word after it, and the multiplier it ended with."""

    value: Decimal
    end: int
    scale: Decimal = _ONE


def tokens_of(words: str) -> list[str]:
    """Split folded words into numbers, words and signs.

    >>> tokens_of("some 1,500 four-wheel cars")
    ['some', '1,500', 'four', '-', 'wheel', 'cars']
    """
    return _TOKEN.findall(fold(words))


def read_number(words: str, lexicon: Lexicon) -> Decimal | None:
    """Give the number that words begin with, or None.

    >>> from .lexicon import lexicon
    >>> read_number("٢٥٠ مليون", lexicon()), read_number("خمسة وعشرون", lexicon()), read_number("few", lexicon())
    (Decimal('250000000'), Decimal('25'), None)
    """
    found = read_numeral(tokens_of(words), 0, lexicon)
    return found.value if found else None


def read_numeral(tokens: Sequence[str], at: int, lexicon: Lexicon, *, single: bool = False) -> Numeral | None:
    """Read a number that begins at a token, or None; a `single` one takes in nothing after «و» or "and".

    That is how «بين عشرة وعشرين» is two numbers and «خمسة وعشرون» one.
    """
    reading = _Reading(lexicon)
    start = at
    while at < len(tokens):
        word, taken = _word(tokens, at, lexicon, first=at == start, single=single)
        if not word or not reading.take(word, next(iter(tokens[at + taken :]), "")):
            break
        at += taken
    value = reading.total + (reading.current or 0)
    fits = at > start and value < Decimal(10) ** _MAX_DIGITS
    return Numeral(value, at, reading.scale) if fits else None


class _Reading:
    """A number in the course of being read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.total = Decimal(0)
        self.current: Decimal | None = None
        self.scale = _ONE
        self.in_digits = False

    def take(self, word: str, following: str) -> bool:
        """Take one word into the number; False where it is no part of it."""
        lexicon = self.lexicon
        if word in lexicon.multipliers:
            return self._multiply(word)
        value = _digits(word) if word[0].isdecimal() else lexicon.numbers.get(word)
        if value is None or (self.current is not None and (self.in_digits or word[0].isdecimal())):
            return False
        if value < 1 and not word[0].isdecimal():
            return self._fraction(value, following)
        self.in_digits = word[0].isdecimal()
        self.current = value if self.current is None else _join(self.current, value)
        return True

    def _multiply(self, word: str) -> bool:
        # «آلاف الجنود» are thousands, not one thousand.
        if self.current is None and word in self.lexicon.marks["several"]:
            return False
        self.scale = self.lexicon.multipliers[word]
        self.total += (_ONE if self.current is None else self.current) * self.scale
        self.current, self.in_digits = None, False
        return True

    def _fraction(self, value: Decimal, following: str) -> bool:
        """Take «نصف مليون» and «مليون ونصف»; half of anything else is no count."""
        if self.current is None and following in self.lexicon.multipliers:
            self.current = value
            return True
        if self.current is None and self.total:
            self.total += value * self.scale
            return True
        return False


def _word(tokens: Sequence[str], at: int, lexicon: Lexicon, *, first: bool, single: bool) -> tuple[str, int]:
    """Give the numeral at a token, without its clitic, and the tokens it takes; an empty word ends the number."""
    word = tokens[at]
    if first:
        return next((b for b in (word, *_bare(word)) if _is_numeral(b, lexicon)), ""), 1
    if _is_numeral(word, lexicon):
        return word, 1
    if single:
        return "", 0
    if word == "and" and at + 1 < len(tokens) and tokens[at + 1] in lexicon.numbers:
        return tokens[at + 1], 2
    bare = word.removeprefix("و")
    return (bare, 1) if bare != word and _is_numeral(bare, lexicon) else ("", 0)


def _bare(word: str) -> list[str]:
    return [word.removeprefix(c) for c in _CLITICS if word.startswith(c)]


def _is_numeral(word: str, lexicon: Lexicon) -> bool:
    return word[:1].isdecimal() or word in lexicon.numbers or word in lexicon.multipliers


def _join(current: Decimal, value: Decimal) -> Decimal:
    return current * value if value == _HUNDRED and current < value else current + value


def _digits(word: str) -> Decimal | None:
    """Read digits; a comma or a point that parts whole thousands is no decimal one."""
    plain = word.replace("٬", ",").replace("٫", ".").rstrip(".,")
    if " " in plain or _THOUSANDS.fullmatch(plain):
        points = plain.count(".")
        plain = plain.replace(" ", "").replace(",", "")
        plain = plain.replace(".", "") if points > 1 or plain.endswith(".000") else plain
    plain = plain.replace(",", ".")
    return Decimal(plain) if plain.count(".") <= 1 and len(plain) <= _MAX_DIGITS else None
