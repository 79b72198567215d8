"""The W3C report: well-formed by SHACL section 3.6, and the same as the findings."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from khabar.errors import Level, Position, Problem
from khabar.shapes import Finding, Report, rulebook, validate
from khabar.shapes.report_graph import report_graph
from khabar.shapes.rulebook import KHS, SEVERITIES
from pyoxigraph import BlankNode, Literal, NamedNode

SH = "http://www.w3.org/ns/shacl#"
KH = "https://w3id.org/khabar/ns#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DATA = (
    f"<urn:f> {TYPE} <{KH}Force> .\n<urn:a> {TYPE} <{KH}Narrator> .\n<urn:s> {TYPE} <{KH}Statement> .\n"
    f'<urn:s> <{KH}act> "affirm"@en .\n_:x {TYPE} <{KH}Person> .\n'
).encode()


def results(triples):
    facts = defaultdict(lambda: defaultdict(list))
    for s, p, o in triples:
        facts[s][p.value.removeprefix(SH)].append(o)
    (report,) = [node for node, said in facts.items() if "conforms" in said]
    return facts[report]["conforms"][0].value, [facts[node] for node in facts[report]["result"]], facts


@pytest.fixture(scope="module")
def report():
    return validate(DATA)


@pytest.fixture(scope="module")
def found(report):
    return results(report_graph(report, rulebook()))


def test_a_result_has_what_the_report_requires(found):
    conforms, listed, _ = found
    assert conforms == "false"
    assert listed
    for result in listed:
        for once in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape"):
            assert len(result[once]) == 1, once
        assert all(len(result[maybe]) <= 1 for maybe in ("resultPath", "value"))
        assert result["resultSeverity"][0].value in SEVERITIES
        assert {m.language for m in result["resultMessage"]} == {"en", "ar"}


def test_there_is_a_result_for_each_component_of_each_finding(report, found):
    wanted = Counter(KHS + f.rule for f in report for _ in f.components)
    assert Counter(r["sourceShape"][0].value for r in found[1]) == wanted


def test_a_value_is_the_term_itself(found):
    values = {v for r in found[1] for v in r["value"] if r["sourceShape"][0].value == KHS + "StatementAct"}
    assert values == {Literal("affirm", language="en")}


def test_a_path_is_described(found):
    (narrator,) = [r for r in found[1] if r["sourceShape"][0].value == KHS + "NarratorArticle"]
    assert found[2][narrator["resultPath"][0]]["inversePath"] == [NamedNode(KH + "narrator")]


def test_a_blank_focus_is_a_blank_node(found):
    assert BlankNode("x") in {r["focusNode"][0] for r in found[1]}


def test_what_was_found_otherwise_is_a_result_too():
    problem = Problem("quote", "Not in the text.", Position("a.yaml", 3), Level.WARNING, "x", message_ar="ليس في النص.")
    conforms, (result,), _ = results(report_graph(Report(), rulebook(), [problem]))
    assert conforms == "false"
    assert result["focusNode"] == [Literal("a.yaml:3")]
    assert {m.language for m in result["resultMessage"]} == {"en", "ar"}
    assert len(result["sourceConstraintComponent"]) == 1


def test_nothing_found_conforms():
    conforms, listed, _ = results(report_graph(Report(), rulebook()))
    assert (conforms, listed) == ("true", [])


def test_a_focus_that_is_a_literal_stays_one():
    finding = Finding("urn:mine", Level.INFO, "two words", components=(SH + "ClassConstraintComponent",))
    _, (result,), _ = results(report_graph(Report((finding,)), rulebook()))
    assert result["focusNode"] == [Literal("two words")]
