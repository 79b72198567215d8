"""What is written as N-Quads is read back as it was, by two readers."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from khabar.loaders import nquads
from rdflib import Dataset

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
# Whoever takes an IRI in sees to its delimiters; here all else must come out as one term, encoded where it must be.
PATHS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]%#"), max_size=20)
SUBJECT, PREDICATE, GRAPH = b"<http://s.example/>", b"<http://p.example/>", b"<http://g.example/>"
NUMBERS = st.one_of(
    st.integers(-(10**18) + 1, 10**18 - 1).map(Decimal),
    st.decimals(-(10**18) + 1, 10**18 - 1, allow_nan=False, allow_infinity=False, places=6),
    st.builds(lambda m, e: Decimal(m).scaleb(e), st.integers(-9999, 9999), st.integers(-12, 12)),
)


def oxigraph(term: bytes):
    line = b" ".join([SUBJECT, PREDICATE, term, GRAPH, b".\n"])
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)
    return quad.object


def rdflib(term: bytes):
    dataset = Dataset()
    dataset.parse(data=b" ".join([SUBJECT, PREDICATE, term, GRAPH, b".\n"]), format="nquads")
    ((_, _, found, _),) = dataset.quads()
    return found


@given(TEXTS)
@example('\x00\t\n\r"\\\x7f\x80\x85\u2028\u2029\ufeff\ufffe\uffff\U0001f600\U0010ffff')
@example("\\u0041 \\n")
def test_text_is_read_back(words):
    written = nquads.text(words, "ar")
    assert (oxigraph(written).value, oxigraph(written).language) == (words, "ar")
    assert (str(rdflib(written)), rdflib(written).language) == (words, "ar")


@given(TEXTS)
def test_plain_string_is_read_back(words):
    assert oxigraph(nquads.string(words)).value == words
    assert str(rdflib(nquads.string(words))) == words


@given(NUMBERS)
@example(Decimal("123456789012345678.123456789012345678"))
@example(Decimal("-0"))
@example(Decimal("3E+4"))
def test_number_is_read_back(value):
    for read in (oxigraph, rdflib):
        assert Decimal(str(getattr(read(nquads.number(value)), "value", None) or 0)) == value
        assert Decimal(str(read(nquads.decimal(value)).value)) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("3E+4", b'"30000"'),
        ("2.50", b'"2.5"'),
        ("0.000001", b'"0.000001"'),
        ("1E-7", b'"0.0000001"'),
        ("-2.0", b'"-2"'),
    ],
)
def test_numbers_are_canonical(value, written):
    assert nquads.number(Decimal(value)).partition(b"^^")[0] == written


@given(PATHS)
@example('a b<c>"{}|^`\\d')
@example("\ue000\ufdd0\ufff0\uffff\U0001ffff\U000e0001\U000f0000\U0010ffff\x85\u2028\u3000")
def test_iri_is_one_term_that_both_accept(path):
    written = nquads.iri("http://x.example/" + path)
    assert oxigraph(written).value == str(rdflib(written)) == written[1:-1].decode()
    assert oxigraph(written).value.startswith("http://x.example/")


def test_lines_end_each_triple_with_its_graph():
    written = nquads.lines({"http://g.example/": [b"<http://a.example/> <http://b.example/> <http://c.example/>"]})
    assert written == b"<http://a.example/> <http://b.example/> <http://c.example/> <http://g.example/> .\n"
    assert nquads.lines({"http://g.example/": []}) == b""
