"""The statistics and the links of a data set in VoID (https://www.w3.org/TR/void/), each part with a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from ...ontology.iris import short_hash
from ...ontology.terms import PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .census import Census

__all__ = ["DCTERMS", "FOAF", "VOID", "linkset", "say", "statistics", "texts"]

DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
VOID = "http://rdfs.org/ns/void#"
TARGETS = {
    "http://www.wikidata.org/entity/": ("Wikidata", "https://www.wikidata.org/"),
    "https://sws.geonames.org/": ("GeoNames", "https://www.geonames.org/"),
    "http://dbpedia.org/resource/": ("DBpedia", "https://www.dbpedia.org/"),
}
_LOCAL = re.compile(r"[A-Za-z0-9_-]+")


def statistics(graph: str, census: Census) -> Iterator[Triple]:
    """Yield the counts of a data set whose description is that graph: whole, by class, by property."""
    dataset = f"{graph}#data"
    yield from say(
        dataset,
        (VOID + "triples", Literal(census.triples)),
        (VOID + "entities", Literal(census.entities)),
        (VOID + "classes", Literal(len(census.classes))),
        (VOID + "properties", Literal(len(census.properties))),
    )
    for kind, what, counted, table in (
        ("class", "classPartition", "entities", census.classes),
        ("property", "propertyPartition", "triples", census.properties),
    ):
        for iri, count in table.items():
            part = f"{graph}#{kind}-{_name(iri)}"
            yield from say(dataset, (VOID + what, part))
            yield from say(
                part,
                (RDF + "type", VOID + "Dataset"),
                (VOID + kind, iri),
                (VOID + counted, Literal(count)),
            )


def linkset(graph: str, predicate: str, namespace: str, count: int) -> Iterator[Triple]:
    """Yield what is said of the links to one other data set (VoID section 5)."""
    dataset = f"{graph}#data"
    links = f"{graph}#links-{_name(predicate)}-{_name(namespace)}"
    target = f"{graph}#target-{_name(namespace)}"
    yield from say(dataset, (VOID + "subset", links))
    yield from say(
        links,
        (RDF + "type", VOID + "Linkset"),
        (VOID + "target", dataset),
        (VOID + "target", target),
        (VOID + "subjectsTarget", dataset),
        (VOID + "objectsTarget", target),
        (VOID + "linkPredicate", predicate),
        (VOID + "triples", Literal(count)),
    )
    name, home = TARGETS.get(namespace, (namespace, ""))
    about = ((RDF + "type", VOID + "Dataset"), (VOID + "uriSpace", Literal(namespace)))
    yield from say(target, *about, (DCTERMS + "title", Literal(name)), *[(FOAF + "homepage", home)][: bool(home)])


def say(subject: str, *said: tuple[str, str | Literal]) -> Iterator[Triple]:
    """Yield triples about one subject, from pairs of a predicate and an IRI or a literal."""
    for predicate, value in said:
        yield Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value) if isinstance(value, str) else value)


def texts(subject: str, predicate: str, by_language: Mapping[str, str]) -> Iterator[Triple]:
    """Yield one text in several languages; an empty one says nothing."""
    for language, text in by_language.items():
        if text:
            # Some stores write language tags in small letters whatever was sent.
            yield from say(subject, (predicate, Literal(text, language=language.lower())))


def _name(iri: str) -> str:
    """Give a fragment that names an IRI: prefix and local name where they are known, else a hash.

    >>> _name("https://schema.org/headline"), _name("http://www.wikidata.org/entity/"), len(_name("http://example.org/"))
    ('schema-headline', 'wd', 8)
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if iri == namespace:
            return prefix
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix}-{local}"
    return short_hash(iri)
