"""What a cell says: numbers, days, codes, addresses. A code stays text: "010" is not 10."""

from __future__ import annotations

import calendar
import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from ...ontology.terms import KH, KHT, SKOS
from ...ontology.vocabulary import FILES, turtle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .description import Day

__all__ = ["CellError", "address", "days", "decimal", "degrees", "event_type"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ADDRESS = re.compile(r"((?:https?|ftp)://(?:[^\s/?#\[\]@:%]*@)?[^\s/?#\[\]@:%]+(?::[0-9]*)?)([/?#]\S*)?")
# What addresses have and IRIs may not (RFC 3987 section 2.2), but for what every IRI is cleared of when it is written.
_NOT_IN_ADDRESS = re.compile(r"[\[\]]|%(?![0-9A-Fa-f]{2})")
_LONGEST = 40
_NO_NUMBER = "is not a number", "ليس عددا"
# A code, and in groups what it falls back on. A day such as 2024-03-01 begins like a code of CAMEO and is none.
_CODES = {"cameo": re.compile("(([0-9]{2})[0-9]?)[0-9]?"), "plover": re.compile("([A-Z]+)(?:/.*)?")}


class CellError(ValueError):
    """A cell cannot be what its column says it is: why, in English and in Arabic."""

    def __init__(self, reason: str, reason_ar: str) -> None:
        super().__init__(reason)
        self.reason, self.reason_ar = reason, reason_ar


def decimal(text: str) -> Decimal:
    """Give the number that a cell holds; raises CellError for what is none, thousands separators included."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or len(text) > _LONGEST:
        raise CellError(*_NO_NUMBER)
    try:
        return Decimal(text)
    except InvalidOperation as e:
        raise CellError(*_NO_NUMBER) from e


def degrees(text: str, most: int) -> Decimal:
    """Give a latitude (`most` is 90) or a longitude (180)."""
    value = decimal(text)
    if abs(value) > most:
        raise CellError(f"lies outside -{most} to {most} degrees", f"يقع خارج المدى من -{most} إلى {most} درجة")
    return value


def address(text: str) -> str:
    """Give the address in a cell, or an empty string where it holds none, as GDELT's BBC Monitoring does.

    What an IRI may not hold is percent-encoded, for a store would refuse all rows of the file for one such address.

    >>> address("http://example.org/?id[1]=100%"), address("BBC Monitoring")
    ('http://example.org/?id%5B1%5D=100%25', '')
    """
    found = _ADDRESS.fullmatch(text)
    if not found:
        return ""
    before, mark, after = (found[2] or "").partition("#")
    rest = before + mark + after.replace("#", "%23")
    return found[1] + _NOT_IN_ADDRESS.sub(lambda character: quote(character.group(), safe=""), rest)


def days(day: Day, first: str, last: str, precision: str) -> tuple[str, str]:
    """Give the first and the last day that a row's cells stand for, as YYYY-MM-DD, widened as its precision says."""
    start = _date(first, day.format)
    end = _date(last, day.format) if last.strip() else start
    means = day.means.get(precision, "day" if not day.means else "")
    if not means:
        known = ", ".join(day.means)
        raise CellError(f"is no precision that the description knows: {known}", f"ليس درجة دقة يعرفها الوصف: {known}")
    if end < start:
        raise CellError("ends before it begins", "ينتهي قبل أن يبدأ")
    first_day, last_day = _widened(start, end, means)
    return first_day.isoformat(), last_day.isoformat()


def _widened(start: date, end: date, means: str) -> tuple[date, date]:
    if means == "month":
        return start.replace(day=1), end.replace(day=calendar.monthrange(end.year, end.month)[1])
    if means == "year":
        return date(start.year, 1, 1), date(end.year, 12, 31)
    if means == "week":
        return date.fromordinal(start.toordinal() - 3), date.fromordinal(end.toordinal() + 3)
    return start, end


def _date(text: str, form: str | tuple[str, ...]) -> date:
    forms = (form,) if isinstance(form, str) else form
    for each in forms:
        with suppress(ValueError):
            return _read(text.strip(), each)
    names = [each or "ISO 8601 (2026-11-24)" for each in forms]
    raise CellError(f"is no day as {' or '.join(names)} has it", f"ليس يوما على صيغة {' أو '.join(names)}")


def _read(text: str, form: str) -> date:
    return (datetime.strptime(text, form) if form else datetime.fromisoformat(text)).date()  # noqa: DTZ007


def event_type(scheme: str, code: str) -> str:
    """Give the name of the event type that a code stands for; a longer code falls back on a shorter.

    Raises CellError for a code of which no beginning is known, and for what is not written as a code is.
    """
    known, found = _notations(scheme), _CODES[scheme].fullmatch(code)
    for text in (found[0], *found.groups()) if found else ():
        if text in known:
            return known[text]
    raise CellError(f"is no code of {scheme}", f"ليس رمزا من رموز {scheme}")


@cache
def _notations(scheme: str) -> Mapping[str, str]:
    store = Store()
    for file in FILES.values():
        store.load(turtle(file), format=RdfFormat.TURTLE)
    found = store.quads_for_pattern(None, NamedNode(SKOS + "notation"), None)
    return {
        q.object.value: q.subject.value.removeprefix(KHT)
        for q in found
        if isinstance(q.object, Literal) and isinstance(q.subject, NamedNode) and q.object.datatype.value == KH + scheme
    }
