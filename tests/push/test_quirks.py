"""What servers do only now and then: the push heals it, or says what it is and goes on when it is run again."""

import random
import time

import many_articles
import pytest
from khabar.endpoints import Cause, endpoint
from khabar.endpoints.client import TRIG, TURTLE, Client
from khabar.errors import EndpointError
from khabar.ontology import Names
from khabar.stores.push import Change, manifest
from khabar.stores.push.retry import Patience
from push_site import Site
from pyoxigraph import NamedNode
from servers import faults

ARTICLES = 30
WRITES = {"PUT", "POST"}


@pytest.fixture
def quirky(quirk_server):
    """The quirk server as a target of a kind, in batches of ten graphs."""

    def at(kind="virtuoso", **settings):
        from dataclasses import replace

        urls = (
            {"query": f"{quirk_server.url}/query", "update": f"{quirk_server.url}/update"} if kind == "generic" else {}
        )
        table = {"url": quirk_server.url, "kind": kind, **urls, **settings}
        user = quirk_server.user
        environ = {"KHABAR_T_USER": user, "KHABAR_T_PASSWORD": quirk_server.password} if user else {}
        live = endpoint("t", {"t": table}, environ=environ)
        return Site(replace(live, kind=replace(live.kind, batch=10)), Names(many_articles.BASE))

    return at


def writes(server):
    """Give the requests that change something."""
    return [r for r in server.requests if is_write(r) or r.method == "DELETE" or r.text("update")]


def is_write(request):
    return request.method == "PUT" or "quads" in request.media_type or request.media_type in {TRIG, TURTLE}


def failing(site, articles, **options):
    with pytest.raises(EndpointError) as caught:
        site.push(articles, **options)
    return caught.value


def settle(site, server, articles):
    """After a push that failed, nothing is worse than said; and the next one, with all well again, does the rest."""
    server.behave()
    entries, plan = site.manifest(), site.plan(articles)
    finished = {graph for graph, entry in entries.items() if not entry.pending}
    assert not finished & {step.graph for step in plan.steps}
    assert site.wrong(articles, finished) == []
    done = site.push(articles)
    assert done.written == len(plan.steps)
    assert site.wrong(articles) == []
    assert site.strays(articles) == []
    assert site.plan(articles).steps == ()


PASSING = {
    "429": faults.status(429),
    "502": faults.status(502, "<html><body>Bad Gateway</body></html>"),
    "503": faults.status(503),
    "504": faults.status(504),
    "503 before it is read": faults.status(503, unread=True),
    "504 and done": faults.status(504, done=True),
    "reset in mid-request": faults.reset_request(),
    "reset in mid-reply": faults.reset_reply(),
    "no reply, and done": faults.lose_reply(),
}


SPOKEN = {"virtuoso": ("/sparql", "auth"), "oxigraph": ("query", "update"), "fuseki": ("/sparql", "update")}
# A 500 passes where the words that come with it say so, and those are of a kind.
DEADLOCKS = [pytest.param(kind, faults.deadlock(), id=f"{kind}-deadlock") for kind in ("virtuoso", "generic")]


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        *(pytest.param(k, f, id=f"{k}-{name}") for k in SPOKEN for name, f in PASSING.items()),
        *DEADLOCKS,
    ],
)
def test_what_passes_is_tried_again(kind, fault, quirky, quirk_server, articles):
    site, asking, writing = quirky(kind), *SPOKEN.get(kind, ("query", "update"))
    for number in (1, 4, 9):
        quirk_server.misbehave(fault, where=is_write, first=number)
        quirk_server.misbehave(fault, path=writing, first=number + 2)
        quirk_server.misbehave(fault, path=asking, first=number + 2)
    assert not site.push(articles).failed
    assert site.wrong(articles) == []
    many_articles.change(articles, 3, 1)
    assert site.push(articles).written == 1
    assert site.wrong(articles) == []


@pytest.mark.parametrize("kind", ["virtuoso", "oxigraph", "fuseki", "generic"])
@pytest.mark.parametrize("seed", range(3))
def test_a_server_that_fails_every_fourth_time(seed, kind, quirky, quirk_server, articles):
    rng = random.Random(seed)
    site = quirky(kind)
    for fault in PASSING.values():
        quirk_server.misbehave(fault, where=lambda _: rng.random() < 0.25 / len(PASSING), times=None)
    patience = Patience(tries=30, first=0.001, most=0.01)
    for version in (1, 2):
        for number in range(0, ARTICLES, version):
            many_articles.change(articles, number, version)
        assert not site.push(articles, patience=patience).failed
    quirk_server.behave()
    assert site.wrong(articles) == []
    assert site.plan(articles).steps == ()


@pytest.mark.parametrize("code", [429, 503])
def test_it_waits_as_long_as_the_server_asks(code, quirky, quirk_server, articles):
    quirk_server.misbehave(faults.status(code, Retry_After="1"), where=is_write, first=7)
    began = time.monotonic()
    # By itself it would come again after a hundredth of that.
    assert not quirky().push(articles, patience=Patience(first=0.01, most=1)).failed
    assert time.monotonic() - began > 1


def test_a_server_that_stays_busy_is_given_up(quirky, quirk_server, articles):
    site = quirky()
    quirk_server.misbehave(faults.status(503), where=is_write, first=15, times=None)
    error = failing(site, articles, patience=Patience(tries=2, first=0.01))
    assert error.cause == Cause.BUSY
    assert "graphs are done and stay; push again" in str(error)
    settle(site, quirk_server, articles)


@pytest.mark.parametrize("kind", list(SPOKEN))
def test_an_answer_that_never_comes(kind, quirky, quirk_server, articles, monkeypatch):
    monkeypatch.setattr("khabar.endpoints.client._SLOWEST", 1e9)
    site = quirky(kind, timeout=1)
    quirk_server.misbehave(faults.hang(3, done=True), where=is_write, first=2)
    assert not site.push(articles).failed
    assert site.wrong(articles) == []
    quirk_server.misbehave(faults.hang(30), where=is_write, times=None)
    many_articles.change(articles, 3, 1)
    error = failing(site, articles, patience=Patience(tries=1))
    assert error.cause == Cause.TIMEOUT
    assert "no answer within 1 s" in str(error)
    settle(site, quirk_server, articles)


def test_who_is_slow_gets_more_time_each_try(quirky, quirk_server, articles, monkeypatch):
    monkeypatch.setattr("khabar.endpoints.client._SLOWEST", 300_000)
    monkeypatch.setattr("khabar.endpoints.client._SLOWEST_OF_ALL", 5000)
    site = quirky(timeout=1, connections=1)
    body = b"".join(b'<urn:s> <urn:p> "%d" .\n' % n for n in range(10_000))
    waits = []
    with Client(site.live) as client:
        quirk_server.misbehave(faults.hang(30), method="PUT", times=3)
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(EndpointError, match="no answer"):
                client.put("urn:g", body)
            waits.append(time.monotonic() - began)
    assert waits[0] < waits[1] < waits[2]
    assert waits[2] > 1.5 * waits[0]


def test_a_406_after_the_work_was_done(quirky, quirk_server, articles):
    site = quirky()
    quirk_server.misbehave(faults.status(406, "not acceptable", done=True), where=is_write, first=5, times=3)
    done = site.push(articles)
    assert len(done.failed) == 3
    assert all("406" in why for why in done.failed.values())
    assert {step.graph: step.change for step in site.plan(articles).steps} == dict.fromkeys(done.failed, Change.PENDING)
    settle(site, quirk_server, articles)


@pytest.mark.parametrize("kind", list(SPOKEN))
def test_a_write_that_keeps_only_half_is_noticed_and_repeated(kind, quirky, quirk_server, articles):
    site = quirky(kind)
    quirk_server.misbehave(faults.partial_write(50), where=is_write, first=2)
    assert not site.push(articles).failed
    assert site.wrong(articles) == []


@pytest.mark.parametrize(
    ("fault", "sign"), [(faults.lose_reply(), Change.PENDING), (faults.reset_request(), Change.NEW)]
)
def test_marks_that_go_along_with_quads_are_there_as_they_are(fault, sign, quirky, quirk_server, articles):
    site = quirky("fuseki", connections=1)
    quirk_server.misbehave(fault, where=lambda r: r.media_type == TRIG, first=2, times=None)
    failing(site, articles, patience=Patience(tries=1))
    signs = [step.change for step in site.plan(articles).steps]
    # Of 31 graphs in batches of eight the first batch was finished, and the second may have been written.
    assert signs.count(sign) >= 8
    assert signs.count(Change.PENDING) == (8 if sign is Change.PENDING else 0)
    assert len(signs) == 31 - 8
    settle(site, quirk_server, articles)


def test_graphs_whose_marks_were_refused_with_their_quads_are_marked_first(quirky, quirk_server, articles):
    site = quirky("fuseki", connections=1)
    quirk_server.misbehave(faults.status(400, "no"), where=lambda r: r.media_type == TRIG, times=None)
    quirk_server.misbehave(faults.status(403), method="PUT", first=3, times=None)
    failing(site, articles)
    assert [step.change for step in site.plan(articles).steps].count(Change.PENDING) == 8
    settle(site, quirk_server, articles)


@pytest.mark.parametrize("kind", ["virtuoso", "oxigraph"])
def test_a_graph_that_never_arrives_whole_has_failed(kind, quirky, quirk_server, articles):
    site, name = quirky(kind), many_articles.graph_name(4)
    site.push(articles)
    many_articles.change(articles, 4, 1)
    there = {name, site.names.staging(name)}
    quirk_server.misbehave(faults.partial_write(50), method="PUT", where=lambda r: r.graph in there, times=None)
    done = site.push(articles)
    assert done.failed == {name: "50 of 200 triples are there"}
    assert [(step.graph, step.change) for step in site.plan(articles).steps] == [(name, Change.PENDING)]
    settle(site, quirk_server, articles)


def test_a_server_that_takes_few_triples_gets_them_in_pieces(quirky, quirk_server, articles):
    site = quirky("virtuoso", lane="insert", insert_triples=5000)
    quirk_server.misbehave(faults.most_triples(150), path="sparql-auth", times=None)
    assert not site.push(articles).failed
    assert site.wrong(articles) == []
    refused = sum(r.status == 400 for r in quirk_server.requests)
    # Found out once, and kept to by all.
    assert 0 < refused < 20


def test_a_server_that_finds_a_body_too_long_gets_it_in_pieces(quirky, quirk_server, articles):
    site = quirky()
    quirk_server.misbehave(faults.status(413, unread=True), where=is_write, times=None)
    assert not site.push(articles).failed
    assert site.wrong(articles) == []


@pytest.mark.parametrize("kind", ["virtuoso", "oxigraph", "fuseki"])
@pytest.mark.parametrize("lane", ["put", "stage", "insert", ""])
def test_every_write_is_whole_plain_and_takes_any_answer(lane, kind, quirky, quirk_server, articles):
    quirk_server.misbehave(faults.lose_chunked(), times=None)
    site = quirky(kind, lane=lane) if lane else quirky(kind)
    site.push(articles)
    many_articles.change(articles, 3, 1)
    articles.remove_graph(NamedNode(many_articles.graph_name(5)))
    site.push(articles, prune=True)
    sent = writes(quirk_server)
    assert len(sent) > 10
    for request in sent:
        assert "transfer-encoding" not in request.headers
        assert "content-encoding" not in request.headers
        assert request.headers.get("content-length", "0") == str(len(request.body))
        assert request.headers["accept"] == "*/*"
    assert not [r for r in quirk_server.requests if r.method == "HEAD" or r.media_type == "application/sparql-query"]


@pytest.mark.parametrize("kind", ["virtuoso", "oxigraph"])
def test_a_count_that_is_cut_in_the_middle(kind, quirky, quirk_server, articles):
    site = quirky(kind, connections=1)
    # Before it come the manifest and the lease, each twice, and whether that still holds.
    quirk_server.misbehave(faults.cut_json(), where=lambda r: r.path.endswith(("/query", "/sparql")), first=6)
    failing(site, articles)
    settle(site, quirk_server, articles)


def test_a_web_page_in_the_place_of_an_answer(quirky, quirk_server, articles):
    site = quirky()
    page = "<!DOCTYPE html><html><head><title>x</title></head><body><h1>Sign in</h1></body></html>"
    quirk_server.misbehave(faults.status(200, page, Content_Type="text/html"), path="sparql", times=None)
    error = failing(site, articles)
    assert error.cause == Cause.UNREADABLE
    assert "a web page came" in str(error)
    assert not writes(quirk_server)
    settle(site, quirk_server, articles)


def test_an_error_page_is_told_in_words(quirky, quirk_server, articles):
    page = (
        "<!DOCTYPE html><html><head><style>a{}</style></head><body><h1>Internal error</h1><p>no luck</p></body></html>"
    )
    site = quirky()
    quirk_server.misbehave(faults.status(500, page), where=is_write, first=3)
    done = site.push(articles)
    (why,) = done.failed.values()
    assert "HTTP 500: Internal error no luck" in why
    settle(site, quirk_server, articles)


def test_cut_rows_are_no_rows(quirky, quirk_server, articles):
    site = quirky()
    site.push(articles)
    quirk_server.misbehave(faults.cut_rows(50), path="sparql", times=None)
    with pytest.raises(EndpointError, match="has cut the result at 50 rows") as caught:
        site.plan(articles)
    assert caught.value.cause == Cause.CUT
    assert "raise its limit" in str(caught.value)
    settle_nothing(site, quirk_server, articles)


def test_rows_that_are_cut_in_silence_are_asked_for(quirky, quirk_server, articles):
    site = quirky()
    site.push(articles)
    before = site.manifest()
    quirk_server.misbehave(faults.cut_rows(7, header=None), path="sparql", times=None)
    assert site.manifest() == before
    assert site.plan(articles).steps == ()


def settle_nothing(site, server, articles):
    server.behave()
    assert site.plan(articles).steps == ()


@pytest.mark.parametrize("page", [4, 7, 6000])
def test_the_manifest_is_read_in_pages(page, quirky, articles, monkeypatch):
    site = quirky()
    site.push(articles)
    at_once = site.manifest()
    monkeypatch.setattr(manifest, "_PAGE", page)
    monkeypatch.setattr(manifest, "_MOST_AT_ONCE", 1)
    assert site.manifest() == at_once
    assert len(at_once) == ARTICLES + 1
    assert site.plan(articles).steps == ()


CUT = {
    "refused": faults.status(406),
    "half": faults.status(200, "<urn:a> <urn:p> <urn:o> .\n", Content_Type="application/n-triples"),
    "no RDF": faults.status(200, "Virtuoso\n", Content_Type="application/n-triples"),
    "a page": faults.status(200, "<html></html>\n", Content_Type="text/html"),
}


@pytest.mark.parametrize("fault", CUT.values(), ids=CUT)
def test_a_manifest_that_does_not_come_whole_is_read_in_pages(fault, quirky, quirk_server, articles):
    site = quirky()
    site.push(articles)
    whole = site.manifest()
    quirk_server.misbehave(fault, method="GET", times=None)
    assert site.manifest() == whole


FOR_GOOD = {
    "401": (faults.status(401), Cause.UNAUTHORISED),
    "403": (faults.status(403), Cause.FORBIDDEN),
    "507": (faults.disk_full(), Cause.DISK_FULL),
    "500, disk full": (faults.disk_full(500), Cause.DISK_FULL),
    "403, read-only": (faults.read_only(403), Cause.FORBIDDEN),
    "405, read-only": (faults.read_only(405), Cause.READ_ONLY),
}


@pytest.mark.parametrize(("fault", "cause"), FOR_GOOD.values(), ids=FOR_GOOD)
@pytest.mark.parametrize("kind", ["virtuoso", "oxigraph"])
def test_what_does_not_pass_ends_the_push(kind, fault, cause, quirky, quirk_server, articles):
    site = quirky(kind, connections=1)
    quirk_server.misbehave(fault, where=is_write, first=3 if kind == "oxigraph" else 15, times=None)
    quirk_server.misbehave(fault, path="update" if kind == "oxigraph" else "sparql-auth", first=7, times=None)
    error = failing(site, articles)
    assert error.cause == cause
    assert "of 31 graphs are done and stay; push again" in str(error)
    assert "\n  0 of 31" not in str(error)
    settle(site, quirk_server, articles)


def test_a_wrong_password_writes_nothing_and_says_whose(quirky, quirk_server, articles):
    quirk_server.user, quirk_server.password = "khabar", "right"
    site = quirky("oxigraph")
    quirk_server.password = "another"
    error = failing(site, articles)
    assert error.cause == Cause.UNAUTHORISED
    assert "khabar (KHABAR_T_PASSWORD)" in str(error)
    assert len(quirk_server.store) == 0
    settle(quirky("oxigraph"), quirk_server, articles)


def test_a_password_that_expires_on_the_way(quirky, quirk_server, articles):
    quirk_server.user, quirk_server.password = "khabar", "first"
    site = quirky("oxigraph", connections=1)

    def expire(exchange):
        quirk_server.password = "second"
        exchange.read()
        exchange.send(faults.Reply.plain(401))

    quirk_server.misbehave(expire, where=is_write, first=3)
    error = failing(site, articles)
    assert error.cause == Cause.UNAUTHORISED
    assert "16 of 31 graphs are done and stay; push again" in str(error)
    settle(quirky("oxigraph"), quirk_server, articles)
