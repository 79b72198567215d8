"""Spare a load the looks into the store that cannot find anything: what was never brought there is not there."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from ..ontology.vocabulary import FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

__all__ = ["Seen"]

_BITS = 1 << 27  # 16 MB: of ten million names one in fifty is looked for in vain
_SHIFT = 32


class Seen:
    """What one load has brought into a store that had nothing but the ontology; in any other all may be there.

    A Bloom filter: it never says no of a name that was noted.
    """

    def __init__(self, store: Store) -> None:
        self._marks = bytearray(_BITS >> 3) if _is_fresh(store) else None

    def perhaps(self, name: str) -> bool:
        """Tell whether the store may know a name; where not, there is no need to look."""
        marks, (one, other) = self._marks, _places(name)
        return marks is None or bool(marks[one >> 3] >> (one & 7) & marks[other >> 3] >> (other & 7) & 1)

    def note(self, names: Iterable[str]) -> None:
        """Take note of names that the store knows from now on."""
        marks = self._marks
        if marks is not None:
            for place in chain.from_iterable(map(_places, names)):
                marks[place >> 3] |= 1 << (place & 7)


def _places(name: str) -> tuple[int, int]:
    found = hash(name)
    return found % _BITS, (found >> _SHIFT) % _BITS


def _is_fresh(store: Store) -> bool:
    graphs = (graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return all(graph in FILES for graph in graphs) and not any(
        store.quads_for_pattern(None, None, None, DefaultGraph())
    )
