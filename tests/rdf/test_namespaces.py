"""Namespaces that are almost right."""

import pytest
from khabar.errors import Level
from khabar.loaders.namespaces import KNOWN, foreign, near_misses, nearest
from khabar.loaders.rdf_syntax import parse_rdf
from pyoxigraph import RdfFormat

NEAR = {
    "https://www.w3.org/1999/02/22-rdf-syntax-ns#": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://w3id.org/khabar/ns#": "https://w3id.org/khabar/ns#",
    "https://w3id.org/khabar/ns/": "https://w3id.org/khabar/ns#",
    "https://w3id.org/Khabar/NS#": "https://w3id.org/khabar/ns#",
    "https://w3id.org/khabr/ns#": "https://w3id.org/khabar/ns#",
    "https://w3id.org/khabar/types/": "https://w3id.org/khabar/type/",
    "http://www.w3.org/ns/porv#": "http://www.w3.org/ns/prov#",
    "https://www.wikidata.org/entity/": "http://www.wikidata.org/entity/",
    "http://www.w3.org/2004/02/skos/cor#": "http://www.w3.org/2004/02/skos/core#",
    "https://schema.org#": "https://schema.org/",
    "http://schema.org/": "https://schema.org/",
}
FAR = (
    "http://www.w3.org/ns/prof/", "http://www.w3.org/2001/XMLSchema-instance#", "http://www.w3.org/2008/05/skos-xl#",
    "http://purl.org/dc/elements/1.1/", "http://www.wikidata.org/wiki/", "http://www.w3.org/ns/ldp#", "http://xmlns.com/foaf/0.1/",
    "http://www.opengis.net/ont/sf#", "http://example.org/",
)  # fmt: skip


def misses(text):
    return list(near_misses(parse_rdf(text.encode(), "x.ttl", RdfFormat.TURTLE), text, "x.ttl"))


@pytest.mark.parametrize("namespace", NEAR)
def test_near(namespace):
    assert nearest(namespace) == NEAR[namespace]


@pytest.mark.parametrize("namespace", [*FAR, *KNOWN])
def test_far_or_right(namespace):
    assert nearest(namespace) == ""


@pytest.mark.parametrize("namespace", NEAR)
def test_the_line_of_the_first_use(namespace):
    (found,) = misses(f"@prefix x: <http://x/> .\n@prefix n: <{namespace}> .\nx:a n:b x:c .")
    assert (found.at.line, found.value, found.fix) == (2, namespace, f"write {NEAR[namespace]}")
    assert found.level is (Level.INFO if namespace == "http://schema.org/" else Level.WARNING)
    assert found.message_ar


def test_a_name_grown_onto_a_namespace_that_lost_its_sign():
    (found,) = misses("@prefix prov: <http://www.w3.org/ns/prov> .\n<http://a> a prov:Entity , prov:Agent .")
    assert (found.value, found.fix) == ("http://www.w3.org/ns/prov", "write http://www.w3.org/ns/prov#")


def test_a_longer_name_is_another_name():
    assert misses("<http://a> a <http://www.w3.org/ns/organization> , <http://www.w3.org/ns/oauth> .") == []


def test_right_namespaces_are_passed_over():
    text = "".join(f"<http://a> <{k}b> <http://c> .\n" for k in KNOWN)
    assert (misses(text), list(foreign(parse_rdf(text.encode(), "x", RdfFormat.TURTLE), "x"))) == ([], [])
