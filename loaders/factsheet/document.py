"""Read YAML 1.2 (and so JSON) into nodes that know where they stand; every scalar is text.

Nothing is resolved: ``no``, ``on``, ``012`` and ``2018-01-01`` stay what the author typed. Anchors, aliases and tags
are no part of the format; without them no small file can grow into a large one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from ...errors import Position, Problem, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["List", "Map", "Node", "Scalar", "parse"]

_MAX_DEPTH = 24
_MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the document; line and column count from 1."""

    file: str
    line: int
    column: int
    key: str

    @property
    def at(self) -> Position:
        """The position, with the key path that leads here."""
        return Position(self.file, self.line, self.column, self.key)


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """Text, exactly as typed but for YAML's own quoting and folding."""

    text: str


@dataclass(frozen=True, slots=True)
class List(Node):
    """Items in their order."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Map(Node):
    """Values by key, in their order; `keys` tells where each key stands."""

    values: dict[str, Node]
    keys: dict[str, Position]


def parse(source: str, file: str, problems: list[Problem]) -> Node:
    """Parse one document; a key given twice goes to `problems`, what is no YAML at all is an UnreadableError."""
    if len(source) > _MAX_BYTES:
        raise UnreadableError(f"is larger than a fact sheet can be ({_MAX_BYTES >> 20} MiB)", Position(file))
    try:
        return _Builder(file, YAML(typ="base", pure=True).parse(source.removeprefix("\ufeff")), problems).document()
    except MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
        raise UnreadableError(f"broken YAML: {e.problem or e.context}", at) from None
    except ReaderError as e:
        line = source.count("\n", 0, e.position) + 1
        raise UnreadableError(f"a character YAML does not allow: U+{e.character:04X}", Position(file, line)) from None
    except YAMLError as e:
        raise UnreadableError(f"broken YAML: {e}", Position(file)) from None


class _Builder:
    """Builds nodes from a stream of YAML events."""

    def __init__(self, file: str, events: Iterator[ev.Event], problems: list[Problem]) -> None:
        self.file = file
        self.events = events
        self.problems = problems

    def document(self) -> Node:
        next(self.events)
        start = next(self.events)
        if isinstance(start, ev.StreamEndEvent):
            raise UnreadableError("there is nothing in the file but comments or blank lines", Position(self.file))
        root = self.node(next(self.events), "", 0)
        next(self.events)
        extra = next(self.events)
        if not isinstance(extra, ev.StreamEndEvent):
            self.refuse(extra, "a second document begins here; write one sheet a file")
        return root

    def node(self, event: ev.Event, key: str, depth: int) -> Node:
        if isinstance(event, ev.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(event, "anchors (&x) and aliases (*x) are not part of a fact sheet; write the value out")
        if depth > _MAX_DEPTH:
            self.refuse(event, "is nested too deeply for a fact sheet")
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, ev.ScalarEvent):
            return Scalar(self.file, line, column, key, _text(event))
        if isinstance(event, ev.SequenceStartEvent):
            return List(self.file, line, column, key, tuple(self.items(key, depth)))
        values, keys = self.entries(key, depth)
        return Map(self.file, line, column, key, values, keys)

    def items(self, key: str, depth: int) -> Iterator[Node]:
        number = 1
        while not isinstance(event := next(self.events), ev.SequenceEndEvent):
            yield self.node(event, f"{key}[{number}]", depth + 1)
            number += 1

    def entries(self, path: str, depth: int) -> tuple[dict[str, Node], dict[str, Position]]:
        values: dict[str, Node] = {}
        keys: dict[str, Position] = {}
        while not isinstance(event := next(self.events), ev.MappingEndEvent):
            if not isinstance(event, ev.ScalarEvent) or event.anchor:
                self.refuse(event, "a key must be plain text")
            name = str(event.value)
            inner = f"{path}.{name}" if path else name
            at = Position(self.file, event.start_mark.line + 1, event.start_mark.column + 1, inner)
            value = self.node(next(self.events), inner, depth + 1)
            if name in keys:
                self.problems.append(Problem("sheet-duplicate-key", _twice(name, keys[name]), at))
            else:
                values[name], keys[name] = value, at
        return values, keys

    def refuse(self, event: ev.Event, message: str) -> NoReturn:
        mark = event.start_mark
        raise UnreadableError(message, Position(self.file, mark.line + 1, mark.column + 1))


def _twice(name: str, first: Position) -> str:
    return f"the key {name!r} is given twice; the first is on line {first.line}"


def _text(event: ev.ScalarEvent) -> str:
    value = str(event.value)
    # A block scalar's closing line break is YAML's, not the author's.
    return value.removesuffix("\n") if event.style in {"|", ">"} else value
