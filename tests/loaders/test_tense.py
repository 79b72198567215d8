"""«قد» before a past verb says "has"; before a present verb it says "may". Only the second is a hedge."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from khabar.loaders.lexicon import lexicon
from khabar.loaders.records import Span
from khabar.loaders.tense import has_not_may, is_past, past_hedge

HARAKAT = "[\u064b-\u0652]*"
QAD = re.compile(rf"(?<![\w\u064b-\u0652])(?:[وف]{HARAKAT})?(?:ل{HARAKAT})?ق{HARAKAT}د{HARAKAT}(?=[^\S\n])")
WORDS = {
    kind: words.split()
    for kind, words in tomllib.loads(Path(__file__).with_name("verbs_after_qad.toml").read_text("utf-8")).items()
}


@pytest.mark.parametrize("word", WORDS["past"])
def test_past(word):
    assert is_past(word, lexicon())


@pytest.mark.parametrize("word", [*WORDS["present"], *WORDS["either"], *WORDS["no_verb"]])
def test_not_past_for_certain(word):
    assert not is_past(word, lexicon())


@pytest.mark.parametrize("verb", WORDS["either"])
@pytest.mark.parametrize("before", ["لقد", "وكان الوزير قد", "كانت وزارة الدفاع الإيرانية قد"])
def test_past_by_what_stands_before(before, verb):
    text = f"{before} {verb} أمس"
    assert has_not_may(text, len(before) - len(before.split()[-1]), lexicon())


@pytest.mark.parametrize(
    "before", ["كان يرى أن إيران قد", "كان هذا ما قد", "كان هناك.\nوإيران قد", "كان في الدول التي قد"]
)
@pytest.mark.parametrize("verb", WORDS["either"])
def test_a_clause_of_its_own_decides_nothing(before, verb):
    text = f"{before} {verb} أمس"
    assert has_not_may(text, len(before) - 2, lexicon()) is None


@pytest.mark.parametrize("text", ["قد", "قد ", "قد، غادر", "قد\nغادر", "قدم غادر", "عقد غادر", ""])
def test_no_qad_with_a_word_after_it(text):
    assert has_not_may(text, 0, lexicon()) is None


def test_the_five_of_the_worked_example():
    text = (files("khabar.examples") / "putin-syria.txt").read_text("utf-8")
    found = [has_not_may(text, m.start(), lexicon()) for m in QAD.finditer(text)]
    assert found == ["قد انسحبوا", None, "قد حققت", "قد حول", None]


@pytest.mark.parametrize(
    ("hedge", "found"),
    [
        ("قد", None),
        ("قد غادروا", "قد غادروا"),
        ("قد تعكس", None),
        ("قد غادروا القاعدة", None),
        ("يبدو … قد غادروا", None),
        ("ليس هناك", None),
        ("…", None),
    ],
)
def test_a_hedge_is_wrong_in_all_its_places_or_not_at_all(hedge, found):
    text = "عقد اجتماع. يبدو أن الجنود قد غادروا القاعدة، في خطوة قد تعكس تحولا"
    assert past_hedge(text, Span(0, len(text), text), hedge, lexicon()) == found
    if hedge == "قد":
        assert past_hedge(text, Span(0, 48, text[:48]), hedge, lexicon()) == "قد غادروا"


def test_a_project_adds_verbs(tmp_path):
    path = tmp_path / "lexicon.toml"
    path.write_text('[past]\nsure = ["تبختر"]\n', encoding="utf-8")
    assert is_past("تبختر", lexicon(path))
    assert not is_past("تبختر", lexicon())


def test_no_verb_is_listed_twice():
    past = lexicon().past
    assert not past["sure"] & past["unsure"]
    assert not past["not_verbs"] & (past["sure"] | past["unsure"])


def test_no_false_alarm_in_real_texts(data):
    """Every «قد» of the texts: none that means "may" is taken for "has", and most of the others are known."""
    paths = [*(data / "texts").glob("ar_*.txt"), *(data / "texts").glob("wikinews_*.txt")]
    texts = [p.read_text("utf-8") for p in paths]
    lines = (data / "texts/saudinews_299.jsonl").read_text("utf-8").split("\n")
    texts += [json.loads(line)["content"] for line in lines if line]
    flagged = [w for t in texts for m in QAD.finditer(t) if (w := has_not_may(t, m.start(), lexicon()))]
    verbs = [words.split()[-1] for words in flagged]
    assert not set(WORDS["may"]) & set(verbs)
    assert not [v for v in verbs if v.startswith("ي")]
    assert len(verbs) > 250
