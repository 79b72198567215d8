"""The section ``review``: the analyst's own judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        target, confidence, fix = book.scope.one(section, "target"), _confidence(section), section.text("fix")
        _check_subject(section)
        if about is None or kind is None or basis is None:
            continue
        yield Assessment(
            reference=_reference(section, book, kind, about, note),
            kind=kind,
            about=about,
            basis=basis,
            target=target,
            note=note,
            correction=Text(fix, book.article.language) if fix else None,
            confidence=confidence,
            span=span,
        )


def _check_subject(section: Section) -> None:
    given = {"mention", "about"} & section.values.keys()
    if len(given) != 1 and section.values:
        section.report("review-about.both" if given else "review-about.nothing", section.at("mention"))


def _reference(section: Section, book: Book, kind: str, about: str, note: str) -> str:
    name = section.text("id")
    return f"#{name}" if name else book.scope.mint("a", section.at(), kind, about, section.text("target"), note)


def _confidence(section: Section) -> Decimal | None:
    value = section.number("confidence")
    if value is not None and not 0 <= value <= 1:
        section.report("review-confidence", section.at("confidence"), str(value))
        return None
    return value
