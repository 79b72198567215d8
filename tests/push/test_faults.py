"""Real servers and pushers that are killed, cut off, refused and interrupted in mid-push: short rounds.

A round of each death is always run, all else where KHABAR_LONG is set; many rounds are in benchmarks/push_faults.py.
"""

import os
import re
import signal
import subprocess
import threading
import time
from dataclasses import replace
from datetime import timedelta

import many_articles
import pytest
from hypothesis import given, settings
from khabar.endpoints import Cause
from khabar.endpoints.client import Client
from khabar.errors import EndpointError
from khabar.ontology.terms import KH, RDFS, XSD
from khabar.stores import EmbeddedStore
from khabar.stores.push import Change, lease
from khabar.stores.push.lease import held
from khabar.stores.push.portable import check
from khabar.stores.push.retry import Patience
from mishaps import (
    command_line,
    killed_pusher,
    killed_server,
    project_at,
    rewrite,
    seconds_of,
    seconds_of_writing,
    two_pushers,
)
from portable_graphs import stores
from push_site import Site, site_of
from pyoxigraph import NamedNode, RdfFormat, Store

pytestmark = pytest.mark.slow

LONG = bool(os.environ.get("KHABAR_LONG"))
WHY = "takes minutes: set KHABAR_LONG=1 to run it"
long = pytest.mark.skipif(not LONG, reason=WHY)

GRAPHS = 80


def units_of(site: Site, store: Store):
    return {unit.graph: unit for unit in site.local(store).units()}


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso", pytest.param("fuseki", marks=long)])
def test_a_server_killed_in_mid_push(kind, private_server):
    server = private_server(kind)
    site, store, before = site_of(server), Store(), {}
    site = replace(site, live=replace(site.live, kind=replace(site.live.kind, batch=20)))
    rewrite(store, GRAPHS, 0)
    takes = seconds_of(lambda: site.push(store))
    server.wipe()
    for version, part in ((0, 0.5), (1, 0.6)) if LONG else ((0, 0.4),):
        rewrite(store, GRAPHS, version)
        after = units_of(site, store)
        seen = killed_server(site, server, store, before, after, part * takes)
        assert seen.faults == []
        before = after


def test_a_pusher_killed_in_mid_push(server, site, tmp_path):
    if server.kind == "fuseki" and not LONG:
        pytest.skip(WHY)
    project = project_at(tmp_path / "project", server, GRAPHS)
    takes = seconds_of_writing(command_line(project, server, "push", "t"))
    with EmbeddedStore.at(project / ".khabar", write=True) as opened:
        before = units_of(site, opened.store)
        rewrite(opened.store, GRAPHS, 1)
        after = units_of(site, opened.store)
    assert killed_pusher(site, project, server, before, after, 0.5 * takes).faults == []


@long
def test_two_pushers_at_once(server, site, tmp_path):
    projects = [project_at(tmp_path / name, server, GRAPHS) for name in ("one", "two")]
    for version, project in enumerate(projects, 1):
        with EmbeddedStore.at(project / ".khabar", write=True) as opened:
            rewrite(opened.store, GRAPHS, version)
    assert two_pushers(site, projects, server).faults == []


@long
def test_one_of_many_gets_the_lease(site):
    for number in range(3):
        start, holding, results = threading.Barrier(6), threading.Barrier(6), []

        def take(name, start=start, holding=holding, results=results):
            with Client(site.live) as client:
                start.wait()
                try:
                    with held(client, site.names.manifest, name):
                        results.append("held")
                        holding.wait(60)
                except EndpointError as e:
                    results.append(str(e))
                    holding.wait(60)

        threads = [threading.Thread(target=take, args=(f"urn:run:{number}-{n}",)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results.count("held") == 1, results
        assert sum("another push holds this target" in text for text in results) == 5


def leave_behind(site, holder, minutes):
    """Write the lease of somebody who does not push any more."""
    when = (lease._now() + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    manifest = site.names.manifest
    with Client(site.live) as client:
        client.update(
            f"INSERT DATA {{ GRAPH <{manifest}> {{ <{manifest}> <{KH}heldBy> <urn:run:x> . "
            f'<urn:run:x> <{RDFS}label> "{holder}" ; <{KH}expires> "{when}"^^<{XSD}dateTime> }} }}'
        )


def dead_process():
    done = subprocess.Popen(["true"])
    done.wait()
    return done.pid


@long
def test_a_lease_of_another_machine_ends_with_its_time(site, articles):
    leave_behind(site, "elsewhere 17", 3)
    with pytest.raises(EndpointError, match="holds this target: elsewhere 17, until") as caught:
        site.push(articles)
    assert caught.value.cause == "held"
    leave_behind(site, "elsewhere 17", -1)
    with pytest.raises(EndpointError, match="elsewhere 17"):
        site.push(articles)  # renewed meanwhile: the later end counts
    assert site.push(articles, take_over=True).written == len(units_of(site, articles))
    leave_behind(site, "elsewhere 17", -1)
    many_articles.change(articles, 1, 1)
    assert site.push(articles).written == 1


@long
def test_a_lease_of_a_dead_process_of_this_machine_holds_nobody_up(site, articles):
    leave_behind(site, f"{os.uname().nodename} {dead_process()}", 3)
    assert not site.push(articles).failed
    # Of this process, which does not hold it any more.
    leave_behind(site, f"{os.uname().nodename} {os.getpid()}", 3)
    many_articles.change(articles, 1, 1)
    assert site.push(articles).written == 1


@long
def test_a_lease_is_renewed_as_long_as_a_push_takes(site, monkeypatch):
    monkeypatch.setattr(lease, "LONG", timedelta(seconds=3))
    with Client(site.live) as client:
        leases = lease._Leases(client, site.names.manifest)
        with held(client, site.names.manifest, "urn:run:long") as refuse_lost:
            for _ in range(5):
                time.sleep(0.8)
                refuse_lost()
                (one,) = leases.read()
                assert not one.over(lease._now())
        assert leases.read() == []


@long
def test_whoever_lost_the_lease_stops(site, articles):
    site = replace(site, live=replace(site.live, connections=1, kind=replace(site.live.kind, batch=5)))

    def robbed(progress):
        if progress.graphs == 10:
            with Client(site.live) as other:
                leases = lease._Leases(other, site.names.manifest)
                leases.take("urn:run:thief", Patience(), take_over=True)

    with pytest.raises(EndpointError, match="no longer holds the target") as caught:
        site.push(articles, on_progress=robbed)
    assert re.search(r"1\d of 31 graphs are done", str(caught.value))
    # The thief is gone without giving it back: it was of this process.
    assert not site.push(articles).failed
    assert site.wrong(articles) == []


@long
@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso"])
def test_a_timeout_in_the_middle_of_a_large_graph(kind, request, monkeypatch):
    server = request.getfixturevalue(f"{kind}_server")
    monkeypatch.setattr("khabar.endpoints.client._SLOWEST", 1e9)
    monkeypatch.setattr("khabar.endpoints.client._SLOWEST_OF_ALL", 1e9)
    store, name = Store(), "https://khabar.example/article/large/facts"
    lines = b"".join(b'<https://khabar.example/s%d> <urn:p> "%d" .\n' % (n // 7, n) for n in range(300_000))
    store.bulk_load(lines, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(name))
    hasty = site_of(server, timeout=0.5)
    with pytest.raises(EndpointError) as caught:
        hasty.push(store, patience=Patience(tries=1))
    assert caught.value.cause == Cause.TIMEOUT
    assert "raise timeout = in khabar.toml" in str(caught.value)
    site = site_of(server, timeout=120)
    plan = site.plan(store)
    assert {step.graph: step.change for step in plan.steps}[name] in {Change.PENDING, Change.NEW}
    assert not site.push(store).failed
    assert site.wrong(store) == []
    assert site.plan(store).steps == ()


@long
def test_a_server_that_gives_no_more_than_100_rows(private_server):
    server = private_server("virtuoso")
    site, store = site_of(server), many_articles.store_of(120)
    assert not site.push(store).failed
    server.restart(max_rows=100)
    with pytest.raises(
        EndpointError, match=r"reading the manifest: the server has cut the result at 100 rows"
    ) as caught:
        site.plan(store)
    assert caught.value.cause == Cause.CUT
    assert "raise its limit" in str(caught.value)
    many_articles.change(store, 3, 1)
    with pytest.raises(EndpointError, match="cut the result at 100 rows"):
        site.push(store)
    server.restart(max_rows=10_000)
    assert site.push(store).written == 1
    assert site.wrong(store) == []


@long
@pytest.mark.parametrize(("kind", "status"), [("oxigraph", 403), ("fuseki", 405)])
def test_a_server_made_read_only(kind, status, private_server, articles):
    server = private_server(kind)
    site = site_of(server)
    site.push(articles)
    server.restart(read_only=True)
    assert site.push(articles).written == 0
    many_articles.change(articles, 3, 1)
    with pytest.raises(EndpointError) as caught:
        site.push(articles)
    assert caught.value.cause == Cause.READ_ONLY
    assert "takes no writes" in str(caught.value)
    server.restart(read_only=False)
    assert site.push(articles).written == 1
    assert site.wrong(articles) == []


@long
def test_virtuoso_users_without_a_password_or_a_right(private_server, articles):
    server = private_server("virtuoso")
    password, server.password = server.password, "wrong"
    with pytest.raises(EndpointError, match=r"signed in as khabar \(KHABAR_T_PASSWORD\) by digest") as caught:
        site_of(server).push(articles)
    assert caught.value.cause == Cause.UNAUTHORISED
    server.password = password
    site = site_of(server)
    assert site.manifest() == {}
    server.isql('revoke SPARQL_UPDATE from "khabar";')
    with pytest.raises(EndpointError) as caught:
        site.push(articles)
    assert caught.value.cause == Cause.FORBIDDEN
    assert "lacks the right" in str(caught.value)
    server.isql('grant SPARQL_UPDATE to "khabar";')
    assert not site.push(articles).failed


@long
def test_ctrl_c(server, tmp_path):
    site, project = site_of(server), project_at(tmp_path / "project", server, GRAPHS)
    pusher = command_line(project, server, "push", "t")
    with Client(site.live) as client:
        while not lease._Leases(client, site.names.manifest).read() and pusher.poll() is None:
            time.sleep(0.01)
    pusher.send_signal(signal.SIGINT)
    _, said = pusher.communicate()
    assert pusher.returncode == 130, said
    assert "push again" in said
    assert "Traceback" not in said
    with Client(site.live) as client:
        assert lease._Leases(client, site.names.manifest).read() == []
    again = command_line(project, server, "push", "t")
    again.communicate()
    assert again.returncode == 0
    with EmbeddedStore.at(project / ".khabar") as opened:
        assert site.wrong(opened.store) == []


@settings(max_examples=8)
@given(store=stores())
def every_graph_comes_back(site, store):
    local, rules = site.local(store), site.live.kind.rewrites
    assert [problem for unit in local.units() for problem in check(local.body(unit.graph), unit.graph, rules)] == []
    assert site.push(store, prune=True, full=True).failed == {}
    assert site.wrong(store) == []


@long
def test_what_is_portable_comes_back_the_same(site):
    every_graph_comes_back(site)
