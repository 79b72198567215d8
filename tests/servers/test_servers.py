"""Each server starts, stores, answers, forgets, and comes back with what it had."""

from __future__ import annotations

from urllib.error import URLError

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
    with pytest.raises(URLError, match="refused"):
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
