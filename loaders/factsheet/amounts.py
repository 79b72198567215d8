"""The amounts of an event, under ``quantity``: words alone, or words with what they do not tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..quantities import read_amount
from ..quotes import Quote
from ..records import Quantity, Text
from .nodes import Scalar
from .section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from ...errors import Position
    from ..quantities import Amount
    from ..records import Span
    from .book import Book

__all__ = ["read_quantities"]


def read_quantities(section: Section, event: str, span: Span, book: Book) -> tuple[Quantity, ...]:
    """Read every amount of one event; its words are looked for in the statement's quote first."""
    return tuple(_quantities(section, event, span, book))


def _quantities(section: Section, event: str, span: Span, book: Book) -> Iterator[Quantity]:
    for number, item in enumerate(section.nodes("quantity"), 1):
        reference = f"{event}-q{number}"
        book.scope.positions[reference] = item.at
        if isinstance(item, Scalar):
            place = book.place_words(section, item.at, Quote(item.text), span, "write {as: …, nth: N}")
            found = _reading(section, place, None, item.at, book) if place else None
        else:
            inner = Section(item, "quantity", section.problems)
            place = book.place(inner, "as", span)
            found = _detailed(inner, place, book)
        if found and place:
            words = Text(place.quote, book.article.language)
            bounds = (found.value, found.minimum, found.maximum)
            yield Quantity(reference, words, found.unit or "", found.approximate, *bounds, span=place)


def _detailed(section: Section, place: Span | None, book: Book) -> Amount | None:
    """Give the amount that the words tell, with the author's own numbers and unit in place of what was read."""
    unit = section.code("unit")
    given = [section.number(key) for key in ("value", "min", "max")]
    approximate = section.flag("approximate", default=False)
    _check_order(section, given)
    amount = _reading(section, place, unit, section.at(), book) if place else None
    if amount is None:
        return None
    amount = _override(amount, given)
    return replace(amount, approximate=approximate) if "approximate" in section.values else amount


def _reading(section: Section, place: Span, unit: str | None, at: Position, book: Book) -> Amount | None:
    amount = read_amount(place.quote, book.lexicon)
    unit = unit or amount.unit
    if unit is None and "unit" not in section.values:
        section.report("quantity-unit", at, place.quote)
    return replace(amount, unit=unit) if unit else None


def _override(amount: Amount, given: list[Decimal | None]) -> Amount:
    if all(n is None for n in given):
        return amount
    value, minimum, maximum = given
    approximate = (amount.approximate and not amount.vague) or value is None
    return replace(amount, value=value, minimum=minimum, maximum=maximum, approximate=approximate)


def _check_order(section: Section, given: list[Decimal | None]) -> None:
    value, minimum, maximum = given
    ordered = [n for n in (minimum, value, maximum) if n is not None]
    if ordered != sorted(ordered):
        section.report("quantity-order", section.at(), ", ".join(map(str, ordered)))
