"""SARIF 2.1.0: what its schema requires of a log, and what we put into it."""

from __future__ import annotations

import json

import pytest
from khabar.errors import Level, Position, Problem
from khabar.output.problems import problem_table, report_format
from khabar.output.sarif import sarif

HERE = Position("articles/خبر 1.yaml", 12, 5, "statements[s01].speaker")
SPEAKER = Problem("StatementSpeaker", "Name one.", HERE, Level.VIOLATION, "urn:x", "write speaker:", "اذكر واحدا.")
DATE = Problem("ArticleDate", "Find out.", Position("store", key="urn:a"), Level.WARNING, message_ar="ابحث.")
QUOTES = [Problem("quote", f"no {n}", Position("a.yaml", n), Level.INFO) for n in (1, 2)]


def log(*problems):
    return json.loads(sarif(problems, "0.1"))


@pytest.fixture(scope="module")
def run():
    return log(SPEAKER, DATE, *QUOTES)["runs"][0]


def test_a_log_has_what_the_schema_requires(run):
    whole = log(SPEAKER)
    assert whole["version"] == "2.1.0"
    assert whole["$schema"].endswith("sarif-schema-2.1.0.json")
    assert isinstance(whole["runs"], list)
    assert run["tool"]["driver"]["name"] == "khabar"
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    for rule in run["tool"]["driver"]["rules"]:
        assert isinstance(rule["id"], str)
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
        assert all(set(text) == {"text"} for text in rule.get("messageStrings", {}).values())
    for result in run["results"]:
        assert isinstance(result["message"]["text"], str)
        assert result["level"] in {"none", "note", "warning", "error"}
        assert all(n >= 1 for place in result["locations"] for n in region(place).values())


def region(place):
    return place.get("physicalLocation", {}).get("region", {})


def test_each_rule_stands_once_and_each_result_points_to_it(run):
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["StatementSpeaker", "ArticleDate", "quote"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note", "note"]


def test_a_rule_speaks_both_languages(run):
    assert run["tool"]["driver"]["rules"][0]["messageStrings"] == {
        "en": {"text": "Name one."},
        "ar": {"text": "اذكر واحدا."},
    }
    assert "messageStrings" not in run["tool"]["driver"]["rules"][2]


def test_a_result_says_where(run):
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 5}
    assert place["physicalLocation"]["artifactLocation"]["uri"].startswith("articles/%D8%AE")
    assert place["logicalLocations"] == [{"fullyQualifiedName": "statements[s01].speaker"}]
    assert run["results"][0]["properties"] == {"message_ar": "اذكر واحدا.", "value": "urn:x", "fix": "write speaker:"}


def test_the_store_is_no_file(run):
    assert run["results"][1]["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "urn:a"}]}]


def test_a_broken_file_name_does_not_end_the_report():
    (result,) = log(Problem("r", "m\udc80", Position("a\udc80.yaml", key="k\udc80")))["runs"][0]["results"]
    assert result["message"]["text"] == "m?"


def test_no_problems_are_a_log_too():
    assert log()["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("name", "path", "chosen"),
    [
        ("sarif", "-", "sarif"),
        ("", "x.sarif", "sarif"),
        ("ttl", "-", "ttl"),
        ("", "a.report.ttl", "ttl"),
        ("csv", "x.sarif", ""),
        ("", "x.csv", ""),
        ("", "-", "text"),
        ("", "x.txt", "text"),
        ("", "x", "text"),
        ("table", "-", ""),
    ],
)
def test_the_suffix_decides_where_no_name_does(name, path, chosen):
    assert report_format(name, path) == chosen


def test_the_arabic_message_of_a_table_knows_its_language():
    table = problem_table([SPEAKER])
    assert [cell.language for cell in table.rows[0]][table.columns.index("message_ar")] == "ar"
