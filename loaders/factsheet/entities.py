"""The sections ``entities``, ``local`` and ``mentions``: who and what the article names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ...errors import did_you_mean
from ...ontology.labels import fold
from ..messages import say
from ..records import Entity, Mention, Text
from .keys import ENTITY_KINDS, FAMILIES
from .kinds import kind_labels, kind_of
from .nodes import Map
from .scope import ANY
from .section import Section
from .values import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from .book import Book
    from .scope import Scope

__all__ = ["Declared", "declare_entities", "read_entities", "read_mentions"]

_WIKIDATA = re.compile(r"Q[1-9]\d*")
_WD = "http://www.wikidata.org/entity/"

Declared = list[tuple[str, str, Section]]


def declare_entities(sheet: Section, scope: Scope) -> Declared:
    """Enter every entity's id and labels, so that entities may refer to one another in any order."""
    declared: Declared = []
    for key, shared in (("entities", True), ("local", False)):
        node = sheet.values.get(key)
        if isinstance(node, Map):
            for name, value in node.values.items():
                section = Section(value, "entity", sheet.problems)
                kind = _kind(section)
                reference = scope.declare(name, kind, node.keys[name], shared=shared)
                scope.name(name, (*section.labels(), *_aliases(section)))
                declared.append((reference, kind, section))
        elif node:
            sheet.report("sheet-shape.entities", node.at, key=key)
    return declared


def read_entities(declared: Declared, scope: Scope, language: str) -> tuple[Entity, ...]:
    """Read every declared entity; an unnamed one that bears a known entity's name is pointed out."""
    _warn_of_namesakes(declared, scope)
    return tuple(_entity(reference, kind, section, scope, language) for reference, kind, section in declared)


def read_mentions(sheet: Section, book: Book) -> tuple[Mention, ...]:
    """Read which words of the article name which entity."""
    return tuple(_mentions(sheet, book))


def _mentions(sheet: Section, book: Book) -> Iterator[Mention]:
    for section in sheet.sections("mentions", "mention"):
        span, entity = book.place(section, "quote"), book.scope.one(section, "of")
        if span and entity is not None:
            yield Mention(span, entity)


def _kind(section: Section) -> str:
    kind = section.text("is")
    found = kind and kind_of(kind)
    if kind is None or found:
        return found or ANY
    labels = {k: named.get("ar", k) for k, named in kind_labels().items()}
    fix = did_you_mean(kind, [*ENTITY_KINDS, *labels.values()]) or f"one of: {', '.join(ENTITY_KINDS)}"
    section.report("sheet-kind", section.at("is"), kind, fix, kinds="، ".join(labels.values()))
    return ANY


def _entity(reference: str, kind: str, section: Section, scope: Scope, language: str) -> Entity:
    title = section.text("title")
    labels, aliases = section.labels(), _aliases(section)
    _check_names(section, labels)
    _check_placed(section, kind)
    return Entity(
        reference=reference,
        kind=ENTITY_KINDS.get(kind, "Place"),
        labels=labels,
        aliases=aliases,
        title=Text(title, language) if title else None,
        nationality=scope.one(section, "nationality"),
        belongs_to=scope.one(section, "of"),
        located_in=scope.one(section, "in"),
        latitude=_degrees(section, "lat", 90),
        longitude=_degrees(section, "long", 180),
        same_as=tuple(_identities(section, kind)),
    )


def _aliases(section: Section) -> tuple[Text, ...]:
    return tuple(Text(s.text, _language_of(s.text)) for s in section.scalars("aliases"))


def _language_of(name: str) -> str:
    """Tell the language of a name by its letters: Arabic, else English; in another script it stays without one."""
    letters = next((unicodedata.name(c, "") for c in name if c.isalpha()), "")
    return "ar" if letters.startswith("ARABIC") else "en" if letters.startswith("LATIN") else ""


def _check_names(section: Section, labels: tuple[Text, ...]) -> None:
    known = {label.value for label in labels}
    for alias in section.scalars("aliases"):
        if alias.text in known:
            section.report("sheet-alias", alias.at, alias.text)
        known.add(alias.text)


def _check_placed(section: Section, kind: str) -> None:
    given = next((key for key in ("lat", "long") if key in section.values), None)
    if given and kind not in FAMILIES["place"] | {ANY}:
        section.report("sheet-coordinates.no-place", section.at(given), key=given, kind=say(f"phrase.kind.{kind}"))


def _degrees(section: Section, key: str, limit: int) -> Decimal | None:
    value = section.number(key)
    if value is not None and abs(value) > limit:
        section.report("sheet-coordinates.range", section.at(key), str(value), key=key, limit=limit)
        return None
    return value


def _identities(section: Section, kind: str) -> Iterator[str]:
    item = section.text("wikidata")
    links = [*section.scalars("same-as")]
    if kind == "unnamed" and (item or links):
        section.report("sheet-unnamed", section.at())
        return
    if item and not _WIKIDATA.fullmatch(item):
        section.report("sheet-wikidata", section.at("wikidata"), item)
    elif item:
        yield _WD + item
    for link in links:
        if is_address(link.text):
            yield link.text
        else:
            section.report("sheet-iri", link.at, link.text)


def _warn_of_namesakes(declared: Declared, scope: Scope) -> None:
    for reference, kind, section in declared:
        if kind != "unnamed":
            continue
        for label in section.labels():
            known = [n for n in scope.labels.get(fold(label.value), []) if scope.references[n] != reference]
            if known:
                section.report("sheet-namesake", section.at(), label.value, known=known[0])
