"""Every letter of an article stands under a span or in a gap, never in both."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from khabar.loaders.coverage import share, uncovered
from khabar.loaders.records import Span

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@st.composite
def texts_and_spans(draw):
    text = draw(TEXTS)
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    return text, [Span(a, b, text[a:b]) for a, b in draw(st.lists(ends, max_size=6)) if a < b]


@given(texts_and_spans())
def test_spans_and_gaps_share_the_text_out(drawn):
    text, spans = drawn
    gaps = uncovered(text, spans)
    covered = {n for s in spans for n in range(s.start, s.end)}
    open_ = {n for g in gaps for n in range(g.start, g.end)}
    assert not covered & open_
    assert all(n in covered | open_ for n, c in enumerate(text) if c.isalnum())
    assert all(g.quote == text[g.start : g.end] and g.quote.strip() for g in gaps)
    assert all(a.end <= b.start for a, b in pairwise(gaps))
    assert 0 <= share(text, spans) <= 1


def test_gaps_keep_to_their_lines_and_lose_their_punctuation():
    text = "عنوان: أول\nقال، «نعم».\n"
    assert [g.quote for g in uncovered(text, [Span(11, 14, "قال")])] == ["عنوان: أول", "نعم"]


def test_a_gap_keeps_the_marks_on_its_last_letter():
    assert [g.quote for g in uncovered("كتابٌ، وقلمٌ.", [])] == ["كتابٌ، وقلمٌ"]


def test_nothing_to_cover():
    assert share("… !\n", []) == 1.0
    assert uncovered("", []) == []
