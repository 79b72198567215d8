"""What a validation finds, and how a finding becomes a problem with a place in a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ..errors import Level, Position, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Finding", "Keys", "Report"]


class Keys(Protocol):
    """Who knows how a source spells the properties of RDF."""

    def place(self, at: Position, finding: Finding) -> tuple[Position, str]:
        """Give where the key stands that a finding about the thing `at` is about, and what to do, if that is known."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one rule on one node (SHACL section 3.6.2).

    ``rule`` is the local name of a rule of ours and the full IRI of anybody else's. ``focus`` is the IRI of
    the node, or its N-Triples text where it has none. ``path`` is the property's IRI or a SPARQL property
    path; None for a rule on the node as a whole. ``value`` is the IRI or the lexical form at fault; None
    where no one value is, as when a value lacks. ``messages`` is by language tag, empty for a message
    without one. ``components`` are the IRIs of the constraint components that failed (SHACL section 3.6.2.7),
    ``term`` is the value as RDF.
    """

    rule: str
    level: Level
    focus: str
    path: str | None = None
    value: str | None = None
    messages: Mapping[str, str] = field(default_factory=dict, hash=False)
    components: tuple[str, ...] = ()
    term: NamedNode | BlankNode | Literal | Triple | None = field(default=None, compare=False, repr=False)

    def message(self, lang: str = "en") -> str:
        """Give the message in a language, else untagged, else in English, else in any; or an empty text.

        >>> Finding("R", Level.INFO, "urn:x", messages={"en": "Do this.", "ar": "افعل هذا."}).message("fr")
        'Do this.'
        """
        found = (self.messages[tag] for tag in (lang, "", "en", *self.messages) if tag in self.messages)
        return next(found, "")

    def problem(self, positions: Mapping[str, Position], keys: Keys | None = None) -> Problem:
        """Join the finding to the place its node came from; the store itself where nobody knows the node.

        ``positions`` is keyed by what ``focus`` holds. In the second case the key names the node, as no
        place does. ``keys`` leads from the node's place on to that of the key that the finding is about.

        >>> lost = Finding("ArticleDate", Level.WARNING, "urn:a", messages={"en": "Find out the day."})
        >>> print(lost.problem({"urn:a": Position("sheet.yaml", 3)}))
        sheet.yaml:3: warning: Find out the day.
        >>> print(lost.problem({}))
        store: warning: urn:a: Find out the day.
        """
        at, fix = positions.get(self.focus), ""
        if at and keys:
            at, fix = keys.place(at, self)
        return Problem(
            rule=self.rule,
            message=self.message(),
            message_ar=self.messages.get("ar", ""),
            at=at or Position("store", key=self.focus),
            level=self.level,
            value=self.value or "",
            fix=fix,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one validation: the gravest first, then by rule, focus, path and value."""

    findings: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    @property
    def counts(self) -> dict[Level, int]:
        """How many findings there are of each level; every level is a key."""
        found = Counter(finding.level for finding in self.findings)
        return {level: found[level] for level in reversed(Level)}

    def fails(self, threshold: Level | None) -> bool:
        """Say whether any finding is as grave as the threshold; with None nothing fails.

        >>> Report((Finding("ArticleDate", Level.WARNING, "urn:a"),)).fails(Level.VIOLATION)
        False
        """
        return threshold is not None and any(finding.level >= threshold for finding in self.findings)

    def problems(self, positions: Mapping[str, Position], keys: Keys | None = None) -> tuple[Problem, ...]:
        """Give each finding as a problem, in the same order (see :meth:`Finding.problem`)."""
        return tuple(finding.problem(positions, keys) for finding in self.findings)
