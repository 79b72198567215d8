"""Canonical N-Quads and skolem IRIs: the same for the same graph, whatever its order and the labels in it."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.stores.push import canonical, poison
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

BASE, GRAPH, P = "https://khabar.example/", "urn:g", "<urn:p>"
GENID = re.compile(r"<(https://khabar\.example/\.well-known/genid/[0-9a-f]{32})>")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
iris = st.sampled_from(["urn:a", "urn:قاعدة", "http://x.example/?a=b#c"]).map(NamedNode)
literals = st.builds(Literal, texts) | st.builds(lambda text: Literal(text, language="ar"), texts)
triples = st.builds(Triple, iris, iris, iris | literals)
# Few nodes, so that many of them look alike.
nodes = st.integers(0, 4).map(lambda number: BlankNode(f"n{number}"))
knots = st.lists(st.builds(Triple, nodes, iris, nodes | iris), max_size=9)


def written(*lines):
    return "".join(" ".join(line) + " .\n" for line in lines).encode()


def named(triples):
    return canonical.skolemised(serialize(triples, format=RdfFormat.N_TRIPLES), GRAPH, BASE)


def lines_of(ntriples):
    return sorted(ntriples.splitlines())


def relabelled(triples, number):
    """Give a graph with other labels, in another order."""

    def other(term):
        return BlankNode(f"{number}x{term.value[::-1]}") if isinstance(term, BlankNode) else term

    turned = [Triple(other(t.subject), t.predicate, other(t.object)) for t in triples]
    return turned[number % (len(turned) or 1) :] + turned[: number % (len(turned) or 1)]


def clique(size, name=""):
    return [(f"_:{name}{i}", P, f"_:{name}{j}") for i in range(size) for j in range(size) if i != j]


def chain(size):
    """Give a list whose members are blank nodes, each with something of its own."""
    for i in range(size):
        yield f"_:l{i}", "<urn:rest>", f"_:l{i + 1}" if i < size - 1 else "<urn:nil>"
        yield f"_:l{i}", "<urn:first>", f"_:v{i}"
        yield f"_:v{i}", P, f'"{i}"'


def hubs(size):
    """Give two nodes with as many around each, which only what is two steps away tells apart."""
    for hub in "ab":
        for i in range(size):
            yield f"_:{hub}", P, f"_:{hub}c{i}"
            yield f"_:{hub}c{i}", P, f"_:{hub}d{i}"
            yield f"_:{hub}d{i}", "<urn:says>", f'"{hub}{i}"'


@given(st.lists(triples, max_size=8))
def test_without_blank_nodes_it_is_what_rdfc_gives(triples):
    dataset = Dataset(Quad(t.subject, t.predicate, t.object, NamedNode(GRAPH)) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(serialize([quad], format=RdfFormat.N_QUADS) for quad in dataset)
    sent = canonical.sorted_lines(serialize(set(triples), format=RdfFormat.N_TRIPLES))
    assert canonical.nquads(sent, GRAPH) == b"".join(lines)
    twice = serialize([*reversed(triples), *triples], format=RdfFormat.N_TRIPLES)
    assert canonical.sha256(GRAPH, twice) == hashlib.sha256(b"".join(lines)).hexdigest()


def test_a_hash_is_of_the_graph_not_of_how_it_is_written():
    plain, escaped = '<urn:a> <urn:p> "قال" .\n'.encode(), rb'<urn:a>   <urn:p> "\u0642\u0627\u0644".'
    assert canonical.sha256(GRAPH, plain) == canonical.sha256(GRAPH, escaped)
    assert canonical.sha256(GRAPH, plain) != canonical.sha256("urn:h", plain)
    assert canonical.sha256(GRAPH, plain) != canonical.sha256(GRAPH, plain.replace("قال".encode(), "قيل".encode()))


@pytest.mark.parametrize(
    "reply", [b"<local", b"<urn:s> <http:a b> <urn:o> .\n", b"\xff", b'<urn:s> <urn:p> "%b" .' % (b"x" * 2**24)]
)
def test_what_cannot_be_read_has_no_hash(reply):
    assert canonical.sha256(GRAPH, reply) == ""


@given(knots, st.integers(1, 9))
def test_labels_and_order_do_not_matter(triples, number):
    assert lines_of(named(relabelled(triples, number))) == lines_of(named(triples))


@given(knots)
def test_nothing_is_lost_under_the_new_names(triples):
    text = named(triples).decode()
    assert "_:" not in text
    back = GENID.sub(lambda match: f"_:b{match[1][-32:]}", text)
    once, again = Dataset(), Dataset()
    for dataset, source in ((once, triples), (again, parse(back, format=RdfFormat.N_TRIPLES))):
        for triple in source:
            dataset.add(Quad(triple.subject, triple.predicate, triple.object))
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert set(once) == set(again)


@given(knots, st.integers(1, 9))
def test_what_is_refused_does_not_depend_on_labels(triples, number):
    one, other = poison._Walk(triples), poison._Walk(relabelled(triples, number))
    one.through()
    other.through()
    assert one.left == other.left


def test_names_are_iris_of_the_graph():
    sent = written(("_:a", P, '"x _:b"'), ("_:c", P, '"y"'))
    here = set(GENID.findall(canonical.skolemised(sent, GRAPH, BASE).decode()))
    there = set(GENID.findall(canonical.skolemised(sent, "urn:h", BASE).decode()))
    assert (len(here), len(there), len(here & there)) == (2, 2, 0)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([(f"_:b{i}", P, '"x"') for i in range(10_000)], id="10,000 that look alike"),
        pytest.param([(f"_:b{i}", P, f'"{i}"') for i in range(10_000)], id="10,000 that differ"),
        pytest.param([(f"_:a{i}", P, f"_:b{i}") for i in range(5_000)], id="5,000 pairs"),
        pytest.param([("_:hub", P, f"_:b{i}") for i in range(10_000)], id="10,000 around one"),
        pytest.param([(f"_:a{i}", P, f"_:b{i}x{j}") for i in range(2_000) for j in range(4)], id="2,000 with 4 each"),
        pytest.param(clique(6), id="six all together"),
        pytest.param(list(hubs(6)), id="two with six each"),
        pytest.param(list(chain(150)), id="a list of 150"),
    ],
)
def test_ordinary_blank_nodes_are_named(lines):
    labels = {term for line in lines for term in line if term.startswith("_:")}
    assert len(set(GENID.findall(canonical.skolemised(written(*lines), GRAPH, BASE).decode()))) == len(labels)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(clique(8), id="eight all together"),
        pytest.param(clique(60), id="sixty all together"),
        pytest.param([line for n in range(500) for line in clique(6, f"c{n}x")], id="500 times six"),
        pytest.param([(f"_:{i}", P, f"_:{(i + 1) % 5_000}") for i in range(5_000)], id="a ring of 5,000"),
        pytest.param([(f"_:a{i}", P, f"_:b{j}") for i in range(6) for j in range(6)], id="six with six"),
        pytest.param(list(hubs(12)), id="two with twelve each"),
        pytest.param(list(chain(20_000)), id="a list of 20,000"),
    ],
)
def test_what_would_take_hours_is_refused(lines):
    with pytest.raises(UsageError, match=r"^urn:g: its [0-9]+ blank nodes hang together"):
        canonical.skolemised(written(*lines), GRAPH, BASE)


def test_a_blank_node_in_a_triple_term_is_refused():
    with pytest.raises(UsageError, match="triple term"):
        canonical.skolemised(b'<urn:s> <urn:p> <<( _:a <urn:p> "x" )>> .\n', GRAPH, BASE)
    plain = b'<urn:s> <urn:p> <<( <urn:a> <urn:p> "_:x" )>> .\n'
    assert canonical.skolemised(plain, GRAPH, BASE) == plain
