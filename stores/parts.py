"""Take the rows of a table into the embedded store part by part, each whole or not at all.

Parts of new rows go in by the bulk loader, which hands its sorted files to the engine in one step, several at once: the
fewer files the engine has to merge, the less a row costs. A part that has rows the store knows is one update, so that a
row that has changed is replaced and one that has not stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from ..ontology.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .seen import Seen

__all__ = ["MOST_QUADS", "Taken", "Taking", "weigh_part"]

_TYPE = NamedNode(RDF + "type")
_SAYS_TYPE = f" {_TYPE} ".encode()
# pyoxigraph's bulk loader works in batches of a million quads; what is below that is one batch, and one step.
MOST_QUADS = 990_000
_REMEMBERED = 1 << 18  # 50 MB of names


@dataclass(frozen=True, slots=True)
class Taken:
    """What a part did: rows that were new, that replaced others, and that were there already."""

    new: int
    changed: int
    same: int


class Taking:
    """Takes the parts of a load, in their order. Those that wait for others are stored by the last `flush` at latest.

    `seen` is told of all that is loaded. With `most` quads the bulk loader takes no more.
    """

    def __init__(self, store: Store, seen: Seen, most: int = MOST_QUADS) -> None:
        self._store, self._seen, self._most = store, seen, most
        self._quads: list[bytes] = []
        self._count = 0
        self._rows: set[str] = set()
        self._things: set[str] = set()
        self._described: set[str] = set()
        self._parts = 0

    def take(self, quads: bytes, register: bytes, events: Sequence[str]) -> tuple[Taken, int]:
        """Take the N-Quads of some rows, and of what they name where the store knows it not yet.

        `events` are the IRIs of the rows' events, whose parts are named by ``#``. With what became of the rows goes the
        number of parts that are in the store now and were not before.
        """
        described = _by_name(register)
        stored = 0
        if not self._rows.isdisjoint(events):
            stored = self.flush()  # a row comes again, and the later one counts
        known = self._known(events)
        unknown = self._undescribed(described)
        named = b"".join(line for name, lines in described.items() if name in unknown for line in lines)
        count = quads.count(b"\n") + named.count(b"\n")
        if known or self._count + count > self._most:
            stored += self.flush()
        # Before they are stored: what was noted too early is only looked for in vain.
        self._seen.note(chain(unknown, events))
        self._parts += 1
        if known:
            self._parts = 0
            return self._update(quads, named, events, known), stored + 1
        self._quads += (quads, named)
        self._count += count
        self._rows.update(events)
        # Of what is described elsewhere, such as an article, each part may say something else.
        self._things.update(name for name in unknown if any(_SAYS_TYPE in line for line in described[name]))
        return Taken(len(events), 0, 0), stored

    def flush(self) -> int:
        """Store the parts that wait, all or none of them, and give their number."""
        stored, quads = self._parts, b"".join(self._quads)
        things, self._rows, self._things = self._things, set(), set()
        self._quads, self._count, self._parts = [], 0, 0
        if quads:
            self._store.bulk_load(quads, format=RdfFormat.N_QUADS)
        self._remember(things)
        return stored

    def _undescribed(self, names: Iterable[str]) -> set[str]:
        """Give those things that neither the store describes nor what waits for it."""
        asked = set(names) - self._described - self._things
        known = self._known(asked)
        self._remember(known)
        return asked - known

    def _remember(self, things: set[str]) -> None:
        # Every part names the same actors and places, and a look into the store takes as long as mapping a row.
        self._described |= things
        if len(self._described) > _REMEMBERED:
            self._described = things

    def _known(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if self._seen.perhaps(name) and _known(self._store, name)}

    def _update(self, quads: bytes, named: bytes, events: Sequence[str], known: set[str]) -> Taken:
        came = _by_event(parse(quads, format=RdfFormat.N_QUADS))
        gone, new = list[Quad](), list[Quad]()
        changed = 0
        for event, said in came.items():
            before = _described(self._store, event) if event in known else set()
            gone += before - said
            new += said - before
            changed += event in known and before != said
        _replace(self._store, gone, [*new, *parse(named, format=RdfFormat.N_QUADS)])
        return Taken(len(events) - len(known), changed, len(known) - changed)


def weigh_part(store: Store, quads: bytes, events: Sequence[str]) -> tuple[Taken, list[str]]:
    """Say what `Taking.take` would do, with the events that are new, and do nothing."""
    new = [event for event in events if not _known(store, event)]
    known = set(events) - set(new)
    came = _by_event(parse(quads, format=RdfFormat.N_QUADS)) if known else {}
    changed = sum(_described(store, event) != came[event] for event in known)
    return Taken(len(new), changed, len(known) - changed), new


def _by_name(register: bytes) -> Mapping[str, list[bytes]]:
    """Give the lines about each thing: of one that a graph describes none is taken, an article may have other words."""
    lines: dict[bytes, list[bytes]] = defaultdict(list)
    for line in register.splitlines(keepends=True):
        lines[line.partition(b" ")[0]].append(line)
    return {name[1:-1].decode(): said for name, said in lines.items()}


def _known(store: Store, event: str) -> bool:
    return next(store.quads_for_pattern(NamedNode(event), _TYPE, None), None) is not None


def _by_event(quads: Iterable[Quad]) -> Mapping[str, set[Quad]]:
    found: dict[str, set[Quad]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            found[quad.subject.value.partition("#")[0]].add(quad)
    return found


def _described(store: Store, event: str) -> set[Quad]:
    """Give what the store says of a row: of its event, and of what hangs on that behind ``#``."""
    said = set(store.quads_for_pattern(NamedNode(event), None, None))
    parts = {q.object for q in said if isinstance(q.object, NamedNode) and q.object.value.startswith(f"{event}#")}
    return said.union(*(store.quads_for_pattern(part, None, None) for part in parts))


def _replace(store: Store, gone: Sequence[Quad], new: Sequence[Quad]) -> None:
    if not gone:
        # Many quads of one call are one transaction; an update would have to be parsed.
        store.extend(new)
        return
    verbs = (("DELETE DATA", gone), ("INSERT DATA", new))
    store.update(" ;\n".join(f"{verb} {{\n{_patterns(quads)}\n}}" for verb, quads in verbs if quads))


def _patterns(quads: Iterable[Quad]) -> str:
    return "\n".join(f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads)
