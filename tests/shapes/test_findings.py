"""Reports: counts, thresholds and messages."""

from __future__ import annotations

import pytest
from khabar.errors import Level, Position
from khabar.shapes import Finding, Report

WARNING = Finding("ArticleDate", Level.WARNING, "urn:a", messages={"en": "Find out.", "ar": "ابحث."})
INFO = Finding("ForceBelongsTo", Level.INFO, "urn:f", value="urn:x")


def test_counts_have_every_level():
    assert Report((WARNING, WARNING, INFO)).counts == {Level.VIOLATION: 0, Level.WARNING: 2, Level.INFO: 1}


@pytest.mark.parametrize(
    ("threshold", "fails"),
    [(Level.VIOLATION, False), (Level.WARNING, True), (Level.INFO, True), (None, False)],
)
def test_a_report_fails_at_its_threshold(threshold, fails):
    assert Report((WARNING, INFO)).fails(threshold) is fails


def test_an_empty_report_fails_at_none():
    assert not Report().fails(Level.INFO)
    assert len(Report()) == 0


@pytest.mark.parametrize(
    ("messages", "lang", "text"),
    [
        ({"en": "E", "ar": "ع"}, "ar", "ع"),
        ({"en": "E", "ar": "ع"}, "fr", "E"),
        ({"": "plain", "en": "E"}, "ar", "plain"),
        ({"fr": "F"}, "en", "F"),
        ({}, "en", ""),
    ],
)
def test_a_message_falls_back(messages, lang, text):
    assert Finding("R", Level.INFO, "urn:x", messages=messages).message(lang) == text


def test_a_problem_keeps_the_value_where_the_place_is_known():
    here = Position("sheet.yaml", 1)
    assert INFO.problem({"urn:f": here}).value == "urn:x"
    assert INFO.problem({}).at == Position("store", key="urn:f")
    assert WARNING.problem({"urn:a": here}).value == ""


def test_findings_can_be_counted_in_sets():
    assert len({WARNING, WARNING, INFO}) == 2
