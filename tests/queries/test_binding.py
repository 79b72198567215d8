"""No value can change a query: both engines read back exactly the term that was bound."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.queries import Catalogue, StoreSource, run
from khabar.queries.binding import bind
from khabar.queries.catalogue import read_question
from khabar.queries.rows import from_rdflib
from khabar.queries.terms import iri, serialize
from pyoxigraph import Literal, NamedNode, Store

QUERY = "SELECT ?value WHERE {\n  #? VALUES ?value { }\n}"
HOSTILE = st.text(alphabet="\\uU0041\"'\n\r\t#{}<>?.$@^% \x00\x08\x7f\x85\u2028\u202eعأ\u0651é𝄞\ufeff", max_size=20)
TEXTS = st.one_of(st.text(max_size=30), HOSTILE)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(Literal, TEXTS, language=st.sampled_from(["ar", "en", "ar-sy"])),
    st.builds(Literal, TEXTS, datatype=st.just(NamedNode("http://www.w3.org/2001/XMLSchema#anyURI"))),
    st.integers(-(10**17), 10**17).map(Literal),
    st.booleans().map(Literal),
)
INJECTION = 'a" . OPTIONAL { ?any ?p ?o } } #'


def naughty_strings() -> list[str]:
    folder = os.environ.get("KHABAR_TEST_DATA")
    if not folder:
        pytest.skip("KHABAR_TEST_DATA names no folder of test data")
    return json.loads((Path(folder) / "odd" / "blns.json").read_text(encoding="utf-8"))


def read_back(term: NamedNode | Literal) -> None:
    text = bind(QUERY, {"value": term})
    assert [solution["value"] for solution in Store().query(text)] == [term]
    assert [from_rdflib(row[0]) for row in rdflib.Dataset().query(text)] == [term]


@given(LITERALS)
@example(Literal("\\u0041"))
@example(Literal("\\U00000041"))
@example(Literal("\\\\u0022 } #"))
@example(Literal("\\u00220041"))
@example(Literal(INJECTION))
@settings(max_examples=300, deadline=None)
def test_every_literal_is_read_back_as_it_was(term):
    read_back(term)


@given(st.text(alphabet="aé/#?%'()$&;=~عu0041", max_size=20))
@settings(max_examples=100, deadline=None)
def test_every_iri_is_read_back_as_it_was(tail):
    try:
        term = iri("http://x/" + tail)
    except UsageError:
        return
    read_back(term)


def test_naughty_strings_are_read_back_as_they_were():
    for text in naughty_strings():
        read_back(Literal(text))


@pytest.mark.parametrize("text", ["a b", "http://x/<", "http://x/>", 'http://x/"', "http://x/\\u003E", "x", ""])
def test_what_is_no_iri_is_refused(text):
    with pytest.raises(UsageError, match="not an IRI"):
        iri(text)


def test_only_the_named_line_changes():
    text = '#? VALUES ?a { }\n  VALUES ?b { "x" }\n#? VALUES ?c { }'
    bound = bind(text, {"a": Literal("#? VALUES ?c { }"), "b": Literal("y", language="ar")})
    assert bound == 'VALUES ?a { "#? VALUES ?c { }" }\n  VALUES ?b { "y"@ar }\n#? VALUES ?c { }'


def test_a_name_without_a_line_is_an_error():
    with pytest.raises(UsageError, match="'other' needs one line"):
        bind(QUERY, {"other": Literal("x")})


@pytest.mark.parametrize("engine", ["source", "dataset_source"])
def test_an_injection_finds_nothing_and_breaks_nothing(engine, request):
    question = read_question(
        "labels",
        '#+ summary: {en: "One", ar: "واحد"}\n#+ kind: report\n#+ params:\n'
        '#+   label: {type: string, optional: true, en: "label", ar: "تسمية"}\n'
        "SELECT ?thing WHERE {\n  #? VALUES ?label { }\n"
        "  ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?text . FILTER(STR(?text) = ?label)\n}",
        "labels.rq",
    )
    answers = request.getfixturevalue(engine)
    assert len(run(question, answers, {"label": INJECTION})) == 0
    assert len(run(question, answers, {"label": "Iran"})) == 1


def test_an_injection_in_place_of_a_name_is_only_a_name(source: StoreSource, catalogue: Catalogue):
    with pytest.raises(UsageError, match="no Actor is called"):
        run(catalogue.get("statements-by-speaker"), source, {"speaker": INJECTION})
    with pytest.raises(UsageError, match="not an IRI"):
        run(catalogue.get("statements-by-speaker"), source, {"speaker": "http://x/> } #"})


def test_a_typed_literal_keeps_its_datatype():
    assert serialize(Literal(True)) == '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
