"""What rows name, described once: every part that names a thing describes it, and one description is kept.

It is that of the first part, in the order of the table, as in a load into a store: so where two parts have different
labels for a thing, no chance decides between them. Whoever makes a part sorts and hashes what it describes; to leave
out what is known is then a look-up a thing, for one process sees the things of all parts.
"""

from __future__ import annotations

from itertools import groupby
from struct import Struct
from typing import TYPE_CHECKING

from ...ontology.terms import RDF
from .digests import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Described", "in_order"]

_TYPE = f" <{RDF}type> ".encode()
_ENTRY = Struct(">16s16sI")


def in_order(register: bytes) -> tuple[bytes, bytes]:
    """Sort the lines of a part's register, and give with them what they are about, for `Described`.

    A thing whose type is said is one entry, whatever the number of its lines. What is said of things that are described
    elsewhere, such as an article's publisher, is an entry a line.
    """
    lines, entries = sorted(register.splitlines(keepends=True)), list[bytes]()
    for name, said in groupby(lines, lambda line: line.partition(b" ")[0]):
        thing, about = digest(name), list(said)
        if any(_TYPE in line for line in about):
            entries.append(_ENTRY.pack(thing, thing, sum(map(len, about))))
        else:
            entries += [_ENTRY.pack(thing, digest(line), len(line)) for line in about]
    return b"".join(lines), b"".join(entries)


class Described:
    """What the parts so far have described; about 100 bytes for each thing."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def new(self, register: bytes, entries: bytes) -> Iterator[bytes]:
        """Give, of what `in_order` gave for the next part, the lines about what no part before it describes."""
        known, came, at = self._known, list[bytes](), 0
        for thing, what, size in _ENTRY.iter_unpack(entries):
            if thing not in known and what not in known:
                came.append(what)
                yield register[at : at + size]
            at += size
        known.update(came)
