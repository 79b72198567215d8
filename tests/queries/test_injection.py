"""No value of any parameter of any question changes more of the query than its own term.

A value is bound as the command line binds it and, because the library takes terms as they are, as a literal and as an
IRI too. What is looked at is the very text that an engine gets. pyoxigraph must parse it and give the same columns;
rdflib must parse it to the algebra that a harmless value gives, the bound term put out of sight. The bytes that
SPARQLWrapper hands over for an endpoint must hold that text and nothing else; where a kind of store wants it inside of
a GRAPH, the value must not have moved the braces.
The fast test takes some values for each parameter, in turn; the slow one crosses all with all.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import rdflib
from khabar.endpoints import endpoint, kinds
from khabar.endpoints.transport import Reply
from khabar.errors import UsageError
from khabar.queries import Catalogue, EndpointSource, Rows, prepare
from khabar.queries.terms import iri
from pyoxigraph import Literal, NamedNode, Store
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

TRICKS = [
    'a" . OPTIONAL { ?any ?p ?o } } #', '" } UNION { ?s ?p ?o } #', "\\", '\\"', '\\\\" } #', "\\u0022 } #",
    "\\U00000022 } #",
    "\\u005c\\u0022 } #", "\\u005C", "\\\\u0022", '"""', '""" } #', "'''", "'} #", "\n} #", "\r\n} #",
    "\r\n#? VALUES ?lang { }", '#? VALUES ?speaker { }\n  VALUES ?lang { "fr" }', "> } #", "ar-x\n", 'ar" } #',
    "http://x/> } UNION { ?s ?p ?o } #", "<http://x/> } #", "http://x/\\u003E } #", "http://x/\\u003e", "urn:x' } #",
    "http://x/#", "http://x/'#", "http://x/?a=$b&c={d}", "http://x/%3E%20%7D", "urn:x:؟#؛", "http://x/\u202e",
    "e:iran> } #", '2018-01-01" } #', "2018-01-01'^^<urn:x>", "1 } #", "true || true", "\u0000", "\ud800", "\u202e} #",
    "«إيران»", "؟} #", "\u2028} #", "\u0085} #", "\u200f", "$speaker ?speaker", "UNDEF", "# } ",
    "<", ">", "{", "}", "@ar", "^^",
]  # fmt: skip
QUESTIONS = {question.name: question for question in Catalogue()}
PAIRS = [(name, parameter.name) for name, q in QUESTIONS.items() for parameter in q.header.parameters]
HARMLESS = NamedNode("urn:harmless:term")
EACH = 4


class Nothing:
    """A source that knows no name; what it is asked while a name is looked up must be sound as well."""

    def select(self, text: str) -> Rows:
        Store().query(text)
        return Rows(("kind",))


class Wire:
    """Stands for the connections of an endpoint, and keeps what it is to send."""

    def __init__(self, kind: str) -> None:
        self.source = EndpointSource(
            endpoint("live", {"live": {"url": "http://live.example/", "kind": kind}}, environ={})
        )
        self.source.client.send = self
        self.sent = b""

    def __call__(self, method: str, url: str, content: bytes, headers: dict[str, str], doing: str) -> Reply:
        self.sent = content
        return Reply(200, {}, b'{"head": {"vars": []}, "results": {"bindings": []}}', framed=True)

    def form(self, text: str) -> list[tuple[str, str]]:
        self.source.select(text)
        return parse_qsl(self.sent.decode("ascii"), keep_blank_values=True, strict_parsing=True)


def values() -> list[str]:
    folder = os.environ.get("KHABAR_TEST_DATA")
    more = json.loads((Path(folder) / "odd" / "blns.json").read_text("utf-8")) if folder else []
    return [*TRICKS, *more]


def bound(name: str, parameter: str, value: str) -> list[tuple[NamedNode | Literal | None, str]]:
    """Give each query that a value leads to, with the term in it; None where the typed value is read as another."""
    found: list[tuple[NamedNode | Literal | None, str]] = []
    for given in (value, *terms(value)):
        try:
            text = prepare(QUESTIONS[name], Nothing(), {parameter: given})
        except UsageError:
            # Refused: a value that does not fit its type, or that names nothing.
            assert isinstance(given, str)
            continue
        found.append((None if isinstance(given, str) else given, text))
    return found


def terms(value: str) -> list[NamedNode | Literal]:
    made: list[NamedNode | Literal] = []
    try:
        made.append(Literal(value))
        made.append(iri(value))
    except (ValueError, UsageError):
        # A lone surrogate is no literal, and few texts are an IRI.
        pass
    return made


def algebra(text: str, parameter: str) -> tuple[str, list[str]]:
    """Give the algebra without the parameter's own row, and the term in that row."""
    terms: list[str] = []
    return told(prepareQuery(text).algebra, rdflib.Variable(parameter), terms), terms


def told(node: object, hide: rdflib.Variable, terms: list[str]) -> str:
    if isinstance(node, dict) and set(node) == {hide}:
        terms.append(node[hide].n3())
        return "THE TERM"
    if isinstance(node, dict):
        inner = ", ".join(sorted(f"{key!r}: {told(value, hide, terms)}" for key, value in node.items()))
        return f"{node.name if isinstance(node, CompValue) else ''}({inner})"
    if isinstance(node, list | tuple):
        return f"[{', '.join(told(item, hide, terms) for item in node)}]"
    return f"{sorted(map(repr, node))}" if isinstance(node, set | frozenset) else f"{type(node).__name__} {node!r}"


def n3(term: NamedNode | Literal) -> str:
    return (rdflib.URIRef(term.value) if isinstance(term, NamedNode) else rdflib.Literal(term.value)).n3()


@cache
def plain_shape(name: str, parameter: str) -> str:
    return algebra(prepare(QUESTIONS[name], Nothing(), {parameter: HARMLESS}), parameter)[0]


@cache
def wire(kind: str) -> Wire:
    return Wire(kind)


def check_sent(text: str) -> None:
    assert wire("virtuoso").form(text) == [("query", text)]
    ((_, made),) = [pair for pair in wire("fuseki").form(text) if pair[0] == "query"]
    opening = f"{{ GRAPH <{kinds()['fuseki'].union_graph}> {{"
    assert made.count(opening) == 1
    before, _, after = made.partition(opening)
    last = after.rindex("}}")
    assert f"{before}{{{after[:last]}}}{after[last + 2 :]}" == text
    assert list(Store().query(made)) == []


def check(name: str, parameter: str, value: str, *, with_rdflib: bool) -> int:
    checked = 0
    for term, text in bound(name, parameter, value):
        ours = Store().query(text)
        assert ours.variables == Store().query(QUESTIONS[name].text).variables
        # In an empty store a query of ours finds nothing, but for what a hostile value might have added.
        assert list(ours) == []
        if with_rdflib:
            check_sent(text)
            shape, found = algebra(text, parameter)
            assert shape == plain_shape(name, parameter)
            assert len(found) == 1
            assert term is None or found == [n3(term)]
        checked += 1
    return checked


def test_a_value_is_one_term_and_no_more():
    turn, texts = cycle(values()), 0
    for name, parameter in PAIRS:
        for n, value in enumerate(islice(turn, EACH)):
            # rdflib takes a hundred times as long to parse a query.
            texts += check(name, parameter, value, with_rdflib=n == 0)
    assert texts > len(PAIRS) * EACH


def test_every_value_goes_through_one_parameter_of_each_type():
    shortest = {}
    for name, parameter in sorted(PAIRS, key=lambda pair: -len(QUESTIONS[pair[0]].text)):
        shortest[QUESTIONS[name].header.parameter(parameter).type] = (name, parameter)
    assert set(shortest) == {"iri", "lang", "date", "integer"}
    for pair in shortest.values():
        assert sum(check(*pair, value, with_rdflib=False) for value in values()) > len(TRICKS)


def test_what_an_endpoint_gets_is_that_text_and_no_more():
    turn = cycle(values())
    sent = 0
    for name, parameter in PAIRS:
        for value in islice(turn, EACH):
            for _, text in bound(name, parameter, value):
                check_sent(text)
                sent += 1
    assert sent > len(PAIRS) * EACH


@pytest.mark.slow
def test_every_value_through_every_parameter_of_every_question(capsys):
    strings = values()
    texts = sum(
        check(name, parameter, value, with_rdflib=(at + n) % 200 == 0)
        for at, (name, parameter) in enumerate(PAIRS)
        for n, value in enumerate(strings)
    )
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(PAIRS)} parameters, {len(strings)} values: {texts} (question, parameter, term) parsed\n"
        )
    assert texts > len(PAIRS) * len(strings)
