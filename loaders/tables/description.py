"""What a table's columns mean: a small file, for a known data set in this folder, for any other beside the table.

Nothing in khabar knows a data set by name: its file says how it is written, which column is what, and how its codes are
read. `docs/tables.md` lists the keys.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import UsageError, did_you_mean
from ...ontology.iris import is_slug

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "PLACES",
    "Amount",
    "Day",
    "Description",
    "Layout",
    "Mention",
    "Party",
    "Source",
    "Type",
    "described",
    "descriptions",
    "read",
]

Part = TypeVar("Part")
_DAYS = ("day", "week", "month", "year", "range")
PLACES = ("exact", "near", "district", "province", "region", "country", "international")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: `columns` names them where it has no header; `files` are patterns of file names.

    `renamed` gives, for columns of other releases, the name that the rest of the description uses; `quoted` is false
    where quotation marks are letters like any other. `optional` are columns that a file may lack, `empty` the cells
    that say nothing, by column (``*`` is any): ``{"*" = ["None"]}``.
    """

    delimiter: str = ","
    header: bool = True
    quoted: bool = True
    encoding: str = "utf-8"
    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    empty: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Type:
    """The type of the events: one for all (`constant`), or from columns.

    `scheme` is a notation of the ontology's event types (``cameo``, ``plover``); a longer code falls back on a shorter.
    `values` maps a cell, or cells joined by ``/``, to the name of a type; its codes are plain text.
    """

    columns: tuple[str, ...] = ()
    scheme: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    constant: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """When it happened: a column, or a first and a last; `format` as in strptime, several to try, empty for ISO 8601.

    `precision` is a column that says how far a day is meant, and `means` what its values are: ``day``, ``week``,
    ``month``, ``year`` or ``range`` (the two columns as they stand).
    """

    first: str = ""
    last: str = ""
    format: str | tuple[str, ...] = ""
    precision: str = ""
    means: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Party:
    """Who or where: the role of an event, and the columns that name what fills it.

    `key` are the columns that tell two of them apart, `label` the one to show. `country` names a country by `scheme`
    (``cameo``, ``cow``, ``fips``, ``gw``, ``iso2``, ``iso3``, ``iso-number``, ``name``); `split` is what stands between
    several in one cell. `only` names columns and the cells that they must have: a list may say in some rows who acts
    on whom, and in others only who takes part. `precision` is a column that says how exactly a place is known, and
    `means` what its values are: ``exact``, ``near``, ``district``, ``province``, ``region``, ``country`` or
    ``international``.
    """

    role: str
    key: tuple[str, ...]
    label: str = ""
    kind: str = "Organization"
    country: str = ""
    scheme: str = ""
    latitude: str = ""
    longitude: str = ""
    split: str = ""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    precision: str = ""
    means: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: what is counted, the column of the value, and those of the lowest and the highest estimate."""

    unit: str
    value: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row is from: a column of addresses, or one of names; `split` is what stands between several.

    Where these say nothing, `otherwise` may: a column whose whole cell is one name.
    """

    url: str = ""
    name: str = ""
    split: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Rows that are no events, but say that an article speaks of one; `of` is the data set whose events they are.

    `event` and `article` are columns, the second of addresses; `publisher` has a name, and `confidence` a number of
    which `most` is certainty.
    """

    of: str
    event: str
    article: str
    publisher: str = ""
    confidence: str = ""
    most: int = 1


@dataclass(frozen=True, slots=True)
class Description:
    """One data set's table. `id` are the columns that name a row: without any, its whole content does.

    `by` is how rows are spread over named graphs: ``day``, ``month``, ``year`` (of the event, or of the column `dated`)
    or ``all``. `language` is that of the names in it.
    """

    name: str
    label: Mapping[str, str]
    layout: Layout
    type: Type
    day: Day
    id: tuple[str, ...] = ()
    status: str = "completed"
    parties: tuple[Party, ...] = ()
    amounts: tuple[Amount, ...] = ()
    source: Source = field(default_factory=Source)
    mention: Mention | None = None
    by: str = "month"
    dated: str = ""
    language: str = "en"
    file: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the description speaks of."""
        named = {*self.id, *self.type.columns, self.day.first, self.day.last, self.day.precision, self.dated}
        for party in self.parties:
            named |= {*party.key, *party.only, party.label, party.country}
            named |= {party.latitude, party.longitude, party.precision}
        for amount in self.amounts:
            named |= {amount.value, amount.low, amount.high}
        if self.mention:
            named |= {self.mention.event, self.mention.article, self.mention.publisher, self.mention.confidence}
        return frozenset(named | {self.source.url, self.source.name, self.source.otherwise}) - {""}


@cache
def descriptions() -> Mapping[str, Description]:
    """Give the data sets that khabar knows, by name."""
    found = (entry for entry in files(__package__).joinpath("sets").iterdir() if entry.name.endswith(".toml"))
    made = {e.name.removesuffix(".toml"): described(tomllib.loads(e.read_text("utf-8")), e.name) for e in found}
    return dict(sorted(made.items()))


def read(path: str | Path) -> Description:
    """Read a description that a user wrote; raises UsageError, with file and key, for what is none."""
    try:
        table = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as e:
        raise UsageError(f"{path}: cannot be read: {e}") from e
    return described(table, str(path))


def described(table: Mapping[str, Any], file: str) -> Description:
    """Make a description of what a TOML file says."""
    parts = dict(table)
    name = parts.get("name", "")
    if not isinstance(name, str) or not is_slug(name):
        raise UsageError(f"{file}: name: write a name of a-z, 0-9 and -, which stands in the IRIs of the rows")
    made: dict[str, Any] = {
        "layout": _part(Layout, parts.pop("layout", {}), file, "layout"),
        "type": _part(Type, parts.pop("type", {}), file, "type"),
        "day": _part(Day, parts.pop("day", {}), file, "day"),
        "source": _part(Source, parts.pop("source", {}), file, "source"),
        "mention": _part(Mention, parts.pop("mention"), file, "mention") if "mention" in parts else None,
        "parties": _parts(Party, parts.pop("party", []), file, "party"),
        "amounts": _parts(Amount, parts.pop("amount", []), file, "amount"),
    }
    _check_meanings(made["day"], _DAYS, file, "day")
    for party in made["parties"]:
        _check_meanings(party, PLACES, file, "party")
    parts.setdefault("label", {"en": name})
    return _part(Description, {**parts, **made, "file": file}, file, "")


def _check_meanings(part: Day | Party, known: tuple[str, ...], file: str, where: str) -> None:
    for cell, meaning in part.means.items():
        if meaning not in known:
            hint = did_you_mean(str(meaning), known) or f"known are: {', '.join(known)}"
            raise UsageError(f"{file}: {where}: means: {cell} = {meaning!r} is no precision\n  {hint}")
    if part.precision and not part.means:
        raise UsageError(f"{file}: {where}: precision needs means, which says what its values are: {', '.join(known)}")


def _parts(kind: type[Part], tables: object, file: str, where: str) -> tuple[Part, ...]:
    if not isinstance(tables, list):
        raise UsageError(f"{file}: {where}: write [[{where}]], once for each")
    return tuple(_part(kind, table, file, where) for table in tables)


def _part(kind: type[Part], table: object, file: str, where: str) -> Part:
    if not isinstance(table, dict):
        raise UsageError(f"{file}: {where}: write a table [{where}]")
    known = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            hint = did_you_mean(key, known) or f"the keys are: {', '.join(known)}"
            raise UsageError(f"{file}: {where}: there is no key {key!r}\n  {hint}")
    try:
        return kind(**{key: _frozen(value) for key, value in table.items()})
    except TypeError as e:
        raise UsageError(f"{file}: {where}: {str(e).partition(') ')[2] or e}") from None


def _frozen(value: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(value) if isinstance(value, list) else value
