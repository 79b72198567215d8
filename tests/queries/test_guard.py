from __future__ import annotations

import socket
from threading import Thread

import pytest
from khabar.errors import StoreError, UsageError
from khabar.queries import StoreSource, guard
from khabar.queries.runner import select
from pyoxigraph import Store

SERVICE = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> { } }",
    "SELECT * { SeRvIcE ?s { } }",
    "PREFIX x: <http://x/> SELECT * { SERVICE x:y { } }",
    "PREFIX : <http://x/> SELECT * { SERVICE:y { } }",
    "SELECT * { ?s ?p trueSERVICE <http://x/> { } }",
    "PREFIX x: <http://x/> SELECT * { ?s ?p x:.SERVICE <http://x/> { } }",
    "SELECT * { SERV\\u0049CE <http://x/> { } }",
    "SELECT * { SERV\\U00000049CE <http://x/> { } }",
    "SELECT * { # a comment\nSERVICE <http://x/> { } }",
    "SELECT * { ?s ?p 'a' . SERVICE <http://x/> { } }",
    'SELECT * { ?s ?p "a\\"" . SERVICE <http://x/> { } }',
    "SELECT * { ?s ?p '''a''' . SERVICE <http://x/> { } #'''\n }",
    'SELECT * { ?s ?p "\\u0022 . SERVICE <http://x/> { } # " }',
    "SELECT * { ?s ?p <http://x/#a> SERVICE <http://x/> { } }",
    "SELECT * { ?s ?p ?a FILTER(?a <'x>') SERVICE <http://x/> { } #'\n }",
    "ASK { SERVICE <http://x/> { } }",
]
HARMLESS = [
    "SELECT ?service { ?service ?p ?o }",
    "SELECT $SERVICE { $SERVICE ?p ?o }",
    'SELECT * { ?s ?p "SERVICE <http://x/> { }" }',
    "SELECT * { ?s ?p 'it is \\'a SERVICE\\'' }",
    'SELECT * { ?s ?p """a "SERVICE" """ }',
    "SELECT * { ?s ?p <http://x/SERVICE#SERVICE> } # SERVICE",
    "PREFIX x: <http://x/> SELECT * { ?s x:SERVICE x:military.service }",
    "SELECT * { ?s ?p 'a'@service }",
    "SELECT * { _:service ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?s != <http://x/service>) }",
    "SELECT * { VALUES (?a ?b) { (<http://x/service> <http://x/service>) } }",
    "# DELETE\nBASE <http://x/> PREFIX insert: <http://x/> SELECT * { ?s insert:p 'DROP' }",
]
UPDATES = [
    "INSERT DATA { <http://x/s> <http://x/p> 1 }",
    "delete where { ?s ?p ?o }",
    "PREFIX x: <http://x/>\nDROP ALL",
    "LOAD <http://127.0.0.1:9/>",
    "WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR SILENT GRAPH <http://x/>",
]


@pytest.mark.parametrize("text", SERVICE)
def test_service_is_refused(text):
    with pytest.raises(UsageError, match="SERVICE is refused"):
        guard.check(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_alone_is_not_refused(text):
    guard.check(text)
    Store().query(text)


@pytest.mark.parametrize("text", UPDATES)
def test_updates_are_refused(text):
    with pytest.raises(UsageError, match="never updates"):
        guard.check(text)


@pytest.mark.parametrize("text", ["", "# SELECT", "hello", "PREFIX x: <http://x/>", "{}"])
def test_what_is_no_query_is_refused(text):
    with pytest.raises(UsageError, match="not a SPARQL query"):
        guard.check(text)


@pytest.mark.parametrize("form", ["SELECT * { }", "ASK { }", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://x/>"])
def test_the_form_is_the_first_word(form):
    assert guard.query_form(f"PREFIX ask: <http://x/> # SELECT\n{form}") == form.split()[0]


def test_the_sources_ask_the_guard(source, dataset_source):
    for answers in (source, dataset_source):
        with pytest.raises(UsageError, match="SERVICE is refused"):
            answers.select(SERVICE[0])
        with pytest.raises(UsageError, match="never updates"):
            answers.select(UPDATES[0])
        with pytest.raises(UsageError, match="not valid SPARQL"):
            answers.select("SELECT * WHERE { ?s ?p }")
        with pytest.raises(UsageError, match="a SELECT query is needed"):
            answers.select("ASK { ?s ?p ?o }")


def test_ad_hoc_queries(source):
    assert len(select("SELECT ?s { ?s a <https://w3id.org/khabar/ns#Article> }", source)) == 1
    with pytest.raises(UsageError, match="a SELECT query is needed here, not ASK"):
        select("ASK { ?s ?p ?o }", source)
    assert bool(source.query("ASK { ?s ?p ?o }"))


def test_from_is_refused_where_it_would_fetch(source, dataset_source):
    query = "SELECT ?from FROM <http://127.0.0.1:9/graph> { ?from ?p ?o }"
    assert len(source.select(query)) == 0
    register = query.replace("http://127.0.0.1:9/graph", "https://khabar.example/graph/register")
    assert 0 < len(source.select(register)) < 100
    with pytest.raises(UsageError, match="FROM is refused here"):
        dataset_source.select(query)
    assert len(dataset_source.select("SELECT ?from { ?from a <https://w3id.org/khabar/ns#Article> }")) == 1


@pytest.mark.parametrize("engine", ["source", "dataset_source"])
def test_a_function_that_nobody_defined_is_an_error_of_the_store(engine, request):
    with pytest.raises(StoreError, match="not supported"):
        request.getfixturevalue(engine).select("SELECT * { ?s ?p ?o FILTER(<http://x/f>(?s)) }")


def test_both_sources_refuse_what_is_no_sparql(source, dataset_source):
    for answers in (source, dataset_source):
        with pytest.raises(UsageError, match="not valid SPARQL"):
            answers.select("SELECT * { ?s nowhere:p ?o }")


def ask(text: str) -> None:
    list(Store().query(text))


def test_pyoxigraph_would_have_called_out():
    # The reason for the guard: the engine does send the request.
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        caller = Thread(target=ask, args=[f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"])
        caller.start()
        connection, _ = server.accept()
        with connection:
            request = connection.recv(1024)
        caller.join()
    assert request.startswith(b"POST / HTTP/1.1")


def test_a_guarded_source_never_calls_out():
    with pytest.raises(UsageError):
        StoreSource(Store()).query(SERVICE[0])
