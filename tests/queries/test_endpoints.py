"""The same rows, term for term, from real servers as from the embedded store.

Virtuoso 7 is silently wrong on some forms of SPARQL that others answer right; Fuseki and Oxigraph keep the default
graph apart from the named ones. Each server holds one corpus at a time, so the tests of a corpus stand together.
"""

from __future__ import annotations

import json
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest
from khabar.endpoints import Cause, endpoint
from khabar.endpoints.client import Client
from khabar.errors import EndpointError, UsageError
from khabar.queries import Catalogue, EndpointSource, run
from khabar.queries.terms import serialize
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from servers import KINDS, started

HERE = Path(__file__).parent
NAMES = Catalogue().names
CHECKS = [name for name in NAMES if name.startswith("quality/")]
ABOUT_ROWS = [path.stem for path in sorted((HERE / "expected-table").glob("*.json"))]
GIVEN = {
    prefix + path.stem: json.loads(path.read_text(encoding="utf-8"))["params"]
    for folder, prefix in (
        ("expected", ""),
        ("expected-more", ""),
        ("expected-table", ""),
        ("expected-quality", "quality/"),
    )
    for path in (HERE / folder).glob("*.json")
}
ONE, TWO, MANY = "https://khabar.example/t/one", "https://khabar.example/t/two", "https://khabar.example/t/many"
SAID = "https://khabar.example/t/said"

pytestmark = pytest.mark.slow


def named(server, **table):
    """Give a server as the endpoint that a project would know it as."""
    who = {"user": server.user} if server.user else {}
    scheme = {"auth": str(server.settings["auth"])} if "auth" in server.settings else {}
    settings = {"url": server.url, "kind": server.kind} | who | scheme | table
    return endpoint("live", {"live": settings}, password=server.password, environ={"NETRC": "/nonexistent"})


def fill(server, store):
    server.wipe()
    with Client(named(server)) as client:
        for graph in store.named_graphs():
            client.put(graph.value, store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph))


@pytest.fixture(scope="module")
def held(tmp_path_factory, request):
    """Give the server of a kind with the graphs of a corpus."""
    with ExitStack() as stack:
        servers, full_of = {}, {}

        def hold(kind, corpus):
            if reason := KINDS[kind].missing():
                pytest.skip(reason)
            if kind not in servers:
                servers[kind] = stack.enter_context(started(kind, tmp_path_factory.mktemp(kind)))
            if full_of.get(kind) != corpus:
                fill(servers[kind], request.getfixturevalue(f"{corpus}_corpus").store)
                full_of[kind] = corpus
            return servers[kind]

        yield hold


@pytest.fixture
def source_at(held, relying_on):
    with ExitStack() as stack:
        yield lambda kind, corpus: stack.enter_context(EndpointSource(named(relying_on(held(kind, corpus)))))


def same_rows(question, ours, theirs, languages):
    asked = 0
    for lang in languages:
        # A name that is looked up must be there: the parameters written down fit one of the corpora each.
        for parameters in ({}, GIVEN[question.name]):
            try:
                rows = run(question, ours, parameters, lang=lang)
            except UsageError:
                assert parameters
                continue
            assert run(question, theirs, parameters, lang=lang) == rows
            asked += 1
    assert asked >= len(languages)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_names_are_looked_up_there_too(kind, catalogue, seed_corpus, source_at):
    there, question = source_at(kind, "seed"), catalogue.get("forces-of")
    assert run(question, there, {"country": "ايران"}) == run(question, seed_corpus.source, {"country": "iran"})
    with pytest.raises(UsageError, match="did you mean 'Iran'"):
        run(question, there, {"country": "Irann"})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("corpus", "languages"), [("seed", ["en", "ar"]), ("valley", ["ar"])], ids=["seed", "valley"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_rows_in_the_same_order(kind, corpus, languages, name, catalogue, source_at, request):
    ours = request.getfixturevalue(f"{corpus}_corpus").source
    same_rows(catalogue.get(name), ours, source_at(kind, corpus), languages)


@pytest.mark.parametrize("name", ABOUT_ROWS)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_counts_of_a_table(kind, name, catalogue, rows_corpus, source_at):
    assert run(catalogue.get(name), rows_corpus.source).terms
    same_rows(catalogue.get(name), rows_corpus.source, source_at(kind, "rows"), ["en", "ar"])


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_flaws(kind, name, catalogue, flawed_corpus, source_at):
    assert run(catalogue.get(name), flawed_corpus.source).terms
    same_rows(catalogue.get(name), flawed_corpus.source, source_at(kind, "flawed"), ["en"])


TEXTS = [
    "\\u0041",
    "\\U00000041",
    "\\\\u0022 } #",
    'a" . OPTIONAL { ?any ?p ?o } } #',
    "'\r\n\t\\",
    "}} { GRAPH",
    "+ &=%",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_bound_text_is_read_back_as_it_was(kind, text, source_at):
    rows = source_at(kind, "flawed").select(f"SELECT ?x WHERE {{ VALUES ?x {{ {serialize(Literal(text))} }} }}")
    assert rows.terms == ((Literal(text),),)


@pytest.fixture
def source(server):
    """Each server with a few triples in three graphs."""
    with EndpointSource(named(server)) as made, Client(named(server)) as client:
        boolean = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
        client.put(ONE, f'<urn:a> <{SAID}> "one", "both"@ar .\n'.replace(", ", f" .\n<urn:a> <{SAID}> ").encode())
        client.put(TWO, f"<urn:b> <{SAID}> {boolean} .\n<urn:b> <urn:see> <urn:a> .\n".encode())
        client.put(MANY, b"".join(b"<urn:s%d> <urn:n> %s .\n" % (n, b'"%d"' % n) for n in range(120)))
        yield made


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"SELECT ?s ?o {{ ?s <{SAID}> ?o }}", 3),
        (f"SELECT ?g ?s {{ GRAPH ?g {{ ?s <{SAID}> ?o }} }}", 3),
        (f"SELECT ?o {{ ?s <urn:see> ?t . GRAPH ?g {{ ?t <{SAID}> ?o }} }}", 2),
        (f"SELECT ?o FROM <{ONE}> {{ ?s <{SAID}> ?o }}", 2),
        (f"SELECT ?g FROM <{ONE}> FROM NAMED <{TWO}> {{ GRAPH ?g {{ ?s <{SAID}> ?o }} }}", 1),
        (f"SELECT ?s {{ VALUES ?o {{ true }} ?s <{SAID}> ?o }}", 1),
        (f"SELECT (EXISTS {{ ?s <urn:see> ?t }} AS ?sees) {{ ?s <{SAID}> true }}", 1),
    ],
)
def test_the_default_graph_is_that_of_all_unless_from_says_otherwise(text, count, source):
    rows = source.select(text)
    assert len(rows) == count
    assert None not in {term for row in rows.terms for term in row}
    assert Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")) not in rows.terms


def test_the_other_forms(source):
    assert source.query(f"ASK {{ ?s <{SAID}> true }}") is True
    assert source.query(f"ASK {{ ?s <{SAID}> false }}") is False
    for text in (
        "CONSTRUCT { ?t ?p ?o } WHERE { ?s <urn:see> ?t . ?t ?p ?o }",
        f"CONSTRUCT {{ ?t ?p ?o }} WHERE {{ GRAPH <{ONE}> {{ ?t ?p ?o }} }}",
        f"CONSTRUCT WHERE {{ <urn:a> <{SAID}> ?o }}",
    ):
        assert {triple.object.value for triple in source.query(text)} == {"one", "both"}
    assert source.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:nothing> ?o . ?s ?p ?o }") == ()


def test_blank_nodes_come_as_blank_nodes(server):
    with Client(named(server)) as client, EndpointSource(named(server)) as source:
        client.put(ONE, b'_:x <urn:p> "a" .\n')
        ((node,),) = source.select(f"SELECT ?s FROM <{ONE}> {{ ?s <urn:p> ?o }}").terms
        assert isinstance(node, BlankNode)
        (triple,) = source.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}")
        assert isinstance(triple.subject, BlankNode)


def test_a_query_that_the_server_does_not_understand(source):
    with pytest.raises(EndpointError, match="HTTP 400") as caught:
        source.select("SELECT * WHERE { ?s ?p ")
    assert caught.value.cause == Cause.BAD_REQUEST


def test_a_table_that_virtuoso_cuts_is_no_answer(private_server):
    server = private_server("virtuoso", max_rows=100)
    server.put(ONE, b"".join(b'<urn:s%d> <urn:n> "%d" .\n' % (n, n) for n in range(150)))
    pattern = f"GRAPH <{ONE}> {{ ?s <urn:n> ?o }}"
    with EndpointSource(named(server)) as source:
        assert len(source.select(f"SELECT ?s {{ {pattern} }} LIMIT 99")) == 99
        assert list(source.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")) == [(150,)]
        for text in (
            f"SELECT ?s {{ {pattern} }}",
            # Of a graph it does not say so.
            f"CONSTRUCT WHERE {{ {pattern} }}",
            f"CONSTRUCT {{ ?s <urn:x> ?o ; <urn:y> ?o }} WHERE {{ {pattern} }}",
        ):
            with pytest.raises(EndpointError, match="cut the result at 100 rows") as caught:
                source.query(text)
            assert caught.value.cause == Cause.CUT
        assert len(source.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }} LIMIT 60")) == 60


def test_part_of_a_count_is_no_answer(virtuoso_server):
    # Asked to hurry, Virtuoso gives what it has so far, with 200: of a count, no row at all.
    virtuoso_server.put(MANY, b"".join(b'<urn:s%d> <urn:n> "%d" .\n' % (n, n) for n in range(3000)))
    triples = " ".join(f"?s{n} <urn:n> ?o{n} ." for n in range(3))
    slow = f"SELECT (COUNT(*) AS ?n) {{ {triples} FILTER(STRLEN(CONCAT(?o0, ?o1, ?o2)) = 99) }}"
    hurried = named(virtuoso_server, query=f"{virtuoso_server.url}/sparql?timeout=1000")
    with EndpointSource(hurried) as source, pytest.raises(EndpointError, match="time was up") as caught:
        source.select(slow)
    assert caught.value.cause == Cause.CUT


def test_fuseki_is_told_when_to_give_up(fuseki_server):
    fuseki_server.put(MANY, b"".join(b'<urn:s%d> <urn:n> "%d" .\n' % (n, n) for n in range(3000)))
    triples = " ".join(f"?s{n} <urn:n> ?o{n} ." for n in range(3))
    slow = f"SELECT (COUNT(*) AS ?n) {{ {triples} FILTER(STRLEN(CONCAT(?o0, ?o1, ?o2)) = 99) }}"
    hurried = named(fuseki_server, timeout=1.9)
    with EndpointSource(hurried) as source, pytest.raises(EndpointError, match="Query timed out") as caught:
        source.select(slow)
    assert caught.value.cause == Cause.TIMEOUT


@pytest.mark.parametrize("auth", ["basic", "digest"])
def test_signing_in_is_the_sources_own_affair(auth, private_server):
    server = private_server("fuseki", auth=auth)
    server.put(ONE, b'<urn:a> <urn:b> "c" .\n')
    before = urllib.request._opener
    with EndpointSource(named(server)) as source:
        assert source.ask("ASK { ?s ?p ?o }")
    assert urllib.request._opener is before
    wrong = endpoint(
        "live", {"live": {"url": server.url, "kind": "fuseki", "auth": auth, "user": "khabar"}}, password="no"
    )
    with EndpointSource(wrong) as source, pytest.raises(EndpointError) as caught:
        source.ask("ASK { ?s ?p ?o }")
    assert caught.value.cause == Cause.UNAUTHORISED
