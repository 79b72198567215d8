"""Build nodes of what a YAML parser tells.

Nothing is resolved: ``no``, ``on``, ``012`` and ``2018-01-01`` stay what the author typed. Anchors, aliases and tags
are no part of the format; without them no small file can grow into a large one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn, Protocol

from ...errors import Position, UnreadableError
from ..messages import problem
from .nodes import List, Map, Scalar
from .source import join_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...errors import Problem
    from .nodes import Node

__all__ = ["Builder", "Event", "Mark"]

_MAX_DEPTH = 24
_SHOWN = 20
_GLUED = re.compile(r"[ \t]+#[^\s#!][^\n]{0,20}")


class Mark(Protocol):
    """A place in the source, counted from 0."""

    index: int
    line: int
    column: int


class Event(Protocol):
    """What both parsers tell: a value and a style of scalars alone, a tag of these, lists and mappings."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None


class Builder:
    """Builds nodes from a stream of events: the `root`, and the `problems` met on the way."""

    def __init__(self, file: str, source: str, back: dict[int, str], events: Iterator[Event]) -> None:
        self.file = file
        self.source = source
        self.back = back
        self.events = events
        self.problems: list[Problem] = []
        self.line = 1
        self.root = self.document()

    def document(self) -> Node:
        """Read the one document of a file."""
        self.next()
        if _kind(self.next()) == "StreamEndEvent":
            self.nothing()
        root = self.node(self.next(), "", 0)
        if isinstance(root, Scalar) and not root.text:
            self.nothing()
        self.next()
        extra = self.next()
        if _kind(extra) != "StreamEndEvent":
            self.refuse(extra, "a second document begins here; write one sheet a file")
        return root

    def next(self) -> Event:
        """Give the next event."""
        try:
            event = next(self.events)
        except ValueError as e:
            # The parsers let Python's own errors through, such as chr() for an escape beyond Unicode.
            raise UnreadableError(
                f"broken YAML: an escape here stands for no character ({e})", Position(self.file, self.line)
            ) from None
        self.line = event.start_mark.line + 1
        return event

    def node(self, event: Event, key: str, depth: int, mark: Mark | None = None) -> Node:
        """Build the node that begins with an event, and stands there or at a mark."""
        kind, mark = _kind(event), mark or event.start_mark
        if event.anchor or event.tag or depth > _MAX_DEPTH:
            self.refuse_extras(event)
        line, column = mark.line + 1, mark.column + 1
        if kind == "ScalarEvent":
            scalar = Scalar(self.file, line, column, key, self.text(event))
            self.warn_of_comment(event, scalar)
            return scalar
        if kind == "SequenceStartEvent":
            return List(self.file, line, column, key, tuple(self.items(key, depth)))
        values, keys = self.entries(key, depth)
        return Map(self.file, line, column, key, values, keys)

    def items(self, key: str, depth: int) -> Iterator[Node]:
        """Yield the items of a list."""
        number = 1
        while _kind(event := self.next()) != "SequenceEndEvent":
            yield self.node(event, f"{key}[{number}]", depth + 1)
            number += 1

    def entries(self, path: str, depth: int) -> tuple[dict[str, Node], dict[str, Position]]:
        """Give the values of a mapping, and where each key stands."""
        values: dict[str, Node] = {}
        keys: dict[str, Position] = {}
        while (kind := _kind(event := self.next())) != "MappingEndEvent":
            if event.anchor or kind != "ScalarEvent" or event.tag:
                self.refuse_key(event)
            name = self.text(event)
            inner = f"{path}.{name}" if path else name
            at = Position(self.file, event.start_mark.line + 1, event.start_mark.column + 1, inner)
            first = self.next()
            # A value that is not there stands where its key does; each parser has a place of its own for it.
            absent = _kind(first) == "ScalarEvent" and first.start_mark.index == first.end_mark.index
            value = self.node(first, inner, depth + 1, event.start_mark if absent else None)
            if name in keys:
                self.problems.append(problem("sheet-duplicate-key", at, key=name, line=keys[name].line))
            else:
                values[name], keys[name] = value, at
        return values, keys

    def text(self, event: Event) -> str:
        """Give the text of a scalar, with its own characters."""
        value = str(event.value)
        if self.back:
            value = value.translate(self.back)
        try:
            value = join_surrogates(value)
        except ValueError:
            self.refuse(
                event, "a \\u escape here is half of a character (a lone surrogate)", "write the character itself"
            )
        # A block scalar's closing line break is YAML's, not the author's.
        return value.removesuffix("\n") if event.style in {"|", ">"} else value

    def refuse_key(self, event: Event) -> NoReturn:
        """Refuse a key that is no text, or has an anchor or a tag."""
        if event.anchor or getattr(event, "tag", None):
            self.refuse_extras(event)
        self.refuse(event, "a key must be plain text")

    def refuse_extras(self, event: Event) -> NoReturn:
        """Refuse an anchor, an alias, a tag, or what is nested too deeply."""
        if event.anchor:
            self.refuse(event, "anchors (&x) and aliases (*x) are not part of a fact sheet", "write the value out")
        if event.tag:
            self.refuse(
                event, "tags (!x) are not part of a fact sheet: all values are text", "put it in quotation marks"
            )
        fix = "write the inner events under statements of their own"
        self.refuse(event, "is nested too deeply for a fact sheet", fix)

    def warn_of_comment(self, event: Event, scalar: Scalar) -> None:
        """Point out «the #1 target», of which YAML reads «the»; a comment has a space after its #."""
        if event.style or not scalar.text:
            return
        if cut := _GLUED.match(self.source, event.end_mark.index):
            end, cut_off = scalar.text[-_SHOWN:], cut.group().strip()
            self.problems.append(problem("sheet-comment", scalar.at, scalar.text, end=end, cut=cut_off))

    def nothing(self) -> NoReturn:
        """Refuse a file without content."""
        raise UnreadableError("there is nothing in the file but comments or blank lines", Position(self.file))

    def refuse(self, event: Event, message: str, fix: str = "") -> NoReturn:
        """Refuse the file for what stands at an event."""
        mark = event.start_mark
        raise UnreadableError(message, Position(self.file, mark.line + 1, mark.column + 1), fix)


def _kind(event: Event) -> str:
    # The classes of the two parsers have the same names.
    return type(event).__name__
