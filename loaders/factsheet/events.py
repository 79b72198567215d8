"""The event descriptions inside ``claims``, ``cause``, ``purpose`` and ``despite``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Event, Text, When
from ..times import read_time
from .amounts import read_quantities
from .keys import SECTIONS
from .nodes import List, Map, Scalar
from .section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records import Span
    from .book import Book
    from .nodes import Node
    from .scope import Scope

__all__ = ["EventReader", "declare_events"]

_NESTED = ("cause", "purpose", "despite")
_PROPERTIES = {"part-of": "partOf"}
_ROLES = [k.name for k in SECTIONS["event"] if k.kind.startswith("reference:") and k.name not in _NESTED]


def declare_events(node: Node | None, scope: Scope) -> None:
    """Enter the ids of an event and of those nested in it, so that others may refer to them from anywhere."""
    if isinstance(node, List):
        for item in node.items:
            declare_events(item, scope)
    if not isinstance(node, Map):
        return
    name = node.values.get("id")
    if isinstance(name, Scalar) and name.text.strip():
        scope.declare(name.text, "event", name.at)
    for key in _NESTED:
        declare_events(node.values.get(key), scope)


class EventReader:
    """Reads events; those nested in one come out beside it, in reading order."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.events: list[Event] = []

    def content(self, section: Section, key: str, span: Span, status: str) -> str | None:
        """Give the reference of the event under a key: described there, or an id of one described elsewhere."""
        return next(self._targets(section, key, span, status), None)

    def _targets(self, section: Section, key: str, span: Span, status: str) -> Iterator[str]:
        for number, item in enumerate(section.nodes(key)):
            if isinstance(item, Scalar):
                found = self.book.scope.resolve(item.text, "event", item.at)
                if found is not None:
                    yield found
            else:
                yield self._read(Section(item, "event", section.problems), span, status, f"{key}{number}")

    def _read(self, section: Section, span: Span, status: str, salt: str) -> str:
        kind = section.code("type") or "situation"
        reference = self._reference(section, span, kind, salt)
        slot = len(self.events)
        given = [key for key in _ROLES if key in section.values]
        roles = [(_PROPERTIES.get(key, key), r) for key in given for r in self.book.scope.many(section, key)]
        roles += [(key, r) for key in _NESTED for r in self._targets(section, key, span, "unspecified")]
        event = Event(
            reference=reference,
            type=kind,
            status=section.code("status") or status,
            roles=tuple(roles),
            quantities=read_quantities(section, reference, span, self.book),
            when=self._when(section),
            labels=self._labels(section, span, nested=salt != "claims0"),
        )
        # An event comes before those nested in it, as the author wrote them.
        self.events.insert(slot, event)
        return reference

    def _reference(self, section: Section, span: Span, kind: str, salt: str) -> str:
        name = section.text("id")
        if name:
            return f"#{name}"
        parts = (span.start, span.end, kind, salt, section.text("ar"), section.text("en"))
        return self.book.scope.mint("e", section.at(), *parts)

    def _labels(self, section: Section, span: Span, *, nested: bool) -> tuple[Text, ...]:
        labels, language = section.labels(), self.book.article.language
        if nested or language in {label.language for label in labels}:
            return labels
        return (*labels, Text(span.quote, language))

    def _when(self, section: Section) -> When:
        words = self.book.words(section, "time")
        when = read_time(words, self.book.lexicon) if words else When()
        first, last = section.days("not-before"), section.days("not-after")
        if not first and not last:
            return when
        not_before, not_after = (
            (first[0] if first else when.not_before),
            (last[1] if last else when.not_after),
        )
        if not_before and not_after and not_before > not_after:
            section.report("event-time", section.at("not-before"), first=not_before, last=not_after)
        # Days that the words do not give were inferred by the author.
        basis = when.basis if (not_before, not_after) == (when.not_before, when.not_after) else "time-inferred"
        return When(basis, words, not_before, not_after, when.duration)
