"""The section ``review``: the analyst's own judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...ontology.iris import short_hash
from ..records import Assessment, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from .book import Book
    from .section import Section

__all__ = ["declare_reviews", "read_reviews"]


def declare_reviews(sheet: Section, book: Book) -> list[Section]:
    """Enter the ids of all judgements."""
    sections = list(sheet.sections("review", "review"))
    for section in sections:
        name = section.text("id")
        if name:
            book.scope.declare(name, "assessment", section.at("id"))
    return sections


def read_reviews(sections: list[Section], book: Book) -> tuple[Assessment, ...]:
    """Read every judgement."""
    return tuple(_assessments(sections, book))


def _assessments(sections: list[Section], book: Book) -> Iterator[Assessment]:
    for section in sections:
        span = book.place(section, "mention")
        about = span.reference if span else book.scope.one(section, "about")
        kind, basis, note = section.code("kind"), section.code("basis"), section.text("note") or ""
        if not {"mention", "about"} & section.values.keys():
            fix = "write about: with an id (or article), or mention: with the words"
            section.report("review-about", "what is judged is not said", section.at(), fix=fix)
        if about is None or kind is None or basis is None:
            continue
        fix_words = section.text("fix")
        yield Assessment(
            reference=_reference(section, book, kind, about, note),
            kind=kind,
            about=about,
            basis=basis,
            target=book.scope.one(section, "target"),
            note=note,
            correction=Text(fix_words, book.article.language) if fix_words else None,
            confidence=_confidence(section),
            span=span,
        )


def _reference(section: Section, book: Book, kind: str, about: str, note: str) -> str:
    name = section.text("id")
    if name:
        return f"#{name}"
    reference = f"#a-{short_hash(kind, about, section.text('target'), note)}"
    book.scope.positions.setdefault(reference, section.at())
    return reference


def _confidence(section: Section) -> Decimal | None:
    value = section.number("confidence")
    if value is not None and not 0 <= value <= 1:
        section.report("review-confidence", "confidence must lie between 0 and 1", section.at("confidence"), str(value))
        return None
    return value
