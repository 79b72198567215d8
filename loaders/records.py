"""The records every source yields and the mapping takes: what the source wrote beside what we made of it.

A reference is an IRI relative to the publisher's base (``entity/iran``), to the article (``#s01``; ``""`` is the
article itself), or absolute. A `Text` is a string with its language.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..ontology import article_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ..errors import Position

__all__ = [
    "Article",
    "Assessment",
    "Entity",
    "Event",
    "Mention",
    "Quantity",
    "Sheet",
    "Span",
    "Statement",
    "Text",
    "When",
]


class Text(NamedTuple):
    """A string and its language tag (BCP 47, lower case); an empty tag means none."""

    value: str
    language: str = ""


@lru_cache(4)
def _sha256(text: str) -> str:
    # Asked for by whoever names the article.
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim span of an article: code points, end exclusive (RFC 5147 semantics)."""

    start: int
    end: int
    quote: str

    @property
    def reference(self) -> str:
        """The name of the evidence node, which says where it points."""
        return f"#char={self.start},{self.end}"


@dataclass(frozen=True, slots=True)
class Article:
    """One version of a text, named by the SHA-256 of its UTF-8 bytes."""

    text: str
    language: str
    headline: str
    file: str = ""
    published: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    revision_of: str | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the exact text, as 64 hex digits."""
        return _sha256(self.text)

    @property
    def reference(self) -> str:
        """The article's name, relative to the base."""
        return f"article/{article_id(self.sha256)}"


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor, force, base or place; `kind` is the name of its class, such as ``Force``."""

    reference: str
    kind: str
    labels: tuple[Text, ...]
    aliases: tuple[Text, ...] = ()
    title: Text | None = None
    nationality: str | None = None
    belongs_to: str | None = None
    located_in: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    same_as: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """True where the entity belongs to one article alone."""
        return self.reference.startswith("#")


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an entity: as written, beside the entity's own labels."""

    span: Span
    entity: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as stated; `value` is None for a vague amount, which keeps its words all the same."""

    reference: str
    as_written: Text | None
    unit: str
    approximate: bool = False
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A time: the words, the days it can be pinned to (``YYYY-MM-DD``), a length (ISO 8601), and the basis."""

    basis: str = "time-unknown"
    words: Text | None = None
    not_before: str | None = None
    not_after: str | None = None
    duration: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One description of an event; `roles` pairs a property's name with the reference that fills it.

    For a row of a data set `source` is the data set, `attributed_to` whom the row names, and `code` the type as the row
    has it, with its scheme (``cameo``), and `precision` how exactly its place is known (``country``).
    """

    reference: str
    type: str
    status: str
    roles: tuple[tuple[str, str], ...] = ()
    quantities: tuple[Quantity, ...] = ()
    when: When = field(default_factory=When)
    labels: tuple[Text, ...] = ()
    source: str | None = None
    attributed_to: tuple[str, ...] = ()
    code: tuple[str, str] | None = None
    precision: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What one speaker is reported to have expressed; `content` is an event or another statement."""

    reference: str
    span: Span
    speaker: str
    act: str
    polarity: str = "affirmed"
    certainty: str = "certain"
    verbatim: bool = False
    verb: Text | None = None
    hedge: Text | None = None
    addressees: tuple[str, ...] = ()
    occasion: str | None = None
    content: str | None = None
    about: tuple[str, ...] = ()
    labels: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """An analyst's judgement, kept apart from what the article says; `confidence` is 0 to 1 or None."""

    reference: str
    kind: str
    about: str
    basis: str
    target: str | None = None
    note: str = ""
    correction: Text | None = None
    confidence: Decimal | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one fact sheet says; `positions` tells by reference where in the sheet each thing stands.

    `keys` tells by path, such as ``entities.iran.of``, where the value of each key stands.
    """

    article: Article
    curator: str
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    assessments: tuple[Assessment, ...]
    positions: Mapping[str, Position] = field(default_factory=dict)
    keys: Mapping[str, Position] = field(default_factory=dict, compare=False, repr=False)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every distinct evidence span, in text order."""
        amounts = [q.span for e in self.events for q in e.quantities]
        judged = [a.span for a in self.assessments]
        found = [s.span for s in self.statements] + [m.span for m in self.mentions] + amounts + judged
        return tuple(sorted({s for s in found if s is not None}, key=lambda s: (s.start, s.end)))
