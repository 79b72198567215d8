"""Graphs whose blank nodes would keep canonicalization busy for hours ("dataset poisoning", RDFC-1.0 section 7.1).

RDFC-1.0 takes time that grows with the factorial of the blank nodes around one that look alike, and with the cube of
a chain of them. So its walk is first done without its work, counted, and given up where it is too long: the same graph
is taken or refused on every machine, whatever its speed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from itertools import permutations
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode

from ...errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

__all__ = ["refuse_poison"]

# By the count of `_Walk`, pyoxigraph does about eight million steps a second; a chain of 200 takes it about one.
_MOST, _MOST_OF_EACH = 8_000_000, 300
_DEEPEST = 200


class _TooLongError(Exception):
    """The walk is longer than anybody would wait."""


def refuse_poison(triples: Iterable[Triple], graph: str) -> None:
    """Raise UsageError where RDFC-1.0 would take longer than a second to name the blank nodes of a graph.

    A graph of many blank nodes may take longer, as long as each of them is named quickly.
    """
    walk = _Walk(triples)
    try:
        walk.through()
    except _TooLongError:
        raise UsageError(
            f"{graph}: its {len(walk.first)} blank nodes hang together in a way that would take too long to name\n"
            "  give IRIs to those that others point at, or to the cells of its lists"
        ) from None


class _Walk:
    """RDFC-1.0, section 4.4.3, with a count instead of hashes wherever the hashes decide nothing."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        said: dict[str, list[str]] = defaultdict(list)
        self.near: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for triple in triples:
            ends = triple.subject, triple.object
            nodes = [end.value for end in ends if isinstance(end, BlankNode)]
            for node in set(nodes):
                said[node].append(" ".join(_seen_from(node, end) for end in ends) + triple.predicate.value)
            if len(set(nodes)) == 2:  # noqa: PLR2004
                self.near[nodes[0]].append((f"o{triple.predicate.value}", nodes[1]))
                self.near[nodes[1]].append((f"s{triple.predicate.value}", nodes[0]))
        self.first = {
            node: hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest() for node, lines in said.items()
        }
        self.named: set[str] = set()
        self.left = max(_MOST, _MOST_OF_EACH * len(self.first))

    def through(self) -> None:
        """Count the steps; raises _TooLongError."""
        alike: dict[str, list[str]] = defaultdict(list)
        for node, seen in self.first.items():
            alike[seen].append(node)
        self.named.update(nodes[0] for nodes in alike.values() if len(nodes) == 1)
        for _, nodes in sorted(alike.items()):
            issued = [self._visit(node, {node}, 1) for node in nodes if node not in self.named]
            self.named.update(*issued)

    def _visit(self, node: str, issued: set[str], depth: int) -> set[str]:
        """Go on from a node in every order of those around it that look alike; gives what has a name then."""
        for group in self._groups(node, issued, depth):
            before = issued
            for order in permutations(group):
                issued = set(before)
                new = [other for other in order if other not in issued]
                issued.update(new)
                self._spend(len(issued), depth)
                for other in new:
                    issued = self._visit(other, issued, depth + 1)
        return issued

    def _groups(self, node: str, issued: set[str], depth: int) -> Iterator[list[str]]:
        # Sorted by what is the same whatever the labels are, for the count must not depend on them.
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for way, other in self.near.get(node, ()):
            if other in self.named or other in issued:
                self._spend(len(issued), depth)
            else:
                groups[way, self.first[other]].append(other)
        return (group for _, group in sorted(groups.items()))

    def _spend(self, steps: int, depth: int) -> None:
        self.left -= steps
        if self.left < 0 or depth > _DEEPEST:
            raise _TooLongError


def _seen_from(node: str, term: object) -> str:
    if not isinstance(term, BlankNode):
        return str(term)
    return "_:a" if term.value == node else "_:z"
