"""One mapping of the sheet held against its table of keys: what is unknown, missing or of the wrong shape."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ...errors import did_you_mean
from ..messages import Said, problem, say
from .keys import SECTIONS
from .nodes import List, Map, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from ...errors import Position, Problem
    from .keys import Key
    from .nodes import Node

__all__ = ["Shape", "is_empty"]


class Shape:
    """One mapping of the sheet: its values by key, and the problems found in it."""

    def __init__(self, node: Node, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.node = node
        self.problems = problems
        self.keys = _keys(name)
        self.values = self._known(node) if isinstance(node, Map) else self._not_a_map()
        if isinstance(node, Map):
            self._require(node)

    def _not_a_map(self) -> dict[str, Node]:
        what = say("phrase.list" if isinstance(self.node, List) else "phrase.text")
        fix = f"the keys are: {', '.join(self.keys)}"
        self.report("sheet-shape.section", self.node.at, fix=fix, what=what, section=_one(self.name))
        return {}

    def _known(self, node: Map) -> dict[str, Node]:
        for key, at in node.keys.items():
            value = node.values[key]
            if key not in self.keys:
                self._unknown(key, value, at)
            elif is_empty(value) and not self.keys[key].required:
                self.report("sheet-empty", at, key=key)
        return {key: value for key, value in node.values.items() if key in self.keys and not is_empty(value)}

    def _unknown(self, key: str, value: Node, at: Position) -> None:
        fix = did_you_mean(key, self.keys) or f"the keys here are: {', '.join(self.keys)}"
        if is_empty(value):
            fix += "; or, if it belongs to the value before it, put that value in quotation marks"
        elif isinstance(value, Map) and self.name in {"mention", "statement", "review"}:
            fix = "this is a list: begin every item with «- » and write its name under id:"
        self.report("sheet-unknown-key", at, key, fix, section=_one(self.name))

    def _require(self, node: Map) -> None:
        for key in self.keys.values():
            if key.required and key.name not in self.values:
                at = node.keys.get(key.name, node.at)
                fix = f"e.g. {key.name}: {key.example}" if key.example else ""
                self.report("sheet-missing-key", at, fix=fix, key=key.name, meaning=Said(key.en, key.ar))

    def report(self, name: str, at: Position, value: str = "", fix: str = "", **values: object) -> None:
        """Add the problem of that name in the catalogue; `value` is what stands there, `fix` what to write instead."""
        self.problems.append(problem(name, at, value, fix, **values))

    def at(self, key: str = "") -> Position:
        """Give where a key's value stands, or the section itself."""
        return self.values[key].at if key in self.values else self.node.at

    def nodes(self, key: str) -> tuple[Node, ...]:
        """Give the values under a key: one, or those of a list where the key allows one."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, List):
            return (value,)
        if not self.keys[key].many:
            fix = "write a statement for each" if key in {"claims", "says", "speaker"} else "write one of them"
            self.report("sheet-shape.list", value.at, fix=fix, key=key)
            return ()
        for item in filter(is_empty, value.items):
            self.report("sheet-shape.empty-item", item.at, key=key)
        return tuple(item for item in value.items if not is_empty(item))

    def scalars(self, key: str) -> Iterator[Scalar]:
        """Give the texts under a key; whatever else stands there becomes a problem."""
        for node in self.nodes(key):
            if isinstance(node, Scalar):
                yield node
            else:
                what = say("phrase.label" if self.keys[key].kind.startswith("reference") else "phrase.some-text")
                fix = f"e.g. {key}: {self.keys[key].example}" if self.keys[key].example else ""
                self.report("sheet-shape.keys", node.at, fix=fix, key=key, what=what)

    def sections(self, key: str, name: str) -> Iterator[Self]:
        """Give the sections under a key."""
        for node in self.nodes(key):
            yield type(self)(node, name, self.problems)


@cache
def _keys(name: str) -> dict[str, Key]:
    return {key.name: key for key in SECTIONS[name]}


def is_empty(node: Node) -> bool:
    """Tell whether nothing was written where a value stands."""
    match node:
        case Scalar():
            return not node.text.strip()
        case List():
            return not node.items
        case Map():
            return not node.values
    return False


def _one(name: str) -> Said:
    return say(f"phrase.section.{name}")
