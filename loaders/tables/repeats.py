"""Count how often each row was there before, for tables whose rows have no id.

A row is told from others by 64 bits of a hash that holds within one process; they are kept in one array, 16 to 32 bytes
a row, not as objects.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

__all__ = ["Repeats"]

_BITS = (1 << 64) - 1
_SMALLEST = 1 << 12


class Repeats:
    """The rows seen so far, as an open-addressed table that is never more than half full; 0 stands for a free place."""

    def __init__(self) -> None:
        self._table, self._seen = array("Q", bytes(8 * _SMALLEST)), 0
        self._more: dict[int, int] = {}

    def of(self, records: Iterable[Hashable | None]) -> dict[int, int]:
        """Give, by place, how many of those seen before are the same, where there are any; None is no record."""
        found: dict[int, int] = {}
        table, mask = self._table, len(self._table) - 1
        for place, record in enumerate(records):
            if record is None:
                continue
            key = hash(record) & _BITS or 1
            at = key & mask
            while table[at] and table[at] != key:
                at = (at + 1) & mask
            if table[at]:
                found[place] = self._more[key] = self._more.get(key, 0) + 1
                continue
            table[at] = key
            self._seen += 1
            if self._seen * 2 > mask:
                self._grow()
                table, mask = self._table, len(self._table) - 1
        return found

    def _grow(self) -> None:
        old = self._table
        self._table = table = array("Q", bytes(16 * len(old)))
        mask = len(table) - 1
        for key in filter(None, old):
            at = key & mask
            while table[at]:
                at = (at + 1) & mask
            table[at] = key
