"""The graphs of an embedded store as they are to be in a target, with the description of the whole."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from ..memory import fingerprint, keep, recall
from .about import About
from .description import describe
from .units import Unit, body, measure, with_bodies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Store

    from ...ontology import Names

__all__ = ["StoreGraphs"]

_MOST_THREADS, _LEAST = 4, 20
# No graph is called so: the properties that the notes about graphs count, so that none is written out twice.
_TABLE = ""


@dataclass(frozen=True, slots=True)
class _Measured:
    """A graph, and how many triples it has of each property."""

    unit: Unit
    properties: Mapping[str, int]


@dataclass(slots=True)
class _Room:
    left: int
    _lock: Lock = field(default_factory=Lock)

    def take(self, size: int) -> bool:
        with self._lock:
            self.left -= size
            return self.left >= 0


@dataclass(frozen=True)
class StoreGraphs:
    """Every named graph of a store, and one that describes them (VoID, DCAT); `endpoint` is where they will be.

    What was found out about graphs is kept in the `directory` of the store, where one is given, and asked of there
    instead of the graphs for as long as it holds (see `stores.memory`). Of what has to be written out to be measured,
    `kept_bytes` are kept for whoever asks for it soon after.
    """

    store: Store
    names: Names
    about: About = field(default_factory=About)
    endpoint: str = ""
    directory: Path | None = None
    kept_bytes: int = 0
    _bodies: dict[str, bytes] = field(default_factory=dict, repr=False)

    def units(self) -> Sequence[Unit]:
        """Give every graph with its hash; worked out once, for a store that is only read does not change."""
        return self._units

    def body(self, graph: str) -> bytes:
        """Give a graph as sorted N-Triples, without blank nodes."""
        if graph == self.names.dataset:
            return self._description
        return self._bodies.get(graph) or body(self.store, graph, self.names.base)

    @cached_property
    def _units(self) -> list[Unit]:
        own = [measured.unit for measured in self._measured.values()]
        return [*own, measure(self.names.dataset, self._description)] if own else []

    @cached_property
    def _description(self) -> bytes:
        counted = {graph: measured.properties for graph, measured in self._measured.items()}
        return describe(self.store, self.names.base, self.about, self.endpoint, counted)

    @cached_property
    def _measured(self) -> dict[str, _Measured]:
        known, engine = self._known, fingerprint(self.directory) if self.directory else ""
        there = {name.value for name in self.store.named_graphs() if isinstance(name, NamedNode)}
        found = {graph: measured for graph, measured in known.items() if graph in there}
        new = self._measure(there - found.keys())
        if self.directory and (new or len(found) < len(known)):
            keep(self.directory, self.names.base, _as_notes({**found, **new}), engine)
        return dict(sorted({**found, **new}.items()))

    def _measure(self, graphs: set[str]) -> dict[str, _Measured]:
        names, threads = sorted(graphs), min(_MOST_THREADS, os.cpu_count() or 1)
        size = max(_LEAST, ceil(len(names) / (4 * threads)))
        parts = [set(names[n : n + size]) for n in range(0, len(names), size)]
        some = partial(self._measure_some, _Room(self.kept_bytes))
        with ThreadPoolExecutor(threads) as pool:
            # The engine reads without Python's lock. An empty part asks whether there is what can not be sent.
            return {m.unit.graph: m for found in pool.map(some, parts or [set()]) for m in found}

    def _measure_some(self, room: _Room, graphs: set[str]) -> list[_Measured]:
        found = []
        for unit, ntriples in with_bodies(self.store, self.names.base, graphs):
            said = Counter(line.split(b" ", 2)[1] for line in ntriples.splitlines())
            found.append(_Measured(unit, {iri[1:-1].decode(): count for iri, count in said.items()}))
            if room.take(len(ntriples)):
                self._bodies[unit.graph] = ntriples
        return found

    @cached_property
    def _known(self) -> dict[str, _Measured]:
        notes = recall(self.directory, self.names.base) if self.directory else {}
        try:
            return dict(_from_notes(notes))
        except (TypeError, ValueError, IndexError):
            return {}


def _as_notes(found: Mapping[str, _Measured]) -> dict[str, object]:
    table = sorted({iri for measured in found.values() for iri in measured.properties})
    number = {iri: n for n, iri in enumerate(table)}
    notes: dict[str, object] = {_TABLE: table}
    for graph, measured in found.items():
        unit = measured.unit
        counts = [(number[iri], count) for iri, count in measured.properties.items()]
        notes[graph] = (unit.sha256, unit.triples, unit.length, unit.size, counts)
    return notes


def _from_notes(notes: dict[str, Any]) -> Iterator[tuple[str, _Measured]]:
    table = notes.pop(_TABLE, ())
    for graph, (*unit, counts) in notes.items():
        yield graph, _Measured(Unit(graph, *unit), {table[n]: count for n, count in counts})
