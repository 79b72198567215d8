"""A query put inside of the union gives what the union as default graph gives."""

from __future__ import annotations

import pytest
from khabar.queries import Catalogue, guard
from khabar.queries.union import within
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, Store

UNION = "urn:all"
PREFIX = "PREFIX graph: <urn:graph#>\n"


@pytest.fixture(scope="module")
def stores():
    """The same graphs, once as they are, and once with their union beside them."""
    plain, beside = Store(), Store()
    for n in range(12):
        quad = Quad(NamedNode(f"urn:s{n % 5}"), NamedNode(f"urn:p{n % 3}"), NamedNode(f"urn:s{n % 4}"))
        for store, graphs in ((plain, [f"urn:g{n % 2}"]), (beside, [f"urn:g{n % 2}", UNION])):
            store.extend(Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)) for graph in graphs)
    return plain, beside


def answer(found):
    if isinstance(found, QueryBoolean):
        return bool(found)
    return sorted(map(str, found)) if not isinstance(found, QuerySolutions) else sorted(str(tuple(r)) for r in found)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s <urn:p0> ?o }",
        "SELECT * WHERE { ?s <urn:p0> ?o . GRAPH <urn:g1> { ?o ?p ?x } }",
        "select ?s where { { ?s <urn:p0> ?o } UNION { ?s <urn:p1> ?o } } ORDER BY DESC(?s) LIMIT 100",
        "SELECT ?s { ?s <urn:p0> ?o FILTER NOT EXISTS { ?o <urn:p1> ?x } }",
        "SELECT ?s { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } FILTER(?n > 1) }",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 2)",
        "SELECT ?s (EXISTS { ?s <urn:p1> ?x } AS ?e) { ?s <urn:p0> ?o }",
        "SELECT ?s { ?s <urn:p0> ?o } ORDER BY (EXISTS { ?s <urn:p1> ?x }) ?s",
        "SELECT ?s { ?s <urn:p0> ?o } VALUES ?s { <urn:s0> <urn:s1> }",
        "SELECT ?s { ?s <urn:p0> ?o } VALUES (?s ?o) { (<urn:s0> UNDEF) }",
        "SELECT ?s { ?s <urn:p0>/<urn:p1>* ?o # }\n }",
        "# {\nSELECT ?s { ?s <urn:p0> ?o FILTER(STR(?o) != '} {') }",
        "ASK { ?s <urn:p0> <urn:s3> }",
        "ASK WHERE { ?s <urn:p9> ?o }",
        "CONSTRUCT { ?o <urn:x> ?s } WHERE { ?s <urn:p0> ?o . GRAPH ?g { ?o <urn:p1> ?x } FILTER(?g != <urn:all>) }",
        "CONSTRUCT WHERE { ?s <urn:p0> ?o }",
        PREFIX + "CONSTRUCT WHERE { ?s <urn:p0> ?o . ?o <urn:p1> ?x } ORDER BY ?s LIMIT 3",
    ],
)
def test_it_gives_the_same(text, stores):
    plain, beside = stores
    expected = answer(plain.query(text, use_default_graph_as_union=True))
    assert answer(beside.query(within(text, UNION))) == expected
    assert expected not in ([], False) or "p9" in text


@pytest.mark.parametrize("name", Catalogue().names)
def test_every_question_can_be_put_there(name):
    text = Catalogue().get(name).text
    made = within(text, UNION)
    assert made.count(f"GRAPH <{UNION}>") == 1
    assert Store().query(made).variables == Store().query(text).variables


def test_tokens_put_together_are_the_query():
    for question in Catalogue():
        assert "".join(lexeme for _, lexeme in guard.tokens(question.text)) == question.text


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("SELECT * { GRAPH ?g { } }", True),
        ("SELECT * { graph <urn:g> { } }", True),
        ("SELECT ?graph { <urn:GRAPH> graph:p 'GRAPH' } # GRAPH", False),
    ],
)
def test_graph_is_seen_where_it_is_a_keyword(text, uses):
    assert guard.uses_graph(text) is uses
