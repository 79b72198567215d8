"""Graphs as units: measured as a server would measure them, one at a time."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.stores.push import canonical
from khabar.stores.push.units import body, units, with_bodies
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

BASE = "https://khabar.example/"
XSD = "http://www.w3.org/2001/XMLSchema#"
P = NamedNode("urn:p")

texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('\\"\n\t\0\x7f\ufffe«ق🕊@^<>. u'), max_size=30
)
iris = st.sampled_from(["urn:a", "http://x.example/قاعدة-حميميم", "urn:x:🕊", "http://x.example/%D9%82?a=b&c#d"]).map(
    NamedNode
)
tags = st.sampled_from(["ar", "en-gb", "zh-hant-tw"])
datatypes = st.sampled_from([XSD + "integer", XSD + "string", XSD + "duration", "urn:x:نوع"]).map(NamedNode)
objects = (
    iris
    | st.builds(Literal, texts)
    | st.builds(lambda text, tag: Literal(text, language=tag), texts, tags)
    | st.builds(lambda text, datatype: Literal(text, datatype=datatype), texts, datatypes)
)
graphs = st.sampled_from(["urn:g:1", "urn:g:2", "urn:g:ثلاثة"]).map(NamedNode)
quads = st.lists(st.builds(Quad, iris, iris, objects, graphs), max_size=12)


def filled(*quads):
    store = Store()
    store.extend(quads)
    return store


def asked(store, graph):
    """Ask SPARQL what a push asks a server."""
    (row,) = store.query(
        "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?s)) + STRLEN(STR(?p)) + STRLEN(STR(?o))) AS ?l) "
        f"WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    )
    return int(row["n"].value), int(row["l"].value)


@given(quads)
@example([Quad(P, P, Literal(r"\u0041 \\"), NamedNode("urn:g"))])
@example([Quad(P, P, Literal('"@en .\n'), NamedNode("urn:g"))])
@example([Quad(P, P, Literal('"^^<urn:x> .\n', language="en"), NamedNode("urn:g"))])
def test_a_unit_is_measured_as_sparql_measures_it(quads):
    store = filled(*quads)
    found = units(store, BASE)
    assert [unit.graph for unit in found] == sorted({quad.graph_name.value for quad in quads})
    for unit in found:
        sent = body(store, unit.graph, BASE)
        assert (unit.triples, unit.length) == asked(store, unit.graph)
        assert (unit.size, unit.sha256) == (len(sent), canonical.sha256(unit.graph, sent))


@given(quads)
def test_one_graph_at_a_time_gives_what_one_dump_of_all_does(quads):
    store = filled(*quads)
    lines = sorted((store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    sent = [canonical.nquads(ntriples, unit.graph) for unit, ntriples in with_bodies(store, BASE)]
    assert sorted(b"".join(sent).splitlines(keepends=True)) == lines


def test_a_body_is_sorted_lines_of_ntriples():
    store = filled(*(Quad(NamedNode(f"urn:{n % 7}"), P, Literal(f"{n}\n"), NamedNode("urn:g")) for n in range(50)))
    sent = body(store, "urn:g", BASE)
    lines = sent.split(b"\n")
    assert lines.pop() == b""
    assert (len(lines), lines) == (50, sorted(lines))
    assert body(store, "urn:nowhere", BASE) == b""


def test_some_graphs_may_be_asked_for():
    store = filled(*(Quad(P, P, P, NamedNode(f"urn:g:{n}")) for n in range(5)))
    some = units(store, BASE, {"urn:g:1", "urn:g:3", "urn:g:9"})
    assert [unit.graph for unit in some] == ["urn:g:1", "urn:g:3"]
    assert set(some) < set(units(store, BASE))


def test_an_empty_graph_is_a_unit_too():
    store = Store()
    store.add_graph(NamedNode("urn:g"))
    (unit,) = units(store, BASE)
    assert (unit.triples, unit.length, unit.size) == (0, 0, 0)


def test_a_graph_is_read_only_when_its_turn_comes():
    blank = BlankNode("b")
    store = filled(
        Quad(P, P, P, NamedNode("urn:1")),
        Quad(blank, P, P, NamedNode("urn:2")),
        Quad(P, P, blank, NamedNode("urn:3")),
    )
    each = with_bodies(store, BASE)
    assert next(each)[0].graph == "urn:1"
    with pytest.raises(UsageError, match="urn:2 and urn:3 share a blank node"):
        next(each)


def test_the_blank_nodes_of_a_graph_become_iris():
    blank, graph = BlankNode("b"), NamedNode("urn:g")
    # The second run has other labels, for a store makes its own where a file is read.
    runs = [filled(Quad(node, P, Literal("x"), graph), Quad(node, P, node, graph)) for node in (blank, BlankNode("c"))]
    assert units(runs[0], BASE) == units(runs[1], BASE)
    assert f"<{BASE}.well-known/genid/".encode() in body(runs[0], "urn:g", BASE)


@pytest.mark.parametrize(("graph", "why"), [(DefaultGraph(), "outside any named graph"), (BlankNode("g"), "_:g")])
def test_what_no_server_could_replace_is_refused(graph, why):
    with pytest.raises(UsageError, match=why):
        units(filled(Quad(P, P, P, graph)), BASE)
