"""The ontology as software: it parses everywhere, keeps its own shapes, and knows its version."""

from __future__ import annotations

from importlib.resources import files

import khabar
import pytest
from pyoxigraph import RdfFormat, parse
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

KH = Namespace("https://w3id.org/khabar/ns#")
KHT = Namespace("https://w3id.org/khabar/type/")
KHC = Namespace("https://w3id.org/khabar/code/")
KHS = Namespace("https://w3id.org/khabar/shapes#")
TURTLE = ["khabar.ttl", "event-types.ttl", "codes.ttl", "ontology-shapes.ttl"]
ONTOLOGIES = ["https://w3id.org/khabar/ns", "https://w3id.org/khabar/type", "https://w3id.org/khabar/code"]


def broken_rules(data: Graph, shapes: Graph) -> set[tuple[URIRef, URIRef]]:
    """Give (rule, focus node) of every result, so that a mutant is seen to break one rule on one term."""
    _, report, _ = validate(data, shacl_graph=shapes)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {(report.value(r, SH.sourceShape), report.value(r, SH.focusNode)) for r in results}


@pytest.mark.parametrize("name", TURTLE)
def test_two_parsers_agree(name):
    text = files("khabar.ontology").joinpath(name).read_bytes()
    quads = list(parse(text, format=RdfFormat.TURTLE))
    assert len(Graph().parse(data=text, format="turtle")) == len(set(quads)) == len(quads)


@pytest.mark.parametrize("name", ["khabar.ttl", "event-types.ttl", "codes.ttl"])
def test_no_blank_nodes(name):
    """Stores rename blank nodes, so a graph that has them never compares equal after a push."""
    text = files("khabar.ontology").joinpath(name).read_text(encoding="utf-8")
    graph = Graph().parse(data=text, format="turtle")
    assert all(isinstance(s, URIRef) and isinstance(o, URIRef | Literal) for s, o in graph.subject_objects())


@pytest.mark.parametrize("iri", ONTOLOGIES)
def test_version_is_the_package_version(ontology, iri):
    subject = URIRef(iri)
    assert (subject, RDF.type, OWL.Ontology) in ontology
    assert ontology.value(subject, OWL.versionInfo) == Literal(khabar.__version__)
    assert ontology.value(subject, OWL.versionIRI) == URIRef(f"{iri}/{khabar.__version__}")


@pytest.mark.parametrize(
    ("kind", "count"),
    [(OWL.Class, 21), (OWL.ObjectProperty, 38), (OWL.DatatypeProperty, 15), (RDFS.Datatype, 2)],
)
def test_nothing_is_lost_from_the_model(ontology, kind, count):
    assert sum(s.startswith(KH) for s in ontology.subjects(RDF.type, kind)) == count


@pytest.mark.slow
def test_keeps_its_own_shapes(ontology, shapes):
    conforms, _, text = validate(ontology, shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def second_label(g):
    g.add((KH.Event, RDFS.label, Literal("Happening", lang="en")))


def third_language(g):
    g.add((KH.Event, RDFS.label, Literal("Ereignis", lang="de")))


def no_arabic_definition(g):
    g.remove((KH.speaker, SKOS.definition, only(g, KH.speaker, SKOS.definition, "ar")))


def no_arabic_definition_of_a_code(g):
    g.remove((KHC.negated, SKOS.definition, only(g, KHC.negated, SKOS.definition, "ar")))


def no_example(g):
    g.remove((KHT.meeting, SKOS.example, None))


def misspelt_predicate_on_a_term(g):
    g.add((KH.via, URIRef(f"{RDFS}subpropertyOf"), KH.place))


def misspelt_predicate_on_a_concept(g):
    g.add((KHT.meeting, URIRef(f"{SKOS}brooder"), KHT.diplomatic))


def broader_to_nothing(g):
    g.set((KHT.meeting, SKOS.broader, KHT.diplomacy))


def third_storey(g):
    g.set((KHT.meeting, SKOS.broader, KHT.talks))


def no_scheme(g):
    g.remove((KHC.soldier, SKOS.inScheme, None))


def unowned_property(g):
    g.remove((KH.via, RDFS.isDefinedBy, None))


def capital_property(g):
    for p, o in list(g.predicate_objects(KH.via)):
        g.add((KH.Via, p, o))


def concept_with_an_underscore(g):
    for p, o in list(g.predicate_objects(KHC.soldier)):
        g.add((KHC.foot_soldier, p, o))


def undeclared_parent(g):
    g.add((KH.Base, RDFS.subClassOf, KH.Spot))


def undeclared_range(g):
    g.set((KH.via, RDFS.range, KH.Spot))


MUTANTS = [
    (second_label, KHS.TermLabelEnglish, KH.Event),
    (third_language, KHS.TermLabelLanguage, KH.Event),
    (no_arabic_definition, KHS.TermDefinitionArabic, KH.speaker),
    (no_arabic_definition_of_a_code, KHS.TermDefinitionArabic, KHC.negated),
    (no_example, KHS.TermExample, KHT.meeting),
    (misspelt_predicate_on_a_term, KHS.TermPredicate, KH.via),
    (misspelt_predicate_on_a_concept, KHS.ConceptPredicate, KHT.meeting),
    (broader_to_nothing, KHS.ConceptBroader, KHT.meeting),
    (third_storey, KHS.ConceptBroaderIsGroup, KHT.meeting),
    (no_scheme, KHS.ConceptInScheme, KHC.soldier),
    (unowned_property, KHS.TermDefinedBy, KH.via),
    (capital_property, KHS.TermPropertyName, KH.Via),
    (concept_with_an_underscore, KHS.ConceptName, KHC.foot_soldier),
    (undeclared_parent, KHS.TermParentDeclared, KH.Base),
    (undeclared_range, KHS.TermRangeDeclared, KH.via),
]


def only(g: Graph, subject: URIRef, predicate: URIRef, language: str) -> Literal:
    (found,) = [o for o in g.objects(subject, predicate) if o.language == language]
    return found


@pytest.mark.parametrize(("mutate", "rule", "focus"), MUTANTS, ids=lambda v: getattr(v, "__name__", None))
def test_a_mutant_breaks_one_rule(sample, shapes, mutate, rule, focus):
    mutate(sample)
    assert broken_rules(sample, shapes) == {(rule, focus)}


def test_the_sample_breaks_none(sample, shapes):
    assert broken_rules(sample, shapes) == set()
