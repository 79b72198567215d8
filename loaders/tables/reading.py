"""From a file to rows: the parent cuts it into chunks, which is cheap, and workers read the rows of each.

    for chunk in chunks("GEDEvent_v24_1.csv", description):
        problems = []
        for row, line, cells, occurrence in rows(chunk, description, problems):
            ...

Neither holds more of a file than a chunk or two, whatever its size; of a table without ids also 16 to 32 bytes a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .chunks import MOST_ROWS, SIZE, Chunk, Row
from .csv_rows import rows_of_lines, rows_of_records
from .delimited import delimited
from .json_chunks import json_chunks, looks_like_json
from .json_rows import rows_of_json
from .parquet_rows import PARQUET, parquet_chunks, rows_of_arrow
from .streams import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ...errors import Problem
    from .description import Description

__all__ = ["Chunk", "Row", "chunks", "rows"]


def chunks(
    path: str | Path, description: Description, size: int = SIZE, most: int = MOST_ROWS, encoding: str = ""
) -> Iterator[Chunk]:
    """Cut a table into chunks of about `size` bytes and at most `most` rows; ``-`` is standard input.

    `encoding` is used instead of the description's. Raises UsageError for a file that is not there, and UnreadableError
    for one that is no such table, at once or when what is wrong with it comes up.
    """
    with opened(path, encoding or description.layout.encoding) as stream:
        if stream.head.startswith(PARQUET):
            yield from parquet_chunks(stream, description, most)
        elif looks_like_json(stream.inner_name, stream.head):
            yield from json_chunks(stream, description, size, most)
        else:
            yield from delimited(stream, description, size, most)


def rows(chunk: Chunk, description: Description, problems: list[Problem] | None = None) -> Iterator[Row]:
    """Give the rows of a chunk: number, line, cells, and how many before it in the file are the same.

    Rows that cannot be read are left out, and what is wrong with them goes to `problems`, the last of it when the rows
    have come to their end. Raises UnreadableError where more than a handful are not in the file's encoding.
    """
    told: list[Problem] = [] if problems is None else problems
    readers = {"lines": rows_of_lines, "quoted": rows_of_records, "json": rows_of_json, "arrow": rows_of_arrow}
    return readers[chunk.form](chunk, description, told)
