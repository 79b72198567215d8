"""The lexicon: every word leads somewhere, and a project's own words are checked before they count."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from khabar.errors import UsageError
from khabar.loaders.lexicon import lexicon
from khabar.loaders.quantities import read_amount
from khabar.ontology import vocabulary


@pytest.fixture
def extra(tmp_path):
    def write(text: str):
        path = tmp_path / "lexicon.toml"
        path.write_text(text, encoding="utf-8")
        return lexicon(path)

    return write


def test_every_act_is_a_code():
    assert set(lexicon().acts.values()) <= vocabulary()["act"].keys()
    assert set(lexicon().symbols.values()) <= vocabulary()["unit"].keys()


def test_no_word_stands_for_two_acts():
    tables = tomllib.loads((files("khabar.loaders") / "lexicon.toml").read_text("utf-8"))
    for name in ("acts", "numbers", "multipliers", "months"):
        words = [word for row in tables[name].values() for word in row]
        assert len(words) == len(set(words)), name


@pytest.mark.parametrize(
    ("verb", "act"),
    [
        ("أكدت", "affirm"),
        ("وأضاف", "add"),
        ("علق … قائلا", "comment"),
        ("أبلغتها", "inform"),
        ("said", "mention"),
        ("Reported", "report"),
        ("رقص", None),
        ("…", None),
    ],
)
def test_verbs(verb, act):
    assert lexicon().act(verb) == act


def test_duals_come_from_the_units():
    assert lexicon().duals["جثتين"] == "body"
    assert vocabulary()["unit"]["body"].duals


def test_a_project_adds_words(extra):
    words = extra('[acts]\nwarn = ["نبه"]\n[numbers]\n13 = ["درزن"]\n[quantities.currency]\n"﷼" = "SAR"\n')
    assert words.act("نبهت") == "warn"
    assert words.act("أكد") == "affirm"
    assert read_amount("درزن جندي", words).value == 13
    assert lexicon().act("نبهت") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[act]\nwarn = []", "has no table"),
        ("acts = 3", "has no table"),
        ('[acts]\nsing = ["غنى"]', "has no 'sing'"),
        ('[acts]\nwarn = "نبه"', "write a list of words"),
        ("[acts]\nwarn = [1]", "write a list of words"),
        ('[acts]\nwarn = [""]', "write a list of words"),
        ('[numbers]\nmany = ["كثير"]', "write the number in digits"),
        ('[months]\n13 = ["ناسئ"]', "has no '13'"),
        ('[durations]\nC = ["قرن"]', "has no 'C'"),
        ('[quantities]\ncurrency = ["$"]', "unit code"),
        ('[quantities.currency]\n"x" = "zorkmid"', "unit code"),
        ("[acts", "cannot read the lexicon"),
    ],
)
def test_a_bad_lexicon(extra, text, message):
    with pytest.raises(UsageError, match=r"lexicon\.toml: .*" + message):
        extra(text)


def test_a_lexicon_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot read the lexicon"):
        lexicon(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"\xe3")
    with pytest.raises(UsageError, match="cannot read the lexicon"):
        lexicon(tmp_path / "latin.toml")
