"""The worked example: what the article holds, counted and read as the design has it."""

from __future__ import annotations

import hashlib
from collections import Counter
from decimal import Decimal
from importlib.resources import as_file, files

import pytest
from khabar.loaders import factsheet
from khabar.loaders.coverage import uncovered
from khabar.loaders.mapping import map_sheet
from pyoxigraph import RdfFormat, Store

SHA256 = "ad3a24dad61353045a65c447ee4d6ce669ec6c2d7d8a4308a0037b6892bf4f57"
SUBHEADS = [
    "تصريحات بوتين عن الوضع العسكري في سوريا",
    "إيران وروسيا: دور الحرس الثوري الإيراني",
    "الانسحابات العسكرية الروسية",
    "التحولات الاقتصادية والسياسية",
    "التوقعات المستقبلية",
]
CONNECTIVES = ["حيث", "في سياق حديثه", "من جهته", "فيما يخص التواجد العسكري الروسي", "من جانب آخر", "في الوقت نفسه"]


@pytest.fixture(scope="module")
def seed():
    with as_file(files("khabar.examples") / "putin-syria.yaml") as path:
        return factsheet.read(path)


@pytest.fixture(scope="module")
def sheet(seed):
    return seed[0]


def test_no_warning(seed):
    assert seed[1] == ()


def test_counts(sheet):
    identities = sum(len(e.same_as) for e in sheet.entities)
    quantities = [q for e in sheet.events for q in e.quantities]
    assert (len(sheet.statements), len(sheet.events), len(quantities)) == (32, 29, 5)
    assert (len(sheet.assessments), identities) == (21, 9)
    assert len({(s.start, s.end) for s in sheet.spans}) == len(sheet.spans) == 61


def test_the_text_is_the_one(sheet):
    data = (files("khabar.examples") / "putin-syria.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == sheet.article.sha256 == SHA256
    assert sheet.article.text.encode() == data
    assert sheet.article.reference == "article/vu5cjwwwcnjqiwtf"


def test_every_quote_is_its_slice_and_has_a_place_in_the_sheet(sheet):
    for span in sheet.spans:
        assert sheet.article.text[span.start : span.end] == span.quote
        assert sheet.positions[span.reference].line


def test_gaps_are_the_subheads_and_the_connectives(sheet):
    gaps = [g.quote for g in uncovered(sheet.article.text, [s.span for s in sheet.statements])]
    assert Counter(gaps) == Counter(SUBHEADS + CONNECTIVES)


def test_quantities(sheet):
    found = [(q.as_written.value, q.value, q.unit, q.approximate) for e in sheet.events for q in e.quantities]
    assert found == [
        ("حوالي 30 ألف جندي", Decimal(30_000), "soldier", True),
        ("4000 مقاتل", Decimal(4_000), "fighter", False),
        ("جزء كبير من قواتها العسكرية", None, "soldier", True),
        ("جزء كبير من قواتها العسكرية ومعداتها", None, "equipment", True),
        ("نحو 250 مليون دولار", Decimal(250_000_000), "USD", True),
    ]


def test_times(sheet):
    times = [e.when for e in sheet.events if e.when.words]
    assert [(w.words.value, w.basis, w.not_before, w.not_after, w.duration) for w in times] == [
        ("الأخير", "time-relative", None, None, None),
        ("بعد", "time-relative", None, None, None),
        ("في المستقبل", "time-relative", None, None, None),
        ("منذ 12 عاما", "time-relative", None, None, "P12Y"),
        ("بين عامي 2018 و2019", "time-stated", "2018-01-01", "2019-12-31", None),
    ]


def test_chains_of_attribution(sheet):
    says = {s.reference: s.content for s in sheet.statements if s.content and s.content.startswith("#s")}
    assert says == {"#s06": "#s07", "#s15": "#s16"}


def test_own_voice_negated_and_hedged(sheet):
    assert sum(s.speaker == "#narrator" for s in sheet.statements) == 13
    assert [s.reference for s in sheet.statements if s.polarity == "negated"] == ["#s05", "#s09", "#s19"]
    assert sum(s.hedge is not None for s in sheet.statements) == 5
    events = {e.reference: e.status for e in sheet.events}
    assert [events[e] for e in ("#e05", "#e08", "#e17")] == ["not-occurred"] * 3


def test_quads(sheet):
    made = map_sheet(sheet)
    store = Store()
    store.load(made.nquads(), format=RdfFormat.N_QUADS)
    counts = Counter(q.graph_name.value.rsplit("/", 1)[-1] for q in store)
    assert counts == {"facts": 1026, "review": 162, "register": 82, "links": 72, "meta": 8}
    assert made.nquads() == map_sheet(sheet).nquads()
