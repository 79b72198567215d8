"""The names a sheet declares, and what a reference in it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...errors import did_you_mean
from ...ontology.iris import is_slug, short_hash
from ...ontology.labels import fold
from ..messages import Said, problem, say
from .keys import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...errors import Position, Problem
    from ..records import Text
    from .section import Section

__all__ = ["ANY", "Scope"]

# The kind of a thing whose own kind is not known, for want of a good one in the sheet: it fits everywhere, so that
# one wrong word makes one problem.
ANY = ""
_LOCAL_ID = re.compile(r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")
_QUANTITY = re.compile(r".*-q\d+")
_RESERVED = ("narrator", "article")


@dataclass(slots=True)
class Scope:
    """What each id of the sheet stands for; entities can be called by their labels and aliases as well."""

    problems: list[Problem]
    references: dict[str, str] = field(default_factory=lambda: {"article": "", "narrator": "#narrator"})
    kinds: dict[str, str] = field(default_factory=lambda: {"article": "article", "narrator": "narrator"})
    positions: dict[str, Position] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)

    def declare(self, name: str, kind: str, at: Position, *, shared: bool = False) -> str:
        """Enter an id and give its reference; a bad or repeated id becomes a problem."""
        wrong = self._wrong(name, at, shared=shared)
        if wrong:
            self.problems.append(wrong)
        reference = f"entity/{name}" if shared else f"#{name}"
        self.references.setdefault(name, reference)
        self.kinds.setdefault(name, kind)
        self.positions.setdefault(reference, at)
        return reference

    def _wrong(self, name: str, at: Position, *, shared: bool) -> Problem | None:
        if not (is_slug(name) if shared else _LOCAL_ID.fullmatch(name)):
            return problem("sheet-id.shared" if shared else "sheet-id.local", at, name)
        if name in _RESERVED:
            return problem("sheet-id.reserved", at, name, what=say(f"phrase.reserved.{name}"))
        if not shared and _QUANTITY.fullmatch(name):
            return problem("sheet-id.amount", at, name)
        if name in self.references:
            return problem("sheet-duplicate-id", at, name, line=self.positions[self.references[name]].line)
        return None

    def mint(self, letter: str, at: Position, *parts: object) -> str:
        """Name a thing without an id by what it says and where, so that reordering the sheet renames nothing."""
        reference, number = f"#{letter}-{short_hash(*parts)}", 1
        while reference in self.positions:
            number += 1
            reference = f"#{letter}-{short_hash(*parts, number)}"
        self.positions[reference] = at
        return reference

    def name(self, identifier: str, labels: Iterable[Text]) -> None:
        """Let an entity be called by its labels."""
        for label in labels:
            named = self.labels.setdefault(fold(label.value), [])
            if identifier not in named:
                named.append(identifier)

    def one(self, section: Section, key: str) -> str | None:
        """Give the reference under a key, or None."""
        return next(self.many(section, key), None) if key in section.values else None

    def many(self, section: Section, key: str) -> Iterator[str]:
        """Give every reference under a key; those that lead nowhere become problems."""
        family = section.keys[key].kind.partition("|")[0].removeprefix("reference:")
        for scalar in section.scalars(key):
            found = self.resolve(scalar.text, family, scalar.at)
            if found is not None:
                yield found

    def resolve(self, words: str, family: str, at: Position) -> str | None:
        """Give the reference that an id or a label stands for, if it is of the family asked for."""
        own = [words] if words in self.references else []
        # An id goes before a label, if it is of the family.
        fitting, named = self._of(own, family), own
        if not fitting:
            labelled = self.labels.get(fold(words), [])
            fitting, named = self._of(labelled, family), own or labelled
        if len(fitting) == 1:
            return self.references[fitting[0]]
        self.problems.append(self._unresolved(words, family, at, named, fitting))
        return None

    def _of(self, named: list[str], family: str) -> list[str]:
        return [n for n in named if (kind := self.kinds[n]) == ANY or kind in FAMILIES[family]]

    def _unresolved(self, words: str, family: str, at: Position, named: list[str], fitting: list[str]) -> Problem:
        if fitting:
            owners = Said(" and of ".join(fitting), "، ".join(fitting))
            return problem("sheet-ambiguous", at, words, owners=owners)
        if named:
            wanted = sorted(FAMILIES[family])
            both = Said(", ".join(wanted), "، ".join(_kind(name).ar for name in wanted))
            return problem("sheet-reference-kind", at, words, kind=_kind(self.kinds[named[0]]), wanted=both)
        fitting_ids = (n for n, kind in self.kinds.items() if kind in FAMILIES[family])
        fix = did_you_mean(words, [*fitting_ids, *self.labels]) or _declare(family)
        return problem("sheet-undeclared", at, words, fix)


def _kind(kind: str) -> Said:
    return say(f"phrase.kind.{kind}")


def _declare(family: str) -> str:
    if family in {"event", "statement"}:
        return f"give some {family} that id"
    more = "; or give an event or a statement that id" if family == "thing" else ""
    return "declare it under entities:, or under local: if it belongs to this article alone" + more
