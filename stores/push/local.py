"""The graphs of an embedded store as they are to be in a target, with the description of the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from .about import About
from .description import describe
from .units import Unit, body, measure, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import Store

    from ...ontology import Names

__all__ = ["StoreGraphs"]


@dataclass(frozen=True)
class StoreGraphs:
    """Every named graph of a store, and one that describes them (VoID, DCAT); `endpoint` is where they will be."""

    store: Store
    names: Names
    about: About = field(default_factory=About)
    endpoint: str = ""

    def units(self) -> Sequence[Unit]:
        """Give every graph with its hash; worked out once, for a store that is only read does not change."""
        return self._units

    def body(self, graph: str) -> bytes:
        """Give a graph as sorted N-Triples, without blank nodes."""
        return self._description if graph == self.names.dataset else body(self.store, graph, self.names.base)

    @cached_property
    def _units(self) -> list[Unit]:
        own = units(self.store, self.names.base)
        return [*own, measure(self.names.dataset, self._description)] if own else []

    @cached_property
    def _description(self) -> bytes:
        return describe(self.store, self.names.base, self.about, self.endpoint)
