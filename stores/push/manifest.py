"""What a target says has been pushed to it: a graph in the target, so that any machine that pushes sees the same.

A graph's entry is its hash, its count and its length; while the graph is being written it is ``kh:pending`` and has no
hash, so that after a crash at any point nobody takes it for whole.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from ...errors import EndpointError
from ...ontology.terms import KH, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...endpoints.client import Client

__all__ = ["Entry", "Manifest", "marks", "state"]

VOID = "http://rdfs.org/ns/void#"
_PENDING = f"<{KH}pending>"
_SHA256, _TRIPLES, _CHARACTERS = f"<{SCHEMA}sha256>", f"<{VOID}triples>", f"<{KH}characters>"
_OF_GRAPHS = (_SHA256, _TRIPLES, _CHARACTERS, _PENDING)
# A hundred megabytes.
_MOST_AT_ONCE = 1_000_000
# Below the 10,000 rows at which servers cut by default.
_PAGE = 6000


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one graph: `sha256` is empty while it is pending."""

    graph: str
    sha256: str
    triples: int
    length: int

    @property
    def pending(self) -> bool:
        """Tell whether somebody began to write the graph and did not finish."""
        return not self.sha256


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest graph `name` of a target."""

    client: Client
    name: str

    def read(self) -> dict[str, Entry]:
        """Give the entry of every graph, by its name."""
        lines: dict[str, dict[str, list[str]]] = {}
        for graph, predicate, value in self._rows():
            lines.setdefault(graph, {}).setdefault(f"<{predicate}>", []).append(value)
        return {graph: _entry(graph, said) for graph, said in lines.items()}

    def begin(self, new: Sequence[str], known: Sequence[str], run: str) -> None:
        """Note that graphs are about to be written: those without an entry, and those that have one."""
        if graphs := (*new, *known):
            # The mark comes before the hash goes: a server that does not do both or neither may crash between the two.
            mark = f"INSERT DATA {{ GRAPH <{self.name}> {{\n{marks(graphs, run).decode()}}} }}"
            self._update(mark, *self._without(known, (_SHA256, _TRIPLES, _CHARACTERS)))

    def finish(self, entries: Sequence[Entry], gone: Sequence[str] = ()) -> None:
        """Note that graphs are whole, and that others are no longer in the target."""
        self._update(*self._whole(entries), *self._without(gone, _OF_GRAPHS))

    def _whole(self, done: Sequence[Entry]) -> Iterator[str]:
        if not done:
            return
        lines = " .\n".join(
            f'<{e.graph}> {_SHA256} "{e.sha256}" ; {_TRIPLES} {e.triples} ; {_CHARACTERS} {e.length}' for e in done
        )
        yield f"INSERT DATA {{ GRAPH <{self.name}> {{\n{lines}\n}} }}"
        yield from self._without([e.graph for e in done], (_PENDING,))

    def _without(self, graphs: Sequence[str], predicates: Sequence[str]) -> Iterator[str]:
        if not graphs:
            return
        subjects, kinds = " ".join(f"<{g}>" for g in graphs), " ".join(predicates)
        pattern = f"GRAPH <{self.name}> {{ ?graph ?p ?o }}"
        yield f"DELETE {{ {pattern} }} WHERE {{ VALUES ?graph {{ {subjects} }} VALUES ?p {{ {kinds} }} {pattern} }}"

    def _update(self, *updates: str) -> None:
        # In one request, which a server with one writer at a time lets wait only once.
        if updates:
            self.client.update(" ;\n".join(updates), "writing the manifest")

    def _rows(self) -> Iterable[tuple[str, str, str]]:
        """Give what is said of graphs: read whole where the server gives all that it counts, else page by page."""
        count = self._count()
        if count <= _MOST_AT_ONCE:
            with suppress(EndpointError, SyntaxError):
                rows = list(self._at_once()) if count else []
                if len(rows) == count:
                    return [row for row in rows if f"<{row[1]}>" in _OF_GRAPHS]
        return self._paged()

    def _count(self) -> int:
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{self.name}> {{ ?s ?p ?o }} }}"
        ((count,),) = self.client.solutions(query, "reading the manifest")
        return int(_text(count) or "0")

    def _at_once(self) -> Iterator[tuple[str, str, str]]:
        # A tenth of the server's work for the same in pages.
        for quad in parse(self.client.get(self.name), format=RdfFormat.N_TRIPLES):
            yield _text(quad.subject), quad.predicate.value, _text(quad.object)

    def _paged(self) -> Iterator[tuple[str, str, str]]:
        last = ""
        while page := self._page(last):
            # The last graph of a page may go on in the next, and is read again there. A page is the last one if it has
            # no other graph: a server may cut a page short and say nothing of it.
            end = page[-1][0]
            yield from (row for row in page if end == last or row[0] != end)
            if end == last:
                return
            last = end

    def _page(self, last: str) -> list[tuple[str, str, str]]:
        kinds = " ".join(_OF_GRAPHS)
        after = f'FILTER(STR(?graph) >= "{last}") ' if last else ""
        query = (
            f"SELECT ?graph ?p ?o WHERE {{ GRAPH <{self.name}> {{ ?graph ?p ?o }} VALUES ?p {{ {kinds} }} {after}}} "
            f"ORDER BY STR(?graph) ?p LIMIT {_PAGE}"
        )
        rows = self.client.solutions(query, "reading the manifest")
        return [(_text(g), _text(p), _text(o)) for g, p, o in rows]


def marks(graphs: Iterable[str], run: str) -> bytes:
    """Give what says of graphs that a run is writing them, as sorted N-Triples for the manifest."""
    return "".join(f'<{graph}> {_PENDING} "{run}" .\n' for graph in sorted(graphs)).encode()


def state(entries: Mapping[str, Entry]) -> str:
    """Give a hash of a manifest, by which a saved plan knows whether the target has moved since."""
    lines = sorted(f"{e.graph} {e.sha256} {e.triples} {e.length}" for e in entries.values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _entry(graph: str, said: Mapping[str, Sequence[str]]) -> Entry:
    hashes = said.get(_SHA256, ())
    # Two hashes are two pushers who did not see each other: neither is to be trusted.
    whole = len(hashes) == 1 and _PENDING not in said
    count, length = (said.get(p, ["0"])[0] for p in (_TRIPLES, _CHARACTERS))
    return Entry(graph, hashes[0] if whole else "", int(count), int(length))


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
