"""The event descriptions inside ``claims``, ``cause``, ``purpose`` and ``despite``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...ontology.iris import short_hash
from ..quantities import read_amount
from ..quotes import Quote
from ..records import Event, Quantity, Text, When
from ..times import read_time
from .document import List, Map, Scalar
from .keys import SECTIONS
from .section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from ..quantities import Amount
    from ..records import Span
    from .book import Book
    from .document import Node
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
    if isinstance(name, Scalar) and name.text:
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
        node = section.values.get(key)
        many = section.keys[key].many
        for number, item in enumerate(node.items if isinstance(node, List) and many else ([node] if node else [])):
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
        roles = [(_PROPERTIES.get(key, key), r) for key in _ROLES for r in self.book.scope.many(section, key)]
        roles += [(key, r) for key in _NESTED for r in self._targets(section, key, span, "unspecified")]
        event = Event(
            reference=reference,
            type=kind,
            status=section.code("status") or status,
            roles=tuple(roles),
            quantities=tuple(self._quantities(section, reference, span)),
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
        # Named by what it describes and where, so that reordering the sheet renames nothing.
        reference = f"#e-{short_hash(span.start, span.end, kind, salt, section.text('ar'), section.text('en'))}"
        self.book.scope.positions.setdefault(reference, section.at())
        return reference

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
        # Days that the words do not give were inferred by the author.
        basis = when.basis if (not_before, not_after) == (when.not_before, when.not_after) else "time-inferred"
        return When(basis, words, not_before, not_after, when.duration)

    def _quantities(self, section: Section, event: str, span: Span) -> Iterator[Quantity]:
        node = section.values.get("quantity")
        for number, item in enumerate(node.items if isinstance(node, List) else ([node] if node else []), 1):
            reference = f"{event}-q{number}"
            self.book.scope.positions[reference] = item.at
            found = self._plain(section, item, reference, span) if isinstance(item, Scalar) else None
            if not isinstance(item, Scalar):
                found = self._detailed(Section(item, "quantity", section.problems), reference, span)
            if found:
                yield found

    def _plain(self, section: Section, item: Scalar, reference: str, span: Span) -> Quantity | None:
        place = self.book.place_words(section, "quantity", Quote(item.text), span)
        amount = read_amount(item.text, self.book.lexicon)
        return self._quantity(section, item, reference, place, amount) if place else None

    def _quantity(
        self,
        section: Section,
        item: Node,
        reference: str,
        place: Span,
        amount: Amount,
        unit: str | None = None,
    ) -> Quantity | None:
        unit = unit or amount.unit
        if unit is None:
            fix = "write {as: …, unit: …} with one of the unit codes, e.g. unit: person"
            section.report("quantity-unit", f"cannot tell what «{place.quote}» counts", item.at, place.quote, fix)
            return None
        words = Text(place.quote, self.book.article.language)
        bounds = (amount.value, amount.minimum, amount.maximum)
        return Quantity(reference, words, unit, amount.approximate, *bounds, span=place)

    def _detailed(self, section: Section, reference: str, span: Span) -> Quantity | None:
        place, unit = self.book.place(section, "as", span), section.code("unit")
        given = [section.number(key) for key in ("value", "min", "max")]
        if place is None:
            return None
        amount = _override(read_amount(place.quote, self.book.lexicon), given)
        found = self._quantity(section, section.node, reference, place, amount, unit)
        if found is None or "approximate" not in section.values:
            return found
        approximate = section.flag("approximate", default=found.approximate)
        return Quantity(
            reference,
            found.as_written,
            found.unit,
            approximate,
            found.value,
            found.minimum,
            found.maximum,
            place,
        )


def _override(amount: Amount, given: list[Decimal | None]) -> Amount:
    """Let the author's numbers stand in place of those that were read."""
    if all(n is None for n in given):
        return amount
    value, minimum, maximum = given
    approximate = amount.approximate and not amount.vague
    return type(amount)(value, minimum, maximum, amount.unit, approximate or value is None)
