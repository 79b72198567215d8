"""The facts of the generated sheets as CSV, and what they are to become: the same for every peer.

A cell holds what the sheet has: a reference, a code, a day; the mapping makes an IRI of it, as khabar's does.
"""

from __future__ import annotations

import csv
import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generate import sheets
from khabar.ontology import Names
from khabar.ontology.iris import slug
from khabar.ontology.terms import KH, KHC, KHT, PREFIXES, RDF, RDFS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from khabar.loaders.records import Entity, Event, Sheet, Span, Statement

__all__ = ["IRIS", "TABLES", "Line", "iri", "write"]

Row = tuple[str, dict[str, object]]

_HOLE = re.compile(r"\{(\w+)\}")
OA, PROV = PREFIXES["oa"], PREFIXES["prov"]
NAMES = Names()
ARTICLE = f"{NAMES.base}article/{{article}}"
# How the IRIs are put together of cells.
IRIS = {
    "article": ARTICLE,
    "facts": f"{ARTICLE}/facts",
    "review": f"{ARTICLE}/review",
    "narrator": f"{ARTICLE}#narrator",
    "evidence": f"{ARTICLE}#char={{start}},{{end}}",
    **{name: f"{ARTICLE}#{{{name}}}" for name in ("statement", "event", "quantity", "assessment", "about", "target")},
    "content": f"{ARTICLE}#{{content}}",
    "agent": f"{NAMES.base}agent/{{agent}}",
    "kind": f"{KH}{{kind}}",
    "type": f"{KHT}{{type}}",
    "meta": NAMES.meta,
    "register": NAMES.register,
}
CODES = ("act", "polarity", "certainty", "status", "basis", "unit", "judgement")
REFERENCES = (
    "entity", "held_in", "nationality", "belongs_to", "located_in", "speaker", "revision_of",
    "initiator", "participant", "force", "origin", "place", "destination",
)  # fmt: skip
IRIS |= {name: f"{KHC}{{{name}}}" for name in CODES} | {name: f"{NAMES.base}{{{name}}}" for name in REFERENCES}


@dataclass(frozen=True)
class Line:
    """One triple a row: its subject and graph, as names of `IRIS`, the property, and what the object is.

    `kind` is ``iri`` (`value` is a name of `IRIS`, or an IRI), ``text`` (with a language tag; `language` is its column,
    or ``@en``), ``string`` or the name of a datatype of XML Schema: there `value` is the column.
    """

    subject: str
    property: str
    kind: str
    value: str
    graph: str = "facts"
    language: str = ""


def _kinds(subject: str, graph: str = "facts", **values: str) -> list[Line]:
    """Give lines whose properties are in khabar's own namespace and whose values are IRIs."""
    return [Line(subject, KH + name, "iri", value, graph) for name, value in values.items()]


def _a(subject: str, kind: str, graph: str = "facts") -> Line:
    return Line(subject, f"{RDF}type", "iri", kind if ":" in kind else KH + kind, graph)


def _labels(subject: str, graph: str = "facts") -> list[Line]:
    return [Line(subject, f"{RDFS}label", "text", f"label_{tag}", graph, f"@{tag}") for tag in ("en", "ar")]


_EVIDENCE = [
    _a("evidence", "Evidence"),
    Line("evidence", f"{OA}hasSource", "iri", "article"),
    Line("evidence", f"{OA}exact", "text", "quote", language="language"),
    Line("evidence", f"{OA}start", "integer", "start"),
    Line("evidence", f"{OA}end", "integer", "end"),
]
_SHEET = [
    _a("{}", "FactSheet", "meta"),
    Line("{}", f"{PROV}wasDerivedFrom", "iri", "article", "meta"),
    Line("{}", f"{PROV}wasAttributedTo", "iri", "agent", "meta"),
]
_ENTITY = [
    Line("entity", f"{RDF}type", "iri", "kind", "held_in"),
    *_labels("entity", "held_in"),
    Line("entity", f"{SCHEMA}nationality", "iri", "nationality", "held_in"),
    *_kinds("entity", "held_in", belongsTo="belongs_to", locatedIn="located_in"),
]
_ROLES = ("initiator", "participant", "force", "origin", "place", "destination")


def _sheet_of(column: str) -> list[Line]:
    return [Line(column, line.property, line.kind, line.value, line.graph) for line in _SHEET]


TABLES: dict[str, list[Line]] = {
    "articles": [
        _a("article", "Article"),
        Line("article", f"{SCHEMA}headline", "text", "headline", language="language"),
        Line("article", f"{SCHEMA}inLanguage", "string", "language"),
        Line("article", f"{SCHEMA}sha256", "string", "sha256"),
        Line("article", f"{SCHEMA}datePublished", "date", "published"),
        Line("article", f"{SCHEMA}url", "anyURI", "url"),
        Line("article", f"{SCHEMA}publisher", "text", "publisher", language="language"),
        Line("article", f"{PROV}wasRevisionOf", "iri", "revision_of"),
        *_kinds("article", narrator="narrator"),
        _a("narrator", "Narrator"),
        *_labels("narrator"),
        *_sheet_of("facts"),
        _a("agent", f"{PROV}Agent", "meta"),
        Line("agent", f"{RDFS}label", "string", "curator", "meta"),
    ],
    "entities": _ENTITY,
    "mentions": [*_EVIDENCE, *_kinds("evidence", denotes="entity")],
    "statements": [
        *_EVIDENCE,
        _a("statement", "Statement"),
        *_kinds("statement", article="article", act="act", polarity="polarity", certainty="certainty"),
        *_kinds("statement", evidence="evidence", speaker="speaker", content="content"),
        Line("statement", f"{KH}verbatim", "boolean", "verbatim"),
        *_labels("statement"),
    ],
    "events": [
        _a("event", "Event"),
        *_kinds("event", eventType="type", status="status", timeBasis="basis"),
        *_kinds("event", **{role: role for role in _ROLES}),
        *_labels("event"),
        Line("event", f"{KH}timeText", "text", "words", language="@en"),
        Line("event", f"{KH}notBefore", "date", "not_before"),
        Line("event", f"{KH}notAfter", "date", "not_after"),
    ],
    "quantities": [
        *_kinds("event", quantity="quantity"),
        _a("quantity", "Quantity"),
        *_kinds("quantity", unit="unit"),
        Line("quantity", f"{KH}approximate", "boolean", "approximate"),
        Line("quantity", f"{KH}asWritten", "text", "as_written", language="@en"),
        Line("quantity", f"{SCHEMA}value", "integer", "value"),
    ],
    "assessments": [
        _a("assessment", "Assessment", "review"),
        *_kinds("assessment", "review", kind="judgement", about="about", basis="basis", target="target"),
        Line("assessment", f"{PROV}wasAttributedTo", "iri", "agent", "review"),
        Line("assessment", f"{RDFS}comment", "string", "note", "review"),
        *_kinds("about", "review", conflictsWith="target"),
        *_kinds("target", "review", conflictsWith="about"),
        *_sheet_of("review"),
    ],
}


def columns(table: str) -> list[str]:
    """Give the columns of a table."""
    named = [
        iri(name) for line in TABLES[table] for name in (line.subject, line.graph, line.value) if line.kind == "iri"
    ]
    named += [iri(name) for line in TABLES[table] for name in (line.subject, line.graph)]
    read = {line.value for line in TABLES[table] if line.kind != "iri"}
    read |= {line.language for line in TABLES[table] if line.language and not line.language.startswith("@")}
    return sorted(read.union(*(_HOLE.findall(template) for template in named)))


def iri(name: str) -> str:
    """Give the template of an IRI, which may have no holes."""
    return IRIS.get(name, name)


def write(count: int, folder: Path, *, once: bool = False) -> None:
    """Write the tables of so many sheets; with `once` what sheets share stands once, not once a sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        writers = {}
        for table in TABLES:
            file = opened.enter_context((folder / f"{table}.csv").open("w", newline="", encoding="utf-8"))
            writers[table] = csv.DictWriter(file, columns(table), extrasaction="ignore")
            writers[table].writeheader()
        known: set[Entity] = set()
        for sheet in sheets(count):
            for table, row in _rows(sheet, known if once else set()):
                writers[table].writerow(row)


def _rows(sheet: Sheet, known: set[Entity]) -> Iterator[Row]:
    of, article = sheet.article, sheet.article.reference
    base: dict[str, object] = {
        "article": article.removeprefix("article/"),
        "language": of.language,
        "agent": slug(sheet.curator),
        "curator": sheet.curator,
    }

    def relative(reference: str | None) -> str:
        return f"{article}{reference}" if reference and reference.startswith("#") else reference or ""

    yield "articles", base | {
        "headline": of.headline, "sha256": of.sha256, "published": of.published, "url": of.url,
        "publisher": of.publisher, "revision_of": relative(of.revision_of),
        "label_en": "the article's own voice", "label_ar": "صوت المقال",
    }  # fmt: skip
    for entity in sheet.entities:
        if entity in known:
            continue
        if not entity.local:
            known.add(entity)
        yield "entities", base | _labelled(entity) | {
            "held_in": f"{article}/facts" if entity.local else "graph/register",
            "entity": relative(entity.reference), "kind": entity.kind, "nationality": relative(entity.nationality),
            "belongs_to": relative(entity.belongs_to), "located_in": relative(entity.located_in),
        }  # fmt: skip
    for mention in sheet.mentions:
        yield "mentions", base | _evidence(mention.span) | {"entity": relative(mention.entity)}
    for s in sheet.statements:
        yield "statements", base | _evidence(s.span) | _labelled(s) | {
            "statement": s.reference[1:], "act": s.act, "polarity": s.polarity,
            "certainty": s.certainty, "verbatim": str(s.verbatim).lower(), "speaker": relative(s.speaker),
            "content": (s.content or "")[1:],
        }  # fmt: skip
    for event in sheet.events:
        roles = {role: relative(reference) for role, reference in event.roles}
        yield from ((table, base | row) for table, row in _of_event(event, roles))
    for a in sheet.assessments:
        yield "assessments", base | {
            "assessment": a.reference[1:], "judgement": a.kind, "about": a.about[1:], "basis": a.basis,
            "target": (a.target or "")[1:], "note": a.note,
        }  # fmt: skip


def _of_event(event: Event, roles: dict[str, str]) -> Iterator[Row]:
    when = event.when
    yield "events", roles | _labelled(event) | {
        "event": event.reference[1:], "type": event.type, "status": event.status,
        "basis": when.basis, "words": when.words.value if when.words else "",
        "not_before": when.not_before, "not_after": when.not_after,
    }  # fmt: skip
    for q in event.quantities:
        yield "quantities", {
            "event": event.reference[1:], "quantity": q.reference[1:], "unit": q.unit,
            "approximate": str(q.approximate).lower(), "value": q.value,
            "as_written": q.as_written.value if q.as_written else "",
        }  # fmt: skip


def _evidence(span: Span) -> dict[str, object]:
    return {"quote": span.quote, "start": span.start, "end": span.end}


def _labelled(said: Entity | Statement | Event) -> dict[str, object]:
    return {f"label_{language}": value for value, language in said.labels}
