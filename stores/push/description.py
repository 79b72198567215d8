"""The description of a data set, as RDF: VoID for what it holds, DCAT 3 for what it is and where to get it.

Terms and their domains are those of the VoID note (https://www.w3.org/TR/void/), of DCAT 3
(https://www.w3.org/TR/vocab-dcat-3/) and, for what must be said, of DCAT-AP 3. Nothing of the run stands here, so
that the same store gives the same bytes and a second push sends nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from pyoxigraph import Literal, NamedNode, RdfFormat, serialize

from ...ontology.iris import Names
from ...ontology.terms import KH, PREFIXES, RDF, RDFS, XSD
from ...ontology.vocabulary import FILES
from .about import About
from .census import Census, take
from .void import DCTERMS, FOAF, VOID, linkset, say, statistics, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store, Triple

__all__ = ["About", "describe"]

DCAT = "http://www.w3.org/ns/dcat#"
LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"  # what DCAT 3 asks for as names of languages
SPARQL = "https://www.w3.org/TR/sparql11-protocol/"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


def describe(
    store: Store,
    base: str,
    about: About | None = None,
    endpoint: str = "",
    counted: Mapping[str, Mapping[str, int]] | None = None,
) -> bytes:
    """Give the triples of the graph ``<base>dataset`` as sorted N-Triples, without blank nodes.

    `endpoint` is the URL that the data can be queried at; a user and a password in it are left out. `counted` are the
    triples of each property in each graph, where they are known.
    """
    census = take(store, base, counted)
    told = _Description(Names(base).dataset, about or About(), census, _without_password(endpoint))
    lines = (serialize([triple], format=RdfFormat.N_TRIPLES) for triple in set(told.triples(base)))
    return b"".join(sorted(line for line in lines if line))


@dataclass(frozen=True, slots=True)
class _Description:
    graph: str
    about: About
    census: Census
    endpoint: str

    @property
    def dataset(self) -> str:
        return f"{self.graph}#data"

    def triples(self, base: str) -> Iterator[Triple]:
        yield from say(self.graph, (RDF + "type", VOID + "DatasetDescription"), (FOAF + "primaryTopic", self.dataset))
        yield from texts(self.graph, DCTERMS + "title", self.about.title)
        yield from self._general(base)
        yield from self._coverage()
        yield from self._publisher()
        yield from statistics(self.graph, self.census)
        for (predicate, namespace), count in self.census.links.items():
            yield from linkset(self.graph, predicate, namespace, count)
        if self.endpoint:
            yield from self._access()

    def _general(self, base: str) -> Iterator[Triple]:
        used = {*self.census.properties, *self.census.classes}
        vocabularies = {n for n in PREFIXES.values() if n != KH and any(iri.startswith(n) for iri in used)}
        yield from say(
            self.dataset,
            (RDF + "type", VOID + "Dataset"),
            (RDF + "type", DCAT + "Dataset"),
            (DCTERMS + "identifier", Literal(base)),
            (DCTERMS + "conformsTo", KH.rstrip("#")),
            (VOID + "uriSpace", Literal(base)),
            *((VOID + "vocabulary", iri) for iri in (*FILES, *vocabularies)),
            *((VOID + "exampleResource", iri) for iri in self.census.examples),
            *((DCAT + "theme", iri) for iri in (*self.about.themes, *self.census.themes) if _IRI.fullmatch(iri)),
        )
        yield from texts(self.dataset, DCTERMS + "title", self.about.title)
        yield from texts(self.dataset, DCTERMS + "description", self.about.description)
        for language, words in self.about.keywords.items():
            for word in words:
                yield from texts(self.dataset, DCAT + "keyword", {language: word})

    def _coverage(self) -> Iterator[Triple]:
        # Labels are in the languages that the title has; articles are in their own.
        codes = {code.lower().split("-")[0] for code in (*self.about.title, *self.census.languages)}
        two_letters = (code for code in codes if re.fullmatch("[a-z]{2}", code))
        yield from say(self.dataset, *((DCTERMS + "language", LANGUAGES + code) for code in two_letters))
        yield from say(self.dataset, *((DCTERMS + "spatial", iri) for iri in self.census.countries))
        if self.census.period:
            first, last = (Literal(day, datatype=NamedNode(XSD + "date")) for day in self.census.period)
            period = f"{self.graph}#period"
            yield from say(self.dataset, (DCTERMS + "temporal", period))
            yield from say(
                period,
                (RDF + "type", DCTERMS + "PeriodOfTime"),
                (DCAT + "startDate", first),
                (DCAT + "endDate", last),
            )

    def _publisher(self) -> Iterator[Triple]:
        named, name = self.about.publisher, self.about.publisher_name or self.about.publisher
        if name:
            iri = named if _IRI.fullmatch(named) else f"{self.graph}#publisher"
            yield from say(self.dataset, (DCTERMS + "publisher", iri))
            yield from say(iri, (RDF + "type", FOAF + "Agent"), (FOAF + "name", Literal(name)))
        yield from self._licence(self.dataset)
        if self.about.licence and not _IRI.fullmatch(self.about.licence):
            text = (RDFS + "label", Literal(self.about.licence))
            yield from say(f"{self.graph}#licence", (RDF + "type", DCTERMS + "LicenseDocument"), text)

    def _licence(self, of: str) -> Iterator[Triple]:
        given = self.about.licence
        if given:
            yield from say(of, (DCTERMS + "license", given if _IRI.fullmatch(given) else f"{self.graph}#licence"))

    def _access(self) -> Iterator[Triple]:
        service, distribution = f"{self.graph}#sparql", f"{self.graph}#access"
        url = self.endpoint
        yield from say(self.dataset, (VOID + "sparqlEndpoint", url), (DCAT + "distribution", distribution))
        yield from say(
            distribution,
            (RDF + "type", DCAT + "Distribution"),
            (DCAT + "accessURL", url),
            (DCAT + "accessService", service),
        )
        yield from say(
            service,
            (RDF + "type", DCAT + "DataService"),
            (DCAT + "endpointURL", url),
            (DCAT + "servesDataset", self.dataset),
            (DCTERMS + "conformsTo", SPARQL),
        )
        for of in (distribution, service):
            yield from self._licence(of)
            yield from texts(of, DCTERMS + "title", {"ar": "نقطة استعلام SPARQL", "en": "SPARQL endpoint"})


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
