"""Take the objects of a JSON array apart without holding the array."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError
from .cutting import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["objects_of"]

_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str)
_SPACE = re.compile(r"[ \t\r\n]*")


def objects_of(pieces: Iterable[str], name: str) -> Iterator[tuple[int, str]]:
    """Give the objects of an array as they are written, each with its line."""
    buffer = _Buffer(pieces, name)
    buffer.letter()
    buffer.skip(buffer.at + 1)
    if buffer.letter() != "]":
        yield from _items(buffer)
    buffer.skip(buffer.at + 1)
    if after := buffer.letter():
        raise buffer.error(f"goes on after the end of the array: {after!r}")


def _items(buffer: _Buffer) -> Iterator[tuple[int, str]]:
    while True:
        if buffer.letter() != "{":
            raise buffer.error("is no array of JSON objects: a row has to be one" if buffer.letter() else "is cut off")
        line = buffer.line
        yield line, buffer.value()
        if (then := buffer.letter()) == "]":
            return
        if then != ",":
            raise buffer.error(f"is no JSON: {then!r} stands between two rows" if then else "is cut off in its array")
        buffer.skip(buffer.at + 1)


class _Buffer:
    """Text that comes in pieces, of which what was read is let go."""

    def __init__(self, pieces: Iterable[str], name: str) -> None:
        self._pieces, self._name = iter(pieces), name
        self.text, self.at, self.line = "", 0, 1

    def more(self) -> bool:
        """Take in another piece; false at the end."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self.text, self.at = self.text[self.at :] + piece, 0
        return len(self.text) < LONGEST

    def letter(self) -> str:
        """Skip white space and give the letter after it; an empty text at the end."""
        while True:
            spaces = _SPACE.match(self.text, self.at)
            self.skip(spaces.end() if spaces else self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def skip(self, end: int) -> None:
        """Go on to a place in the text."""
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def value(self) -> str:
        """Give the text of the JSON value that begins here."""
        while True:
            try:
                end = _SCANNER.raw_decode(self.text, self.at)[1]
            except (json.JSONDecodeError, RecursionError) as e:
                if not self.more():
                    raise self.error(f"is no JSON: {getattr(e, 'msg', 'nested too deeply')}", e) from None
                continue
            text = self.text[self.at : end]
            self.skip(end)
            return text

    def error(self, message: str, e: Exception | None = None) -> UnreadableError:
        """Make an error of what is wrong here, or where JSON's reader stopped."""
        end = getattr(e, "pos", self.at)
        line = self.line + self.text.count("\n", self.at, end)
        return UnreadableError(message, Position(self._name, line))
