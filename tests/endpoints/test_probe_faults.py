"""A probe of a server that goes wrong: each fault is found, and said of what."""

from dataclasses import replace

import pytest
from khabar.endpoints import endpoint
from khabar.endpoints.probe import State, probe
from servers import faults


def is_update(request):
    return "/update" in request.path or "/sparql-auth" in request.path


@pytest.fixture
def probed(quirk_server):
    """Probe the server that misbehaves."""
    quirk_server.protocol.union = True

    def run(of="oxigraph", **options):
        table = {"url": quirk_server.url, "kind": of, "timeout": 5}
        env = {"NETRC": "/nonexistent"}
        if quirk_server.user:
            env |= {"KHABAR_LIVE_USER": quirk_server.user, "KHABAR_LIVE_PASSWORD": quirk_server.password}
        return probe(endpoint("live", {"live": table}, environ=env), **options)

    return run


def test_all_is_well_while_it_behaves(probed, quirk_server):
    found = probed()
    assert found.broken == ()
    assert [f.what for f in found.findings if f.state is State.PROBLEM] == []
    assert len(quirk_server.store) == 0


def test_it_never_asks_for_the_head_of_anything(probed, quirk_server):
    probed()
    assert "HEAD" not in {request.method for request in quirk_server.requests}


@pytest.mark.parametrize(
    ("header", "state"), [("X-SPARQL-MaxRows", State.NO), (None, State.PROBLEM), ("X-Max-Rows", State.PROBLEM)]
)
def test_cut_results(probed, quirk_server, header, state):
    quirk_server.misbehave(faults.cut_rows(5000, header), path="/query", times=None)
    quirk_server.misbehave(faults.cut_rows(5000, header), path="/sparql", times=None)
    found = probed("virtuoso")["result size"]
    assert found.state is state
    assert "5,000 of 10,201 rows came" in found.detail or "at 5000 rows (X-SPARQL-MaxRows)" in found.detail


def test_truncated_results(probed, quirk_server):
    quirk_server.misbehave(faults.cut_json(), path="/query", times=None)
    quirk_server.misbehave(faults.cut_json(), path="/sparql", times=None)
    found = probed()
    assert found["query"].state is State.PROBLEM
    assert found.broken
    assert "update" not in {f.what for f in found.findings}


def test_chunks_that_are_lost(probed, quirk_server):
    quirk_server.misbehave(faults.lose_chunked(), times=None, where=lambda r: "transfer-encoding" in r.headers)
    found = probed()["chunked bodies"]
    assert (found.state, found.detail) == (
        State.PROBLEM, "is said to be done; 0 triples are there, and not 100",
    )  # fmt: skip


def test_a_limit_of_updates(probed, quirk_server):
    limited = faults.most_triples(1426)

    def inserts(exchange):
        is_insert = exchange.read().body.startswith(b"INSERT")
        return limited(exchange) if is_insert else exchange.send(exchange.work())

    quirk_server.misbehave(inserts, times=None, where=is_update)
    found = probed()
    assert found["INSERT DATA size"].state is State.NO
    assert "insert_triples = 10000" in found.broken[-1]
    generic = probed("virtuoso")["INSERT DATA size"]
    assert (generic.state, generic.number) == (State.OK, 1000)
    assert "and not 2,000" in generic.detail


def test_writes_that_are_refused(probed, quirk_server):
    quirk_server.misbehave(faults.read_only(), times=None)
    found = probed()
    assert found["update"].state is State.PROBLEM
    assert any("update" in promise for promise in found.broken)


def test_half_of_what_is_written(probed, quirk_server):
    quirk_server.misbehave(faults.partial_write(2), method="PUT", times=None)
    found = probed()
    assert found["graph PUT"].detail == "is said to be done; 2 triples are there, and not 3"
    assert any("graph PUT" in promise for promise in found.broken)


def test_a_server_that_is_busy(probed, quirk_server):
    quirk_server.misbehave(faults.status(503, "later", Retry_After="1"), times=None)
    found = probed()
    assert found.reachable
    assert found["query"].detail == "HTTP 503: later"
    assert found.broken


def test_one_fault_in_the_middle_ends_nothing(probed, quirk_server):
    quirk_server.misbehave(faults.reset_request(), method="PUT", first=4)
    quirk_server.misbehave(faults.reset_reply(), path="/query", first=15)
    found = probed()
    assert found["scratch graphs removed"].state is State.OK
    assert len(quirk_server.store) == 0


def test_graphs_that_cannot_be_removed_are_named(probed, quirk_server):
    # The first update of a probe writes, the second is nobody's.
    quirk_server.misbehave(faults.status(500, "no"), where=is_update, first=3, times=None)
    quirk_server.misbehave(faults.status(500, "no"), method="DELETE", times=None)
    removed = probed()["scratch graphs removed"]
    assert removed.state is State.PROBLEM
    assert removed.detail.startswith("left: https://khabar.example/staging/probe/")


def test_accounts(probed, quirk_server):
    quirk_server.user, quirk_server.password = "khabar", 'كلمة: "سر"'
    found = probed()
    assert found["sign-in"].detail == "as khabar (KHABAR_LIVE_PASSWORD), by basic"
    assert found.broken == ()
    assert "سر" not in repr(found)


def test_a_lane_is_recommended_where_the_kinds_own_would_go_wrong(probed, quirk_server):
    quirk_server.misbehave(faults.status(415, "no quads"), times=None, where=lambda r: "quads" in r.media_type)
    found = probed()
    assert found["N-Quads POST"].state is State.NO
    assert 'lane = "put"' in found.settings
    assert any("N-Quads POST" in promise for promise in found.broken)
    put = replace(found.endpoint, lane="put")
    assert probe(put).endpoint.lane == "put"
