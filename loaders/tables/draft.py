"""Draft the description of an unknown table: TOML, with a comment wherever its owner has to look."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError
from ...ontology.iris import is_slug, slug
from ..packed import inner_name
from .description import described
from .hints import Hints, type_of
from .streams import opened
from .survey import survey
from .written import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .description import Description
    from .hints import Amounts, Who
    from .survey import Column
    from .written import Written

__all__ = ["draft", "place_of"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_MOST_VALUES = 200
_SPLITS = ("; ", ";", " & ", " | ", "|")
_SPLIT_SHARE = 0.1
_HEAD = """\
# What the columns of {file} mean, drafted from {rows}. Look through it, above all where
# a comment asks for it, then: khabar load {file}
# All keys: docs/tables.md
"""


def place_of(path: str | Path) -> Path:
    """Give the file in which the description of a table is looked for: beside it, ``rows.toml`` for ``rows.csv.gz``."""
    path = Path(path)
    return path.with_name(inner_name(path.name)).with_suffix(".toml")


def draft(path: str | Path, encoding: str = "") -> str:
    """Draft the description of a table, as TOML; raises UnreadableError for what is no table."""
    with opened(path, encoding or "utf-8") as stream:
        way = written(stream, encoding)
    description = _provisional(way)
    columns = survey(path, description, way.encoding)
    if not columns or not columns[0].rows:
        raise UnreadableError("has not one row that could be read", Position(str(path)), "look at its delimiter")
    hints = Hints(columns)
    name = Path(path).name
    rows = _counted(columns[0].rows)
    parts = [
        _HEAD.format(file=json.dumps(name, ensure_ascii=False) if " " in name else name, rows=rows),
        *_head(name, columns, hints, rows),
        *_layout(way, description),
        *_type(hints),
        *_day(hints.days),
        *(line for who in (*hints.actors, hints.place) if who for line in _party(who, hints)),
        *(line for amounts in hints.amounts for line in _amount(amounts)),
        *_source(hints),
        *_left(columns, hints),
    ]
    return "\n".join(parts) + "\n"


def _provisional(way: Written) -> Description:
    names = [] if way.header else [f"column {place}" for place in range(1, len(way.first) + 1)]
    layout = {"delimiter": way.delimiter, "quoted": way.quoted, "header": way.header, "columns": names}
    # Without ids the rows would be counted for nothing: the columns are of interest, one by one.
    return described({"name": "draft", "layout": layout, "type": {"constant": "situation"}}, "draft")


def _counted(count: int) -> str:
    return f"{count:,} row" + ("" if count == 1 else "s")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else _text(text)


def _head(name: str, columns: Sequence[Column], hints: Hints, rows: str) -> Iterator[str]:
    own = slug(re.sub(r"[^0-9A-Za-z]+", "-", inner_name(name).partition(".")[0]).strip("-"))
    yield f"name = {_text(own if is_slug(own) else 'table')}  # stands in the IRIs of the rows: change it now or never"
    yield f'label = {{ en = {_text(Path(inner_name(name)).stem)} }}  # add ar = "…"'
    if hints.id:
        yield f"id = [{_text(hints.id.name)}]  # another one in each of {rows}: is that so in all?"
    else:
        yield "# No column tells the rows apart, so their whole content names them: a corrected row will be a new one."
        yield "id = []"
    texts = "".join(text for column in columns for text in column.values[:50])
    arabic = len(_ARABIC.findall(texts)) * 2 > sum(map(str.isalpha, texts))
    yield f'language = "{"ar" if arabic else "en"}"  # of the names in it'
    yield 'status = "completed"  # or planned, ongoing, unspecified: how far the events have come'
    yield 'by = "month"  # rows are kept together by day, month or year of the event, or all of them'


def _layout(way: Written, description: Description) -> Iterator[str]:
    if not way.first:
        return
    yield "\n[layout]"
    yield f"delimiter = {_text(way.delimiter)}"
    yield f"header = {str(way.header).lower()}"
    yield f"quoted = {str(way.quoted).lower()}  # false: quotation marks are letters like any other"
    if way.encoding != "utf-8":
        yield f"encoding = {_text(way.encoding)}  # look at names with letters beyond a-z"
    if not way.header:
        yield "# The first row has no names: give every column one, and use these below."
        names = [
            f"    {_text(name)},  # {_shown(cell)}"
            for name, cell in zip(description.layout.columns, way.first, strict=True)
        ]
        yield "\n".join(["columns = [", *names, "]"])


def _shown(cell: str) -> str:
    return " ".join(_text(cell[:40]).split())


def _type(hints: Hints) -> Iterator[str]:
    yield "\n[type]"
    if hints.type is None:
        yield "# No column says of what type the events are, so all are of one. Their names: docs/model.md"
        yield 'constant = "situation"'
        return
    yield f"columns = [{_text(hints.type.name)}]"
    if hints.scheme:
        yield f'scheme = "{hints.scheme}"'
        return
    yield "\n# What each value stands for, by the words in it: check all. Rows with other values are not loaded."
    yield "[type.values]"
    for value in hints.type.values[:_MOST_VALUES]:
        found, count = type_of(value), _counted(hints.type.counts[value])
        yield f'{_key(value)} = "{found}"  # {count}' if found else f'# {_key(value)} = ""  # {count}: name a type'


def _day(days: Sequence[Column]) -> Iterator[str]:
    yield "\n[day]"
    if not days:
        yield '# No column has days that khabar could read: first = "…", format = "%d/%m/%Y" as in strptime'
        return
    yield from (f"{key} = {_text(column.name)}" for key, column in zip(("first", "last"), days, strict=False))
    forms = days[0].forms
    also = f"  # or {' or '.join(map(_text, forms[1:]))}: all rows fit both, so look" if forms[1:] else ""
    if forms[0]:
        yield f"format = {_text(forms[0])}{also}"


def _party(who: Who, hints: Hints) -> Iterator[str]:
    is_place = who.role == "place"
    places = [c for c in (hints.latitude, hints.longitude) if c] if is_place else []
    yield "\n[[party]]"
    yield f'role = "{who.role}"{_doubt(who, hints)}'
    if is_place:
        yield 'kind = "Place"'
    yield f"key = [{', '.join(dict.fromkeys(_text(c.name) for c in (who.column, *places)))}]"
    if places:
        yield f"label = {_text(who.column.name)}"
    if who.country and who.country is not who.column:
        yield f"country = {_text(who.country.name)}"
        yield f'scheme = "{who.scheme}"  # how it names countries; iso2 and fips have the same letters for others'
    yield from (
        f"{key} = {_text(c.name)}"
        for key, c in (("latitude", hints.latitude), ("longitude", hints.longitude))
        if c and is_place
    )
    if split := "" if is_place else _split(who.column):
        yield f"split = {_text(split)}  # between several in one cell"


def _doubt(who: Who, hints: Hints) -> str:
    if who.role == "participant" and len(hints.actors) > 1:
        return "  # or initiator, affected: does the table say who acts on whom?"
    return ""


def _split(column: Column) -> str:
    return next((mark for mark in _SPLITS if column.share(partial(_holds, mark)) > _SPLIT_SHARE), "")


def _holds(mark: str, text: str) -> bool:
    return mark in text


def _amount(amounts: Amounts) -> Iterator[str]:
    yield "\n[[amount]]"
    yield f'unit = "{amounts.unit}"  # what is counted: check it'
    for key, column in (("value", amounts.value), ("low", amounts.low), ("high", amounts.high)):
        if column:
            yield f"{key} = {_text(column.name)}"


def _source(hints: Hints) -> Iterator[str]:
    found = [(key, c) for key, c in (("url", hints.url), ("name", hints.source)) if c]
    if found:
        yield "\n[source]"
        yield from (f"{key} = {_text(column.name)}" for key, column in found)
        if split := _split(found[-1][1]):
            yield f"split = {_text(split)}  # between several in one cell"


def _left(columns: Sequence[Column], hints: Hints) -> Iterator[str]:
    who = [w for w in (*hints.actors, hints.place) if w]
    used = {id(c) for w in who for c in (w.column, w.country)} | {id(c) for c in hints.days}
    used |= {id(c) for a in hints.amounts for c in (a.value, a.low, a.high)}
    used |= {id(c) for c in (hints.id, hints.type, hints.latitude, hints.longitude, hints.url, hints.source)}
    left = [_shown(c.name) for c in columns if id(c) not in used]
    if left:
        yield "\n# Not used: " + ", ".join(left)
        yield "# khabar load --full keeps them as they are."
