"""Times as articles write them; what cannot be pinned to days keeps its words and says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.loaders.lexicon import lexicon
from khabar.loaders.records import Text
from khabar.loaders.times import days_of, read_time


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("بين عامي 2018 و2019", "2018-01-01", "2019-12-31"),
        ("في ٢٠١٨م", "2018-01-01", "2018-12-31"),
        ("15 أبريل 2016", "2016-04-15", "2016-04-15"),
        ("15 نيسان/أبريل 2016", "2016-04-15", "2016-04-15"),
        ("ديسمبر /كانون الأول 2015", "2015-12-01", "2015-12-31"),
        ("Fri Apr 15 2016", "2016-04-15", "2016-04-15"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("2016-04-15", "2016-04-15", "2016-04-15"),
        ("منذ عام 2018", "2018-01-01", None),
        ("since 2018", "2018-01-01", None),
        ("حتى 2019", None, "2019-12-31"),
        ("قبل 2020", None, "2019-12-31"),
        ("30 فبراير 2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_stated(words, first, last):
    when = read_time(Text(words, "ar"), lexicon())
    assert (when.basis, when.not_before, when.not_after) == ("time-stated", first, last)
    assert when.words == Text(words, "ar")


@pytest.mark.parametrize(
    ("words", "duration"),
    [
        ("منذ 12 عاما", "P12Y"),
        ("منذ ١٢ عاما", "P12Y"),
        ("منذ خمسة وعشرين عاما", "P25Y"),
        ("twenty years ago", "P20Y"),
        ("منذ عامين", "P2Y"),
        ("منذ عام", "P1Y"),
        ("منذ عام تقريبا", "P1Y"),
        ("a year ago", "P1Y"),
        ("for two weeks", "P2W"),
        ("خلال شهر", "P1M"),
        ("منذ سنوات", None),
        ("several years ago", None),
        ("1.5 years", None),
        ("يوم الجمعة", None),
        ("منذ يوم الجمعة", None),
        ("last year", None),
        ("العام الماضي", None),
        ("قبل شهر رمضان", None),
        ("في المستقبل", None),
        ("أمس", None),
    ],
)
def test_relative(words, duration):
    when = read_time(Text(words, "ar"), lexicon())
    assert (when.basis, when.duration, when.not_before, when.not_after) == ("time-relative", duration, None, None)


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2021", ("2021-01-01", "2021-12-31")),
        ("2024-2", ("2024-02-01", "2024-02-29")),
        ("٢٠٢٤-٠٢-٠١", ("2024-02-01", "2024-02-01")),
        (" 2024-02-01 ", ("2024-02-01", "2024-02-01")),
    ],
)
def test_days(date, days):
    assert days_of(date) == days


@pytest.mark.parametrize(
    "date", ["", "2024-13-01", "2024-02-30", "spring 2021", "24-01-01", "2024-1-1-1", "0000", "1e3"]
)
def test_no_days(date):
    with pytest.raises(ValueError):
        days_of(date)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_words_get_some_reading(words):
    when = read_time(Text(words, "ar"), lexicon())
    assert not (when.not_before and when.not_after) or when.not_before <= when.not_after
