"""Read times as articles write them. What cannot be pinned to days keeps its words and says so."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

from ..ontology.labels import fold, to_ascii_digits
from .numerals import read_numeral, tokens_of
from .records import Text, When

if TYPE_CHECKING:
    from .lexicon import Lexicon

__all__ = ["days_of", "read_time"]

# «2018م» and «و2019» are years as well.
_YEARS = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(?!\d)")
_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_WORD = re.compile(r"\d+|[^\W\d_]+")


def days_of(date: str) -> tuple[str, str]:
    """Give the first and last day (``YYYY-MM-DD``) of a year, a month or a day; raise ValueError if it is none.

    >>> days_of("2021-03"), days_of("٢٠٢١")
    (('2021-03-01', '2021-03-31'), ('2021-01-01', '2021-12-31'))
    """
    found = _ISO.fullmatch(to_ascii_digits(date.strip()))
    if not found:
        raise ValueError(date)
    year, month, day = (int(n) if n else None for n in found.groups())
    return _bounds(year or 0, month, day)


def read_time(words: Text, lexicon: Lexicon) -> When:
    """Read the words of a time; the basis is ``time-stated`` where they pin it to days, else ``time-relative``.

    >>> from .lexicon import lexicon
    >>> when = read_time(Text("بين عامي 2018 و2019", "ar"), lexicon())
    >>> when.not_before, when.not_after, read_time(Text("منذ 12 عاما", "ar"), lexicon()).duration
    ('2018-01-01', '2019-12-31', 'P12Y')
    """
    folded = fold(words.value)
    bounds = _exact(folded, lexicon) or _years(folded)
    if bounds:
        return When("time-stated", words, *_open_ended(folded, bounds, lexicon))
    return When("time-relative", words, duration=_duration(folded, lexicon))


def _exact(folded: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Read a day or a month of a named year: «15 أبريل 2016», «April 2016», «2016-04-15»."""
    iso = re.search(r"\d{4}-\d\d?(?:-\d\d?)?", folded)
    years = _YEARS.findall(folded)
    if len(years) != 1:
        return None
    try:
        return days_of(iso.group()) if iso else _named_month(folded, int(years[0]), lexicon)
    except ValueError:
        return None


def _named_month(folded: str, year: int, lexicon: Lexicon) -> tuple[str, str] | None:
    padded = f" {' '.join(_WORD.findall(folded))} "
    months = {n for name, n in lexicon.months.items() if f" {name} " in padded}
    if len(months) != 1:
        return None
    days = [int(n) for n in re.findall(r"(?<!\d)\d{1,2}(?!\d)", padded)]
    return _bounds(year, months.pop(), days[0] if len(days) == 1 else None)


def _years(folded: str) -> tuple[str, str] | None:
    years = sorted(int(y) for y in _YEARS.findall(folded))
    return (f"{years[0]}-01-01", f"{years[-1]}-12-31") if years else None


def _open_ended(folded: str, bounds: tuple[str, str], lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Leave the end open after «منذ» (since), the beginning before «حتى» (until) and «قبل» (before)."""
    first = folded.split(" ", 1)[0]
    if first in lexicon.marks["since"] and len(_YEARS.findall(folded)) == 1:
        return bounds[0], None
    if first in lexicon.marks["until"]:
        return None, bounds[1]
    if first in lexicon.marks["before"]:
        day_before = dt.date.fromisoformat(bounds[0]) - dt.timedelta(days=1)
        return None, day_before.isoformat()
    return bounds


def _duration(folded: str, lexicon: Lexicon) -> str | None:
    """Give a stated length as ISO 8601 text; «منذ عامين» is P2Y, «منذ عام» P1Y, «منذ سنوات» None.

    «يوم الجمعة» and "last year" are a day and a year, and no length.
    """
    words = tokens_of(folded)
    for at, word in enumerate(words):
        if word in lexicon.durations:
            designator, alone = lexicon.durations[word]
            number = _number_before(words, at, lexicon)
            if number is None and alone == 1 and not _stands_for_one(words, at, lexicon):
                number = 0
            count = alone if number is None else number
            return f"P{count}{designator}" if count else None
    return None


def _number_before(words: list[str], at: int, lexicon: Lexicon) -> int | None:
    """Give the number that ends right before a word, 0 where it is not whole, and None where there is none."""
    for start in range(at):
        found = read_numeral(words[:at], start, lexicon)
        if found and found.end == at:
            return int(found.value) if found.value == found.value.to_integral_value() else 0
    return None


def _stands_for_one(words: list[str], at: int, lexicon: Lexicon) -> bool:
    after = words[at + 1 :]
    alone = not after or " ".join(after) in {*lexicon.marks["approximate"], "ago"}
    return alone and at > 0 and words[at - 1] in lexicon.marks["lasting"]


def _bounds(year: int, month: int | None, day: int | None) -> tuple[str, str]:
    first = dt.date(year, month or 1, day or 1)
    if day:
        return first.isoformat(), first.isoformat()
    last = month or 12
    return first.isoformat(), dt.date(year, last, calendar.monthrange(year, last)[1]).isoformat()
