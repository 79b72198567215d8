"""Lanes: whole graphs by every way, batches that find their size, and text that no server reads otherwise."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.endpoints import Cause, endpoint
from khabar.endpoints.client import TURTLE, Client
from khabar.errors import EndpointError
from khabar.ontology import Names
from khabar.stores.push.canonical import sorted_lines
from khabar.stores.push.lanes import Batch, Lanes, _in_sparql, terse
from portable_graphs import stores
from push_site import site_of
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

GRAPH = "urn:g"


def triples(count, text="x"):
    return b"".join(f'<urn:s{n:05}> <urn:p> "{text}{n}" .\n'.encode() for n in range(count))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_text_survives_an_update(text):
    triple = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal(text))
    line = serialize([triple], format=RdfFormat.N_TRIPLES).rstrip(b"\n")
    store = Store()
    store.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {_in_sparql(line)} }} }}")
    assert list(store) == [Quad(triple.subject, triple.predicate, triple.object, NamedNode(GRAPH))]


def test_no_u_follows_a_backslash():
    # An engine that expands \uXXXX before it parses would read an A here (SPARQL 1.1, section 19.2).
    assert "\\u0041" not in _in_sparql(rb'<urn:s> <urn:p> "\\u0041" .').replace("\\\\\\U00000075", "")


def test_a_batch_grows_while_quick_and_shrinks_where_refused():
    batch = Batch(200)
    batch.took(0.1, 200)
    assert batch.size == 301
    batch.took(9.0, 301)
    batch.took(0.1, 7)
    assert batch.size == 301
    assert batch.refused(301)
    assert batch.size == 150
    for _ in range(20):
        batch.took(0.1, batch.size)
    assert batch.size == 300
    assert not batch.refused(1)


class Narrow:
    """A server that takes no more than so many triples at once, and keeps the rest in a store."""

    def __init__(self, most):
        self.most, self.store, self.requests = most, Store(), 0
        self.endpoint = endpoint("http://h", {})

    def update(self, text, doing=""):
        self.requests += 1
        if text.count(" .\n") > self.most:
            raise EndpointError("SP031", Cause.TOO_LARGE)
        self.store.update(text)

    def put(self, graph, body):
        raise EndpointError("too large", Cause.TOO_LARGE)


@pytest.mark.parametrize("lane", ["insert", "put", "stage"])
def test_a_narrow_server_gets_all_in_pieces(lane):
    server = Narrow(70)
    Lanes(server, Names(), Batch(1000)).write(lane, GRAPH, triples(1000))
    assert len(server.store) == 1000
    assert server.requests < 40


def test_what_was_there_is_replaced():
    server = Narrow(1000)
    lanes = Lanes(server, Names(), Batch(1000))
    lanes.write("insert", GRAPH, triples(9, "old"))
    lanes.write("insert", GRAPH, triples(3, "new"))
    assert len(server.store) == 3


def test_a_server_too_narrow_for_one_triple_is_given_up():
    with pytest.raises(EndpointError):
        Lanes(Narrow(-1), Names(), Batch(1000)).write("insert", GRAPH, triples(5))


@given(stores())
def test_turtle_that_says_a_subject_once_says_the_same(store):
    said = {quad.triple for quad in store}
    ntriples = sorted_lines(serialize(said, format=RdfFormat.N_TRIPLES))
    assert {quad.triple for quad in parse(terse(ntriples), format=RdfFormat.TURTLE)} == said


def test_turtle_says_a_subject_once():
    body = b'<urn:a> <urn:p> "1" .\n<urn:a> <urn:p> "2" .\n<urn:b> <urn:p> "." .\n'
    prefix, *lines = terse(body).splitlines()
    assert prefix.startswith(b"@prefix")
    assert lines == [b'<urn:a> <urn:p> "1" ;', b'<urn:p> "2" .', b'<urn:b> <urn:p> "." .']


@pytest.mark.parametrize("lane", ["put", "stage"])
def test_long_literals_may_come_first(lane, server):
    # A server that looks at the first 64 KB to find out what came sees nothing there but text.
    body = b"".join(b'<urn:%d> <urn:p> "%s" .\n' % (n, b"x" * 70_000) for n in range(3))
    with Client(site_of(server).live) as client:
        Lanes(client, Names(), Batch(200)).write(lane, GRAPH, body, new=lane == "put")
    assert server.count(GRAPH) == 3


@pytest.mark.parametrize("lane", ["put", "stage"])
def test_a_large_graph_goes_in_several_requests_where_the_kind_says_so(lane, quirk_server):
    live = endpoint("t", {"t": {"url": quirk_server.url, "kind": "virtuoso"}})
    with Client(replace(live, kind=replace(live.kind, put_triples=70))) as client:
        lanes = Lanes(client, Names(), Batch(200))
        lanes.write(lane, GRAPH, triples(100, "old"))
        lanes.write(lane, GRAPH, triples(300))
    assert len(quirk_server.store) == 300
    sent = [r.method for r in quirk_server.requests if r.media_type == TURTLE]
    assert sent == ["PUT", "POST", "PUT", "POST", "POST", "POST", "POST"]


@pytest.mark.parametrize("lane", ["put", "insert", "stage"])
def test_a_graph_is_replaced_by_every_lane(lane, server):
    environ = {"KHABAR_T_USER": server.user, "KHABAR_T_PASSWORD": server.password} if server.user else {}
    live = endpoint("t", {"t": {"url": server.url, "kind": server.kind}}, environ=environ)
    with Client(live) as client:
        lanes = Lanes(client, Names(), Batch(200))
        lanes.write(lane, GRAPH, triples(900, "old"))
        lanes.write(lane, GRAPH, triples(500, "جديد"))
        assert server.count(GRAPH) == 500
        assert server.count(Names().staging(GRAPH)) == 0
        lanes.delete(GRAPH)
        lanes.delete(GRAPH)
        assert server.count(GRAPH) == 0
