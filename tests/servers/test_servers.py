"""Each server starts, stores, answers, forgets, and comes back with what it had."""

from __future__ import annotations

import httpx
import pytest

from servers import KINDS

GRAPH = "https://khabar.example/graph/one"
TRIPLE = '<https://khabar.example/a> <https://khabar.example/says> "قال: \\"نعم\\""@ar .\n'.encode()
HERE = f'ASK {{ GRAPH <{GRAPH}> {{ ?s ?p "قال: \\"نعم\\""@ar }} }}'

pytestmark = pytest.mark.slow


def test_it_is_running_and_empty_and_stores(server):
    assert server.running
    assert server.count(GRAPH) == 0
    server.put(GRAPH, TRIPLE)
    assert server.query(HERE)


def test_it_can_be_wiped_twice_and_used_after(server):
    server.put(GRAPH, TRIPLE)
    server.wipe()
    server.wipe()
    assert server.count(GRAPH) == 0
    server.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {TRIPLE.decode()} }} }}")
    assert server.count(GRAPH) == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_comes_back_from_a_kill_with_its_data_on_its_port(kind, private_server):
    server = private_server(kind)
    url = server.url
    server.put(GRAPH, TRIPLE)
    server.kill()
    assert not server.running
    with pytest.raises(httpx.ConnectError):
        server.query(HERE)
    server.restart()
    assert server.url == url
    assert server.query(HERE)
    server.wipe()
    assert server.count(GRAPH) == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_end_by_itself_is_noticed_and_mended(kind, private_server):
    server = private_server(kind)
    server.put(GRAPH, TRIPLE)
    assert server.died is None
    server._process.kill()
    server._process.wait()
    assert "ended by itself with code -9" in server.ended()
    server.revive()
    assert server.running
    assert len(server.deaths) == 1
    assert server.died is None
    assert server.query(HERE)


def status_of(call, *arguments):
    with pytest.raises(httpx.HTTPStatusError) as caught:
        call(*arguments)
    return caught.value.response.status_code


@pytest.mark.parametrize(("kind", "status"), [("oxigraph", 403), ("fuseki", 405)])
def test_a_filled_server_can_be_made_read_only(kind, status, private_server):
    server = private_server(kind)
    server.put(GRAPH, TRIPLE)
    server.restart(read_only=True)
    assert status_of(server.put, GRAPH, TRIPLE * 2) == status
    assert server.query(HERE)


@pytest.mark.parametrize("auth", ["basic", "digest"])
def test_fuseki_can_ask_for_a_password(auth, private_server):
    server = private_server("fuseki", auth=auth)
    server.put(GRAPH, TRIPLE)
    assert server.query(HERE)
    server.password = "wrong"
    assert status_of(server.put, GRAPH, TRIPLE) == 401


def test_virtuoso_asks_for_a_password(virtuoso_server, monkeypatch):
    monkeypatch.setattr(virtuoso_server, "password", "wrong")
    assert status_of(virtuoso_server.put, GRAPH, TRIPLE) == 401


@pytest.mark.parametrize("kind", ["oxigraph", "fuseki"])
def test_the_default_graph_can_be_that_of_all(kind, private_server):
    server = private_server(kind)
    server.put(GRAPH, TRIPLE)
    assert not server.query("ASK { ?s ?p ?o }")
    server.restart(union=True)
    assert server.query("ASK { ?s ?p ?o }")


def test_virtuoso_can_be_made_to_cut_results(private_server):
    server = private_server("virtuoso", max_rows=10)
    server.put(GRAPH, b"".join(b"<https://khabar.example/a> <https://khabar.example/b> %d .\n" % n for n in range(20)))
    assert server.count(GRAPH) == 20
    assert len(list(server.query(f"SELECT * {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"))) == 10


def test_fuseki_in_memory_forgets(private_server):
    server = private_server("fuseki", memory=True)
    server.put(GRAPH, TRIPLE)
    assert server.query(HERE)
    server.restart()
    assert server.count(GRAPH) == 0
