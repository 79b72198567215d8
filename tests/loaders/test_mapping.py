"""Records -> quads: names, graphs, and what goes into which."""

from __future__ import annotations

from dataclasses import replace

import pytest
from khabar.loaders.mapping import map_sheet
from khabar.loaders.records import Article, Assessment, Entity, Mention, Sheet, Span, Statement, Text
from khabar.ontology import Names
from pyoxigraph import RdfFormat, Store


def sheet(text: str = "قال الوزير نعم", **parts):
    empty = dict.fromkeys(("entities", "mentions", "statements", "events", "assessments"), ())
    return Sheet(Article(text, "ar", "عنوان"), "Some Analyst", **(empty | parts))


def graphs(made):
    store = Store()
    store.load(made.nquads(), format=RdfFormat.N_QUADS)
    return {name.value.removeprefix("https://khabar.example/"): name for name in store.named_graphs()}, store


def test_an_empty_sheet_has_facts_and_a_maker():
    made = map_sheet(sheet())
    names, _ = graphs(made)
    assert sorted(names) == sorted([made.article.removeprefix("https://khabar.example/") + "/facts", "graph/meta"])


def test_the_base_is_the_publishers():
    made = map_sheet(sheet(), Names("http://other.example/kb#"))
    assert b"khabar.example" not in made.nquads()
    assert made.article.startswith("http://other.example/kb#article/")


def test_same_sheet_same_bytes():
    assert map_sheet(sheet()).nquads() == map_sheet(sheet()).nquads()


def test_one_local_name_in_two_articles_is_two_links():
    crowd = Entity("#port", "Place", (Text("الميناء", "ar"),), same_as=("http://x.example/1",))
    one, two = (map_sheet(sheet(text, entities=(crowd,))) for text in ("نص أول", "نص ثان"))
    assert not set(one.shared[Names().links]) & set(two.shared[Names().links])


def test_two_judges_are_two_links():
    iran = Entity("entity/iran", "Country", (), same_as=("http://x.example/1",))
    one = sheet(entities=(iran,))
    links = [map_sheet(s).shared[Names().links] for s in (one, replace(one, curator="other"))]
    assert [len(x) for x in links] == [8, 8]
    # Only the link itself is the same line in both.
    assert len(set(links[0]) & set(links[1])) == 1


def test_evidence_of_a_misspelling_is_described_once():
    span = Span(4, 10, "الوزير")
    wrong = Assessment("#a1", "misspelling", span.reference, "text", span=span)
    alone = map_sheet(sheet(assessments=(wrong,)))
    named = map_sheet(sheet(assessments=(wrong,), mentions=(Mention(span, "entity/x"),)))
    review, facts = (next(v for k, v in alone.owned.items() if k.endswith(end)) for end in ("/review", "/facts"))
    assert any(b"oa#exact" in line for line in review)
    assert not any(b"oa#exact" in line for line in facts)
    assert not any(b"oa#exact" in line for k, v in named.owned.items() if k.endswith("/review") for line in v)


@pytest.mark.parametrize(("kind", "count"), [("tension", 2), ("unconfirmed", 2), ("contradiction", 2), ("drift", 0)])
def test_conflicts_go_both_ways(kind, count):
    said = tuple(Statement(f"#s{n}", Span(n, n + 1, "x"), "#narrator", "narrate") for n in (1, 2))
    judged = Assessment("#a1", kind, "#s1", "text", target="#s2")
    assert map_sheet(sheet(statements=said, assessments=(judged,))).nquads().count(b"conflictsWith") == count
    # An event has no conflict: the property is between statements.
    event = replace(judged, target="#e1")
    assert map_sheet(sheet(statements=said, assessments=(event,))).nquads().count(b"conflictsWith") == 0


def test_odd_text_survives_in_every_place():
    odd = 'a"\\\n\r\t\x01\u2028\ufeff😀'
    span = Span(0, len(odd), odd)
    said = Statement("#s1", span, "#narrator", "narrate", verb=Text(odd, "ar"), labels=(Text(odd, ""),))
    made = map_sheet(replace(sheet(odd, statements=(said,)), curator=odd))
    _, store = graphs(made)
    values = [q.object.value for q in store if q.object.value == odd]
    assert len(values) >= 4


def test_an_entity_that_is_described_otherwise_is_written_anew():
    def labels(*entities):
        written = map_sheet(sheet(entities=entities)).nquads()
        return [line.split(b'"')[1] for line in written.splitlines() if b"entity/x>" in line and b'"' in line]

    one, other = (Entity("entity/x", "Country", (Text(name, "en"),)) for name in ("One", "Other"))
    assert [labels(one), labels(other), labels(one)] == [[b"One"], [b"Other"], [b"One"]]
    assert labels(one, one) == [b"One"]
    assert labels(one, other, one) == [b"One", b"Other"]
