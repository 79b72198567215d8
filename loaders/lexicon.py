"""The lexicon: which words stand for which act, number, month and so on. A project may add words of its own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..ontology import vocabulary
from ..ontology.labels import fold
from .numerals import tokens_of
from .text import refuse_what_never_ends

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Lexicon", "lexicon"]

_BEFORE = ("", "و", "ف")
_AFTER = ("", "ت", "ا", "وا", "ها", "ه", "هم", "نا", "ته", "تها", "تهم", "تا", "ون")
_SYMBOLS = "currency"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded words, ready for look-up; `duals` are units in a form that says "two".

    `durations` gives the ISO 8601 designator of a word, and the count that it says by itself where it stands alone
    (1 or 2), or 0 where it needs a number. The verbs of `past` alone are not folded: see `khabar.loaders.tense`.
    """

    acts: dict[str, str]
    numbers: dict[str, Decimal]
    multipliers: dict[str, Decimal]
    units: dict[str, str]
    duals: dict[str, str]
    symbols: dict[str, str]
    marks: dict[str, tuple[str, ...]]
    durations: dict[str, tuple[str, int]]
    months: dict[str, int]
    past: dict[str, frozenset[str]]

    def act(self, verb: str) -> str | None:
        """Give the speech act of a reporting verb as written, or None where no word of it is known.

        >>> lexicon().act("وأكدت"), lexicon().act("علق … قائلا"), lexicon().act("رقص")
        ('affirm', 'comment', None)
        """
        for word in _WORD.findall(fold(verb)):
            for stem in _stems(word):
                if stem in self.acts:
                    return self.acts[stem]
        return None


@cache
def lexicon(extra: Path | None = None) -> Lexicon:
    """Read the lexicon that travels with khabar, and a project's own on top; a bad file is a UsageError."""
    tables = tomllib.loads((files(__package__) / "lexicon.toml").read_text("utf-8"))
    if extra is not None:
        _merge(tables, _read(extra), extra)
    return _build(tables)


def _stems(word: str) -> list[str]:
    fronts = [word[len(b) :] for b in _BEFORE if word.startswith(b)]
    return [front[: len(front) - len(a)] for front in fronts for a in _AFTER if front.endswith(a)]


def _read(path: Path) -> dict[str, Any]:
    try:
        refuse_what_never_ends(path)
        return tomllib.loads(path.read_text("utf-8"))
    # Not every fault of a file is a TOMLDecodeError: an endless number is a ValueError, deep nesting a RecursionError.
    except (OSError, ValueError, RecursionError) as e:
        raise UsageError(f"{path}: cannot read the lexicon: {e}") from e


def _merge(tables: dict[str, Any], more: dict[str, Any], path: Path) -> None:
    for name, table in more.items():
        if name not in tables or not isinstance(table, dict):
            raise UsageError(f"{path}: the lexicon has no table [{name}]; it has {', '.join(tables)}")
        for key, words in table.items():
            if name == "quantities" and key == _SYMBOLS:
                _check_symbols(words, path)
                tables[name][key] |= words
                continue
            _check_entry(name, key, words, tables[name], path)
            tables[name][key] = [*tables[name].get(key, []), *words]


def _check_entry(name: str, key: str, words: object, table: dict[str, Any], path: Path) -> None:
    """Refuse a key that leads nowhere, and words that are no list of texts."""
    if not isinstance(words, list) or not all(isinstance(w, str) and fold(w) for w in words):
        raise UsageError(f'{path}: [{name}] {key}: write a list of words, e.g. {key} = ["…"]')
    known = {"acts": vocabulary()["act"].keys(), "numbers": None, "multipliers": None}.get(name, table.keys())
    if known is None:
        if not re.fullmatch(r"\d{1,18}(\.\d{1,6})?", key):
            raise UsageError(f'{path}: [{name}] {key}: write the number in digits, e.g. 1000 = ["ألف"]')
    elif key not in known:
        raise UsageError(f"{path}: [{name}] has no {key!r}; it has {', '.join(known)}")


def _check_symbols(symbols: object, path: Path) -> None:
    units = vocabulary()["unit"]
    if not isinstance(symbols, dict) or not all(isinstance(u, str) and u in units for u in symbols.values()):
        raise UsageError(f'{path}: [quantities.{_SYMBOLS}]: write a unit code for each sign, e.g. "$" = "USD"')


def _build(tables: dict[str, Any]) -> Lexicon:
    quantities = dict(tables["quantities"])
    symbols = {fold(sign): unit for sign, unit in quantities.pop(_SYMBOLS).items()}
    units = vocabulary()["unit"].items()
    lengths = {w: (k, 0) for w, k in _invert(tables["durations"]).items()}
    lengths |= {w: (k, 1) for w, k in _invert(tables["singulars"]).items()}
    return Lexicon(
        acts=_invert(tables["acts"]),
        numbers={w: Decimal(k) for w, k in _invert(tables["numbers"]).items()},
        multipliers={w: Decimal(k) for w, k in _invert(tables["multipliers"]).items()},
        units={_spaced(w): name for name, unit in units for w in unit.words} | symbols,
        duals={_spaced(w): name for name, unit in units for w in unit.duals},
        symbols=symbols,
        marks=_longest_first(quantities | tables["times"]),
        durations=lengths | {w: (k, 2) for w, k in _invert(tables["duals"]).items()},
        months={w: int(k) for w, k in _invert(tables["months"]).items()},
        past={key: frozenset(words) for key, words in tables["past"].items()},
    )


def _invert(table: dict[str, list[str]]) -> dict[str, str]:
    return {fold(word): key for key, words in table.items() for word in words}


def _spaced(words: str) -> str:
    """Give folded words as a reader of amounts puts its tokens together: «four-wheel» is three."""
    return " ".join(tokens_of(words))


def _longest_first(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    # So that «ما يقرب من» is not taken for «من».
    return {key: tuple(sorted(map(_spaced, words), key=len, reverse=True)) for key, words in table.items()}
