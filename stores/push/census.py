"""Count what a data set holds: triples, classes, properties, links out, and a few examples.

The counts are SPARQL aggregates, which the engine computes without making Python objects of quads. A triple that
stands in two graphs counts twice, as it does in the manifest. Distinct subjects and objects are left out: they would
cost as much again as all the rest together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QuerySolutions

from ...errors import StoreError
from ...ontology.iris import Names
from ...ontology.terms import KH, PREFIXES, RDF, SCHEMA, SKOS
from ...ontology.vocabulary import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Quad, Store

__all__ = ["Census", "take"]

_TYPE = RDF + "type"
_LINKS = (PREFIXES["owl"] + "sameAs", SKOS + "exactMatch", SKOS + "closeMatch")
_PLACES = tuple(KH + name for name in ("place", "origin", "destination", "via", "locatedIn"))
_DATES = tuple(f"<{iri}>" for iri in (KH + "notBefore", KH + "notAfter", SCHEMA + "datePublished"))
_ACTORS = tuple(KH + name for name in ("Person", "Organization", "Country", "Force"))


@dataclass(frozen=True, slots=True)
class Census:
    """What was counted, of the graphs of data alone: those of the ontology and of the push itself are left out.

    `classes` and `properties` give entities and triples by IRI, `links` triples by predicate and by the namespace that
    they lead to. `period` is the first and the last day that the data speak of, as xsd:date; None if they give no day.
    """

    triples: int
    entities: int
    classes: dict[str, int]
    properties: dict[str, int]
    links: dict[tuple[str, str], int]
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    countries: tuple[str, ...]
    period: tuple[str, str] | None
    examples: tuple[str, ...]


def take(store: Store, base: str, counted: Mapping[str, Mapping[str, int]] | None = None) -> Census:
    """Count what the named graphs of a store hold; `base` is the publisher's base IRI.

    `counted` gives the triples of each property in each graph, where somebody has counted them already.
    """
    data = _Data(store, base)
    properties = data.properties() if counted is None else data.sums(counted)
    ((entities,),) = data.rows("SELECT (COUNT(DISTINCT ?s) AS ?n)", "?s a ?class")
    return Census(
        triples=sum(properties.values()),
        entities=int(entities),
        classes=data.table("SELECT ?key (COUNT(DISTINCT ?s) AS ?n)", "?s a ?key FILTER(isIRI(?key))"),
        properties=properties,
        links=data.links(),
        languages=data.column(f"?s <{SCHEMA}inLanguage> ?value"),
        themes=data.column(f"?s <{KH}eventType> ?value"),
        countries=data.countries(),
        period=data.period(),
        examples=tuple(data.examples()),
    )


class _Data:
    """Questions to the graphs of data in a store."""

    def __init__(self, store: Store, base: str) -> None:
        self.store = store
        self.base = base
        names = Names(base)
        self.left_out = {NamedNode(name) for name in (*FILES, names.manifest, names.dataset)}
        self._filter = f"FILTER(?g NOT IN ({', '.join(sorted(map(str, self.left_out)))}))"

    def rows(self, select: str, pattern: str, rest: str = "") -> list[tuple[str, ...]]:
        """Give the bound values of each row as texts."""
        found = self.store.query(f"{select} {{ GRAPH ?g {{ {pattern} }} {self._filter} }} {rest}")
        if not isinstance(found, QuerySolutions):
            raise StoreError("a SELECT did not give rows")
        return [tuple(term.value for term in row if hasattr(term, "value")) for row in found]

    def table(self, select: str, pattern: str) -> dict[str, int]:
        """Give a number for each IRI."""
        return {iri: int(n) for iri, n in sorted(self.rows(select, pattern, "GROUP BY ?key"))}

    def properties(self) -> dict[str, int]:
        """Count the triples of each property."""
        return self.table("SELECT ?key (COUNT(*) AS ?n)", "?s ?key ?o")

    def sums(self, counted: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
        """Add up what was counted in graphs of data."""
        total: Counter[str] = Counter()
        for graph, properties in counted.items():
            if NamedNode(graph) not in self.left_out:
                total.update(properties)
        return dict(sorted(total.items()))

    def column(self, pattern: str) -> tuple[str, ...]:
        """Give the distinct values of one variable, sorted."""
        return tuple(sorted(value for (value,) in self.rows("SELECT DISTINCT ?value", pattern)))

    def links(self) -> dict[tuple[str, str], int]:
        """Count the links that lead out of the data set, by predicate and namespace."""
        found: Counter[tuple[str, str]] = Counter()
        for predicate in _LINKS:
            for quad in self._quads(predicate):
                if isinstance(quad.object, NamedNode) and not quad.object.value.startswith(self.base):
                    found[predicate, _namespace(quad.object.value)] += 1
        return dict(sorted(found.items()))

    def period(self) -> tuple[str, str] | None:
        """Give the first and the last day."""
        ((*days,),) = self.rows(
            "SELECT (MIN(STR(?day)) AS ?first) (MAX(STR(?day)) AS ?last)",
            f"VALUES ?p {{ {' '.join(_DATES)} }} ?s ?p ?day FILTER(DATATYPE(?day) = <{PREFIXES['xsd']}date>)",
        )
        return (days[0], days[1]) if days else None

    def countries(self) -> tuple[str, ...]:
        """Give the countries that something happens in, or lies in."""
        named = map(NamedNode, self._names(_TYPE, NamedNode(KH + "Country")))
        return tuple(c.value for c in named if any(next(self._quads(p, c), None) for p in _PLACES))

    def examples(self) -> Iterator[str]:
        """Yield an article, one of its statements, and an actor: always the first by name."""
        for article in self._names(_TYPE, NamedNode(KH + "Article"))[:1]:
            yield article
            yield from self._names(KH + "article", NamedNode(article))[:1]
        actors = (self._names(_TYPE, NamedNode(kind))[:1] for kind in _ACTORS)
        yield from next(filter(None, actors), ())

    def _names(self, predicate: str, value: NamedNode) -> list[str]:
        return sorted(q.subject.value for q in self._quads(predicate, value) if isinstance(q.subject, NamedNode))

    def _quads(self, predicate: str, value: NamedNode | None = None) -> Iterator[Quad]:
        found = self.store.quads_for_pattern(None, NamedNode(predicate), value)
        return (quad for quad in found if quad.graph_name not in self.left_out)


def _namespace(iri: str) -> str:
    """Give what stands before the last name of an IRI.

    >>> _namespace("http://www.wikidata.org/entity/Q159"), _namespace("https://sws.geonames.org/2017370/")
    ('http://www.wikidata.org/entity/', 'https://sws.geonames.org/')
    """
    name = iri.rstrip("/#")
    return iri[: max(name.rfind("/"), name.rfind("#")) + 1]
