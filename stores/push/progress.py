"""How far a push is, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Progress", "Pushed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a push is: graphs and bytes done, of how many, and the seconds since it began."""

    graphs: int
    of_graphs: int
    size: int
    of_size: int
    seconds: float

    @property
    def left(self) -> float | None:
        """The seconds that it will still take at this pace; None before anything is done."""
        return self.seconds * (self.of_size - self.size) / self.size if self.size else None


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: graphs written and deleted, triples and bytes sent, and the seconds it took.

    `failed` tells by graph why it is not whole in the target; such graphs stay pending in the manifest.
    """

    written: int = 0
    deleted: int = 0
    triples: int = 0
    size: int = 0
    seconds: float = 0.0
    failed: Mapping[str, str] = field(default_factory=dict)
