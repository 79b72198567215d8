"""Cut a stream of bytes into pieces of whole records, without looking at more of them than it takes.

A record ends at a line end; where quotation marks hide delimiters (RFC 4180), at one that is outside of them. A mark
opens a cell only where a cell begins: elsewhere it is a letter like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LONGEST", "Piece", "cut", "line_end", "record_pattern", "records_of"]

LONGEST = 1 << 26


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole records: how many, how many line ends they hold, and whether quotation marks are among them."""

    data: bytes
    records: int
    lines: int
    quoted: bool = False


def _cell(delimiter: bytes, newline: bytes) -> bytes:
    stop = re.escape(newline + delimiter if len(delimiter) == 1 else newline)
    letter = b"[^" + stop + b"]" if len(delimiter) == 1 else b"(?!" + re.escape(delimiter) + b")[^" + stop + b"]"
    return rb'(?:"[^"]*+(?:""[^"]*+)*+"|(?!"))(?:' + letter + b")*+"


@cache
def record_pattern(delimiter: bytes, newline: bytes) -> re.Pattern[bytes]:
    """Match one record of RFC 4180 with its line end."""
    cell = _cell(delimiter, newline)
    return re.compile(cell + b"(?:" + re.escape(delimiter) + cell + b")*+" + re.escape(newline))


def line_end(head: bytes, delimiter: bytes, *, quoted: bool) -> bytes:
    """Tell LF, with or without CR before it, from the lone CR of old programs."""
    if quoted and b'"' in head:
        lf, cr = (p.match(head) for p in (record_pattern(delimiter, b"\n"), record_pattern(delimiter, b"\r")))
        is_cr = cr and head[cr.end() : cr.end() + 1] != b"\n" and not (lf and lf.end() < cr.end())
        return b"\r" if is_cr and cr and cr.end() < len(head) else b"\n"
    return b"\r" if b"\r" in head and b"\n" not in head and head.index(b"\r") < len(head) - 1 else b"\n"


def cut(
    blocks: Iterable[bytes], delimiter: bytes, newline: bytes, *, quoted: bool, most: int, name: str
) -> Iterator[Piece]:
    """Cut blocks into pieces of at most `most` records; raises UnreadableError for a mark that is never closed."""
    carry, line = b"", 1
    for block in blocks:
        data = carry + block
        piece, carry = _split(data, delimiter, newline, quoted=quoted)
        if len(carry) > LONGEST:
            raise _too_long(carry, line + piece.lines, name, quoted=quoted)
        line += piece.lines
        yield from _halved(piece, delimiter, newline, most)
    if carry:
        piece, rest = _split(carry + newline, delimiter, newline, quoted=quoted)
        if rest:
            raise _unclosed(rest, delimiter, newline, line + piece.lines, name)
        yield from _halved(piece, delimiter, newline, most)


def _split(data: bytes, delimiter: bytes, newline: bytes, *, quoted: bool) -> tuple[Piece, bytes]:
    if not quoted or b'"' not in data:
        end = data.rfind(newline) + 1
        lines = data.count(newline, 0, end)
        return Piece(data[:end], lines, lines), data[end:]
    records = records_of(data, delimiter, newline)
    whole = record_pattern(delimiter, newline).fullmatch(records[-1])
    rest = b"" if whole else records.pop()
    piece = data[: len(data) - len(rest)]
    return Piece(piece, len(records), piece.count(newline), quoted=True), rest


@cache
def _or_rest(delimiter: bytes, newline: bytes) -> re.Pattern[bytes]:
    return re.compile(record_pattern(delimiter, newline).pattern + rb"|[\s\S]+")


def records_of(data: bytes, delimiter: bytes, newline: bytes) -> list[bytes]:
    """Give the records with their line ends; the last is what is left where it is not whole."""
    return _or_rest(delimiter, newline).findall(data)


def _halved(piece: Piece, delimiter: bytes, newline: bytes, most: int) -> Iterator[Piece]:
    if piece.records <= most:
        if piece.data:
            yield piece
        return
    data = piece.data
    if piece.quoted:
        records = records_of(data, delimiter, newline)
        for at in range(0, len(records), most):
            part = b"".join(records[at : at + most])
            yield Piece(part, len(records[at : at + most]), part.count(newline), quoted=True)
        return
    middle = data.find(newline, len(data) // 2) + 1
    if middle == len(data):
        middle = data.rfind(newline, 0, len(data) - 1) + 1
    for part in (data[:middle], data[middle:]):
        lines = part.count(newline)
        yield from _halved(Piece(part, lines, lines), delimiter, newline, most)


def _too_long(carry: bytes, line: int, name: str, *, quoted: bool) -> UnreadableError:
    what = "a quotation mark may be open" if quoted and b'"' in carry else "look whether it is text"
    return UnreadableError(f"a row goes on for more than {LONGEST >> 20} MB: {what}", Position(name, line))


def _unclosed(rest: bytes, delimiter: bytes, newline: bytes, line: int, name: str) -> UnreadableError:
    closed = re.compile(b"(?:" + _cell(delimiter, newline) + re.escape(delimiter) + b")*+").match(rest)
    start = closed.end() if closed else 0
    column = start - rest.rfind(newline, 0, start)
    return UnreadableError(
        "a quotation mark opens here and is not closed before the end of the file",
        Position(name, line + rest.count(newline, 0, start), column),
        'close it; where a cell holds a mark, it is doubled ("") and the cell stands between marks',
    )
