"""Findings of the rules come back to the keys of the sheet."""

import json
from pathlib import Path

import pytest
from khabar import Project
from khabar.errors import Position
from khabar.loaders.factsheet.keys import SECTIONS
from khabar.output.sarif import sarif
from khabar.project import keys
from khabar.project.starter import start
from khabar.shapes import rulebook

ORDERLY = {"ArticleDate", "ForceBelongsTo"}


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Give the findings of the starter's sheet with some words replaced, by rule."""
    start(tmp_path)
    monkeypatch.chdir(tmp_path)

    def validate(*changes):
        text = Path("article.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        Path("sheet.yaml").write_text(text, encoding="utf-8")
        return {p.rule: p for p in Project.open().validate("sheet.yaml")}

    return validate


@pytest.mark.parametrize(
    ("old", "new", "rule", "at", "fix"),
    [
        ("", "", "ArticleDate", Position("sheet.yaml", 4, 3, "article.published"),
         "write published: under article, e.g. published: 2024-12-20"),
        ("    of: army\n    in: the-north\n", "    in: the-north\n", "BaseBelongsTo",
         Position("sheet.yaml", 17, 3, "entities.north-base.of"),
         "write of: under entities.north-base, e.g. of: iran"),
        ("    en: the army\n", "", "EntityLabelBoth", Position("sheet.yaml", 12, 3, "entities.army.en"),
         "write en: under entities.army"),
        ("    en: the north\n", "    en: الشمال\n", "EntityLabelScript",
         Position("sheet.yaml", 26, 9, "entities.the-north.en"), ""),
        ("quantity: نحو 200 جندي", "quantity: {as: نحو 200 جندي, value: 2.5}", "QuantityWhole",
         Position("sheet.yaml", 45, 43, "statements[1].claims.quantity.value"), ""),
    ],
)  # fmt: skip
def test_a_finding_names_the_key(found, old, new, rule, at, fix):
    problem = found((old, new))[rule]
    assert (problem.at, problem.fix) == (at, fix)


def test_of_two_keys_the_one_that_lacks_is_asked_for(found):
    problem = found(("    of: army\n", "    of: army\n    lat: 35.1\n"))["PlaceCoordinates"]
    assert problem.at.key == "entities.north-base.long"


def test_the_key_and_the_fix_reach_sarif(found):
    report = json.loads(sarif([found()["ArticleDate"]]))
    [result] = report["runs"][0]["results"]
    [location] = result["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "article.published"}]
    assert location["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 3}
    assert result["properties"]["fix"].startswith("write published:")


def test_every_line_of_the_tables_is_of_a_rule_and_a_key_that_there_is():
    names = {key.name for section in SECTIONS.values() for key in section}
    assert {name for row in (*keys._KEYS.values(), *keys._RULES.values()) for name in row} <= names
    assert keys._RULES.keys() <= {rule.name for rule in rulebook().rules}
    pathless = {rule.name for rule in rulebook().rules if not rule.path}
    assert keys._RULES.keys() <= pathless


def test_most_rules_on_what_a_sheet_writes_lead_to_a_key():
    of_paths = [rule for rule in rulebook().rules if rule.path and rule.path.startswith("http")]
    names = {key.name for section in SECTIONS.values() for key in section}
    nameless = {r.name for r in of_paths if not names & set(keys._names_of(r.path, r.name))}
    # What khabar works out itself has no key, nor has what only tables say.
    assert nameless == {"AssessmentBy", "EventPlacePrecision", "EvidenceSource", "EvidenceStart", "EvidenceEnd"}
