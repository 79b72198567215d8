"""The holes in a row's templates, and the templates that records with marks in them are mapped to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Event
from ..triples import Triples
from .template import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...ontology import Names
    from .description import Description

__all__ = ["Holes"]


class Holes:
    """The holes of a row's templates; the first two are the graph and the event."""

    GRAPH, EVENT = 0, 1

    def __init__(self, description: Description, names: Names) -> None:
        self.description, self.names = description, names
        self._marks = {"zz1zz": self.EVENT}

    def __len__(self) -> int:
        return len(self._marks) + 1

    def new(self, mark: str = "") -> tuple[int, str]:
        """Make a hole: its place, and the mark that stands for it in a record; numbers bring their own."""
        place = len(self)
        mark = mark or f"zz{place}zz"
        self._marks[mark] = place
        return place, mark

    def template(self, keep: Callable[[bytes], bool], **known: object) -> Template:
        """Give the lines, of those that an event is mapped to of which this is known, that are to be kept."""
        blank = {"reference": "zz1zz", "type": "zz", "status": self.description.status}
        triples = Triples(self.names, "", "", "")
        triples.event(Event(**(blank | known)))  # type: ignore[arg-type]
        return Template.of(filter(keep, triples.out), self._marks, self.GRAPH)
