"""What goes into a validation and what comes out of it."""

from __future__ import annotations

import logging
import socket
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from khabar.errors import Level, Position, UnreadableError, UsageError
from khabar.ontology.vocabulary import FILES, turtle
from khabar.shapes import read, validate
from khabar.shapes.engines import ENGINES, Result, engine
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
KH = "https://w3id.org/khabar/ns#"
BASE = (Path(__file__).parent / "base.ttl").read_bytes()


def typed(node: str, cls: str, graph: str = "urn:g") -> bytes:
    return f"{node} {RDF_TYPE} <{KH}{cls}> <{graph}> .\n".encode()


def base_store() -> Store:
    """Give the base in a store, each subject in a graph of its own, with the ontology as khabar loads it."""
    store = Store()
    for quad in parse(BASE, format=RdfFormat.TURTLE):
        store.add(Quad(quad.subject, quad.predicate, quad.object, quad.subject))
    for graph, file in FILES.items():
        store.load(turtle(file), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    return store


def test_all_graphs_of_a_store_count_as_one():
    assert validate(base_store()).findings == ()


def test_a_graph_too_few_is_noticed():
    store = base_store()
    narrator = NamedNode("https://khabar.example/article/vu5cjwwwcnjqiwtf")
    store.remove_graph(narrator)
    dangling = ["DanglingEvidence", "DanglingFactSheet", "DanglingStatement"]
    assert [f.rule for f in validate(store)] == [*dangling, "NarratorArticle"]


def test_several_sources_are_taken_together():
    bad = typed("<urn:f>", "Force")
    assert [f.rule for f in validate([base_store(), bad])] == ["EntityLabel", "ForceBelongsTo"]
    assert validate(part for part in [base_store(), bad]) == validate([base_store(), bad])


def test_blank_nodes_of_two_sources_are_two():
    one = typed("_:x", "Person") + b'_:x <http://www.w3.org/2000/01/rdf-schema#label> "P"@en .'
    assert [f.rule for f in validate([one, typed("_:x", "Force")])] == [
        "EntityLabel",
        "EntityLabelBoth",
        "ForceBelongsTo",
    ]


def test_a_blank_focus_keeps_its_label():
    assert {f.focus for f in validate(typed("_:x", "Person"))} == {"_:x"}


def test_findings_come_in_one_order():
    data = b"".join(typed(f"<urn:{n}>", cls) for n in "cab" for cls in ("Force", "Base", "Article"))
    findings = validate(data).findings
    keys = [(-f.level, f.rule, f.focus, f.path or "", f.value or "") for f in findings]
    assert keys == sorted(keys)
    assert {f.level for f in findings} == set(Level)
    assert all(a != b for a, b in pairwise(findings))


def test_a_finding_says_what_and_where():
    path = NamedNode(KH + "speaker")
    data = typed("<urn:s>", "Statement") + f'<urn:s> {path} "بوتين"@ar <urn:g> .'.encode()
    (finding,) = [f for f in validate(data) if f.rule == "StatementSpeaker"]
    assert (finding.focus, finding.path, finding.value) == ("urn:s", path.value, "بوتين")
    assert set(finding.messages) == {"en", "ar"}


def test_a_value_is_reported_as_it_was_written():
    data = (
        typed("<urn:q>", "Quantity")
        + b'<urn:q> <https://schema.org/value> "007"^^<http://www.w3.org/2001/XMLSchema#int> .'
    )
    (finding,) = [f for f in validate(data) if f.rule == "QuantityValue"]
    assert finding.value == "007"


def test_two_constraints_of_one_rule_on_one_value_are_one_finding():
    data = typed("<urn:s>", "Statement") + f'<urn:s> <{KH}act> "affirm" .'.encode()
    assert [f.rule for f in validate(data)].count("StatementAct") == 1


def test_the_ontologys_own_terms_are_not_reported(tmp_path):
    shapes = tmp_path / "mine.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<urn:mine> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:closed true .",
        encoding="utf-8",
    )
    concept = b"<urn:c> " + str(RDF_TYPE).encode() + b" <http://www.w3.org/2004/02/skos/core#Concept> ."
    assert {f.focus for f in validate([concept, base_store()], shapes=read([shapes]))} == {"urn:c"}


def test_the_ontology_alone_has_no_findings():
    assert validate(b"").findings == ()


def test_broken_data_says_in_which_line():
    with pytest.raises(UnreadableError) as e:
        validate(typed("<urn:s>", "Person") + b"<urn:s> nonsense .\n")
    assert e.value.at.line == 2
    assert e.value.exit_code == 3


def test_triple_terms_are_refused():
    with pytest.raises(UnreadableError, match=r"RDF 1\.2"):
        validate(b"<urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> .")


def test_an_unknown_engine_is_a_usage_error():
    with pytest.raises(UsageError, match=r"'pyshackle'; did you mean 'pyshacl'\?"):
        validate(b"", engine="pyshackle")
    with pytest.raises(UsageError, match="'jena'; there is: fast, pyshacl, shifty"):
        engine("jena")


def test_another_engine_joins_by_name(monkeypatch):
    class Engine:
        @staticmethod
        def results(triples, book):
            assert {t.subject for t in triples} >= {NamedNode("urn:a")}
            severity = "http://www.w3.org/ns/shacl#Warning"
            yield Result("https://w3id.org/khabar/shapes#ArticleDate", "urn:a", None, None, severity, "?")

    monkeypatch.setitem(ENGINES, "other", ".other")
    monkeypatch.setitem(sys.modules, "khabar.shapes.engines.other", Engine)
    (finding,) = validate(typed("<urn:a>", "Article"), engine="other")
    assert finding.path == "https://schema.org/datePublished"
    assert finding.message("ar") != finding.message("en")


def test_pyshacl_is_quiet_and_stays_off_the_network(capfd, caplog, monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    date = '"2018-13-45"^^<http://www.w3.org/2001/XMLSchema#date>'
    imports = "<urn:e> <http://www.w3.org/2002/07/owl#imports> <http://nowhere.invalid/> ."
    data = typed("<urn:e>", "Event") + f"<urn:e> <{KH}notBefore> {date} .\n{imports}".encode()
    before = list(logging.getLogger("pyshacl-validate").handlers)
    with caplog.at_level(logging.DEBUG):
        assert "EventNotBefore" in [f.rule for f in validate(data)]
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert logging.getLogger("pyshacl-validate").handlers == before


def test_data_are_left_as_they_were():
    store = base_store()
    before = set(store)
    validate(store)
    assert set(store) == before


def test_findings_join_the_place_their_node_came_from():
    report = validate(typed("<urn:f>", "Force") + typed("<urn:g>", "Force"))
    positions = {"urn:f": Position("sheet.yaml", 12, 5, "entities.irgc")}
    problems = report.problems(positions)
    assert [p.rule for p in problems] == [f.rule for f in report]
    known, unknown = problems[2:]
    assert str(known).startswith("sheet.yaml:12:5: info: entities.irgc: If the force answers")
    assert known.message_ar.startswith("إن كانت القوة")
    assert unknown.at == Position("store", key="urn:g")


def test_data_written_as_one_file_give_the_same_report():
    bad = typed("<urn:f>", "Force")
    text = serialize(base_store(), format=RdfFormat.N_QUADS)
    assert validate(text + bad) == validate([base_store(), bad])
