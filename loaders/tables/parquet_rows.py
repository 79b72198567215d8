"""The rows of a Parquet table; a chunk holds them as an Arrow stream. Needs the extra ``khabar[parquet]``."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...errors import Position, UnreadableError, UsageError
from .chunks import Chunk
from .columns import columns_of
from .faults import bad_value
from .json_rows import cell, joints
from .repeats import Repeats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...errors import Problem
    from .chunks import Row
    from .description import Description
    from .streams import Stream

__all__ = ["PARQUET", "parquet_chunks", "rows_of_arrow"]

PARQUET = b"PAR1"
_WHOLE = 1 << 53
_UNSEEN = "\0"


def parquet_chunks(stream: Stream, description: Description, most: int) -> Iterator[Chunk]:
    """Cut a Parquet table into chunks; see `khabar.loaders.tables.reading.chunks`."""
    arrow = _arrow()
    if stream.packing or not stream.file.seekable():
        raise UnreadableError("is a Parquet table, which is read from a file of its own only", Position(stream.name))
    with _guarded(stream.name):
        table = arrow.parquet.ParquetFile(stream.file)
        names = tuple(table.schema_arrow.names)
    columns = columns_of(names, description, Position(stream.name))
    if not table.metadata.num_rows:
        raise UnreadableError("has columns and not one row", Position(stream.name))
    repeats = None if description.id else Repeats()
    batches, row, number = table.iter_batches(batch_size=most), 1, 0
    while (batch := _next(batches, stream.name)) is not None:
        chunk = Chunk(stream.name, number, row, row, _packed(batch), columns, "arrow", keys=names)
        yield replace(chunk, repeats=repeats.of(_contents(chunk, description))) if repeats else chunk
        row, number = row + batch.num_rows, number + 1


def rows_of_arrow(chunk: Chunk, description: Description, problems: list[Problem]) -> Iterator[Row]:
    """Give the rows of a chunk of a Parquet table; their lines are their numbers."""
    for place, found in enumerate(zip(*_columns(chunk, description), strict=True)):
        cells = list(found)
        if _UNSEEN in "".join(cells):
            column = next(n for n, text in enumerate(cells) if _UNSEEN in text)
            problems.append(bad_value(chunk, chunk.row + place, chunk.columns[column], cells[column]))
        else:
            yield chunk.row + place, chunk.row + place, cells, chunk.repeats.get(place, 0)


def _arrow() -> Any:  # noqa: ANN401 - the library may not be there
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise UsageError("Parquet needs pyarrow, which is not installed\n  pip install 'khabar[parquet]'") from None
    return pa


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    arrow = _arrow()
    try:
        yield
    except (OSError, ValueError, arrow.ArrowException) as e:
        raise UnreadableError(f"is broken Parquet: {str(e).splitlines()[0]}", Position(name)) from None


def _next(batches: Any, name: str) -> Any:  # noqa: ANN401
    with _guarded(name):
        return next(batches, None)


def _packed(batch: Any) -> bytes:  # noqa: ANN401
    made = io.BytesIO()
    with _arrow().ipc.new_stream(made, batch.schema) as writer:
        writer.write_batch(batch)
    return made.getvalue()


def _columns(chunk: Chunk, description: Description) -> list[Sequence[str]]:
    between = joints(chunk, description)
    table = _arrow().ipc.open_stream(chunk.data).read_all()
    marks = [between.get(key, "; ") for key in chunk.keys]
    return [_texts(column, mark) for column, mark in zip(table.columns, marks, strict=True)]


def _texts(column: Any, between: str) -> Sequence[str]:  # noqa: ANN401
    """Give a column as text: numbers without an exponent or a ``.0`` that tables with gaps add, days as ISO 8601."""
    types = _arrow().types
    kind = column.type
    if types.is_timestamp(kind):
        column = column.cast(_arrow().timestamp("us"), safe=False)
        return ["" if v is None else v.replace(tzinfo=None).isoformat(" ", "seconds") for v in column.to_pylist()]
    if types.is_date(kind) or types.is_integer(kind) or types.is_boolean(kind) or types.is_decimal(kind):
        return [text or "" for text in column.cast("string").to_pylist()]
    return [_text(value, between) for value in column.to_pylist()]


def _text(value: Any, between: str) -> str:  # noqa: ANN401
    if type(value) is str:
        return value
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)  # noqa: PLR0124
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return _UNSEEN
    return cell(value, between)


def _contents(chunk: Chunk, description: Description) -> Iterator[tuple[str, ...]]:
    return zip(*_columns(chunk, description), strict=True)
