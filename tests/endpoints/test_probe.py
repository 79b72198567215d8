"""A probe of real servers: what the files of the kinds claim is what it sees, and it leaves nothing behind."""

import tomllib
from dataclasses import replace

import pytest
from khabar.endpoints import check_settings, endpoint, kind
from khabar.endpoints.credentials import Credentials
from khabar.endpoints.probe import State, probe
from khabar.endpoints.probe.verdict import broken_promises, which_kind
from servers.base import free_port

pytestmark = pytest.mark.slow

PLAIN = {"update", "graph PUT", "graph GET", "graph DELETE", "portable terms", "portable terms by INSERT", "Arabic"}
EVERYONE = {"reachable", "query", "round trip", "result size", "scratch graphs removed", "kind", *PLAIN}
LEFT = 'SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "/staging/probe/")) }'


@pytest.fixture
def target():
    """Make the endpoint of a server."""

    def make(server, of=None, **table):
        table = {"url": server.url} | ({"kind": of or server.kind} if of != "" else {}) | table
        env = {"NETRC": "/nonexistent"}
        if server.user:
            env |= {"KHABAR_LIVE_USER": server.user, "KHABAR_LIVE_PASSWORD": server.password}
        return endpoint("live", {"live": table}, environ=env)

    return make


def left(server):
    return [graph.value for (graph,) in server.query(LEFT)]


def states(probed):
    return {finding.what: str(finding.state) for finding in probed.findings}


def settings(probed):
    tables = tomllib.loads(probed.settings)["endpoints"]
    for name, table in tables.items():
        check_settings(name, table)
    return tables


def test_a_kind_is_as_its_file_says(server, target):
    probed = probe(target(server))
    assert left(server) == []
    of, found = kind(server.kind), states(probed)
    assert {what for what in EVERYONE if found.get(what) != "ok"} == set()
    assert {what: found[what] for what in of.seen} == dict(of.seen)
    assert probed.broken == ()
    assert probed.fits == server.kind
    assert settings(probed) == {"live": {"url": server.url, "kind": server.kind}}
    it_is_known_by_what_it_does(probed)
    it_asks_for_the_union_as_the_file_says(probed)
    a_lane_that_does_harm_is_found_out(probed)


def it_is_known_by_what_it_does(probed):
    # Behind something that hides what the server calls itself.
    unknown = replace(probed.endpoint, kind=kind("generic"))
    assert which_kind(unknown, {}, probed.findings) == probed.fits


def it_asks_for_the_union_as_the_file_says(probed):
    found, name = probed["union default graph"], kind(probed.fits).union_graph
    assert found.state is (State.NO if name else State.OK)
    assert name in found.detail


HARM = {"virtuoso": ("put", "replace = put: PUT seen whole: a reader saw"), "fuseki": ("stage", "MOVE: is said to be")}


def a_lane_that_does_harm_is_found_out(probed):
    bad, why = HARM.get(probed.fits, ("", ""))
    for lane in ("put", "stage", "insert"):
        broken = broken_promises(replace(probed.endpoint, lane=lane), probed.findings)
        assert [why in promise for promise in broken] == ([True] if lane == bad else [])


def test_a_default_graph_apart_is_found_out(oxigraph_server, target):
    oxigraph_server.put("https://khabar.example/graph/one", b"<urn:s> <urn:p> <urn:o> .\n")
    to = target(oxigraph_server)
    bare = replace(to, kind=replace(to.kind, parameters={}))
    assert probe(to, read_only=True)["union default graph"].state is State.OK
    assert probe(bare, read_only=True)["union default graph"].state is State.NO


def test_only_reading_writes_nothing(server, target):
    server.put("https://khabar.example/graph/one", b"<urn:s> <urn:p> <urn:o> .\n")
    before = server.count("https://khabar.example/graph/one")
    probed = probe(target(server), read_only=True)
    assert set(states(probed)) == {
        "reachable", "server", "query", "round trip", "result size", "sign-in", "union default graph", "kind",
    }  # fmt: skip
    assert probed.broken == ()
    assert server.count("https://khabar.example/graph/one") == before == 1
    assert left(server) == []


def test_an_address_alone_is_enough(server):
    path = {"virtuoso": "/sparql", "oxigraph": "/query", "fuseki": "/sparql"}[server.kind]
    for url in (server.url, server.url + path):
        probed = probe(endpoint(url, {}, environ={"NETRC": "/nonexistent"}), read_only=True)
        assert (probed.fits, probed.endpoint.url) == (server.kind, server.url)
        assert probed["kind"].detail.startswith(f"looks like {server.kind} (")
        assert settings(probed) == {"NAME": {"url": server.url, "kind": server.kind}}


def test_a_wrong_kind_is_found_out(virtuoso_server, target):
    probed = probe(target(virtuoso_server, of="oxigraph"), read_only=True)
    assert probed["kind"].state is State.PROBLEM
    assert probed["kind"].detail == "looks like virtuoso (OpenLink Virtuoso); the settings say oxigraph"
    assert probed.broken == (f"oxigraph: query = {virtuoso_server.url}/query: gives no answer",)
    assert settings(probed) == {"live": {"url": virtuoso_server.url, "kind": "virtuoso"}}


def test_a_kind_that_works_and_a_better_one(virtuoso_server, target):
    probed = probe(target(virtuoso_server, of="generic", url=f"{virtuoso_server.url}/sparql"))
    assert probed["kind"].state is State.NO
    assert probed["query"].state is State.OK
    assert settings(probed) == {"live": {"url": virtuoso_server.url, "kind": "virtuoso"}}
    assert any("update" in promise for promise in probed.broken)


def test_a_wrong_password_is_found_out_and_not_shown(virtuoso_server, target):
    to = replace(target(virtuoso_server), credentials=Credentials("khabar", "s3cret", origin="KHABAR_LIVE_PASSWORD"))
    probed = probe(to)
    assert probed["sign-in"].state is State.PROBLEM
    assert "does not take khabar (KHABAR_LIVE_PASSWORD)" in probed["sign-in"].detail
    assert any("update" in promise for promise in probed.broken)
    assert "s3cret" not in repr(probed)
    assert left(virtuoso_server) == []


def test_a_missing_user_is_found_out(virtuoso_server):
    to = endpoint("live", {"live": {"url": virtuoso_server.url, "kind": "virtuoso"}}, environ={"NETRC": "/nonexistent"})
    found = probe(to)["sign-in"]
    assert found.state is State.PROBLEM
    assert found.detail == "the server asks for digest, and there is none: set KHABAR_LIVE_USER, KHABAR_LIVE_PASSWORD"


def test_another_way_to_sign_in_is_recommended(private_server, target):
    server = private_server("fuseki", auth="basic")
    probed = probe(target(server, auth="basic"), read_only=True)
    assert probed["sign-in"].detail == "as khabar (KHABAR_LIVE_PASSWORD), by basic"
    wrong = probe(target(server), read_only=True)
    assert wrong["sign-in"].state is State.PROBLEM
    assert "it asks for basic, and khabar signs in by digest" in wrong["sign-in"].detail
    assert settings(wrong)["live"]["auth"] == settings(probed)["live"]["auth"] == "basic"


def test_a_server_that_only_reads(oxigraph_server, target):
    oxigraph_server.put("urn:g", b"<urn:s> <urn:p> <urn:o> .\n")
    oxigraph_server.restart(read_only=True)
    try:
        probed = probe(target(oxigraph_server))
    finally:
        oxigraph_server.restart(read_only=False)
    assert probed["update"].state is State.PROBLEM
    assert probed["graph PUT"].state is not State.OK
    assert probed["scratch graphs removed"].state is State.OK
    assert any("update" in promise for promise in probed.broken)


def ends_early(server, to, monkeypatch, how):
    def stop(place):
        assert left(server)
        raise how

    monkeypatch.setattr("khabar.endpoints.probe.writing.bad_body", stop)
    with pytest.raises(how):
        probe(to)
    assert left(server) == []


def test_nothing_is_left_after_ctrl_c(server, target, monkeypatch):
    ends_early(server, target(server), monkeypatch, KeyboardInterrupt)


def test_nothing_is_left_after_a_bug(oxigraph_server, target, monkeypatch):
    ends_early(oxigraph_server, target(oxigraph_server), monkeypatch, RuntimeError)


def test_what_another_probe_left_is_named_and_not_touched(oxigraph_server, target):
    other = "https://khabar.example/staging/probe/other/one"
    oxigraph_server.put(other, b"<urn:s> <urn:p> <urn:o> .\n")
    assert other in probe(target(oxigraph_server))["scratch graphs removed"].detail
    assert left(oxigraph_server) == [other]


def test_nobody_there_is_a_finding():
    probed = probe(endpoint(f"http://127.0.0.1:{free_port()}", {}, environ={"NETRC": "/nonexistent"}))
    assert (probed.reachable, [f.what for f in probed.findings], probed.settings) == (False, ["reachable"], "")
    assert "refused" in probed["reachable"].detail
