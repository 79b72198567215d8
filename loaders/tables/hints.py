"""What the columns of an unknown table may be for: by the words of their names, and by what stands in them."""

from __future__ import annotations

import re
import tomllib
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from ...ontology.labels import fold
from ...ontology.vocabulary import vocabulary
from .cells import CellError, event_type
from .countries import known

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .survey import Column

__all__ = ["Amounts", "Hints", "Who", "type_of"]

_SCHEMES = ("name", "iso3", "iso2", "fips", "gw", "cow", "iso-number", "cameo")
_PARTS = re.compile(r"\w+")
_MOST_TYPES = 200
_ENOUGH = 0.5


class Who(NamedTuple):
    """An actor or a place: its role, its column, and the country beside it with the scheme of its codes."""

    role: str
    column: Column
    country: Column | None = None
    scheme: str = ""


class Amounts(NamedTuple):
    """What is counted, with the columns of the value and of its bounds."""

    unit: str
    value: Column
    low: Column | None
    high: Column | None


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(files(__package__).joinpath("draft.toml").read_text("utf-8"))
    return found


class Hints:
    """Looks for what each column is for; a column that serves one purpose is left out of the next."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._free = list(columns)
        self.days = self._days()
        self.latitude, self.longitude = self._degrees("latitude", 90), self._degrees("longitude", 180)
        self.id = self._id()
        self.amounts = list(self._amounts())
        self.url = self._take(c for c in self._free if c.share(lambda text: "://" in text) > _ENOUGH)
        self.source = self._take(c for c in self._said("source") if not c.is_number)
        self.scheme, self.type = self._type()
        self._countries = self._find_countries()
        self.actors = list(self._actors())
        self.place = self._place()

    def _take(self, found: Iterable[Column]) -> Column | None:
        column = next(iter(found), None)
        if column is not None:
            self._free.remove(column)
        return column

    def _said(self, purpose: str, columns: Iterable[Column] | None = None) -> list[Column]:
        """Give the columns whose names have a word for something, in the order of the words."""
        words = _words()["columns"][purpose]
        found = [
            (min(words.index(w) for w in c.words if w in words), c) for c in columns or self._free if c.words & {*words}
        ]
        return [column for _, column in sorted(found, key=lambda pair: (pair[0], pair[1].place))]

    def _days(self) -> list[Column]:
        dated = [
            c
            for c in self._said("day") + self._free
            if c.forms and (c.forms != ["%Y%m%d"] or _has(c, "day") or c.is_nameless)
        ]
        own = [c for c in dict.fromkeys(dated) if not _has(c, "of-the-file")] or list(dict.fromkeys(dated))
        ends = [c for c in own if _has(c, "ends") and not _has(c, "begins")]
        first = self._take(
            [c for c in own if c not in ends and _has(c, "begins")] + [c for c in own if c not in ends] + ends
        )
        if first is None:
            return []
        last = self._take(c for c in ends if c is not first and c.forms == first.forms)
        return [first, last] if last else [first]

    def _degrees(self, purpose: str, most: int) -> Column | None:
        return self._take(c for c in self._said(purpose) if c.within(most))

    def _id(self) -> Column | None:
        unique = [c for c in self._free if c.is_unique and not c.forms]
        return self._take([*self._said("id", unique), *(c for c in unique if c.place == 0)] if unique else [])

    def _amounts(self) -> Iterable[Amounts]:
        for unit, words in _words()["units"].items():
            counted = [c for word in words for c in self._free if word in c.words and c.is_whole]
            low, high = (next((c for c in counted if _has(c, bound)), None) for bound in ("low", "high"))
            value = self._take(c for c in counted if c is not low and c is not high)
            if value:
                low = low or next((c for c in self._free if c.name.casefold() == "low" and c.is_whole), None)
                high = high or next((c for c in self._free if c.name.casefold() == "high" and c.is_whole), None)
                self._take(c for c in (low,) if c)
                self._take(c for c in (high,) if c)
                yield Amounts(unit, value, low, high)

    def _type(self) -> tuple[str, Column | None]:
        for scheme in ("cameo", "plover"):
            coded = [c for c in self._free if len(c.values) > 1 and c.share(partial(_is_code, scheme)) > 0.9]  # noqa: PLR2004
            column = self._take(sorted(coded, key=lambda c: -len(c.values)))
            if column:
                return scheme, column
        named = [c for c in self._said("type") if not c.is_number and 0 < len(c.values) <= _MOST_TYPES]
        return "", self._take(sorted(named, key=lambda c: "event" not in c.words))

    def _find_countries(self) -> dict[Column, str]:
        found = {}
        for column in self._said("country"):
            shares = {scheme: column.share(partial(known, scheme)) for scheme in _SCHEMES}
            best = max(_SCHEMES, key=lambda scheme: shares[scheme])
            found[column] = best if shares[best] >= _ENOUGH else "name"
            self._free.remove(column)
        return found

    def _country(self, column: Column | None) -> tuple[Column | None, str]:
        """Give the country of an actor, whose name has the words of the actor's, or the one of no actor."""
        own = {*column.words} - {"name", "code"} if column else set()
        others = {word for purpose in ("initiator", "affected", "participant") for word in _words()["columns"][purpose]}
        for country in self._countries:
            if (own and own <= country.words) or (not column and not country.words & others):
                return country, self._countries.pop(country)
        return None, ""

    def _actors(self) -> Iterable[Who]:
        for role in ("initiator", "affected", "participant"):
            for column in self._said(role):
                if column.values and not column.is_number and not _has(column, "about"):
                    self._free.remove(column)
                    yield Who(role, column, *self._country(column))

    def _place(self) -> Who | None:
        country, scheme = self._country(None)
        column = self._take(c for c in self._said("place") if c.values and not c.is_number and not _has(c, "about"))
        column, country = (column, country) if column else (country, country)
        column = column or self.latitude
        return Who("place", column, country, scheme) if column else None


def _has(column: Column, purpose: str) -> bool:
    return bool(column.words & {*_words()["columns"][purpose]})


def _is_code(scheme: str, text: str) -> bool:
    try:
        return bool(event_type(scheme, text))
    except CellError:
        return False


def type_of(text: str) -> str:
    """Give the type of event that the words of a cell speak of; an empty text where none does."""
    folded = fold(text)
    for name, concept in vocabulary()["type"].items():
        if folded in {name, fold(name.replace("-", " ")), *map(fold, concept.words)}:
            return name
    spaced = f" {' '.join(_PARTS.findall(folded))} "
    table: dict[str, list[str]] = _words()["types"]
    return next((name for name, words in table.items() if any(f" {fold(word)} " in spaced for word in words)), "")
