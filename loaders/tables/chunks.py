"""A table in pieces that can be read apart from each other, in other processes too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MOST_ROWS", "SIZE", "Chunk", "Row"]

# Two of them, with some twelve quads for each 200 bytes, are less than the store takes at once.
SIZE = 7 << 20
# With 11 to 16 quads a row, and the register's of what rows name, a chunk stays below a million of them.
MOST_ROWS = 45_000

Row = tuple[int, int, list[str], int]
"""The number of a row, from 1, its line in the file, its cells, and how many rows before it are the same."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records of a file, as bytes; `columns` are their columns by the names that the description uses.

    `row` and `line` are the numbers of the first record, empty lines counted, and `offset` the place of its first byte
    in what the file unpacks to. `form` says how the records are written: ``lines`` (nothing hides a delimiter),
    ``quoted`` (RFC 4180), ``json`` (an object a line) or ``arrow``; `delimiter` stands between
    cells. `repeats` gives, by the place of a record in the
    chunk, how many before it in the file are the same, where there are any; `lines` the line of each record where the
    records do not tell; `keys` are the columns by the names that JSON has.
    """

    file: str
    number: int
    row: int
    line: int
    data: bytes = field(repr=False)
    columns: tuple[str, ...] = field(repr=False)
    form: str = "lines"
    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    offset: int = 0
    repeats: Mapping[int, int] = field(default_factory=dict, repr=False)
    lines: tuple[int, ...] = field(default=(), repr=False)
    keys: tuple[str, ...] = field(default=(), repr=False)
