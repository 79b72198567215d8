"""From a finding about a property back to the key of the fact sheet that a person wrote, or has to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Position
from ..loaders.factsheet.keys import SECTIONS
from ..ontology.terms import KH, PREFIXES, RDF, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..loaders.factsheet.keys import Key
    from ..shapes import Finding
    from .sources import Source

__all__ = ["SheetKeys"]

_LABELS = ("ar", "en", "labels")
# A key that is the name of its property, but for hyphens, needs no line: kh:notBefore is not-before.
_KEYS: dict[str, tuple[str, ...]] = {
    KH + "addressee": ("to",),
    KH + "asWritten": ("as",),
    KH + "belongsTo": ("of",),
    KH + "content": ("claims", "says"),
    KH + "denotes": ("of",),
    KH + "duration": ("time",),
    KH + "eventType": ("type",),
    KH + "evidence": ("quote",),
    KH + "locatedIn": ("in",),
    KH + "occasion": ("at",),
    KH + "timeBasis": ("time",),
    KH + "timeText": ("time",),
    PREFIXES["oa"] + "exact": ("quote",),
    PREFIXES["owl"] + "sameAs": ("same-as", "wikidata"),
    PREFIXES["prov"] + "wasRevisionOf": ("revision-of",),
    RDF + "type": ("is", "type"),
    RDF + "value": ("fix",),
    RDFS + "comment": ("note",),
    RDFS + "label": _LABELS,
    SCHEMA + "datePublished": ("published",),
    SCHEMA + "inLanguage": ("lang",),
    SCHEMA + "jobTitle": ("title",),
    SCHEMA + "maxValue": ("max",),
    SCHEMA + "minValue": ("min",),
    SKOS + "altLabel": ("aliases",),
}
# Rules on a node as a whole name no path, and yet mean one key.
_RULES: dict[str, tuple[str, ...]] = {
    "ArticleRevisionAcyclic": ("revision-of",),
    "ArticleRevisionOrder": ("published",),
    "AssessmentCorrection": ("fix",),
    "AssessmentSelf": ("target",),
    "AssessmentSides": ("target",),
    "AssessmentTarget": ("target",),
    "EntityBelongsToAcyclic": ("of",),
    "EntityLabelBoth": ("ar", "en"),
    "EntityLabelScript": _LABELS,
    "EntitySameAsJudged": ("same-as", "wikidata"),
    "EntitySameAsOne": ("same-as", "wikidata"),
    "EntitySameAsShared": ("same-as", "wikidata"),
    "EventCompletedFuture": ("status",),
    "EventPartAcyclic": ("part-of",),
    "EventPartLarger": ("part-of",),
    "EventPlannedPast": ("status",),
    "EventTimeOrder": ("not-before", "time"),
    "EventTimeStated": ("time", "not-before"),
    "EventTimeUnknown": ("time", "not-before"),
    "EventTimeWords": ("time",),
    "LocatedInAcyclic": ("in",),
    "PlaceCoordinates": ("lat", "long"),
    "QuantityBounds": ("min", "max"),
    "QuantityPositive": ("value",),
    "QuantityWhole": ("value",),
    "QuantityWords": ("as",),
    "StatementAddressee": ("to",),
    "StatementDenial": ("polarity",),
    "StatementDuplicate": ("quote",),
    "StatementHedgeCounts": ("certainty",),
    "StatementHedgeGiven": ("hedge",),
    "StatementHedgeQuoted": ("hedge",),
    "StatementOccasionHeld": ("at",),
    "StatementOccasionLate": ("at",),
    "StatementOwnVerb": ("verb",),
    "StatementSaysSomething": ("claims", "says", "about"),
    "StatementVerb": ("verb",),
}
# Of their keys the one that is missing is meant, though others are there.
_INCOMPLETE = {"EntityLabelBoth", "PlaceCoordinates"}
# What a thing is, by the end of the path of keys that leads to it.
_SECTIONS = {
    re.compile(pattern): section
    for pattern, section in {
        r"article": "article",
        r"(entities|local)\.[^.]+": "entity",
        r"mentions(\[\d+\])?": "mention",
        r"statements(\[\d+\])?": "statement",
        r"review(\[\d+\])?": "review",
        r".*\.quantity(\[\d+\])?": "quantity",
        r".*\.(claims|cause|purpose|despite)(\[\d+\])?": "event",
    }.items()
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class SheetKeys:
    """Where the keys of some sheets stand: by file, then by path, such as ``entities.iran.of``."""

    places: Mapping[str, Mapping[str, Position]]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> SheetKeys:
        """Gather the keys of the sheets among some sources."""
        return cls({source.file: source.sheet.keys for source in sources if source.sheet})

    def place(self, at: Position, finding: Finding) -> tuple[Position, str]:
        """Give where the key of a finding about the thing `at` stands, and what to do where it is not there yet.

        A finding that means no one key, or about what no sheet describes, stays where it is.
        """
        places = self.places.get(at.file, {})
        thing = re.sub(r"\.(id|quote)$", "", at.key)
        section = next((name for pattern, name in _SECTIONS.items() if pattern.fullmatch(thing)), "")
        possible = {key.name: key for key in SECTIONS[section]} if section and places else {}
        wanted = [possible[name] for name in _names(finding) if name in possible]
        there = [places[path] for key in wanted if (path := f"{thing}.{key.name}") in places]
        if not wanted or (section == "quantity" and wanted[0].name == "as" and not there):
            return at, ""
        if there and finding.rule not in _INCOMPLETE:
            return there[0], ""
        lacking = next((key for key in wanted if f"{thing}.{key.name}" not in places), wanted[0])
        return Position(at.file, at.line, at.column, f"{thing}.{lacking.name}"), _missing(lacking, thing)


def _names(finding: Finding) -> tuple[str, ...]:
    language = getattr(finding.term, "language", None)
    return (language,) if language in _LABELS else _names_of(finding.path or "", finding.rule)


def _names_of(path: str, rule: str) -> tuple[str, ...]:
    local = path.rpartition("/")[2].rpartition("#")[2]
    return _KEYS.get(path) or _RULES.get(rule) or (_HUMP.sub("-", local).lower(),)


def _missing(key: Key, thing: str) -> str:
    # The table's examples of names are one man's.
    example = f", e.g. {key.name}: {key.example}" if key.example and key.name not in _LABELS else ""
    return f"write {key.name}: under {thing}{example}"
