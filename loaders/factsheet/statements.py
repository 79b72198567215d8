"""The section ``statements``: who is reported to have expressed what, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages import problem
from ..records import Statement, Text
from ..tense import past_hedge
from .book import NOWHERE
from .events import EventReader, declare_events
from .nodes import Scalar

if TYPE_CHECKING:
    from ..records import Event, Span
    from .book import Book
    from .scope import Scope
    from .section import Section

__all__ = ["declare_statements", "read_statements"]

_NARRATOR = "#narrator"


def declare_statements(sheet: Section, scope: Scope) -> list[Section]:
    """Enter the ids of all statements and events, so that any may refer to any."""
    sections = list(sheet.sections("statements", "statement"))
    for section in sections:
        name = section.values.get("id")
        if isinstance(name, Scalar):
            scope.declare(name.text, "statement", name.at)
        declare_events(section.values.get("claims"), scope)
    return sections


def read_statements(sections: list[Section], book: Book) -> tuple[tuple[Statement, ...], tuple[Event, ...]]:
    """Read every statement, and the events described in them."""
    events = EventReader(book)
    found = [_statement(section, book, events) for section in sections]
    statements = tuple(s for s in found if s)
    _refuse_cycles(statements, book)
    return statements, tuple(events.events)


def _statement(section: Section, book: Book, events: EventReader) -> Statement | None:
    span = book.place(section, "quote")
    statement = _parts(section, book, events, span or NOWHERE)
    return statement if span else None


def _parts(section: Section, book: Book, events: EventReader, span: Span) -> Statement:
    scope = book.scope
    speaker = scope.one(section, "speaker") if "speaker" in section.values else _NARRATOR
    polarity = section.code("polarity") or "affirmed"
    status = "not-occurred" if polarity == "negated" else "unspecified"
    content, about = _content(section, scope, events, span, status), tuple(scope.many(section, "about"))
    return Statement(
        reference=_reference(section, scope, speaker, span, content),
        span=span,
        speaker=speaker or _NARRATOR,
        act=_act(section, book, speaker) or "mention",
        polarity=polarity,
        certainty=section.code("certainty") or "certain",
        verbatim=section.flag("verbatim", default=False),
        verb=book.words(section, "verb"),
        hedge=_hedge(section, book, span),
        addressees=tuple(scope.many(section, "to")),
        occasion=scope.one(section, "at"),
        content=content,
        about=about,
        labels=_labels(section, span, book.article.language),
    )


def _hedge(section: Section, book: Book, span: Span) -> Text | None:
    """Give the hedge; «قد» before a past verb, which says "has" and not "may", is pointed out."""
    hedge = book.words(section, "hedge", span)
    past = past_hedge(book.article.text, span, hedge.value, book.lexicon) if hedge and span != NOWHERE else None
    if past:
        section.report("hedge-past", section.at("hedge"), section.text("hedge") or "", past=past)
    return hedge


def _content(section: Section, scope: Scope, events: EventReader, span: Span, status: str) -> str | None:
    said, claimed = scope.one(section, "says"), events.content(section, "claims", span, status)
    if said and claimed:
        section.report("statement-content.both", section.at("says"))
    if not {"says", "claims", "about"} & section.values.keys() and section.values:
        section.report("statement-content.nothing", section.at())
    return said or claimed


def _reference(section: Section, scope: Scope, speaker: str | None, span: Span, content: str | None) -> str:
    name = section.text("id")
    return f"#{name}" if name else scope.mint("s", section.at(), speaker, span.start, span.end, content)


def _act(section: Section, book: Book, speaker: str | None) -> str | None:
    """Give the speech act: as written, or told by the verb; the article itself narrates."""
    if "act" in section.values:
        return section.code("act")
    if speaker == _NARRATOR:
        return "narrate"
    verb = section.text("verb")
    act = book.lexicon.act(verb) if verb else None
    if act is None:
        section.report("statement-act.unknown" if verb else "statement-act.missing", section.at("verb"), verb or "")
    return act


def _labels(section: Section, span: Span, language: str) -> tuple[Text, ...]:
    labels = section.labels()
    if language in {label.language for label in labels}:
        return labels
    return (Text(span.quote, language), *labels)


def _refuse_cycles(statements: tuple[Statement, ...], book: Book) -> None:
    """Report each chain of attribution that comes back to its beginning."""
    says = {s.reference: s.content for s in statements if s.content}
    reported: set[str] = set()
    for start in says:
        chain, at = [start], says.get(start)
        while at in says and at not in chain:
            chain.append(at)
            at = says[at]
        if at == start and start not in reported:
            reported.update(chain)
            shown = " → ".join(r.removeprefix("#") for r in [*chain, start])
            book.problems.append(problem("attribution-cycle", book.scope.positions[start], chain=shown))
