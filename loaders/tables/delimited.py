"""Chunks of delimited text: the header is read, the rest only cut."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ...errors import Position, UnreadableError, UsageError
from .chunks import Chunk
from .columns import columns_of, is_header, is_whole, listed
from .csv_rows import MarkError, bare, cells_of, plain_key
from .cutting import Piece, cut, line_end, records_of
from .faults import ENCODING
from .repeats import Repeats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .description import Description
    from .streams import Stream

__all__ = ["delimited"]

_LOOKED_AT = 100
_DELIMITERS = (",", ";", "\t", "|")
_EXCEL = b"sep="


class _Way(NamedTuple):
    """How a file is written."""

    delimiter: bytes
    newline: bytes
    encoding: str
    name: str

    def records(self, piece: Piece) -> list[bytes]:
        """Give the records of a piece with their line ends."""
        if piece.quoted:
            return records_of(piece.data, self.delimiter, self.newline)
        return [record + self.newline for record in piece.data.split(self.newline)[:-1]]

    def header(self, record: bytes, line: int) -> list[str]:
        """Give the cells of the header, every byte of which has to be read."""
        try:
            return self._cells(record, "strict")
        except MarkError as e:
            at = Position(self.name, line, e.letter + 1)
            raise UnreadableError("text follows the quotation mark that closes a cell of the header", at) from None
        except UnicodeDecodeError as e:
            what = f"is not {self.encoding}: byte 0x{e.object[e.start]:02x} in the header"
            raise UnreadableError(what, Position(self.name, line), ENCODING) from None

    def about(self, record: bytes) -> list[str]:
        """Give the cells of a row that may be broken, none where they cannot be told apart."""
        try:
            return self._cells(record, "replace")
        except MarkError:
            return []

    def _cells(self, record: bytes, errors: str) -> list[str]:
        text, mark = bare(record, self.newline).decode(self.encoding, errors), self.delimiter.decode(self.encoding)
        return cells_of(text, mark) if '"' in text else text.split(mark)

    def keys(self, piece: Piece) -> Iterator[bytes | None]:
        """Give for each record what is the same for all that have the same cells."""
        if piece.quoted:
            return (plain_key(record, self.delimiter, self.newline) for record in self.records(piece))
        return (bare(record, self.newline) or None for record in piece.data.split(self.newline)[:-1])


def delimited(stream: Stream, description: Description, size: int, most: int) -> Iterator[Chunk]:
    """Cut delimited text into chunks; see `khabar.loaders.tables.reading.chunks`."""
    layout = description.layout
    if not layout.delimiter or set(layout.delimiter) & set('"\r\n'):
        raise UsageError(f"{description.file}: layout.delimiter: {layout.delimiter!r} cannot stand between cells")
    way, quoted = _way(stream, description)
    blocks = stream.blocks(size)
    pieces = cut(blocks, way.delimiter, way.newline, quoted=quoted, most=most, name=stream.name)
    return _chunks(pieces, way, description, stream.start)


def _way(stream: Stream, description: Description) -> tuple[_Way, bool]:
    """Tell how the file is written: as described, or as its header shows where somebody has exported it anew."""
    layout = description.layout
    ways = [(layout.delimiter, layout.quoted), *((mark, True) for mark in _DELIMITERS if mark != layout.delimiter)]
    made = [(_written(stream, mark, quoted=quoted), quoted) for mark, quoted in ways]
    headers = [_first(way, stream.head, quoted=quoted) for way, quoted in made]
    if len(headers[0]) > 1:
        return made[0]
    return next((way for way, header in zip(made, headers, strict=True) if is_whole(header, description)), made[0])


def _written(stream: Stream, mark: str, *, quoted: bool) -> _Way:
    delimiter = mark.encode(stream.encoding)
    return _Way(delimiter, line_end(stream.head, delimiter, quoted=quoted), stream.encoding, stream.name)


def _first(way: _Way, head: bytes, *, quoted: bool) -> list[str]:
    """Give the cells of the first row that has any."""
    piece = Piece(head + way.newline, 0, 0, quoted=quoted and b'"' in head)
    return next((way.about(record) for record in way.records(piece) if not _is_empty(record)), [])


def _chunks(pieces: Iterator[Piece], way: _Way, description: Description, offset: int) -> Iterator[Chunk]:
    columns, before, first = _begun(pieces, way, description)
    row, line, offset, number = 1, 1 + before.lines, offset + len(before.data), 0
    repeats = None if description.id else Repeats()
    for piece in chain([first], pieces):
        if piece.data.strip(b"\r\n"):
            yield Chunk(
                way.name, number, row, line, piece.data, columns, "quoted" if piece.quoted else "lines",
                way.delimiter.decode(way.encoding), way.encoding, way.newline.decode(), offset,
                repeats.of(way.keys(piece)) if repeats else {},
            )  # fmt: skip
            number += 1
        row, line, offset = row + piece.records, line + piece.lines, offset + len(piece.data)
    if not number:
        raise UnreadableError("has a header and not one row", Position(way.name))


def _begun(pieces: Iterator[Piece], way: _Way, description: Description) -> tuple[tuple[str, ...], Piece, Piece]:
    """Give the columns, what stands before the first row, and the rest of the first piece that has something in it."""
    skipped = b""
    for piece in pieces:
        records = way.records(piece)
        place = next((n for n, record in enumerate(records) if not _is_empty(record)), None)
        if place is None:
            skipped += piece.data
            continue
        above = skipped + b"".join(records[:place])
        columns, has_header = _columns(records[place:], way, description, above.count(way.newline) + 1)
        rows = records[place + has_header :]
        head, rest = above + b"".join(records[place : place + has_header]), b"".join(rows)
        before = Piece(head, 0, head.count(way.newline))
        return columns, before, Piece(rest, len(rows), rest.count(way.newline), piece.quoted and b'"' in rest)
    raise UnreadableError("the file is empty but for blank lines", Position(way.name))


def _is_empty(record: bytes) -> bool:
    """Tell a blank line, and Excel's line that names the delimiter."""
    return not record.strip(b"\r\n ") or (record[:4].lower() == _EXCEL and len(record.strip()) <= len(_EXCEL) + 1)


def _columns(records: list[bytes], way: _Way, description: Description, line: int) -> tuple[tuple[str, ...], bool]:
    at = Position(way.name, line)
    if description.layout.header or is_header(way.about(records[0]), description):
        return columns_of(way.header(records[0], line), description, at), True
    widths = [len(way.about(record)) for record in records[:_LOOKED_AT] if not _is_empty(record)]
    return listed(widths, description, at), False
