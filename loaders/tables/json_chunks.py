"""Chunks of JSON: an object a line, or the objects of one array, taken apart as they come."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import Position, UnreadableError
from .chunks import Chunk
from .columns import columns_of
from .cutting import cut
from .faults import ENCODING
from .json_array import objects_of
from .json_rows import JsonError, cells_of_object, joints, parsed
from .repeats import Repeats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .description import Description
    from .streams import Stream

__all__ = ["json_chunks", "looks_like_json"]

_JSON = re.compile(rb'\s*(\{\s*"|\[\s*\{)')
_SUFFIXES = (".json", ".jsonl", ".ndjson", ".geojson")
_ONE = "is one JSON object, not an object a row"
_ADVICE = "give the array in it, or a line for each object, e.g.: jq -c '.data[]'"


class _Part(NamedTuple):
    """Objects, one a line: how many, the line of the first, and those of all where they were not lines before."""

    data: bytes
    records: int
    line: int
    lines: tuple[int, ...] = ()


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
    keys = _keys(first, stream, description, in_array=in_array)
    columns = columns_of(keys, description, Position(stream.name, first.line))
    repeats = None if description.id else Repeats()
    row, offset = 1, stream.start
    for number, piece in enumerate(chain([first], pieces)):
        chunk = Chunk(
            stream.name, number, row, piece.line, piece.data, columns, "json",
            encoding="utf-8" if in_array else stream.encoding, offset=offset, lines=piece.lines, keys=keys,
        )  # fmt: skip
        yield replace(chunk, repeats=repeats.of(_contents(chunk, description))) if repeats else chunk
        row, offset = row + piece.records, offset + len(piece.data)


def _of_lines(stream: Stream, size: int, most: int) -> Iterator[_Part]:
    line = 1
    for piece in cut(stream.blocks(size), b",", b"\n", quoted=False, most=most, name=stream.name):
        if piece.data.strip():
            yield _Part(piece.data, piece.records, line)
        line += piece.lines


def _of_array(stream: Stream, size: int, most: int) -> Iterator[_Part]:
    held: list[bytes] = []
    lines: list[int] = []
    length = 0
    for line, text in objects_of(_decoded(stream, size), stream.name):
        held.append(text.replace("\n", " ").replace("\r", " ").encode() + b"\n")
        lines.append(line)
        length += len(held[-1])
        if length >= size or len(held) == most:
            yield _Part(b"".join(held), len(held), lines[0], tuple(lines))
            held, lines, length = [], [], 0
    if held:
        yield _Part(b"".join(held), len(held), lines[0], tuple(lines))


def _decoded(stream: Stream, size: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(stream.encoding)()
    line, offset = 1, stream.start
    for block in chain(stream.blocks(size), [b""]):
        held = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, not block)
        except UnicodeDecodeError as e:
            raise UnreadableError(
                f"is not {stream.encoding}: byte 0x{e.object[e.start]:02x} at offset {offset - held + e.start}",
                Position(stream.name, line + e.object[: e.start].count(b"\n")),
                ENCODING,
            ) from None
        line, offset = line + text.count("\n"), offset + len(block)
        yield text


def _keys(part: _Part, stream: Stream, description: Description, *, in_array: bool) -> tuple[str, ...]:
    """Give the keys of the first objects, in the order of their letters: the keys of an object have no order."""
    keys: set[str] = set()
    fault: UnreadableError | None = None
    encoding = "utf-8" if in_array else stream.encoding
    for place, text in enumerate(part.data.split(b"\n")):
        try:
            found = parsed(text.decode(encoding)) if text.strip() else {}
        except (JsonError, UnicodeDecodeError) as e:
            line = part.lines[place] if part.lines else part.line + place
            fault = fault or UnreadableError(_fault(text, e), Position(stream.name, line), _ADVICE)
            continue
        fault = fault or (_wrapped(found, stream.name, part.line) if part.records == 1 else None)
        keys.update(found)
    if not keys or (fault and not keys & description.columns):
        raise fault or UnreadableError("has rows without one key", Position(stream.name, part.line))
    return tuple(sorted(keys))


def _wrapped(found: Mapping[str, Any], name: str, line: int) -> UnreadableError | None:
    """Know what servers answer: one object, with the rows as an array in it."""
    lists = (value for value in found.values() if isinstance(value, list))
    is_one = any(isinstance(item, dict) for items in lists for item in items)
    return UnreadableError(_ONE, Position(name, line), _ADVICE) if is_one else None


def _fault(text: bytes, e: ValueError) -> str:
    if text.strip() in {b"{", b"["}:
        return _ONE
    return "is not in the encoding it should be in" if isinstance(e, UnicodeDecodeError) else str(e)


def _contents(chunk: Chunk, description: Description) -> Iterator[tuple[str, ...] | None]:
    between = joints(chunk, description)
    for text in chunk.data.split(b"\n")[:-1]:
        try:
            yield tuple(cells_of_object(parsed(text.decode(chunk.encoding)), chunk.keys, between))
        except (JsonError, UnicodeDecodeError):
            yield None
