"""Read YAML 1.2 (and so JSON) into nodes that know where they stand; every scalar is text.

Nothing is resolved: ``no``, ``on``, ``012`` and ``2018-01-01`` stay what the author typed. Anchors, aliases and tags
are no part of the format; without them no small file can grow into a large one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from ...errors import Position, UnreadableError
from ..messages import problem
from .nodes import List, Map, Scalar
from .source import broken, forbidden, join_surrogates, shield

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...errors import Problem
    from .nodes import Node

__all__ = ["parse"]

_MAX_DEPTH = 24
_MAX_LENGTH = 8 * 1024 * 1024
_SHOWN = 20
_GLUED = re.compile(r"[ \t]+#[^\s#!][^\n]{0,20}")


def parse(source: str, file: str, problems: list[Problem]) -> Node:
    """Parse one document; a key given twice goes to `problems`, what is no YAML at all is an UnreadableError."""
    if len(source) > _MAX_LENGTH:
        raise UnreadableError(
            f"is larger than a fact sheet can be ({_MAX_LENGTH >> 20} million characters)", Position(file)
        )
    shielded, back = shield(source.removeprefix("\ufeff"))
    try:
        return _Builder(file, shielded, back, problems).document()
    except MarkedYAMLError as e:
        raise broken(e, file) from None
    except ReaderError as e:
        raise forbidden(e, shielded, file) from None
    except YAMLError as e:
        raise UnreadableError(f"broken YAML: {e}", Position(file)) from None


class _Builder:
    """Builds nodes from a stream of YAML events."""

    def __init__(self, file: str, source: str, back: dict[int, str], problems: list[Problem]) -> None:
        self.file = file
        self.source = source
        self.back = back
        self.events: Iterator[ev.Event] = YAML(typ="base", pure=True).parse(source)
        self.problems = problems
        self.line = 1

    def document(self) -> Node:
        self.next()
        start = self.next()
        if isinstance(start, ev.StreamEndEvent):
            self.nothing()
        root = self.node(self.next(), "", 0)
        if isinstance(root, Scalar) and not root.text:
            self.nothing()
        self.next()
        extra = self.next()
        if not isinstance(extra, ev.StreamEndEvent):
            self.refuse(extra, "a second document begins here; write one sheet a file")
        return root

    def next(self) -> ev.Event:
        try:
            event = next(self.events)
        except ValueError as e:
            # ruamel lets Python's own errors through, such as chr() for an escape beyond Unicode.
            raise UnreadableError(
                f"broken YAML: an escape here stands for no character ({e})", Position(self.file, self.line)
            ) from None
        self.line = event.start_mark.line + 1
        return event

    def node(self, event: ev.Event, key: str, depth: int) -> Node:
        self.refuse_extras(event, depth)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, ev.ScalarEvent):
            scalar = Scalar(self.file, line, column, key, self.text(event))
            self.warn_of_comment(event, scalar)
            return scalar
        if isinstance(event, ev.SequenceStartEvent):
            return List(self.file, line, column, key, tuple(self.items(key, depth)))
        values, keys = self.entries(key, depth)
        return Map(self.file, line, column, key, values, keys)

    def items(self, key: str, depth: int) -> Iterator[Node]:
        number = 1
        while not isinstance(event := self.next(), ev.SequenceEndEvent):
            yield self.node(event, f"{key}[{number}]", depth + 1)
            number += 1

    def entries(self, path: str, depth: int) -> tuple[dict[str, Node], dict[str, Position]]:
        values: dict[str, Node] = {}
        keys: dict[str, Position] = {}
        while not isinstance(event := self.next(), ev.MappingEndEvent):
            self.refuse_extras(event, depth)
            if not isinstance(event, ev.ScalarEvent):
                self.refuse(event, "a key must be plain text")
            name = self.text(event)
            inner = f"{path}.{name}" if path else name
            at = Position(self.file, event.start_mark.line + 1, event.start_mark.column + 1, inner)
            value = self.node(self.next(), inner, depth + 1)
            if name in keys:
                self.problems.append(problem("sheet-duplicate-key", at, key=name, line=keys[name].line))
            else:
                values[name], keys[name] = value, at
        return values, keys

    def text(self, event: ev.ScalarEvent) -> str:
        value = str(event.value).translate(self.back)
        try:
            value = join_surrogates(value)
        except ValueError:
            self.refuse(
                event, "a \\u escape here is half of a character (a lone surrogate)", "write the character itself"
            )
        # A block scalar's closing line break is YAML's, not the author's.
        return value.removesuffix("\n") if event.style in {"|", ">"} else value

    def refuse_extras(self, event: ev.Event, depth: int) -> None:
        if isinstance(event, ev.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(event, "anchors (&x) and aliases (*x) are not part of a fact sheet", "write the value out")
        if getattr(event, "tag", None):
            self.refuse(
                event, "tags (!x) are not part of a fact sheet: all values are text", "put it in quotation marks"
            )
        if depth > _MAX_DEPTH:
            self.refuse(
                event, "is nested too deeply for a fact sheet", "write the inner events under statements of their own"
            )

    def warn_of_comment(self, event: ev.ScalarEvent, scalar: Scalar) -> None:
        """Point out «the #1 target», of which YAML reads «the»; a comment has a space after its #."""
        cut = _GLUED.match(self.source, event.end_mark.index) if event.style is None and scalar.text else None
        if cut:
            end, cut_off = scalar.text[-_SHOWN:], cut.group().strip()
            self.problems.append(problem("sheet-comment", scalar.at, scalar.text, end=end, cut=cut_off))

    def nothing(self) -> NoReturn:
        raise UnreadableError("there is nothing in the file but comments or blank lines", Position(self.file))

    def refuse(self, event: ev.Event, message: str, fix: str = "") -> NoReturn:
        mark = event.start_mark
        raise UnreadableError(message, Position(self.file, mark.line + 1, mark.column + 1), fix)
