"""Read amounts as articles write them: «حوالي 30 ألف جندي», «some 150 terrorists», «بين 10 و20 غارة», «الجثتين».

What comes back is a reading beside the words, never instead of them; words without a number are a vague amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .numerals import Numeral, read_numeral, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .lexicon import Lexicon

__all__ = ["Amount", "read_amount"]

_PREFIXES = ("", "ال", "و", "ب", "ل", "لل", "وال", "بال")


@dataclass(frozen=True, slots=True)
class Amount:
    """A reading of an amount: `unit` is a code's name; each is None where the words do not say."""

    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str | None = None
    approximate: bool = False

    @property
    def vague(self) -> bool:
        """True where the words hold no number at all."""
        return self.value is None and self.minimum is None and self.maximum is None


def read_amount(words: str, lexicon: Lexicon) -> Amount:
    """Read the words of an amount.

    >>> from .lexicon import lexicon
    >>> read_amount("حوالي 30 ألف جندي", lexicon())
    Amount(value=Decimal('30000'), minimum=None, maximum=None, unit='soldier', approximate=True)
    >>> read_amount("more than 100 fighters", lexicon()).minimum
    Decimal('100')
    >>> read_amount("الجثتين", lexicon()).value
    Decimal('2')
    """
    tokens = tokens_of(words)
    for at in range(len(tokens)):
        ranged = _ends_with(tokens[:at], lexicon.marks["between"]) is not None
        first = read_numeral(tokens, at, lexicon, single=ranged)
        if first:
            return _numbered(tokens, at, first, lexicon, ranged=ranged)
    return _dual(tokens, lexicon) or Amount(unit=_unit(tokens, lexicon.units), approximate=True)


def _numbered(tokens: list[str], at: int, first: Numeral, lexicon: Lexicon, *, ranged: bool) -> Amount:
    second = _upper_end(tokens, first.end, lexicon, ranged=ranged)
    before, after = tokens[:at], tokens[(second or first).end :]
    unit = _unit(after, lexicon.units) or _unit(before, lexicon.units | lexicon.duals)
    if second:
        return Amount(None, _scaled(first, second), second.value, unit, True)
    marks = _marks(before, after, lexicon)
    if "at_least" in marks:
        return Amount(None, first.value, None, unit, True)
    if "at_most" in marks:
        return Amount(None, None, first.value, unit, True)
    return Amount(first.value, None, None, unit, "approximate" in marks)


def _upper_end(tokens: list[str], at: int, lexicon: Lexicon, *, ranged: bool) -> Numeral | None:
    """Give the upper end of a range such as «بين 10 و20», «10-20», «من 10 إلى 20»; None where there is none."""
    if at >= len(tokens):
        return None
    if tokens[at] in lexicon.marks["to"] or (ranged and tokens[at] in {"and", "و"}):
        return read_numeral(tokens, at + 1, lexicon)
    return read_numeral(tokens, at, lexicon) if ranged and tokens[at].startswith("و") else None


def _scaled(first: Numeral, second: Numeral) -> Decimal:
    """Let «من 10 إلى 20 ألف» begin at ten thousand."""
    both = first.scale == 1 and second.value != second.scale and first.value * second.scale <= second.value
    return first.value * second.scale if both else first.value


def _marks(before: Sequence[str], after: Sequence[str], lexicon: Lexicon) -> set[str]:
    """Give the marks right before the number, one after the other, and those that may follow the amount."""
    found: set[str] = set()
    kinds = ("approximate", "at_least", "at_most")
    rest = [t for t in before if t not in lexicon.symbols]
    while hits := {k: n for k in kinds if (n := _ends_with(rest, lexicon.marks[k]))}:
        kind = max(hits, key=lambda k: hits[k])
        found.add(kind)
        rest = rest[: len(rest) - hits[kind]]
    return found | {k for k in kinds for m in lexicon.marks["after"] if m in lexicon.marks[k] and _holds(after, m)}


def _holds(tokens: Sequence[str], mark: str) -> bool:
    return f" {mark} " in f" {' '.join(tokens)} "


def _ends_with(tokens: Sequence[str], marks: tuple[str, ...]) -> int | None:
    """Give how many tokens the mark takes that the tokens end with; None where they end with none."""
    for mark in marks:
        parts = tokens_of(mark)
        if parts and list(tokens[-len(parts) :]) == parts:
            return len(parts)
    return None


def _dual(tokens: list[str], lexicon: Lexicon) -> Amount | None:
    """Read an Arabic dual, which says "two" by itself."""
    unit = _unit(tokens, lexicon.duals)
    if unit is None:
        return None
    marks = _marks([], tokens, lexicon)
    return Amount(Decimal(2), None, None, unit, "approximate" in marks)


def _unit(tokens: list[str], units: dict[str, str]) -> str | None:
    """Give the first unit that the words name, the longest name first; «ال», «و» and the like stand aside."""
    for start in range(len(tokens)):
        for end in range(min(len(tokens), start + 4), start, -1):
            words = " ".join(tokens[start:end])
            for prefix in _PREFIXES:
                if words.startswith(prefix) and words.removeprefix(prefix) in units:
                    return units[words.removeprefix(prefix)]
    return None
