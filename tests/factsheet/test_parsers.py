"""The parser written in C and the one written in Python read a sheet alike: texts, places and warnings."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from khabar import examples
from khabar.errors import UnreadableError
from khabar.loaders.factsheet.document import careful, parse, quick
from khabar.loaders.factsheet.source import shield

SHEETS = [p for p in Path(__file__).parent.rglob("*") if p.suffix in {".yaml", ".json"}]
SLOW = ["json", "lone-surrogate-in-json", "spelling-control-characters"]


def read(reader, source: str):
    shielded, back = shield(source.removeprefix("\ufeff"))
    found = reader(shielded, "f", back)
    return found and (found.root, found.problems)


def refused(source: str) -> str:
    try:
        read(careful, source)
    except UnreadableError as e:
        return str(e)
    return ""


@pytest.mark.parametrize("sheet", [*SHEETS, examples.path()], ids=lambda p: p.parent.name)
def test_every_sheet_of_the_tests_is_read_alike(sheet):
    try:
        source = sheet.read_text("utf-8")
    except UnicodeDecodeError:
        return
    found = read(quick, source)
    if found is None:
        assert refused(source) or sheet.parent.name in SLOW
    else:
        assert found == read(careful, source)


WORDS = st.text(st.sampled_from("abج أَ😀 #:-'\"[]{},&*!|>%@?\\~=.0\n\t\x85\u2028"), max_size=12)
DATA = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
STYLES = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, None, '"', "'", "|", ">"]),
        "default_flow_style": st.sampled_from([None, True, False]),
        "allow_unicode": st.booleans(),
        "indent": st.sampled_from([2, 4]),
        "width": st.sampled_from([20, 80]),
        "line_break": st.sampled_from(["\n", "\r\n"]),
        "explicit_start": st.booleans(),
    }
)
PIECES = st.sampled_from([*"#:-'\"[]{},&*!|>? \n\t", "\n  ", "- ", ": ", " #x", "...\n", "---\n", "k: v\n", "\ufeff"])


def agree(source: str) -> None:
    found = read(quick, source)
    # The parser in C takes some rare forms of YAML that the other refuses, such as a document that ends twice.
    with suppress(UnreadableError):
        assert found in (None, read(careful, source))


@given(DATA, STYLES)
def test_generated_yaml_is_read_alike(data, style):
    agree(yaml.safe_dump(data, **style))


@given(DATA, st.booleans(), st.sampled_from([None, 1]))
def test_generated_json_is_read_alike(data, ascii_only, indent):
    agree(json.dumps(data, ensure_ascii=ascii_only, indent=indent))


@given(DATA, STYLES, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), PIECES), min_size=1, max_size=3))
def test_damaged_yaml_is_read_alike(data, style, damages):
    source = yaml.safe_dump(data, **style)
    for at, lost, piece in damages:
        source = source[: at % (len(source) + 1)] + piece + source[at % (len(source) + 1) + lost :]
    agree(source)


def test_the_quick_one_reads_the_example():
    """Else a fact sheet would take ten times as long, and nothing would tell."""
    assert read(quick, examples.path().read_text("utf-8"))


@pytest.mark.parametrize("source", ["a: b\nc: [d", "a: b\tc", "a: &x b", "a: |#x\n  y"])
def test_what_is_wrong_or_taken_differently_is_left_to_the_careful_one(source):
    assert read(quick, source) is None


def test_without_the_parser_in_c(monkeypatch):
    source = examples.path().read_text("utf-8")
    found = parse(source, "f", [])
    monkeypatch.delattr(yaml, "CBaseLoader")
    assert quick(source, "f", {}) is None
    assert parse(source, "f", []) == found
