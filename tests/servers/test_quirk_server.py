"""The quirk server is a right store until it is told to go wrong, and then goes wrong as told."""

from __future__ import annotations

import base64
import gzip
import time

import httpx
import pytest
from pyoxigraph import NamedNode

from servers import faults

GRAPH = "https://khabar.example/graph/one"
NT, NQ = {"Content-Type": "application/n-triples"}, {"Content-Type": "application/n-quads"}
UPDATE = {"Content-Type": "application/sparql-update"}
TABLE = {"Accept": "application/sparql-results+json"}


@pytest.fixture
def client(quirk_server):
    with httpx.Client(base_url=quirk_server.url, trust_env=False, timeout=10) as client:
        yield client


def lines(number, graph=""):
    line = '<https://khabar.example/s{0}> <https://khabar.example/p> "قال {0}"@ar {1}.\n'
    return "".join(line.format(n, graph) for n in range(number)).encode()


def put(client, body, path="/store", **headers):
    return client.put(path, params={"graph": GRAPH}, content=body, headers=NT | headers)


def select(client, text="SELECT * { GRAPH ?g { ?s ?p ?o } }"):
    return client.get("/query", params={"query": text}, headers=TABLE)


def count(server, graph=GRAPH):
    return len(list(server.store.quads_for_pattern(None, None, None, NamedNode(graph))))


@pytest.mark.parametrize("path", ["/store", "/ds/data", "/sparql-graph-crud-auth"])
def test_graph_store_protocol(client, quirk_server, path):
    assert put(client, lines(3), path).status_code == 201
    assert put(client, lines(2), path).status_code == 204
    assert count(quirk_server) == 2
    assert client.post(path, params={"graph": GRAPH}, content=lines(3), headers=NT).status_code == 204
    assert sorted(client.get(path, params={"graph-uri": GRAPH}).content.splitlines()) == sorted(lines(3).splitlines())
    assert client.head(path, params={"graph": GRAPH}).status_code == 200
    assert client.delete(path, params={"graph": GRAPH}).status_code == 204
    assert client.get(path, params={"graph": GRAPH}).status_code == 404


def test_quads_packed_bodies_and_chunks(client, quirk_server):
    assert client.post("/store", content=lines(3, f"<{GRAPH}> "), headers=NQ).status_code == 204
    assert count(quirk_server) == 3
    assert put(client, gzip.compress(lines(4)), **{"Content-Encoding": "gzip"}).status_code == 204
    assert count(quirk_server) == 4
    assert put(client, iter([lines(1), lines(5)])).status_code == 204
    assert count(quirk_server) == 5
    assert quirk_server.requests[-1].headers["transfer-encoding"] == "chunked"


def test_wrong_rdf_changes_nothing(client, quirk_server):
    put(client, lines(2))
    assert put(client, lines(2) + b"oops\n").status_code == 400
    assert count(quirk_server) == 2


@pytest.mark.parametrize("path", ["/query", "/sparql"])
def test_queries_however_they_are_sent(client, path):
    query, direct = "ASK { }", {"Content-Type": "application/sparql-query"}
    for reply in (
        client.get(path, params={"query": query}),
        client.post(path, data={"query": query}),
        client.post(path, content=query, headers=direct),
    ):
        assert reply.json()["boolean"] is True
    assert client.get(path, params={"query": "ASK {"}).status_code == 400
    assert client.get(path).status_code == 404
    assert (
        b"<sparql"
        in client.get(path, params={"query": query}, headers={"Accept": "application/sparql-results+xml"}).content
    )
    built = client.get(path, params={"query": "CONSTRUCT { <a:a> <a:b> 1 } { }"})
    assert built.headers["content-type"] == "application/n-triples"


def test_the_default_graph(client, quirk_server):
    put(client, lines(2))
    default = "SELECT * { ?s ?p ?o }"
    assert select(client, default).json()["results"]["bindings"] == []
    given = client.get("/query", params={"query": default, "default-graph-uri": GRAPH}, headers=TABLE)
    assert len(given.json()["results"]["bindings"]) == 2
    quirk_server.protocol.union = True
    assert len(select(client, default).json()["results"]["bindings"]) == 2


@pytest.mark.parametrize("path", ["/update", "/sparql-auth"])
def test_updates_however_they_are_sent(client, quirk_server, path):
    update = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> %d }} }}"
    assert client.post(path, content=update % 1, headers=UPDATE).status_code == 204
    assert client.post(path, data={"update": update % 2}).status_code == 204
    assert client.get(path, params={"update": update % 3}).status_code == 404
    assert count(quirk_server) == 2


def test_requests_are_written_down(client, quirk_server):
    put(client, lines(2))
    (request,) = quirk_server.requests
    assert (request.method, request.path, request.graph, request.body) == ("PUT", "/store", GRAPH, lines(2))
    assert request.headers["content-length"] == str(len(lines(2)))
    assert request.status == 201


def test_a_password_is_asked_for(client, quirk_server):
    quirk_server.user, quirk_server.password = "خبير", "سر"
    challenged = put(client, lines(1))
    assert challenged.status_code == 401
    assert challenged.headers["www-authenticate"].startswith("Basic ")
    right = base64.b64encode("خبير:سر".encode()).decode()
    assert put(client, lines(1), Authorization=f"Basic {right}").status_code == 201


def test_a_fault_meets_the_request_it_is_meant_for(client, quirk_server):
    quirk_server.misbehave(faults.status(503, "later", Retry_After="1"), method="PUT", path="/store", first=2, times=2)
    codes = [put(client, lines(1)).status_code for _ in range(4)]
    assert codes == [201, 503, 503, 204]
    assert select(client).status_code == 200
    quirk_server.misbehave(faults.status(401), first=2, times=None)
    assert [select(client).status_code for _ in range(3)] == [200, 401, 401]
    quirk_server.behave()
    quirk_server.misbehave(faults.status(409), where=lambda request: request.graph == GRAPH)
    assert [select(client).status_code, put(client, lines(1)).status_code] == [200, 409]


def test_a_status_can_come_with_headers_and_after_the_work(client, quirk_server):
    quirk_server.misbehave(faults.status(429, "slow down", Retry_After="7"))
    refused = put(client, lines(1))
    assert (refused.status_code, refused.headers["retry-after"], refused.text) == (429, "7", "slow down")
    assert count(quirk_server) == 0
    quirk_server.misbehave(faults.status(406, done=True))
    assert put(client, lines(2)).status_code == 406
    assert count(quirk_server) == 2


def test_a_body_can_be_refused_unread(quirk_server):
    quirk_server.misbehave(faults.status(413, unread=True))
    # A body that fits into the buffers of the socket: of a longer one the client may see a reset first.
    with httpx.Client(base_url=quirk_server.url, trust_env=False) as client:
        refused = put(client, lines(20))
        assert (refused.status_code, refused.headers["connection"]) == (413, "close")
        assert put(client, lines(1)).status_code == 201


@pytest.mark.parametrize(("fault", "stored"), [(faults.reset_request(), 0), (faults.lose_reply(), 5)])
def test_resets(client, quirk_server, fault, stored):
    quirk_server.misbehave(fault)
    with pytest.raises(httpx.TransportError):
        put(client, lines(5))
    assert count(quirk_server) == stored
    assert put(client, lines(1)).status_code in {201, 204}


def test_a_reset_in_the_middle_of_a_long_request(client, quirk_server):
    quirk_server.misbehave(faults.reset_request(1000))
    with pytest.raises(httpx.TransportError):
        put(client, lines(200_000))
    assert count(quirk_server) == 0
    assert 0 < len(quirk_server.requests[0].body) <= 1000


def test_a_reset_in_the_middle_of_a_reply(client, quirk_server):
    put(client, lines(1000))
    quirk_server.misbehave(faults.reset_reply())
    with pytest.raises(httpx.TransportError):
        select(client)
    assert len(select(client).json()["results"]["bindings"]) == 1000


@pytest.mark.parametrize(("done", "stored"), [(False, 0), (True, 5)])
def test_a_server_can_hang(quirk_server, done, stored):
    quirk_server.misbehave(faults.hang(60, done=done))
    began = time.monotonic()
    with (
        httpx.Client(base_url=quirk_server.url, trust_env=False, timeout=0.3) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        put(client, lines(5))
    assert count(quirk_server) == stored
    assert time.monotonic() - began < 30


def test_a_slow_reply_comes_in_the_end(client, quirk_server):
    quirk_server.misbehave(faults.hang(0.2))
    began = time.monotonic()
    assert put(client, lines(5)).status_code == 201
    assert time.monotonic() - began >= 0.2


def test_results_are_cut(client, quirk_server):
    put(client, lines(10))
    quirk_server.misbehave(faults.cut_rows(4), times=None)
    cut = select(client)
    assert (cut.status_code, cut.headers["x-sparql-maxrows"]) == (200, "4")
    assert len(cut.json()["results"]["bindings"]) == 4
    assert len(client.get("/store", params={"graph": GRAPH}).content.splitlines()) == 4
    whole = select(client, "SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 3")
    assert "x-sparql-maxrows" not in whole.headers
    quirk_server.misbehave(faults.cut_rows(4, header=None))
    silent = select(client)
    assert "x-sparql-maxrows" not in silent.headers
    assert len(silent.json()["results"]["bindings"]) == 4


def test_json_is_cut(client, quirk_server):
    put(client, lines(10))
    quirk_server.misbehave(faults.cut_json())
    cut = select(client)
    assert cut.status_code == 200
    with pytest.raises(ValueError, match="line 1"):
        cut.json()


def test_a_deadlock_is_500_and_does_nothing(client, quirk_server):
    quirk_server.misbehave(faults.deadlock())
    refused = put(client, lines(1))
    assert refused.status_code == 500
    assert "40001" in refused.text
    assert count(quirk_server) == 0


def test_long_updates_are_refused(client, quirk_server):
    quirk_server.misbehave(faults.most_triples(), times=None)
    insert = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ %s }} }}"
    refused = client.post("/update", content=insert % lines(1427).decode(), headers=UPDATE)
    assert refused.status_code == 400
    assert "SP031" in refused.text
    assert client.post("/update", content=insert % lines(1426).decode(), headers=UPDATE).status_code == 204
    assert count(quirk_server) == 1426


@pytest.mark.parametrize("code", [507, 500])
def test_the_disk_is_full(client, quirk_server, code):
    quirk_server.misbehave(faults.disk_full(code))
    refused = put(client, lines(1))
    assert refused.status_code == code
    assert "No space left" in refused.text


@pytest.mark.parametrize("code", [403, 405])
def test_a_server_is_read_only(client, quirk_server, code):
    put(client, lines(1))
    quirk_server.misbehave(faults.read_only(code), times=None)
    assert put(client, lines(2)).status_code == code
    assert client.post("/store", content=lines(2, f"<{GRAPH}> "), headers=NQ).status_code == code
    assert client.post("/update", content="CLEAR ALL", headers=UPDATE).status_code == code
    assert client.delete("/store", params={"graph": GRAPH}).status_code == code
    assert len(select(client).json()["results"]["bindings"]) == 1
    assert client.post("/query", data={"query": "ASK { }"}).status_code == 200


def test_writes_are_cut_in_silence(client, quirk_server):
    quirk_server.misbehave(faults.partial_write(3), method="PUT")
    assert put(client, lines(10)).status_code == 201
    assert count(quirk_server) == 3
    assert quirk_server.requests[0].body == lines(10)


def test_chunks_are_lost_in_silence(client, quirk_server):
    quirk_server.misbehave(faults.lose_chunked(), times=None)
    assert put(client, iter([lines(10)])).status_code == 201
    assert count(quirk_server) == 0
    assert put(client, lines(10)).status_code == 204
    assert count(quirk_server) == 10
