"""Two more sheets, written by hand on real articles, to show that nothing is cut to the first."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from khabar import shapes
from khabar.errors import Level
from khabar.loaders import factsheet
from khabar.loaders.mapping import map_sheet

SHEETS = {"latakia": "en_s3_latakia_infiltration", "strikes": "ar_s1_33_strikes"}
# The annotator's name of a unit, where it is not the code.
UNITS = {"wounded": "injured"}
HERE = Path(__file__).parent / "second"


@pytest.fixture(params=SHEETS)
def second(request, data, tmp_path):
    """The sheet, its warnings, and what was annotated in its text."""
    text = SHEETS[request.param]
    shutil.copy(data / "texts" / f"{text}.txt", tmp_path)
    shutil.copy(HERE / f"{request.param}.yaml", tmp_path)
    gold = json.loads((data / "texts" / f"{text}.gold.json").read_text("utf-8"))
    return *factsheet.read(tmp_path / f"{request.param}.yaml"), gold


def numbers(amount) -> tuple[float | None, ...]:
    at_least = amount.get("bound") in {"gt", "ge"}
    return (None, amount["value"], None) if at_least else (amount["value"], None, None)


def test_is_read_without_problems(second):
    _, warnings, gold = second
    assert warnings == ()
    assert len(gold["statements"]) >= 5


def test_every_annotated_quote_is_a_statement_of_its_speaker(second):
    sheet, _, gold = second
    for statement in gold["statements"]:
        found = [s for s in sheet.statements if s.span.quote == statement["quote"]]
        found += [s for s in sheet.statements if s.span.start <= statement["start"] and statement["end"] <= s.span.end]
        assert found, statement["quote"]
        assert found[0].verbatim == (statement["kind"] == "direct")
    assert all(sheet.article.text[s.start : s.end] == s.quote for s in sheet.spans)


def test_every_annotated_amount_is_a_quantity(second):
    sheet, _, gold = second
    read = {
        (q.as_written.value, q.unit, q.approximate, q.value, q.minimum, q.maximum)
        for e in sheet.events
        for q in e.quantities
    }
    amounts = [a for s in gold["statements"] for a in s["amounts"]] + gold.get("narrator_amounts", [])
    wanted = {(a["text"], UNITS.get(a["unit"], a["unit"]), a["approx"], *numbers(a)) for a in amounts}
    assert wanted <= read


def test_who_passes_on_whom(second):
    """What the annotator calls ``via`` is a statement that says the statement."""
    sheet, _, gold = second
    passed_on = {s.content for s in sheet.statements if s.content in {x.reference for x in sheet.statements}}
    quotes = {s.span.quote for s in sheet.statements if s.reference in passed_on}
    assert quotes == {s["quote"] for s in gold["statements"] if "via" in s}


@pytest.mark.slow
def test_keeps_every_rule(second):
    sheet, _, _ = second
    report = shapes.validate(map_sheet(sheet).nquads())
    assert [(f.rule, f.focus) for f in report if f.level is Level.VIOLATION] == []
