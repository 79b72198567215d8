"""How an unknown table is written: its encoding, its delimiter, whether marks quote, whether it has a header."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from .csv_rows import MarkError, cells_of
from .cutting import line_end, records_of
from .json_chunks import looks_like_json
from .parquet_rows import PARQUET

if TYPE_CHECKING:
    from .streams import Stream

__all__ = ["Written", "written"]

_DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 500
_DATUM = re.compile(r"\s*|[-+]?[\d.,:/% -]+|\d{4}-\d\d-\d\d.*|https?://.*|true|false|null|n/?a", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]+")


class Written(NamedTuple):
    """How a table is written; `first` are the cells of its first row, none where keys or a schema name the columns."""

    encoding: str
    delimiter: str = ","
    quoted: bool = True
    first: tuple[str, ...] = ()

    @property
    def header(self) -> bool:
        """Tell whether the first row can be names: none is like another, none is empty, a number, a date or so."""
        names = [name.strip().casefold() for name in self.first[1:]]
        return len(set(names)) == len(names) and not any(map(_DATUM.fullmatch, names)) and not self._is_datum

    @property
    def _is_datum(self) -> bool:
        # Tables with row numbers often leave the name of their first column out.
        return bool(self.first) and bool(self.first[0].strip()) and bool(_DATUM.fullmatch(self.first[0]))


def written(stream: Stream, encoding: str) -> Written:
    """Look at the beginning of a table; `encoding` is what its bytes are in, if anybody said."""
    head = stream.head
    # What was not like ASCII is UTF-8 by now, whatever the file is in.
    codec = stream.encoding if encoding else _encoding(head)
    if head.startswith(PARQUET) or looks_like_json(stream.inner_name, head):
        return Written(encoding or codec)
    ways = [_way(head, codec, mark, quoted=quoted) for mark in _DELIMITERS for quoted in (True, False)]
    _, found = max(ways, key=lambda way: way[0])
    return found._replace(encoding=encoding or codec)


def _way(head: bytes, codec: str, mark: str, *, quoted: bool) -> tuple[tuple[float, bool], Written]:
    """Rate a way to read the beginning: as many cells as can be, in as many rows as can be."""
    rows = _rows(head, codec, mark, quoted=quoted)
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda item: item[0] * item[1], default=(0, 0))
    share = count / max(len(rows), 1)
    # Where no mark tells, tables with tabs are seldom quoted and others are.
    usual = quoted if b'"' in head else quoted == (mark != "\t")
    return (max(width - 1, 0) ** 0.5 * share**2, usual), Written(codec, mark, quoted, tuple(rows[0]) if rows else ())


def _rows(head: bytes, codec: str, mark: str, *, quoted: bool) -> list[list[str]]:
    delimiter = mark.encode()
    newline = line_end(head, delimiter, quoted=quoted)
    whole = head if head.endswith(newline) or newline not in head else head[: head.rindex(newline) + 1]
    records = records_of(whole, delimiter, newline) if quoted else whole.split(newline)
    texts = [r.decode(codec, "replace").strip("\r\n\ufeff") for r in records[:_LOOKED_AT]]
    return [_cells(text, mark, quoted=quoted) for text in texts if text and not re.match("sep=.?$", text)]


def _cells(text: str, mark: str, *, quoted: bool) -> list[str]:
    try:
        return cells_of(text, mark) if quoted and '"' in text else text.split(mark)
    except MarkError:
        return []


def _encoding(head: bytes) -> str:
    """Tell UTF-8 from the code pages of Windows: Arabic has several letters beyond ASCII in a row, French seldom."""
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    if sum(map(_is_utf8, lines)) * 2 >= len(lines):
        return "utf-8"
    runs = [run for line in lines for run in _HIGH.findall(line)]
    if sum(map(len, runs)) >= 2 * len(runs):
        return "windows-1256"
    return "windows-1252" if not set(head) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "iso-8859-1"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
