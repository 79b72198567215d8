"""What rows name, described once: every part that names a thing describes it, and one description is kept.

It is that of the first part, in the order of the table, as in a load into a store: so where two parts have different
labels for a thing, no chance decides between them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ...ontology.terms import RDF
from .aside import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["described_once"]

_TYPE = f" <{RDF}type> ".encode()


def described_once(registers: Iterable[bytes]) -> Iterator[bytes]:
    """Give the lines of the registers of parts; of each thing those of the first part that says what it is.

    What is said of things that are described elsewhere, such as an article's publisher, is given once for each line.
    """
    known: set[bytes] = set()
    for register in registers:
        came: set[bytes] = set()
        lines = sorted(register.splitlines(keepends=True))
        for name, said in groupby(lines, lambda line: line.partition(b" ")[0]):
            thing = digest(name)
            if thing in known:
                continue
            about = list(said)
            if any(_TYPE in line for line in about):
                came.add(thing)
            else:
                about = [line for line in about if digest(line) not in known]
                came.update(map(digest, about))
            yield from about
        known |= came
