"""What goes wrong at an endpoint is told by its cause, and neither a part of an answer nor a secret gets through."""

from __future__ import annotations

import logging
import socket
import traceback
from contextlib import contextmanager
from dataclasses import replace

import pytest
from khabar.endpoints import Cause, endpoint, kinds
from khabar.errors import EndpointError, UsageError
from khabar.queries import Catalogue, EndpointSource
from pyoxigraph import Literal, NamedNode, Quad
from servers import faults
from servers.protocol import Reply

PASSWORD, ARABIC, TOKEN = "pa:ss wört/1", "كلمة السر", "tok-3f9a"
ROWS = "SELECT ?o { ?s <urn:n> ?o } ORDER BY ?o"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.fixture
def quirks(quirk_server):
    quirk_server.protocol.union = True
    quirk_server.store.extend(
        Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:n"), Literal(n), NamedNode("urn:g")) for n in range(60)
    )
    return quirk_server


def at(url, kind="generic", env=None, **table):
    table = {"url": f"{url}/query" if kind == "generic" else url, "kind": kind, "timeout": 5} | table
    return EndpointSource(endpoint("live", {"live": table}, environ={"NETRC": "/nonexistent"} | (env or {})))


@contextmanager
def fails(cause, match=None):
    with pytest.raises(EndpointError, match=match) as caught:
        yield caught
    assert caught.value.cause == cause


def headed(status=200, **headers):
    """Answer rightly, with more headers, or another status."""

    def fault(exchange):
        reply = exchange.work()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        exchange.send(Reply(status, reply.body, reply.headers | named))

    return fault


@pytest.mark.parametrize(
    ("fault", "cause", "match"),
    [
        (faults.status(400, "no query"), Cause.BAD_REQUEST, "no query"),
        (faults.status(401), Cause.UNAUTHORISED, "KHABAR_LIVE_USER"),
        (faults.status(403), Cause.FORBIDDEN, "lacks the right"),
        (faults.status(404), Cause.NOT_FOUND, "check the url"),
        (faults.status(413), Cause.TOO_LARGE, "HTTP 413"),
        (faults.status(414), Cause.TOO_LARGE, "HTTP 414"),
        (faults.status(429), Cause.BUSY, "try again"),
        (faults.status(500, "it broke"), Cause.FAILED, "it broke"),
        (faults.status(503, "Query timed out"), Cause.BUSY, "timed out"),
        (faults.status(302, Location="http://elsewhere.example/"), Cause.MOVED, "elsewhere"),
        (faults.cut_rows(10), Cause.CUT, "cut the result at 10 rows"),
        (faults.cut_json(), Cause.CUT, "end"),
        (headed(X_SQL_State="S1TAT"), Cause.CUT, "time was up"),
        (headed(206), Cause.CUT, "time was up"),
        (faults.reset_reply(), Cause.BROKEN_OFF, None),
        (faults.lose_reply(), Cause.BROKEN_OFF, None),
        (faults.status(200, "<html><body>Welcome</body></html>"), Cause.UNREADABLE, None),
        (faults.status(204), Cause.UNREADABLE, None),
    ],
)
def test_each_fault_has_its_cause(fault, cause, match, quirks):
    quirks.misbehave(fault)
    with at(quirks.url) as source:
        with fails(cause, match):
            source.select(ROWS)
        # The next one is answered, on whatever is left of the connections.
        assert [n for (n,) in source.select(ROWS)] == list(range(60))


def test_what_a_server_asks_for_is_kept(quirks):
    quirks.misbehave(faults.status(503, Retry_After="7"))
    with at(quirks.url) as source, fails(Cause.BUSY) as caught:
        source.select(ROWS)
    assert caught.value.retry_after == 7


def test_silence_is_a_timeout(quirks):
    quirks.misbehave(faults.hang(5))
    with at(quirks.url, timeout=0.2) as source, fails(Cause.TIMEOUT, "no answer within"):
        source.select(ROWS)


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with at(url) as source, fails(Cause.REFUSED, "is the server running"):
        source.select(ROWS)


@pytest.mark.parametrize(("query", "cap"), [(ROWS, 59), (GRAPH, 59), (ROWS, 61), (GRAPH, 60)])
def test_a_cap_is_found_out_whatever_the_form(query, cap, quirks):
    # As Virtuoso does: a table with so many rows says so, of a graph one triple more comes, and nothing is said.
    def capped(exchange):
        reply = exchange.work()
        if reply.body.startswith(b"{"):
            rows = reply.body.count(b'"type"')
            exchange.send(
                replace(reply, headers=reply.headers | ({"X-SPARQL-MaxRows": f"{cap}"} if rows >= cap else {}))
            )
        else:
            faults.cut_rows(cap + 1, None)(exchange)

    quirks.misbehave(capped, times=None)
    with at(quirks.url) as source:
        if cap >= 60:
            assert len(source.query(query)) == 60
        else:
            with fails(Cause.CUT, "cut the result at 59 rows"):
                source.query(query)


def test_a_graph_without_an_end_is_no_answer(quirks):
    def endless(exchange):
        reply = exchange.work()
        exchange._handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: application/n-triples\r\n\r\n" + reply.body)
        exchange._handler.close_connection = True

    quirks.misbehave(endless)
    with at(quirks.url) as source, fails(Cause.CUT, "does not say where it ends"):
        source.construct(GRAPH)


def test_a_count_that_is_known_has_to_come(quirks):
    with at(quirks.url) as source:
        assert len(source.construct(GRAPH, 60)) == 60
        with fails(Cause.CUT, "60 of 61 triples"):
            source.construct(GRAPH, 61)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "never updates"),
        ("PREFIX a: <urn:a> DROP ALL", "never updates"),
        ("SELECT * { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("define get:soft 'soft' SELECT * { ?s ?p ?o }", "not a SPARQL query"),
    ],
)
def test_what_is_refused_is_not_sent(text, said, quirks):
    with at(quirks.url) as source:
        for ask in (source.query, source.select, source.ask, source.construct):
            with pytest.raises(UsageError, match=said):
                ask(text)
    assert quirks.requests == []


def test_each_method_takes_its_own_form(quirks):
    with at(quirks.url) as source:
        for ask, text in ((source.select, "ASK { }"), (source.ask, ROWS), (source.construct, ROWS)):
            with pytest.raises(UsageError, match="query is needed here"):
                ask(text)
    assert quirks.requests == []


def test_a_query_goes_as_one_form_as_it_is(quirks):
    text = (
        "#+ INSERT: with a word that SPARQLWrapper knows\n# DROP ALL\n#+ LOAD\nSELECT ?o { ?s <urn:قال> ?o } # + & =\n"
    )
    with at(quirks.url) as source:
        assert source.select(text).variables == ("o",)
    (request,) = quirks.requests
    assert (request.method, request.media_type) == ("POST", "application/x-www-form-urlencoded")
    assert (request.form, request.parameters) == ({"query": text}, {})
    assert request.headers["accept"] == "application/sparql-results+json"
    assert int(request.headers["content-length"]) == len(request.body)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_question_goes_to_every_kind_with_what_the_kind_needs(kind, quirks):
    of, questions = kinds()[kind], tuple(Catalogue())
    with at(quirks.url, kind, query="{url}/query") as source:
        for question in questions:
            source.select(question.text)
    told = {of.time_parameter: "5"} if of.time_parameter else {}
    for question, request in zip(questions, quirks.requests, strict=True):
        sent = request.form
        assert (sent.pop("query") == question.text) is not bool(of.union_graph)
        assert sent == told | dict(of.parameters)


def test_from_goes_before_what_a_kind_needs(quirks):
    text = "SELECT ?o FROM <urn:g> { ?s <urn:n> ?o }"
    for kind in ("oxigraph", "fuseki"):
        with at(quirks.url, kind, query="{url}/query") as source:
            assert len(source.select(text)) == 60
    assert [request.form["query"] for request in quirks.requests] == [text, text]
    assert not any({"union-default-graph", "default-graph-uri"} & set(request.form) for request in quirks.requests)


def test_describe_is_asked_of_the_union_by_name(quirks):
    with at(quirks.url, "fuseki", query="{url}/query") as source:
        source.construct("DESCRIBE <urn:s1>")
        with pytest.raises(UsageError, match="write a CONSTRUCT"):
            source.construct("DESCRIBE ?s { GRAPH ?g { ?s ?p ?o } }")
    assert [request.form["default-graph-uri"] for request in quirks.requests] == ["urn:x-arq:UnionGraph"]


SECRETS = {
    "basic": ({"KHABAR_LIVE_USER": "reader", "KHABAR_LIVE_PASSWORD": PASSWORD}, PASSWORD),
    "basic, in Arabic": ({"KHABAR_LIVE_USER": "قارئ", "KHABAR_LIVE_PASSWORD": ARABIC}, ARABIC),
    "bearer": ({"KHABAR_LIVE_TOKEN": TOKEN}, TOKEN),
}


@pytest.mark.parametrize("which", SECRETS)
def test_no_secret_is_told(which, quirks, caplog, capsys):
    env, secret = SECRETS[which]
    caplog.set_level(logging.DEBUG)
    authorization = []

    def echo(exchange):
        sent = exchange.read().headers.get("authorization", "")
        authorization.append(sent)
        exchange.send(Reply.plain(401, f"not for {sent}, whose password is {secret}"))

    quirks.misbehave(echo, times=None)
    with at(quirks.url, env=env) as source, fails(Cause.UNAUTHORISED) as caught:
        source.select(ROWS)
    assert authorization[0].partition(" ")[2]
    traced = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    told = [str(caught.value), repr(caught.value), repr(source), repr(source.endpoint), str(source.endpoint)]
    told += [str(frame.locals) for frame in traced.stack if frame.filename != __file__]
    told += [record.getMessage() for record in caplog.records]
    told += [*capsys.readouterr()]
    hidden = [secret, authorization[0].partition(" ")[2]]
    assert [text for text in told if any(h in text for h in hidden)] == []


def test_the_right_password_is_taken_in_arabic_too(quirks):
    quirks.user, quirks.password = "قارئ", ARABIC
    with at(quirks.url, env=SECRETS["basic, in Arabic"][0]) as source:
        assert source.ask("ASK { ?s ?p ?o }")
    with at(quirks.url) as source, fails(Cause.UNAUTHORISED, "KHABAR_LIVE_PASSWORD"):
        source.ask("ASK { ?s ?p ?o }")
