"""YAML and JSON as nodes: all scalars are text, and every node knows where it stands."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.errors import UnreadableError
from khabar.loaders.factsheet.document import parse
from khabar.loaders.factsheet.nodes import List, Map, Scalar
from khabar.loaders.factsheet.source import shield

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def plain(node):
    match node:
        case Scalar():
            return node.text
        case List():
            return [plain(n) for n in node.items]
        case Map():
            return {k: plain(n) for k, n in node.values.items()}


def load(source: str):
    problems: list = []
    found = plain(parse(source, "f", problems))
    assert problems == []
    return found


@given(
    st.dictionaries(TEXTS.filter(bool), TEXTS, min_size=1, max_size=5), st.booleans(), st.sampled_from([None, 2, "\t"])
)
def test_json_comes_back_as_text(values, ascii_only, indent):
    assert load(json.dumps(values, ensure_ascii=ascii_only, indent=indent)) == values


SCALARS = [
    "12",
    "no",
    "on",
    "yes",
    "012",
    "0x1F",
    "0o7",
    "1e3",
    ".inf",
    "null",
    "~",
    "2018-01-01",
    "1_000",
    "1:30",
    "<<",
]


@pytest.mark.parametrize("word", SCALARS)
def test_no_scalar_is_resolved(word):
    assert load(f"a: {word}\n") == {"a": word}
    assert load(f"{word}: a\n") == {word: "a"}
    assert load(f"%YAML 1.1\n---\n- {word}\n") == [word]


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029", "\x7f", "\x92", "\ufffe", "\ufeff", "😀", "\U0010ffff"])
def test_odd_characters_are_no_line_ends(odd):
    words = f"أ{odd}ب"
    assert load(f"a: {words}\nb: c\n") == {"a": words, "b": "c"}
    assert load(f'a: "{words}"\n') == {"a": words}
    assert load(f"a: |\n  {words}\n  ج\n") == {"a": words + "\nج"}


def test_what_stands_in_for_odd_characters_does_not_stand_in_the_source():
    source = "a: \U000f0000\x85\n"
    shielded, back = shield(source)
    assert "\x85" not in shielded
    assert shielded.translate(back) == source
    assert load(source) == {"a": "\U000f0000\x85"}


@pytest.mark.parametrize(
    "source", ["\ufeffa: b\r\nc: d\r\n", "a: b\rc: d", "---\na: b\nc: d\n...\n", '{"a":"b","c":"d"}']
)
def test_marks_of_systems(source):
    assert load(source) == {"a": "b", "c": "d"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("|\n  x\n  y\n", "x\ny"),
        ("|+\n  x\n\n", "x\n\n"),
        (">\n  x\n  y\n", "x y"),
        ("x\n  y\n", "x y"),
        ('"x\n  y"', "x y"),
        ('"\\ud83d\\ude00"', "😀"),
        ("'it''s'", "it's"),
        ("x" * 200_000, "x" * 200_000),
    ],
    ids=range(8),
)
def test_ways_to_write_text(source, text):
    assert load(f"a: {source}\n") == {"a": text}


def test_nodes_know_where_they_stand():
    root = parse("a:\n  - b\n  - c: 'd'\n", "f", [])
    inner = root.values["a"].items[1].values["c"]
    assert (str(inner.at), inner.at.key) == ("f:3:8", "a[2].c")
    assert str(root.values["a"].items[1].keys["c"]) == "f:3:5"


def test_a_key_given_twice_keeps_its_first_value():
    problems: list = []
    root = parse("a: b\na: c\n", "f", problems)
    assert plain(root) == {"a": "b"}
    assert [p.rule for p in problems] == ["sheet-duplicate-key"]


@pytest.mark.parametrize(
    ("source", "cut"), [("a: the #1 x", True), ("a: x # y", False), ("a: 'x' #y", False), ("a: b#c", False)]
)
def test_a_comment_that_may_be_none_is_pointed_out(source, cut):
    problems: list = []
    parse(source, "f", problems)
    assert [p.rule for p in problems] == ["sheet-comment"] * cut


def test_too_large():
    with pytest.raises(UnreadableError, match="larger than a fact sheet can be"):
        parse("x" * (20 * 1024 * 1024), "f", [])


@given(st.text(st.characters(max_codepoint=0x7F), max_size=60))
def test_any_text_is_parsed_or_refused(source):
    with suppress(UnreadableError):
        assert plain(parse(source, "f", [])) is not None
