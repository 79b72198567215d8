"""Triples that several graphs state: every question takes each once, as RDF's union of graphs has it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.ontology.terms import PREFIXES, RDF
from khabar.stores import EmbeddedStore, merge
from pyoxigraph import Literal, NamedNode, Quad, Store

PROV = PREFIXES["prov"]
ABOUT_GRAPHS = {"graphs", "contents"}
FILES = [NamedNode(f"urn:file:{n}") for n in range(3)]
OWN = NamedNode("urn:own")
LEDGER = NamedNode("urn:ledger")


def ledger():
    for file in FILES:
        yield Quad(file, NamedNode(RDF + "type"), NamedNode(PROV + "Entity"), LEDGER)
        yield Quad(NamedNode(f"{file.value}/facts"), NamedNode(PROV + "wasDerivedFrom"), file, LEDGER)


GRAPHS = st.sampled_from([OWN, *(NamedNode(f"{file.value}/facts") for file in FILES)])
QUADS = st.builds(
    lambda n, graph: Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal(n), graph), st.integers(0, 5), GRAPHS
)


def triples(store):
    return [(q.subject, q.predicate, q.object) for q in store]


@given(st.lists(QUADS, max_size=25))
def test_each_triple_is_left_once_and_none_is_lost(quads):
    store = Store()
    store.extend([*ledger(), *quads])
    before = triples(store)
    gone = list(merge.repeated(store))
    assert not {OWN, LEDGER} & {quad.graph_name for quad in gone}
    for quad in gone:
        store.remove(quad)
    assert sorted(map(str, triples(store))) == sorted(map(str, set(before)))


@given(st.lists(QUADS, max_size=25))
def test_of_a_store_that_is_only_looked_at_one_quad_of_each_triple_stays(quads):
    store = Store()
    store.extend(quads)
    before = set(triples(store))
    merge.drop_repeated(store)
    assert (set(triples(store)), len(store)) == (before, len(before))


@pytest.fixture
def repeating(khabar, seed_copy, project):
    """A project whose store states the worked example three times: from its sheet, and from two files."""
    answers = _answers(khabar, seed_copy, project)
    for name in ("a.ttl", "b.ttl"):
        seed_copy.with_name(name).write_text(khabar("export", "-f", "ttl").out, "utf-8")
    assert khabar("load", "a.ttl", "b.ttl").code == 0
    return project, answers


def _answers(khabar, sheet, project):
    assert khabar("load", sheet).code == 0
    return {name: list(project.query(name)) for name in project.catalogue.names if name not in ABOUT_GRAPHS}


def test_what_is_loaded_again_from_an_export_changes_no_answer(repeating):
    project, answers = repeating
    assert {name: list(project.query(name)) for name in answers} == answers


def test_where_nothing_can_be_written_the_answers_are_the_same(repeating, monkeypatch):
    def refused(*_):
        raise OSError("read-only")

    project, answers = repeating
    monkeypatch.setattr(merge, "_copy", refused)
    assert list(project.query("who-left")) == answers["who-left"]


def test_a_query_of_the_single_graphs_sees_them_as_they_are(repeating):
    project, _ = repeating
    text = f"PREFIX kh: <{PREFIXES['kh']}> SELECT (COUNT(*) AS ?n) {{ %s }}"
    [[once]], [[each]] = project.sparql(text % "?s kh:verb ?o"), project.sparql(text % "GRAPH ?g { ?s kh:verb ?o }")
    assert each == 3 * once


def test_the_copy_goes_with_what_was_repeated(repeating, khabar):
    project, answers = repeating
    place = Path(project.config.store)
    project.query("speakers")
    assert list(place.glob("khabar.merged-*"))
    assert khabar("remove", "a.ttl", "b.ttl").code == 0
    assert list(project.query("who-left")) == answers["who-left"]
    assert not list(place.glob("khabar.merged-*"))


def test_without_files_of_rdf_the_store_itself_is_asked(khabar, seed_copy, project):
    assert khabar("load", seed_copy).code == 0
    with EmbeddedStore.at(project.config.store) as store:
        assert store.merged() is store.store
