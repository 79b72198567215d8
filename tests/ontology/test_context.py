"""The JSON-LD context: every term is in it, and two readers make the same triples of it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

KH = Namespace("https://w3id.org/khabar/ns#")
B = "https://khabar.example/"
A = B + "article/vu5cjwwwcnjqiwtf"


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    return json.loads(files("khabar.ontology").joinpath("context.jsonld").read_bytes())["@context"]


def own(g: Graph, kind: URIRef) -> set[str]:
    return {s.removeprefix(KH) for s in g.subjects(RDF.type, kind) if s.startswith(KH)}


def test_every_class_is_covered(ontology, context):
    assert {name for name in own(ontology, OWL.Class) if context.get(name) != f"kh:{name}"} == set()


def test_every_object_property_takes_names(ontology, context):
    expected = {name: {"@id": f"kh:{name}", "@type": "@id"} for name in own(ontology, OWL.ObjectProperty)}
    assert {name: context.get(name) for name in expected} == expected


def test_every_datatype_property_is_covered(ontology, context):
    names = own(ontology, OWL.DatatypeProperty)
    assert {name for name in names if context.get(name, {}).get("@id") != f"kh:{name}"} == set()


@pytest.mark.parametrize("datatype", [XSD.date, XSD.boolean, XSD.decimal])
def test_datatypes_are_those_of_the_ontology(ontology, context, datatype):
    for subject in ontology.subjects(RDFS.range, datatype):
        assert context[subject.removeprefix(KH)]["@type"] == f"xsd:{datatype.removeprefix(str(XSD))}"


def document(context: dict[str, object]) -> str:
    statement = {
        "id": A + "#s02",
        "type": "Statement",
        "label": {"ar": "أكد", "en": "Putin affirms"},
        "article": A,
        "act": "khc:affirm",
        "verbatim": False,
        "verb": {"ar": "أكد"},
        "content": {
            "id": A + "#e02",
            "type": "Event",
            "eventType": "kht:withdrawal",
            "notBefore": "2018-01-01",
            "quantity": {"id": A + "#e02-q1", "type": "Quantity", "value": 30000, "unit": "khc:soldier"},
        },
        "evidence": {"id": A + "#char=44,137", "type": "Evidence", "hasSource": A, "start": 44, "end": 137},
    }
    return json.dumps({"@context": context, **statement})


def test_two_readers_agree(context):
    text = document(context)
    by_rdflib = Graph().parse(data=text, format="json-ld")
    by_oxigraph = Graph()
    for quad in parse(text.encode(), format=RdfFormat.JSON_LD):
        by_oxigraph.parse(data=f"{quad.triple} .", format="nt")
    assert isomorphic(by_rdflib, by_oxigraph)
    assert (URIRef(A + "#e02"), KH.notBefore, Literal("2018-01-01", datatype=XSD.date)) in by_rdflib
    assert (URIRef(A + "#s02"), KH.act, URIRef("https://w3id.org/khabar/code/affirm")) in by_rdflib
    assert (URIRef(A + "#s02"), KH.verb, Literal("أكد", lang="ar")) in by_rdflib
    assert len(by_rdflib) == 20


def test_every_prefix_is_a_namespace(context):
    """A simple term is a prefix only where its IRI ends in a gen-delim character (JSON-LD 1.1)."""
    prefixes = {k: v for k, v in context.items() if isinstance(v, str) and v.startswith("http")}
    assert {"kh", "kht", "khc"} <= prefixes.keys()
    assert [k for k, v in prefixes.items() if v[-1] not in "#/"] == []
