"""Records -> quads: the one mapping, for one sheet as for a table of millions of rows.

A triple is bytes, ``subject predicate object``; a graph is a list of them. An article owns its graphs of facts and of
review; what it says of entities, links and makers goes into graphs that all articles share.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from ..ontology import Names
from ..ontology.iris import slug
from ..ontology.terms import PREFIXES, RDFS
from .nquads import a, iri, lines, predicate, string
from .triples import Triples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..errors import Position
    from .records import Sheet

__all__ = ["ArticleGraphs", "map_sheet"]

_AGENT = b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> " + iri(PREFIXES["prov"] + "Agent")
_ATTRIBUTED_TO = predicate(PREFIXES["prov"], "wasAttributedTo")
_DERIVED_FROM = predicate(PREFIXES["prov"], "wasDerivedFrom")
_LABEL = predicate(RDFS, "label")
_REFERENCE = attrgetter("reference")


@dataclass(frozen=True, slots=True)
class ArticleGraphs:
    """The graphs made from one article: `owned` are its own, `shared` are lines it puts into shared graphs.

    Both map a graph's IRI to its triples; `positions` says by IRI where in its source each thing stands.
    """

    article: str
    meta: str
    owned: dict[str, list[bytes]]
    shared: dict[str, list[bytes]]
    positions: dict[str, Position]

    def nquads(self) -> bytes:
        """Give every quad as N-Quads, grouped by graph."""
        return lines(self.owned | self.shared)


def map_sheet(sheet: Sheet, names: Names | None = None) -> ArticleGraphs:
    """Map one sheet; the same sheet gives the same quads, in the same order."""
    names = names or Names()
    article = names.resolve(sheet.article.reference)
    agent = names.resolve(f"agent/{slug(sheet.curator)}")
    facts, review, register, links = (Triples(names, article, sheet.article.language, agent) for _ in range(4))
    _write(sheet, facts, review, register, links)
    owned = {f"{article}/facts": _unique(facts.out), f"{article}/review": _unique(review.out)}
    # What is written of an entity has no triple twice; to look at each anew would cost a tenth of the mapping.
    once = len(set(map(_REFERENCE, sheet.entities))) == len(sheet.entities)
    shared = {names.register: register.out if once else _unique(register.out), names.links: _unique(links.out)}
    owned = {graph: triples for graph, triples in owned.items() if triples}
    shared = {graph: triples for graph, triples in shared.items() if triples}
    shared[names.meta] = _provenance(owned, article, agent, sheet.curator)
    positions = {names.resolve(ref, article): at for ref, at in sheet.positions.items()}
    return ArticleGraphs(article, names.meta, owned, shared, positions)


def _write(sheet: Sheet, facts: Triples, review: Triples, register: Triples, links: Triples) -> None:
    facts.article_head(sheet.article)
    for entity in sheet.entities:
        if entity.reference[:1] == "#":
            facts.entity(entity)
        else:
            register.shared(entity)
        if entity.same_as:
            links.identities(entity)
    for mention in sheet.mentions:
        facts.mention(mention)
    for statement in sheet.statements:
        facts.statement(statement)
    for event in sheet.events:
        facts.event(event)
    statements = {s.reference for s in sheet.statements}
    for assessment in sheet.assessments:
        if assessment.span and not facts.has(assessment.span):
            review.evidence(assessment.span)
        review.assessment(assessment, statements)


def _provenance(graphs: Iterable[str], article: str, agent: str, curator: str) -> list[bytes]:
    source, who = _DERIVED_FROM + iri(article), iri(agent)
    made = [
        triple
        for graph in map(iri, graphs)
        for triple in (graph + a("FactSheet"), graph + source, graph + _ATTRIBUTED_TO + who)
    ]
    return [*made, who + _AGENT, who + _LABEL + string(curator)]


def _unique(triples: list[bytes]) -> list[bytes]:
    return triples if len(set(triples)) == len(triples) else list(dict.fromkeys(triples))
