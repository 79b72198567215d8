"""What OWL 2 RL rules make of the ontology: no contradiction by itself, and one for each kind of nonsense."""

from __future__ import annotations

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef

KH = Namespace("https://w3id.org/khabar/ns#")
EX = Namespace("https://khabar.example/entity/")
# owlrl does not raise on a contradiction: it writes one of these into the closure.
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def closure(graph: Graph) -> Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> list[str]:
    return [str(o) for o in graph.objects(None, ERROR)]


@pytest.mark.slow
def test_whole_ontology_is_consistent(ontology):
    closed = closure(Graph() + ontology)
    assert contradictions(closed) == []
    assert not list(closed.subjects(RDF.type, OWL.Nothing))
    assert {s for s in closed.subjects(RDFS.subClassOf, OWL.Nothing) if s != OWL.Nothing} == set()


def test_every_class_can_have_a_member(terms):
    for cls in list(terms.subjects(RDF.type, OWL.Class)):
        terms.add((BNode(), RDF.type, cls))
    assert contradictions(closure(terms)) == []


NONSENSE = {
    "person and place": [(EX.x, RDF.type, KH.Person), (EX.x, RDF.type, KH.Place)],
    "evidence that speaks": [(EX.s, KH.speaker, EX.x), (EX.x, RDF.type, KH.Evidence)],
    "statement that is an event": [(EX.s, KH.speaker, EX.a), (EX.s, KH.status, EX.b)],
    "event at a person": [(EX.e, KH.place, EX.x), (EX.x, RDF.type, KH.Person)],
    "cluster as content": [(EX.s, KH.content, EX.x), (EX.x, RDF.type, KH.Cluster)],
    "force that is a country": [(EX.e, KH.force, EX.x), (EX.x, RDF.type, KH.Country)],
}


@pytest.mark.parametrize("triples", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_reported(terms, triples):
    for triple in triples:
        terms.add(triple)
    assert any("Disjoint classes" in text for text in contradictions(closure(terms)))


def test_a_country_speaks_and_is_a_place(terms):
    """A state is an actor and a territory, so one node serves both «إيران طلبت» and «في إيران»."""
    terms.add((EX.s, KH.speaker, EX.iran))
    terms.add((EX.e, KH.place, EX.iran))
    terms.add((EX.iran, RDF.type, KH.Country))
    closed = closure(terms)
    assert contradictions(closed) == []
    assert {KH.Actor, KH.Place} <= set(closed.objects(EX.iran, RDF.type))


def test_rules_that_queries_may_rely_on(terms):
    terms.add((EX.a, KH.locatedIn, EX.b))
    terms.add((EX.b, KH.locatedIn, EX.c))
    terms.add((EX.s, KH.conflictsWith, EX.t))
    terms.add((EX.s, KH.verb, Literal("أكد", lang="ar")))
    closed = closure(terms)
    assert (EX.a, KH.locatedIn, EX.c) in closed
    assert (EX.t, KH.conflictsWith, EX.s) in closed
    assert (EX.s, RDF.type, URIRef("https://schema.org/Claim")) in closed
