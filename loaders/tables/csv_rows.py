"""The rows of a chunk of delimited text: cells, and what is wrong with rows that have too many or too few of them."""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from .cutting import records_of
from .faults import bad_bytes, nul, refuse_encoding, stray_mark, torn_rows, wrong_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...errors import Problem
    from .chunks import Chunk, Row
    from .description import Description

__all__ = ["MarkError", "bare", "cells_of", "plain_key", "rows_of_lines", "rows_of_records", "texts_of"]

# A handful of rows in another encoding are those rows' fault, more are the file's.
_FEW = 20
_MARKED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')


class MarkError(ValueError):
    """A record has a quotation mark where none can stand: at which letter, and in which cell, from 0."""

    def __init__(self, letter: int, cell: int) -> None:
        super().__init__(letter, cell)
        self.letter, self.cell = letter, cell


def rows_of_lines(chunk: Chunk, _: Description, problems: list[Problem]) -> Iterator[Row]:
    """Give the rows of a chunk in which nothing hides a delimiter."""
    delimiter, width = chunk.delimiter, len(chunk.columns)
    repeats, first, start = chunk.repeats, chunk.row, chunk.line
    wrong: list[tuple[int, int, str]] = []
    for place, line in enumerate(texts_of(chunk, problems, delimiter)):
        cells = line.split(delimiter)
        if len(cells) == width and line:
            yield first + place, start + place, cells, repeats.get(place, 0)
        elif line:
            wrong.append((start + place, len(cells), line))
    problems += torn_rows(chunk, wrong)


def rows_of_records(chunk: Chunk, _: Description, problems: list[Problem]) -> Iterator[Row]:
    """Give the rows of a chunk with quotation marks as RFC 4180 has them."""
    delimiter, width = chunk.delimiter, len(chunk.columns)
    newline = chunk.newline.encode()
    records = records_of(chunk.data, delimiter.encode(chunk.encoding), newline)
    lines = list(accumulate((record.count(newline) for record in records), initial=chunk.line))
    texts = _texts(chunk, records, lines, delimiter, problems)
    for place, (line, text) in enumerate(zip(lines, texts, strict=False)):
        try:
            cells = cells_of(text, delimiter) if '"' in text else text.split(delimiter)
        except MarkError as e:
            problems.append(stray_mark(chunk, line, text, e.letter, e.cell))
            continue
        if len(cells) == width and text:
            yield chunk.row + place, line, cells, chunk.repeats.get(place, 0)
        elif text:
            problems.append(wrong_count(chunk, line, len(cells), text))


def cells_of(record: str, delimiter: str) -> list[str]:
    """Give the cells of a record with quotation marks in it; raises MarkError for one where none can stand."""
    try:
        return next(csv.reader((record,), delimiter=delimiter, strict=True))
    except (csv.Error, TypeError, StopIteration):
        # The csv module has a longest cell, takes CR for a line end anywhere, and knows delimiters of one letter only.
        return _cells(record, delimiter)


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    end = f"({re.escape(delimiter)}|\\Z)"
    return re.compile(f'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"|(?!")(?P<bare>.*?)){end}', re.DOTALL)


def _cells(record: str, delimiter: str) -> list[str]:
    cells: list[str] = []
    at, more = 0, True
    while more:
        found = _cell(delimiter).match(record, at)
        if not found:
            closed = _MARKED.match(record, at)
            raise MarkError(closed.end() if closed else at, len(cells))
        cells.append(found["bare"] if found["quoted"] is None else found["quoted"].replace('""', '"'))
        more, at = bool(found[3]), found.end()
    return cells


def plain_key(record: bytes, delimiter: bytes, newline: bytes) -> bytes | None:
    r"""Give what is the same for all records with the same cells; None for an empty one and for one without cells.

    >>> plain_key(b'a,"b"\r\n', b",", b"\n") == plain_key(b'a,b\n', b",", b"\n")
    True
    """
    record = bare(record, newline)
    if b'"' not in record:
        return record or None
    mark = delimiter.decode("latin-1")
    try:
        cells = cells_of(record.decode("latin-1"), mark)
    except MarkError:
        return None
    joined = mark.join(cells)
    if joined.count(mark) >= len(cells) or '"' in joined or newline.decode() in joined:
        joined = mark.join('"' + cell.replace('"', '""') + '"' for cell in cells)
    return joined.encode("latin-1")


def bare(record: bytes, newline: bytes) -> bytes:
    """Give a record without its line end."""
    record = record.removesuffix(newline)
    return record.removesuffix(b"\r") if newline == b"\n" else record


def texts_of(chunk: Chunk, problems: list[Problem], delimiter: str = "\n") -> list[str]:
    """Give the lines of a chunk as text; what cannot be read is told of, and left empty."""
    newline = chunk.newline.encode()
    if b"\0" not in chunk.data:
        try:
            text = chunk.data.decode(chunk.encoding)
            return (text.replace("\r\n", "\n") if "\r" in text else text).split(chunk.newline)
        except UnicodeDecodeError:
            pass
    records = [record + newline for record in chunk.data.split(newline)[:-1]]
    return _texts(chunk, records, range(chunk.line, chunk.line + len(records)), delimiter, problems)


def _texts(
    chunk: Chunk, records: Sequence[bytes], lines: Sequence[int], delimiter: str, problems: list[Problem]
) -> list[str]:
    """Give the records as text, without their line ends; what cannot be read is told of, and left empty."""
    newline = chunk.newline.encode()
    bared = [bare(record, newline) for record in records]
    if b"\0" not in chunk.data:
        try:
            return [record.decode(chunk.encoding) for record in bared]
        except UnicodeDecodeError:
            pass
    offsets = accumulate(map(len, records), initial=chunk.offset)
    places = zip(lines, offsets, strict=False)
    return [_text(chunk, record, *place, delimiter, problems) for record, place in zip(bared, places, strict=False)]


def _text(chunk: Chunk, record: bytes, line: int, offset: int, delimiter: str, problems: list[Problem]) -> str:
    try:
        text = record.decode(chunk.encoding)
    except UnicodeDecodeError as e:
        problems.append(bad_bytes(chunk, line, record, delimiter, e.start, offset))
        if sum(problem.rule == "table-encoding" for problem in problems) > _FEW:
            refuse_encoding(problems)
        return ""
    if "\0" in text:
        problems.append(nul(chunk, line, text, delimiter))
        return ""
    return text
