"""The rows of JSON: an object a row, its keys the columns; numbers stay as they are written, for a code may be one."""

from __future__ import annotations

import json
from collections import ChainMap
from functools import cache
from typing import TYPE_CHECKING, Any

from .csv_rows import texts_of
from .faults import bad_json, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...errors import Problem
    from .chunks import Chunk, Row
    from .description import Description

__all__ = ["JsonError", "cells_of_object", "joints", "parsed", "rows_of_json"]

_BETWEEN = "; "


class JsonError(ValueError):
    """A text is no JSON object that can be a row; `letter` is where, from 0."""

    def __init__(self, reason: str, letter: int = 0) -> None:
        super().__init__(reason)
        self.letter = letter


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def rows_of_json(chunk: Chunk, description: Description, problems: list[Problem]) -> Iterator[Row]:
    """Give the rows of a chunk of JSON Lines."""
    known, between = set(chunk.keys), joints(chunk, description)
    told: set[str] = set()
    for place, text in enumerate(texts_of(chunk, problems)):
        if not text.strip():
            continue
        line = chunk.lines[place] if chunk.lines else chunk.line + place
        try:
            found = parsed(text)
            cells = cells_of_object(found, chunk.keys, between)
        except JsonError as e:
            problems.append(bad_json(chunk, line, text, str(e), e.letter))
            continue
        if not found.keys() <= known:
            new = [key for key in found if key not in known and key not in told]
            told.update(new)
            problems += [unknown_key(chunk, line, key, named=bool(description.id)) for key in new]
            if not description.id:
                continue
        yield chunk.row + place, line, cells, chunk.repeats.get(place, 0)


def parsed(text: str) -> dict[str, Any]:
    """Give an object's values by key, those of objects in it under keys like ``place.name``; raises JsonError."""
    try:
        found = _decoder().decode(text)
    except json.JSONDecodeError as e:
        raise JsonError(f"is no JSON: {e.msg}", e.pos) from None
    except RecursionError:
        raise JsonError("is nested too deeply") from None
    if not isinstance(found, dict):
        raise JsonError("is no JSON object, which a row has to be")
    return _flat(found) if any(isinstance(value, dict) for value in found.values()) else found


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_once, parse_int=_Number, parse_float=_Number, parse_constant=_Number)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise JsonError(f"has the key {next(k for k in keys if keys.count(k) > 1)!r} twice")
    return found


def _flat(found: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in found.items():
        inner = {f"{key}.{k}": v for k, v in _flat(value).items()} if isinstance(value, dict) else {key: value}
        if twice := flat.keys() & inner.keys():
            raise JsonError(f"has the key {min(twice)!r} twice")
        flat |= inner
    return flat


def joints(chunk: Chunk, description: Description) -> Mapping[str, str]:
    """Give, by key, what is put between the values of a list: what the description takes them apart at."""
    source = description.source
    split = dict.fromkeys((source.url, source.name), source.split)
    for party in description.parties:
        split |= {name: party.split for name in (*party.key, party.label) if party.split}
    named = dict(zip(chunk.columns, chunk.keys, strict=True))
    return ChainMap({named[name]: mark for name, mark in split.items() if mark and name in named})


def cells_of_object(found: Mapping[str, Any], keys: Sequence[str], between: Mapping[str, str]) -> list[str]:
    """Give the cells in the order of the keys, an empty one where there is no value; raises JsonError."""
    values = map(found.get, keys)
    cells = [v if type(v) is str else cell(v, between.get(k, _BETWEEN)) for k, v in zip(keys, values, strict=True)]
    joined = "".join(cells)
    if "\0" in joined:
        raise JsonError("holds a NUL character (U+0000)")
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            raise JsonError("holds half of a character (a lone surrogate)") from None
    return cells


def cell(value: Any, between: str) -> str:  # noqa: ANN401 - what JSON or Arrow has
    """Give a value as a cell: a list of plain values is joined, what is deeper stays JSON."""
    if isinstance(value, str):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return between.join(cell(item, between) for item in value)
    return _written(value)


def _written(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, _Number):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(f"{_written(str(k))}:{_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
