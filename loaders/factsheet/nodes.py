"""The nodes of a sheet: text, lists and mappings that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import Position

__all__ = ["List", "Map", "Node", "Scalar"]


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
