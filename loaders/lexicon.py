"""The lexicon: which words stand for which act, number, month and so on. A project may add words of its own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..ontology import vocabulary
from ..ontology.labels import fold

__all__ = ["Lexicon", "lexicon"]

_BEFORE = ("", "و", "ف")
_AFTER = ("", "ت", "ا", "وا", "ها", "ه", "هم", "نا", "ته", "تها", "تهم", "تا", "ون")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded words, ready for look-up."""

    acts: dict[str, str]
    numbers: dict[str, Decimal]
    multipliers: dict[str, Decimal]
    units: dict[str, str]
    symbols: dict[str, str]
    marks: dict[str, tuple[str, ...]]
    durations: dict[str, tuple[str, int]]
    months: dict[str, int]

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
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise UsageError(f"{path}: cannot read the lexicon: {e}") from e


def _merge(tables: dict[str, Any], more: dict[str, Any], path: Path) -> None:
    for name, table in more.items():
        if name not in tables or not isinstance(table, dict):
            raise UsageError(f"{path}: the lexicon has no table [{name}]; it has {', '.join(tables)}")
        for key, words in table.items():
            tables[name][key] = [*tables[name].get(key, []), *words]


def _build(tables: dict[str, Any]) -> Lexicon:
    quantities = dict(tables["quantities"])
    symbols = quantities.pop("currency")
    lengths = {w: (k, 1) for w, k in _invert(tables["durations"]).items()}
    return Lexicon(
        acts=_invert(tables["acts"]),
        numbers={w: Decimal(k) for w, k in _invert(tables["numbers"]).items()},
        multipliers={w: Decimal(k) for w, k in _invert(tables["multipliers"]).items()},
        units={fold(w): name for name, unit in vocabulary()["unit"].items() for w in unit.words},
        symbols=symbols,
        marks=_longest_first(quantities | tables["times"]),
        durations=lengths | {w: (k, 2) for w, k in _invert(tables["duals"]).items()},
        months={w: int(k) for w, k in _invert(tables["months"]).items()},
    )


def _invert(table: dict[str, list[str]]) -> dict[str, str]:
    return {fold(word): key for key, words in table.items() for word in words}


def _longest_first(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    # So that «ما يقرب من» is not taken for «من».
    return {key: tuple(sorted(map(fold, words), key=len, reverse=True)) for key, words in table.items()}
