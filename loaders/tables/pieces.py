"""What a row says, piece by piece: its type, its days, its amounts.

A piece knows the lines that it may add, as templates, and fills their holes from a row's cells. What cells mean is
worked out once for each distinct text.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ...ontology.terms import KH, SCHEMA
from ..nquads import number, predicate, string
from ..records import Quantity, When
from .cells import CellError, days, decimal, event_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .description import Amount
    from .holes import Holes
    from .template import Template

__all__ = ["CACHED", "AmountOf", "DaysOf", "Doubt", "Piece", "RowError", "TypeOf"]

CACHED = 1 << 17
_TIME = tuple(predicate(KH, name) for name in ("timeBasis", "notBefore", "notAfter"))
_CODE = predicate(KH, "code")

_BOUNDS = (
    "low <= best <= high does not hold; kept as given",
    "لا يصح أن الأدنى <= الأرجح <= الأعلى؛ أُبقيت القيم كما وردت",
)


class RowError(ValueError):
    """A row cannot be read: the column, its cell, and why, in English and in Arabic."""

    def __init__(self, column: str, value: str, why: CellError) -> None:
        super().__init__(f"{column}: {value!r} {why.reason}")
        self.doubt = Doubt(column, value, why.reason, why.reason_ar)


class Doubt(NamedTuple):
    """What is odd about a cell."""

    column: str
    value: str
    reason: str
    reason_ar: str


class Piece(Protocol):
    """A part of what rows say."""

    @property
    def templates(self) -> Sequence[Template]:
        """The groups of lines that it may add, a bit each."""

    def fill(self, cells: Sequence[str], values: list[str], doubts: list[Doubt]) -> int:
        """Fill holes from a row; give the bits of the templates that it needs.

        What is odd and kept as given goes to `doubts`: column, cell, reason. Raises RowError.
        """


def has(*predicates: bytes) -> Callable[[bytes], bool]:
    """Tell triples with one of these predicates."""
    return lambda triple: any(p in triple for p in predicates)


class TypeOf:
    """The type of the event and its code as the row has it; with them what every row says, its status and data set."""

    def __init__(self, holes: Holes, at: Mapping[str, int]) -> None:
        self._type = holes.description.type
        self._at = [at[column] for column in self._type.columns if column in at]
        self._name, name = holes.new()
        self._code, _ = holes.new('"zzcodezz"')
        known = {"type": name, "source": f"dataset/{holes.description.name}"}
        scheme = self._type.scheme
        base = holes.template(lambda t: not has(*_TIME)(t), **known)
        coded = holes.template(has(_CODE), **known, code=(scheme, "zzcodezz"))
        self.templates = (base, coded) if self._at else (base,)
        self._read = lru_cache(CACHED)(self._named)
        self._bits = (1 << len(self.templates)) - 1

    def fill(self, cells: Sequence[str], values: list[str], _doubts: list[Doubt]) -> int:
        """Fill in the type and the code."""
        text = cells[self._at[0]] if len(self._at) == 1 else "/".join([cells[place] for place in self._at]).rstrip("/")
        values[self._name], values[self._code] = self._read(text)
        return self._bits

    def _named(self, text: str) -> tuple[str, str]:
        kind = self._type
        if kind.constant:
            return kind.constant, ""
        code = string(text).decode()
        try:
            return (event_type(kind.scheme, text) if kind.scheme else self._listed(text)), code
        except CellError as e:
            raise RowError("/".join(kind.columns), text, e) from None

    def _listed(self, text: str) -> str:
        # Joined cells may be listed whole, or by their first alone: ACLED's types have many sub-types.
        found = self._type.values.get(text) or self._type.values.get(text.partition("/")[0])
        if not found:
            raise CellError("is no type that the description knows", "ليس نوعا يعرفه الوصف")
        return found


class DaysOf:
    """When it happened, as the row's columns and their precision have it; unknown where they are empty."""

    def __init__(self, holes: Holes, at: Mapping[str, int]) -> None:
        self.day = holes.description.day
        # A column that the table lacks reads as one more cell, which is empty.
        self._columns = tuple(at.get(column, -1) for column in (self.day.first, self.day.last, self.day.precision))
        (self.first, first), (self.last, last) = holes.new(), holes.new()
        known = When("time-stated", not_before=first, not_after=last)
        self.templates = (holes.template(has(*_TIME), when=known), holes.template(has(*_TIME), when=When()))
        self._read = lru_cache(CACHED)(self._days)

    def fill(self, cells: Sequence[str], values: list[str], _doubts: list[Doubt]) -> int:
        """Fill in the days."""
        first, last, precision = self._columns
        values[self.first], values[self.last] = self._read(cells[first], cells[last], cells[precision])
        return 1 if values[self.first] else 2

    def _days(self, first: str, last: str, precision: str) -> tuple[str, str]:
        if not first.strip():
            return "", ""
        try:
            return days(self.day, first, last, precision)
        except CellError as e:
            column, value = (self.day.precision, precision) if "precision" in str(e) else (self.day.first, first)
            raise RowError(column, value, e) from None


class AmountOf:
    """A number with its bounds; where they contradict each other the row is told of, and kept as it is."""

    def __init__(self, holes: Holes, at: Mapping[str, int], amount: Amount) -> None:
        self._columns = (amount.value, amount.low, amount.high)
        self._at = itemgetter(*[at.get(column, -1) for column in self._columns])
        marks = [Decimal(918273645918270 + len(holes) + n) for n in range(3)]
        made = [holes.new(number(mark).decode()) for mark in marks]
        self._places = [place for place, _ in made]
        sub = f"zz1zz#{amount.unit}"
        quantity = Quantity(sub, None, amount.unit, value=marks[0], minimum=marks[1], maximum=marks[2])
        own, bounds = f"#{amount.unit}>".encode(), [predicate(SCHEMA, n) for n in ("value", "minValue", "maxValue")]
        kept = (lambda t: own in t and not has(*bounds)(t), *map(has, bounds))
        self.templates = tuple(holes.template(keep, quantities=(quantity,)) for keep in kept)
        self._read = lru_cache(CACHED)(self._numbers)

    def fill(self, cells: Sequence[str], values: list[str], doubts: list[Doubt]) -> int:
        """Fill in the numbers that the row has."""
        texts = self._at(cells)
        bits, written, ordered = self._read(texts)
        for place, text in zip(self._places, written, strict=True):
            values[place] = text
        if not ordered:
            doubts.append(Doubt("/".join(filter(None, self._columns)), "/".join(texts), *_BOUNDS))
        return bits

    def _numbers(self, texts: tuple[str, ...]) -> tuple[int, tuple[str, ...], bool]:
        found = [self._number(column, text) for column, text in zip(self._columns, texts, strict=True)]
        bits = sum(2 << n for n, value in enumerate(found) if value is not None)
        best, low, high = found
        steps = [n for n in (low, best, high) if n is not None]
        written = tuple("" if n is None else number(n).decode() for n in found)
        return bits and bits | 1, written, steps == sorted(steps)

    def _number(self, column: str, text: str) -> Decimal | None:
        try:
            return decimal(text) if text.strip() else None
        except CellError as e:
            raise RowError(column, text, e) from None
