"""The worked example does not contradict the ontology: its OWL 2 RL closure has no error and nothing in owl:Nothing."""

import khabar
import owlrl
import pytest
import rdflib
from khabar.ontology.vocabulary import FILES, turtle

ERROR = rdflib.Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
KH = rdflib.Namespace("https://w3id.org/khabar/ns#")
A = rdflib.Namespace("https://khabar.example/article/vu5cjwwwcnjqiwtf#")
E = rdflib.Namespace("https://khabar.example/entity/")


@pytest.fixture
def graph(seed):
    sheet, _ = khabar.read_factsheet(seed)
    dataset = rdflib.Dataset()
    dataset.parse(data=khabar.map_sheet(sheet).nquads(), format="nquads")
    graph = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        graph.add((s, p, o))
    for file in FILES.values():
        graph.parse(data=turtle(file), format="turtle")
    return graph


def contradictions(graph):
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    in_nothing = set(graph.subjects(rdflib.RDF.type, rdflib.OWL.Nothing)) - {rdflib.OWL.Nothing}
    return [str(m) for m in graph.objects(None, ERROR.error)], in_nothing


def test_no_contradiction(graph):
    before = len(graph)
    assert contradictions(graph) == ([], set())
    assert len(graph) > before
    assert (A.s02, rdflib.RDF.type, rdflib.URIRef("https://schema.org/Claim")) in graph


def test_a_place_as_speaker_would_be_one(graph):
    graph.add((A.s02, KH.speaker, A["char=44,137"]))
    errors, _ = contradictions(graph)
    assert errors
