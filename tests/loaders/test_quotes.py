"""A quote is found to the letter or not at all; what differs in spelling alone is offered in the text's own words."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from khabar.loaders.quotes import NotFound, Quote, find_all, locate
from khabar.loaders.records import Span
from khabar.loaders.spelling import folded_place, spelt_as
from khabar.ontology.labels import fold, fold_with_offsets

MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640\u200c\u200f"
ARABIC = st.text("ابتثجحدرسصعقلمنهوي أإآىةؤئ٠٣0123 «»،." + MARKS, min_size=1, max_size=60)
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(st.one_of(ANY, ARABIC))
@example("İstanbul ﷺ ﻻ ½")
def test_folding_keeps_the_way_back(text):
    folded, offsets = fold_with_offsets(text)
    assert len(folded) == len(offsets)
    assert all(a <= b for a, b in pairwise(offsets))
    assert all(0 <= n < len(text) for n in offsets)
    for character, offset in zip(folded, offsets, strict=True):
        assert character == " " or character in fold_with_offsets(text[offset])[0]


@given(ARABIC, st.data())
def test_what_folds_alike_is_found_as_it_stands(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    assume(fold(words))
    place = folded_place(text, words)
    assert place is not None
    assert fold(text[slice(*place)]) == fold(words)


@given(st.one_of(ANY, st.text("ab", min_size=1, max_size=30)), st.data())
def test_any_part_of_a_text_is_found_or_said_to_stand_more_than_once(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    places = [n for n in range(len(text)) if text.startswith(words, n)]
    assert find_all(text, words) == places
    for nth, place in enumerate(places, 1):
        assert locate(text, Quote(words, nth=nth)) == Span(place, place + len(words), words)
    found = locate(text, Quote(words))
    assert found == Span(start, end, words) if len(places) == 1 else isinstance(found, NotFound)
    assert isinstance(locate(text, Quote(words, nth=len(places) + 1)), NotFound)


@given(st.text("ابتثجحدرس نم", min_size=3, max_size=40), st.sampled_from(MARKS), st.data())
def test_a_mark_too_many_is_offered_and_never_accepted(text, mark, data):
    words = text.strip()
    assume(fold(words))
    at = data.draw(st.integers(1, len(words)))
    found = locate(text, Quote(words[:at] + mark + words[at:]))
    assert isinstance(found, NotFound)
    assert "spelt otherwise" in found.said.en
    assert found.fix.endswith(": " + words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("الأسد هنا", "الاسد"),
        ("إلى سورية", "الي سوريه"),
        ("نحو 250 مليون", "نحو ٢٥٠ مليون"),
        ("قال «نعم» ثم", '"نعم"'),
        ("اِنْسَحَبَ الجَيْشُ", "انسحب الجيش"),
        ("حـمـيـم", "حميم"),
        ("a  b", "a b"),
        ("ﺍﻟﺠﻴﺶ", "الجيش"),
        ("The Army", "the army"),
        ("غادروا\u200fقاعدة", "غادرواقاعدة"),
    ],
)
def test_kinds_of_spelling(text, words):
    found = locate(text, Quote(words))
    assert isinstance(found, NotFound)
    assert "spelt otherwise" in found.said.en
    assert spelt_as(text, words)


def test_what_cannot_be_seen_is_offered_as_escapes():
    assert spelt_as("a\r\nb\u200c\u00a0“c\\”", 'a b "c\\"') == '"a\\r\\nb\\u200c\\u00a0“c\\\\”"'
    assert spelt_as("x\U000e0001y", "xy") == '"x\\U000e0001y"'


@pytest.mark.parametrize("words", ["\u064e", "\u200c", "   "])
def test_words_without_a_letter_are_offered_nothing(words):
    found = locate("الجيش", Quote(words))
    assert isinstance(found, NotFound)
    assert "is not in the article" in found.said.en


def test_within_a_span_and_after_an_anchor():
    text = "الجيش. قال الجيش إن الجيش عاد"
    span = Span(7, len(text), text[7:])
    assert locate(text, Quote("الجيش", nth=1), span) == Span(11, 16, "الجيش")
    assert locate(text, Quote("الجيش", after="إن "), span) == Span(20, 25, "الجيش")
    assert locate(text, Quote("الجيش", after=". قال"), span).said.en.startswith("after:")
    assert locate(text, Quote("الجيش", after="قال", nth=2)) == Span(20, 25, "الجيش")


def test_overlapping_occurrences_count():
    assert find_all("aaaa", "aa") == [0, 1, 2]
    assert find_all("aaaa", "") == []


@pytest.mark.slow
def test_a_miss_in_a_long_text_is_quick_and_still_near():
    text = "كلمة أخرى لا شأن لها. " * 20_000 + "انسحب الجيش من القاعدة ليلا. " + "حشو آخر. " * 20_000
    found = locate(text, Quote("انسحب الجيش عن القاعدة"))
    assert "انسحب الجيش من القاعدة" in found.fix


def test_real_oddities_are_found_to_the_letter(oddities):
    chosen = random.Random(7)
    for text in oddities:
        for _ in range(20):
            start = chosen.randrange(max(1, len(text) - 40))
            words = text[start : start + chosen.randrange(5, 41)]
            nth = find_all(text, words).index(start) + 1
            span = locate(text, Quote(words, nth=nth))
            assert text[span.start : span.end].encode() == words.encode()
            assert span.start == start
