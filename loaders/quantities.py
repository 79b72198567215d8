"""Read amounts as articles write them: «حوالي 30 ألف جندي», «some 150 terrorists», «بين 10 و20 غارة».

What comes back is a reading beside the words, never instead of them; words without a number are a vague amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..ontology.labels import fold

if TYPE_CHECKING:
    from .lexicon import Lexicon

__all__ = ["Amount", "read_amount", "read_number"]

_TOKEN = re.compile(r"\d[\d.,٬٫]*|[^\W\d_]+|[$€£₪%٪~–-]")
_HUNDRED = Decimal(100)


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
    """
    tokens = _TOKEN.findall(fold(words))
    at = next((i for i, _ in enumerate(tokens) if _number(tokens, i, lexicon)), None)
    if at is None:
        return Amount(unit=_unit(tokens, lexicon), approximate=True)
    first, rest = _number(tokens, at, lexicon) or (Decimal(0), at)
    before, after = fold(" ".join(tokens[:at])), tokens[rest:]
    second = _upper_end(tokens, rest, before, lexicon)
    unit = _unit(after, lexicon) or _unit(tokens[:at], lexicon)
    approximate = _has(" ".join([before, *after]), "approximate", lexicon)
    if second is not None:
        return Amount(None, first, second, unit, approximate)
    return _bounded(first, unit, approximate, " ".join([before, *after]), lexicon)


def read_number(words: str, lexicon: Lexicon) -> Decimal | None:
    """Give the number that words begin with (digits of any script, or number words), or None.

    >>> from .lexicon import lexicon
    >>> read_number("٢٥٠ مليون", lexicon()), read_number("خمسة وعشرون", lexicon()), read_number("few", lexicon())
    (Decimal('250000000'), Decimal('25'), None)
    """
    found = _number(_TOKEN.findall(fold(words)), 0, lexicon)
    return found[0] if found else None


def _bounded(value: Decimal, unit: str | None, approximate: bool, around: str, lexicon: Lexicon) -> Amount:  # noqa: FBT001
    if _has(around, "at_least", lexicon):
        return Amount(None, value, None, unit, True)
    if _has(around, "at_most", lexicon):
        return Amount(None, None, value, unit, True)
    return Amount(value, None, None, unit, approximate)


def _has(words: str, mark: str, lexicon: Lexicon) -> bool:
    padded = f" {words} "
    return any(f" {m} " in padded for m in lexicon.marks[mark])


def _upper_end(tokens: list[str], at: int, before: str, lexicon: Lexicon) -> Decimal | None:
    """Give the upper end of a range such as «بين 10 و20», «10-20», «من 10 إلى 20»; None where there is none."""
    if at >= len(tokens):
        return None
    ranged = any(before.endswith(m) for m in lexicon.marks["between"])
    if tokens[at] in lexicon.marks["to"]:
        found = _number(tokens, at + 1, lexicon)
    elif ranged and tokens[at].startswith("و"):
        rest = tokens[at].removeprefix("و")
        found = _number([*([rest] if rest else []), *tokens[at + 1 :]], 0, lexicon)
    else:
        found = None
    return found[0] if found else None


def _number(tokens: list[str], at: int, lexicon: Lexicon) -> tuple[Decimal, int] | None:
    """Read a number that begins at a token; give it with the index of the token after it."""
    total, current, start = Decimal(0), None, at
    while at < len(tokens):
        word = _numeral(tokens[at], lexicon, joined=at > start)
        if word in lexicon.multipliers:
            total += (Decimal(1) if current is None else current) * lexicon.multipliers[word]
            current = None
        elif (value := _simple(word, lexicon)) is None or (current is not None and word[0].isdecimal()):
            break
        else:
            current = value if current is None else _join(current, value)
        at += 1
    return (total + (current or 0), at) if at > start else None


def _numeral(token: str, lexicon: Lexicon, *, joined: bool) -> str:
    """Take the «و» off «وعشرون» where the rest is a numeral and a number goes on."""
    bare = token.removeprefix("و")
    is_numeral = bare in lexicon.numbers or bare in lexicon.multipliers
    return bare if joined and is_numeral else token


def _join(current: Decimal, value: Decimal) -> Decimal:
    return current * value if value == _HUNDRED and current < value else current + value


def _simple(word: str, lexicon: Lexicon) -> Decimal | None:
    return _digits(word) if word[0].isdecimal() else lexicon.numbers.get(word)


def _digits(word: str) -> Decimal:
    plain = word.replace("٬", ",").replace("٫", ".").rstrip(".,")
    if plain.count(".") > 1 or "," in plain.partition(".")[2]:
        plain = plain.replace(".", "")
    return Decimal(plain.replace(",", ""))


def _unit(tokens: list[str], lexicon: Lexicon) -> str | None:
    for start in range(len(tokens)):
        if tokens[start] in lexicon.symbols:
            return lexicon.symbols[tokens[start]]
        for end in range(min(len(tokens), start + 4), start, -1):
            words = " ".join(tokens[start:end])
            for form in (words, words.removeprefix("ال"), words.removeprefix("و")):
                if form in lexicon.units:
                    return lexicon.units[form]
    return None
