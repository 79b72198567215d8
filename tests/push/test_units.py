"""Graphs measured as any server measures them, and hashed the same in whatever order and with whatever blank nodes."""

import random
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.stores.push.canonical import nquads, sha256, skolemised
from khabar.stores.push.units import body, measure, units, with_bodies
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize

BASE = "https://khabar.example/"
GRAPH, P = NamedNode("urn:g"), NamedNode("urn:p")
texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('\\"\n\t\0\x7f\ufffe«ق🕊@^<>. u'), max_size=30
)
iris = st.sampled_from(["urn:a", "urn:ب", "https://khabar.example/x#y", "urn:a%20b"]).map(NamedNode)
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["ar", "en", "ar-sy"])),
    st.builds(lambda text, kind: Literal(text, datatype=kind), texts, iris),
)
triples = st.lists(st.tuples(iris, iris, st.one_of(iris, literals)), min_size=1, max_size=12)
TOTALS = (
    "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?s)) + STRLEN(STR(?p)) + STRLEN(STR(?o))) AS ?l) "
    "{ GRAPH <urn:g> { ?s ?p ?o } }"
)


def store_of(found):
    store = Store()
    store.extend(Quad(s, p, o, GRAPH) for s, p, o in found)
    return store


@given(triples)
@example([(P, P, Literal(r"\u0041 \\"))])
@example([(P, P, Literal('"@en .\n'))])
@example([(P, P, Literal('"^^<urn:x> .\n', language="en"))])
def test_a_graph_measures_what_sparql_measures(found):
    store = store_of(found)
    (unit,) = units(store, BASE)
    ((count, length),) = store.query(TOTALS)
    assert (unit.triples, unit.length) == (int(count.value), int(length.value))
    assert unit.size == len(body(store, "urn:g", BASE))


@given(triples, st.randoms())
def test_the_hash_knows_no_order(found, rng):
    (unit,) = units(store_of(found), BASE)
    shuffled = [Quad(s, p, o) for s, p, o in found]
    rng.shuffle(shuffled)
    text = b"".join(serialize([q.triple], format=RdfFormat.N_TRIPLES) for q in shuffled)
    assert sha256("urn:g", text) == unit.sha256


def test_the_hash_is_that_of_the_sorted_nquads():
    import hashlib

    store = store_of([(NamedNode("urn:s"), NamedNode("urn:p"), Literal(text)) for text in ("b", "a", "é")])
    lines = sorted(store.dump(format=RdfFormat.N_QUADS).splitlines(keepends=True))
    (unit,) = units(store, BASE)
    assert unit.sha256 == hashlib.sha256(b"".join(lines)).hexdigest()


def tree(labels):
    """Give a graph of nested blank nodes under labels that a parser may choose as it likes."""
    root, *rest = labels
    lines = [f'_:{root} <urn:name> "root" .']
    for n, label in enumerate(rest):
        lines += [f"_:{root} <urn:child> _:{label} .", f'_:{label} <urn:name> "{n}" .']
    return "".join(f"{line}\n" for line in lines).encode()


def test_blank_nodes_get_the_same_names_whatever_they_are_called():
    names = [f"b{n}" for n in range(30)]
    first = skolemised(tree(names), "urn:g", BASE)
    assert b"_:" not in first
    assert first.count(b"/.well-known/genid/") == tree(names).count(b"_:")
    random.Random(1).shuffle(names)
    assert sorted(skolemised(tree(names), "urn:g", BASE).splitlines()) == sorted(first.splitlines())
    assert skolemised(tree(names), "urn:h", BASE) != first


def test_blank_nodes_get_the_same_names_in_another_process():
    script = (
        "import sys; from khabar.stores.push.canonical import skolemised; "
        "sys.stdout.buffer.write(skolemised(sys.stdin.buffer.read(), 'urn:g', 'urn:base/'))"
    )
    data = tree(["r", "a", "b"])
    command = [sys.executable, "-c", script]
    runs = {subprocess.run(command, input=data, capture_output=True, check=True).stdout for _ in range(4)}
    assert len({tuple(sorted(run.splitlines())) for run in runs}) == 1
    assert runs.pop().count(b"urn:base/.well-known/genid/") == 7


def test_a_literal_that_looks_like_a_blank_node_stays():
    text = b'<urn:s> <urn:p> "_:b0" .\n'
    assert skolemised(text, "urn:g", BASE) == text


def test_many_simple_blank_nodes_pass():
    store = Store()
    store.extend(Quad(BlankNode(), NamedNode("urn:p"), Literal(str(n)), GRAPH) for n in range(10_000))
    (unit,) = units(store, BASE)
    assert unit.triples == 10_000


@pytest.mark.parametrize("size", [8, 9, 40])
def test_blank_nodes_that_nobody_could_tell_apart_are_refused(size):
    clique = [(f"_:b{a}", f"_:b{b}") for a in range(size) for b in range(size) if a != b]
    text = "".join(f"{a} <urn:knows> {b} .\n" for a, b in clique).encode()
    with pytest.raises(UsageError, match="blank nodes hang together"):
        skolemised(text, "urn:g", BASE)


def test_what_has_no_name_of_its_own_is_refused():
    for graph, said in ((DefaultGraph(), "outside any named graph"), (BlankNode("x"), "a graph without a name")):
        store = Store()
        store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("x"), graph))
        with pytest.raises(UsageError, match=said):
            units(store, BASE)


def test_an_empty_graph_measures_nothing():
    assert (measure("urn:g", b"").triples, measure("urn:g", b"").length) == (0, 0)


def filled(*quads):
    store = Store()
    store.extend(quads)
    return store


@given(triples, triples)
def test_one_graph_at_a_time_gives_what_one_dump_of_all_does(first, second):
    pairs = (first, GRAPH), (second, NamedNode("urn:g:ثلاثة"))
    store = filled(*(Quad(s, p, o, graph) for found, graph in pairs for s, p, o in found))
    lines = sorted((store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    sent = [nquads(ntriples, unit.graph) for unit, ntriples in with_bodies(store, BASE)]
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
