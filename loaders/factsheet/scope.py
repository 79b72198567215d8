"""The names a sheet declares, and what a reference in it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...errors import Position, Problem, did_you_mean
from ...ontology.iris import is_slug
from ...ontology.labels import fold
from .keys import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..records import Text
    from .section import Section

__all__ = ["Scope"]

_LOCAL_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_RESERVED = {"narrator": "the article's own voice", "article": "the article itself"}


@dataclass(slots=True)
class Scope:
    """What each id of the sheet stands for; entities can be called by their labels and aliases as well."""

    problems: list[Problem]
    references: dict[str, str] = field(default_factory=lambda: {"article": ""})
    kinds: dict[str, str] = field(default_factory=lambda: {"article": "article"})
    positions: dict[str, Position] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)

    def declare(self, name: str, kind: str, at: Position, *, shared: bool = False) -> str:
        """Enter an id and give its reference; a bad or repeated id becomes a problem."""
        if not (is_slug(name) if shared else _LOCAL_ID.fullmatch(name)):
            fix = "use a-z, 0-9 and single hyphens; put the Arabic name under ar:"
            self.problems.append(Problem("sheet-id", f"{name!r} cannot be an id", at, value=name, fix=fix))
        elif name in _RESERVED:
            self.problems.append(Problem("sheet-id", f"{name!r} is kept for {_RESERVED[name]}", at, value=name))
        elif name in self.references:
            first = self.positions[self.references[name]]
            message = f"the id {name!r} is given twice; the first is on line {first.line}"
            self.problems.append(Problem("sheet-duplicate-id", message, at, value=name))
        reference = f"entity/{name}" if shared else f"#{name}"
        self.references.setdefault(name, reference)
        self.kinds.setdefault(name, kind)
        self.positions.setdefault(reference, at)
        return reference

    def name(self, identifier: str, labels: Iterable[Text]) -> None:
        """Let an entity be called by its labels."""
        for label in labels:
            named = self.labels.setdefault(fold(label.value), [])
            if identifier not in named:
                named.append(identifier)

    def one(self, section: Section, key: str) -> str | None:
        """Give the reference under a key, or None."""
        return next(self.many(section, key), None)

    def many(self, section: Section, key: str) -> Iterator[str]:
        """Give every reference under a key; those that lead nowhere become problems."""
        family = section.keys[key].kind.partition("|")[0].removeprefix("reference:")
        for scalar in section.scalars(key):
            found = self.resolve(scalar.text, family, scalar.at)
            if found is not None:
                yield found

    def resolve(self, words: str, family: str, at: Position) -> str | None:
        """Give the reference that an id or a label stands for, if it is of the family asked for."""
        named = [words] if words in self.references else self.labels.get(fold(words), [])
        fitting = [n for n in named if self.kinds[n] in FAMILIES[family]]
        if len(fitting) == 1:
            return self.references[fitting[0]]
        self.problems.append(_unresolved(self, words, family, at, named, fitting))
        return None


def _unresolved(scope: Scope, words: str, family: str, at: Position, named: list[str], fitting: list[str]) -> Problem:
    if fitting:
        message = f"{words!r} may be any of {', '.join(fitting)}"
        return Problem("sheet-ambiguous", message, at, value=words, fix="write the id that is meant")
    if named:
        kinds = ", ".join(sorted(FAMILIES[family]))
        message = f"{words!r} is a {scope.kinds[named[0]]}; what is asked for here is: {kinds}"
        return Problem("sheet-reference-kind", message, at, value=words)
    known = [n for n, kind in scope.kinds.items() if kind in FAMILIES[family]]
    fix = did_you_mean(words, known) or "declare it under entities: or local:, or as an event or statement with that id"
    return Problem("sheet-undeclared", f"{words!r} is used but not declared", at, value=words, fix=fix)
