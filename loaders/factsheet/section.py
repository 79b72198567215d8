"""Typed access to one section of a sheet: every wrong key or value becomes a problem, and reading goes on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from ...errors import Level, Problem, did_you_mean
from ...ontology import vocabulary
from ...ontology.labels import to_ascii_digits
from ..records import Text
from ..times import days_of
from .document import List, Map, Scalar
from .keys import SECTIONS, Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...errors import Position
    from .document import Node

__all__ = ["Section"]

_FLAGS = {"true": True, "yes": True, "نعم": True, "false": False, "no": False, "لا": False}


class Section:
    """One mapping of the sheet, read against its table of keys."""

    def __init__(self, node: Node, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.node = node
        self.problems = problems
        self.keys = {key.name: key for key in SECTIONS[name]}
        self.values = self._known(node)
        self._require()

    def _known(self, node: Node) -> dict[str, Node]:
        if not isinstance(node, Map):
            self.report("sheet-shape", f"expected keys and values here: {', '.join(self.keys)}", node.at)
            return {}
        for key, at in node.keys.items():
            if key not in self.keys:
                fix = did_you_mean(key, self.keys) or f"the keys here are: {', '.join(self.keys)}"
                self.report("sheet-unknown-key", f"unknown key {key!r} in {self.name}", at, key, fix)
        return {key: value for key, value in node.values.items() if key in self.keys and not _empty(value)}

    def _require(self) -> None:
        if not isinstance(self.node, Map):
            return
        for key in self.keys.values():
            if key.required and key.name not in self.values:
                at = self.node.keys.get(key.name, self.node.at)
                fix = f"e.g. {key.name}: {key.example}" if key.example else ""
                self.report("sheet-missing-key", f"{key.name!r} is missing: {key.en}", at, fix=fix)

    def report(  # noqa: D102
        self,
        rule: str,
        message: str,
        at: Position,
        value: str = "",
        fix: str = "",
        level: Level = Level.VIOLATION,
    ) -> None:
        self.problems.append(Problem(rule, message, at, level, value, fix))

    def at(self, key: str = "") -> Position:
        """Give where a key's value stands, or the section itself."""
        return self.values[key].at if key in self.values else self.node.at

    def scalars(self, key: str) -> Iterator[Scalar]:
        """Give the scalars under a key that allows one or a list of them."""
        value = self.values.get(key)
        many = self.keys[key].many
        for node in value.items if isinstance(value, List) and many else ([value] if value else []):
            if isinstance(node, Scalar):
                yield node
            else:
                self.report("sheet-shape", f"{key!r} takes text" + (", or a list of texts" if many else ""), node.at)

    def sections(self, key: str, name: str) -> Iterator[Section]:
        """Give the sections under a key that allows one or a list of them."""
        value = self.values.get(key)
        for node in value.items if isinstance(value, List) else ([value] if value else []):
            yield Section(node, name, self.problems)

    def text(self, key: str) -> str | None:
        """Give the text under a key, or None."""
        found = next(self.scalars(key), None)
        return found.text if found else None

    def number(self, key: str) -> Decimal | None:
        """Give a number; digits of any script are understood, thousands may be set off by commas."""
        words = self.text(key)
        if words is None:
            return None
        try:
            value = Decimal(to_ascii_digits(words).replace(",", "").replace("٬", "").replace("٫", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.report("sheet-number", f"{words!r} is not a number", self.at(key), words, "write digits, e.g. 30000")
            return None
        return value

    def whole(self, key: str, least: int) -> int | None:
        """Give a whole number that is not below `least`."""
        value = self.number(key)
        if value is None:
            return None
        if value != value.to_integral_value() or value < least:
            self.report("sheet-number", f"{key} must be a whole number from {least}", self.at(key), str(value))
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
            fix = "write YYYY-MM-DD, YYYY-MM or YYYY"
            self.report("sheet-date", f"{words!r} is not a date", self.at(key), words, fix)
            return None

    def day(self, key: str) -> str | None:
        """Give one day as ``YYYY-MM-DD``."""
        bounds = self.days(key)
        if bounds and bounds[0] != bounds[1]:
            fix = "write YYYY-MM-DD"
            self.report("sheet-date", f"{key} must be a day", self.at(key), self.text(key) or "", fix)
            return None
        return date.fromisoformat(bounds[0]).isoformat() if bounds else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Give a truth value."""
        words = self.text(key)
        if words is None:
            return default
        if words.lower() not in _FLAGS:
            self.report("sheet-flag", f"{words!r} is neither true nor false", self.at(key), words)
        return _FLAGS.get(words.lower(), default)

    def code(self, key: str) -> str | None:
        """Give a code of the scheme the key names; a label in Arabic or English stands for it as well."""
        words = self.text(key)
        return None if words is None else self._code(words, self.keys[key], self.at(key))

    def _code(self, words: str, key: Key, at: Position) -> str | None:
        concepts = vocabulary()[key.kind.removeprefix("code:")]
        if words in concepts:
            return words
        named = [name for name, c in concepts.items() if words in c.labels.values()]
        if len(named) == 1:
            return named[0]
        fix = did_you_mean(words, concepts) or f"one of: {', '.join(concepts)}"
        self.report("sheet-code", f"{words!r} is no {key.name}", at, words, fix)
        return None

    def labels(self) -> tuple[Text, ...]:
        """Give the labels under ``ar``, ``en`` and, where the section has it, ``labels``."""
        found = [Text(words, lang) for lang in ("ar", "en") if (words := self.text(lang))]
        others = self.values.get("labels")
        if isinstance(others, Map):
            found += [Text(n.text, lang.lower()) for lang, n in others.values.items() if isinstance(n, Scalar)]
        elif others:
            self.report("sheet-shape", "'labels' takes a label for each language, e.g. {fr: …}", others.at)
        return tuple(found)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()
