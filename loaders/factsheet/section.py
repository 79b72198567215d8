"""Typed access to one section of a sheet: every wrong key or value becomes a problem, and reading goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import did_you_mean
from ...ontology import vocabulary
from ...ontology.labels import fold
from ..records import Text
from ..times import days_of
from .nodes import Map, Scalar
from .shape import Shape, is_empty
from .values import is_language, parse_flag, parse_number

if TYPE_CHECKING:
    from decimal import Decimal

    from ...errors import Position
    from .keys import Key

__all__ = ["Section"]

_MAX_CODES = 24


class Section(Shape):
    """One mapping of the sheet, with its values read as what they stand for."""

    def text(self, key: str) -> str | None:
        """Give the text under a key, or None."""
        value = self.values.get(key)
        if value is None or isinstance(value, Scalar):
            return value.text if value else None
        found = next(self.scalars(key), None)
        return found.text if found else None

    def number(self, key: str) -> Decimal | None:
        """Give a number; digits of any script are understood, thousands may be set off by commas."""
        words = self.text(key)
        value = None if words is None else parse_number(words)
        if words is not None and value is None:
            self.report("sheet-number.none", self.at(key), words)
        return value

    def whole(self, key: str, least: int) -> int | None:
        """Give a whole number that is not below `least`."""
        value = self.number(key)
        if value is None:
            return None
        if value != value.to_integral_value() or value < least:
            self.report("sheet-number.whole", self.at(key), str(value), key=key, least=least)
            return None
        return int(value)

    def days(self, key: str) -> tuple[str, str] | None:
        """Give the first and last day of a date, which may be a year or a month."""
        words = self.text(key)
        if words is None:
            return None
        try:
            return days_of(words)
        except ValueError:
            self.report("sheet-date.none", self.at(key), words)
            return None

    def day(self, key: str) -> str | None:
        """Give one day as ``YYYY-MM-DD``."""
        bounds = self.days(key)
        if bounds and bounds[0] != bounds[1]:
            self.report("sheet-date.long", self.at(key), self.text(key) or "", key=key)
            return None
        return bounds[0] if bounds else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Give a truth value."""
        words = self.text(key)
        value = default if words is None else parse_flag(words)
        if value is None:
            self.report("sheet-flag", self.at(key), words or "")
        return default if value is None else value

    def code(self, key: str) -> str | None:
        """Give a code of the scheme the key names; a label in Arabic or English stands for it as well."""
        words = self.text(key)
        return None if words is None else self._code(words, self.keys[key], self.at(key))

    def _code(self, words: str, key: Key, at: Position) -> str | None:
        concepts = vocabulary()[key.kind.removeprefix("code:")]
        if words in concepts:
            return words
        named = [name for name, c in concepts.items() if fold(words) in map(fold, c.labels.values())]
        if len(named) == 1:
            return named[0]
        known = [*concepts, *(label for c in concepts.values() for label in c.labels.values())]
        fix = did_you_mean(words, known) or _choices(list(concepts))
        self.report("sheet-code", at, words, fix, key=key.name)
        return None

    def labels(self) -> tuple[Text, ...]:
        """Give the labels under ``ar``, ``en`` and, where the section has it, ``labels``."""
        found = {lang: words for lang in ("ar", "en") if (words := self.text(lang))}
        others = self.values.get("labels")
        if isinstance(others, Map):
            self._by_language(others, found)
        elif others:
            self.report("sheet-shape.labels", others.at)
        return tuple(Text(words, lang) for lang, words in found.items())

    def _by_language(self, labels: Map, found: dict[str, str]) -> None:
        for name, node in labels.values.items():
            tag, at = name.lower(), labels.keys[name]
            if not is_language(tag):
                fix = "write the language's code, e.g. fr, fa, ku"
                self.report("sheet-language.tag", at, name, fix)
            elif not isinstance(node, Scalar) or is_empty(node):
                self.report("sheet-shape.label", at, name)
            elif tag in found:
                self.report("sheet-language.twice", at, name, tag=tag)
            else:
                found[tag] = node.text


def _choices(names: list[str]) -> str:
    if len(names) <= _MAX_CODES:
        return f"one of: {', '.join(names)}"
    return f"one of {len(names)}, such as {', '.join(names[:3])}; the reference of fact-sheet keys lists them"
