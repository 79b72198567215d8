"""The event types, the codes and units, and the external terms that the ontology leans on."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

KH = Namespace("https://w3id.org/khabar/ns#")
KHT = Namespace("https://w3id.org/khabar/type/")
KHC = Namespace("https://w3id.org/khabar/code/")
PLOVER = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST",
    "ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT",
)
CURRENCIES = ("USD EUR GBP RUB TRY", "SYP IRR SAR IQD LBP ILS AED QAR KWD EGP YER")
SPACES = (
    "https://schema.org/",
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/ns/oa#",
    "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "http://www.opengis.net/ont/geosparql#",
)


def notations(g: Graph, datatype: URIRef) -> Counter[str]:
    return Counter(str(o) for o in g.objects(None, SKOS.notation) if o.datatype == datatype)


def words(g: Graph, unit: URIRef) -> set[str]:
    found = {str(o) for p in (RDFS.label, SKOS.altLabel, SKOS.hiddenLabel) for o in g.objects(unit, p)}
    return {w.casefold() for w in found}


def units(g: Graph) -> list[URIRef]:
    return list(g.subjects(SKOS.inScheme, KHC["scheme/unit"]))


@pytest.mark.parametrize("root", [f"{n:02}" for n in range(1, 21)])
def test_every_cameo_root_leads_to_a_type(ontology, root):
    assert notations(ontology, KH.cameo)[root] == 1


@pytest.mark.parametrize("root", " ".join(PLOVER).split())
def test_every_plover_root_leads_to_a_type(ontology, root):
    assert notations(ontology, KH.plover)[root] == 1


@pytest.mark.parametrize("datatype", [KH.cameo, KH.plover])
def test_no_notation_leads_to_two_types(ontology, datatype):
    """SKOS Reference 6.5.4; a row of a data set must not depend on the order of a set."""
    assert [code for code, n in notations(ontology, datatype).items() if n > 1] == []


def test_types_hang_under_groups(ontology):
    groups = set(ontology.subjects(SKOS.topConceptOf, URIRef(KHT)))
    types = set(ontology.subjects(SKOS.inScheme, URIRef(KHT)))
    assert {t for t in types if ontology.value(t, SKOS.broader) not in groups} == groups
    assert set(ontology.subjects(RDF.type, KH.EventType)) == types


@pytest.mark.parametrize("code", " ".join(CURRENCIES).split())
def test_currencies_carry_their_iso_code(ontology, code):
    assert list(ontology.objects(KHC[code], SKOS.notation)) == [Literal(code)]


def test_every_unit_has_words_in_both_languages(ontology):
    for unit in units(ontology):
        assert {o.language for o in ontology.objects(unit, SKOS.altLabel)} == {"ar", "en"}, unit


def test_no_word_leads_to_two_units(ontology):
    seen = Counter(word for unit in units(ontology) for word in words(ontology, unit))
    assert [word for word, n in seen.items() if n > 1] == []


def test_a_name_shared_by_currencies_leads_to_none(ontology):
    known = {word for unit in units(ontology) for word in words(ontology, unit)}
    assert known.isdisjoint({"ريال", "دينار", "ليرة", "درهم", "جنيه"})
    assert known.isdisjoint({"rial", "riyal", "dinar", "lira", "dirham", "pound"})


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        ("soldier", "جندي"),
        ("soldier", "جنديا"),
        ("soldier", "جنود"),
        ("fighter", "مقاتل"),
        ("airstrike", "غارة جوية"),
        ("airstrike", "غارات"),
        ("barrel-per-day", "برميل يوميا"),
        ("body", "الجثتين".removeprefix("ال")),
        ("USD", "دولار"),
        ("person", "terrorists"),
        ("vehicle", "four-wheel cars"),
        ("group", "armed groups"),
    ],
)
def test_words_of_real_articles_are_known(ontology, unit, word):
    assert word in words(ontology, KHC[unit])


def test_labels_are_unique_within_a_scheme(ontology):
    schemed = ontology.subject_objects(SKOS.inScheme)
    pairs = Counter((scheme, label) for s, scheme in schemed for label in ontology.objects(s, RDFS.label))
    assert [pair for pair, n in pairs.items() if n > 1] == []


def folder(name: str) -> Path:
    root = os.environ.get("KHABAR_TEST_DATA")
    if not root:
        pytest.skip("KHABAR_TEST_DATA is unset: the published vocabularies are not part of this repository")
    return Path(root, name)


def published(path: Path) -> set[str]:
    """Give what a vocabulary defines; http and https name the same schema.org, and we write https."""
    subjects = {quad.subject for quad in parse(path=path, format=RdfFormat.N_QUADS)}
    names = {s.value for s in subjects if isinstance(s, NamedNode)}
    return {name.replace("http://schema.org/", "https://schema.org/") for name in names}


def test_external_terms_exist(ontology):
    known = set().union(*(published(p) for p in folder("ontologies").glob("*.nq")))
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    used = {str(s) for kind in kinds for s in ontology.subjects(RDF.type, kind)}
    used |= {str(o) for o in ontology.objects(None, RDFS.seeAlso)}
    checkable = {name for name in used if name.startswith(SPACES)}
    assert len(checkable) > 25
    assert checkable - known == set()


def test_cameo_codes_exist(ontology):
    table = (folder("tables") / "cameoCodeTable.tsv").read_text(encoding="utf-8").splitlines()[1:]
    known = {line.split("\t")[3].strip() for line in table}
    assert set(notations(ontology, KH.cameo)) - known == set()
