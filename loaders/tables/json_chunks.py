"""Chunks of JSON: an object a line, or the objects of one array, taken apart as they come."""

from __future__ import annotations

import codecs
import json
import re
from itertools import chain
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError
from .chunks import Chunk
from .columns import columns_of
from .cutting import LONGEST, cut
from .json_rows import JsonError, cells_of_object, joints, parsed
from .repeats import Repeats

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from .description import Description
    from .streams import Stream

__all__ = ["json_chunks", "looks_like_json"]

_JSON = re.compile(rb'\s*(\{\s*"|\[\s*\{)')
_SUFFIXES = (".json", ".jsonl", ".ndjson", ".geojson")
_SPACE = re.compile(r"[ \t\r\n]*")
_ONE = "is one JSON object, not an object a row"
_ADVICE = "give the array in it, or a line for each object, e.g.: jq -c '.data[]'"


def looks_like_json(name: str, head: bytes) -> bool:
    """Tell JSON by its first letters or by its name."""
    return bool(_JSON.match(head)) or name.lower().endswith(_SUFFIXES)


def json_chunks(stream: Stream, description: Description, size: int, most: int) -> Iterator[Chunk]:
    """Cut JSON into chunks; see `khabar.loaders.tables.reading.chunks`."""
    in_array = stream.head.lstrip()[:1] == b"["
    pieces = _of_array(stream, size, most) if in_array else _of_lines(stream, size, most)
    first = next(pieces, None)
    if first is None:
        raise UnreadableError("has not one row", Position(stream.name))
    keys = _keys(first, stream, in_array=in_array)
    columns = columns_of(keys, description, Position(stream.name, first.line))
    repeats = None if description.id else Repeats()
    row, offset = 1, stream.start
    for number, piece in enumerate(chain([first], pieces)):
        chunk = Chunk(
            stream.name, number, row, piece.line, piece.data, columns, "json",
            "utf-8" if in_array else stream.encoding, offset=offset, lines=piece.lines, keys=keys,
        )  # fmt: skip
        yield replace(chunk, repeats=repeats.of(_contents(chunk, description))) if repeats else chunk
        row, offset = row + piece.records, offset + len(piece.data)
