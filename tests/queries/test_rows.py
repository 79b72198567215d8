from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal

import pytest
import rdflib
from khabar.errors import StoreError, UsageError
from khabar.ontology.terms import XSD
from khabar.queries import DatasetSource, Rows
from khabar.queries.rows import from_rdflib, python_value
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Store, parse_query_results

QUERY = """PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?a ?b ?none WHERE { VALUES (?a ?b) {
  (<http://x/> "خبر"@ar) (5 0.9) (true "2018-01-31"^^xsd:date) ("plain" "2018"^^xsd:gYear) (UNDEF "1.5"^^xsd:double)
} }"""
VALUES = [
    ("http://x/", "خبر", None),
    (5, Decimal("0.9"), None),
    (True, date(2018, 1, 31), None),
    ("plain", "2018", None),
    (None, 1.5, None),
]


def test_rows_are_plain_values():
    rows = Rows.from_solutions(Store().query(QUERY))
    assert list(rows) == VALUES
    assert len(rows) == 5
    assert next(rows.dicts()) == {"a": "http://x/", "b": "خبر", "none": None}
    assert [type(v) for v in list(rows)[2]] == [bool, date, type(None)]


def test_both_engines_give_the_same_rows():
    ours = Rows.from_solutions(Store().query(QUERY))
    theirs = Rows.from_result(rdflib.Dataset(default_union=True).query(QUERY))
    assert theirs == ours


def test_remote_answers_become_rows():
    json = Store().query(QUERY).serialize(format=QueryResultsFormat.JSON)
    assert Rows.from_solutions(parse_query_results(json, QueryResultsFormat.JSON)) == Rows.from_solutions(
        Store().query(QUERY)
    )


@pytest.mark.parametrize(
    ("lexical", "datatype", "value"),
    [
        ("1", "boolean", True),
        ("0", "boolean", False),
        ("perhaps", "boolean", "perhaps"),
        ("abc", "integer", "abc"),
        ("2018-02-30", "date", "2018-02-30"),
        ("x", "decimal", "x"),
    ],
)
def test_virtuosos_booleans_and_ill_typed_literals(lexical, datatype, value):
    assert python_value(Literal(lexical, datatype=NamedNode(XSD + datatype))) == value


def test_blank_nodes_keep_their_label():
    assert python_value(BlankNode("b1")) == "_:b1"
    assert from_rdflib(rdflib.BNode("b1")) == BlankNode("b1")


def test_a_term_that_is_no_rdf_is_an_error():
    with pytest.raises(StoreError, match="not valid RDF"):
        from_rdflib(rdflib.URIRef("a b"))


def test_a_triple_term_is_an_error():
    query = "SELECT ?t WHERE { BIND(TRIPLE(<http://x/s>, <http://x/p>, 1) AS ?t) }"
    with pytest.raises(StoreError, match="triple term"):
        Rows.from_solutions(Store().query(query))


def test_a_data_frame_has_a_column_a_variable():
    frame = Rows.from_solutions(Store().query(QUERY)).to_dataframe()
    assert list(frame.columns) == ["a", "b", "none"]
    assert frame["b"][0] == "خبر"
    assert list(Rows(("x",)).to_dataframe().columns) == ["x"]


def test_without_pandas_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match=r"pip install 'khabar\[pandas\]'"):
        Rows(("x",)).to_dataframe()


def test_a_data_set_that_would_answer_nothing_is_refused():
    with pytest.raises(UsageError, match="default_union=True"):
        DatasetSource(rdflib.Dataset())
