"""The nodes of a sheet: text, lists and mappings that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["List", "Map", "Node", "Scalar", "key_positions"]


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


def key_positions(node: Node) -> Iterator[Position]:
    """Yield where the value of each key stands, at any depth, with the path of keys that leads there."""
    waiting = [node]
    while waiting:
        outer = waiting.pop()
        inner = outer.values.values() if isinstance(outer, Map) else outer.items if isinstance(outer, List) else ()
        for value in inner:
            yield value.at
        waiting.extend(inner)
