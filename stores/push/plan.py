"""What a push would do: the local graphs beside what the target's manifest says."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ...errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .manifest import Entry
    from .units import Unit

__all__ = ["Change", "Plan", "Step", "plan"]

_FORMAT = 1


class Change(StrEnum):
    """What is to be done with a graph, by the sign that a plan shows."""

    NEW = "+"
    CHANGED = "~"
    GONE = "-"
    PENDING = "!"


@dataclass(frozen=True, slots=True)
class Step:
    """One graph that a push would write or, where `sha256` is empty, delete. `size` is in bytes of N-Triples."""

    change: Change
    graph: str
    sha256: str = ""
    triples: int = 0
    length: int = 0
    size: int = 0

    @property
    def deletes(self) -> bool:
        """Tell whether the graph is to go."""
        return not self.sha256


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a push to `target`, in the order of the graphs' names.

    `state` is the hash of the manifest that it was made from; `kept` are graphs that the target has and the store has
    no more, and which stay since nobody asked to prune.
    """

    target: str
    state: str
    steps: tuple[Step, ...]
    same: int = 0
    kept: tuple[str, ...] = ()

    def count(self, change: Change) -> int:
        """Count the graphs of one sign."""
        return sum(step.change is change for step in self.steps)

    @property
    def triples(self) -> int:
        """The number of triples to be sent."""
        return sum(step.triples for step in self.steps)

    @property
    def size(self) -> int:
        """The number of bytes to be sent, as N-Triples."""
        return sum(step.size for step in self.steps)

    def to_json(self) -> str:
        """Give the plan as a file holds it: no secret and no data stand in it."""
        return json.dumps({"khabar-plan": _FORMAT, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str, file: str) -> Plan:
        """Read a plan; raises UsageError, naming the file, for what is none."""
        try:
            table: dict[str, Any] = json.loads(text)
            if table.pop("khabar-plan") != _FORMAT:
                raise UsageError(f"{file}: was written by another version of khabar; make it again")
            steps = tuple(Step(**{**step, "change": Change(step["change"])}) for step in table.pop("steps"))
            return cls(steps=steps, kept=tuple(table.pop("kept")), **table)
        except (ValueError, TypeError, KeyError, AttributeError) as e:
            raise UsageError(f"{file}: is no plan: khabar diff ENDPOINT --out FILE writes one ({e})") from None


def plan(target: str, units: Iterable[Unit], manifest: Mapping[str, Entry], state: str, *, prune: bool = False) -> Plan:
    """Compare the local graphs with the manifest; with `prune` what is gone here is to go there."""
    local = {unit.graph: unit for unit in units}
    steps = [_step(unit, manifest.get(unit.graph)) for unit in local.values()]
    gone = [entry for graph, entry in manifest.items() if graph not in local]
    if prune:
        steps += [Step(Change.GONE, entry.graph) for entry in gone]
    changes = sorted((step for step in steps if step), key=lambda step: step.graph)
    kept = () if prune else tuple(sorted(entry.graph for entry in gone))
    return Plan(target, state, tuple(changes), sum(step is None for step in steps), kept)


def _step(unit: Unit, entry: Entry | None) -> Step | None:
    if entry is None:
        change = Change.NEW
    elif entry.pending:
        change = Change.PENDING
    elif entry.sha256 == unit.sha256:
        return None
    else:
        change = Change.CHANGED
    return Step(change, unit.graph, unit.sha256, unit.triples, unit.length, unit.size)
