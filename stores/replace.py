"""Work out what replacing the graphs of articles changes, all at once.

An article owns its graphs: they are replaced whole. In shared graphs (register, links, meta) several sheets may say
the same; a ledger of hashes, one literal a sheet, tells which lines a corrected sheet takes back and which stay
because another sheet still says them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ..ontology.terms import KH, PREFIXES, SCHEMA
from ..ontology.vocabulary import FILES, turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "Change",
    "Graphs",
    "Replaced",
    "brought_by",
    "held_by_others",
    "ontology_quads",
    "ontology_update",
    "plan",
    "removal",
]

_SHARED_LINES = NamedNode(KH + "sharedLines")
_REVISION_OF = NamedNode(PREFIXES["prov"] + "wasRevisionOf")
_SHA256 = NamedNode(SCHEMA + "sha256")
_ORIGINS = tuple(NamedNode(PREFIXES["prov"] + name) for name in ("wasDerivedFrom", "hadPrimarySource"))


class Graphs(Protocol):
    """What is to be stored of one article: its own graphs, and its lines in shared ones, as triples by graph."""

    @property
    def article(self) -> str:
        """The article's IRI."""

    @property
    def meta(self) -> str:
        """The graph that holds the ledger."""

    @property
    def owned(self) -> Mapping[str, Sequence[bytes]]:
        """The article's own graphs."""

    @property
    def shared(self) -> Mapping[str, Sequence[bytes]]:
        """The article's lines in shared graphs."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a change does to one article: how many quads come, and how many go."""

    article: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Change:
    """What replacing some articles does, all at once: an update, or, where nothing goes, the quads that come alone.

    `context` holds what other sheets have put into shared graphs about the same subjects: validation must see both.
    `graphs` are those that are written.
    """

    articles: tuple[Replaced, ...]
    update: str
    context: bytes
    graphs: frozenset[str]
    come: frozenset[Quad] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.update or self.come)


@dataclass(frozen=True, slots=True)
class _Nothing:
    """An article of which nothing is to be stored any more."""

    article: str
    meta: str
    owned: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    shared: Mapping[str, Sequence[bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Source:
    """One article: its quads as they shall be and as they are, and the hashes of its shared lines, now and before."""

    article: str
    new: frozenset[Quad]
    old: frozenset[Quad]
    shared: tuple[Quad, ...]
    hashes: frozenset[str]
    before: frozenset[str]


def plan(store: Store, batch: Sequence[Graphs]) -> Change:
    """Compare the graphs of articles that are replaced together with what the store has of them."""
    sources = [_source(store, graphs) for graphs in batch]
    superseded = [
        _superseded(store, article, g) for s, g in zip(sources, batch, strict=True) for article in _revised(s)
    ]
    return _change(store, sources, superseded, batch)


def removal(store: Store, articles: Iterable[str], meta: str) -> Change:
    """Work out what taking some articles, or RDF files, out of the store changes; `meta` is the ledger's graph.

    Their own graphs go, and the lines in shared graphs that nobody else says. An article that is not there changes
    nothing.
    """
    batch = [_Nothing(article, meta) for article in articles]
    sources = [replace(_source(store, graphs), new=frozenset()) for graphs in batch]
    return _change(store, sources, (), batch)


def _change(store: Store, sources: Sequence[_Source], superseded: Sequence[_Source], batch: Sequence[Graphs]) -> Change:
    every = [*sources, *superseded]
    new = frozenset[Quad]().union(*(s.new for s in every))
    withdrawn = _withdrawn(store, every, batch)
    gone = (frozenset[Quad]().union(*(s.old for s in every)) | withdrawn) - new
    come = frozenset(q for q in new if q not in store)
    done = tuple(
        Replaced(
            s.article,
            len(s.new & come),
            len(s.old & gone) + sum(_hash(q) in s.before for q in withdrawn),
        )
        for s in sources
    )
    shared = [q for s in sources for q in s.shared]
    graphs = frozenset(q.graph_name.value for q in gone | come if isinstance(q.graph_name, NamedNode))
    context = _context(store, shared, gone)
    # To write an update and to parse it again takes as long as to compare everything, so it is not done in vain.
    return Change(done, _update(gone, come), context, graphs) if gone else Change(done, "", context, graphs, come)


def _source(store: Store, graphs: Graphs) -> _Source:
    owned, shared = _quads(graphs.owned), _quads(graphs.shared)
    facts, meta = NamedNode(f"{graphs.article}/facts"), NamedNode(graphs.meta)
    hashes = frozenset(map(_hash, shared))
    ledger = Quad(facts, _SHARED_LINES, Literal(" ".join(sorted(hashes))), meta)
    before = _ledger(store, graphs.article, graphs)
    old = {q for g in _own_graphs(graphs) for q in store.quads_for_pattern(None, None, None, NamedNode(g))}
    return _Source(
        graphs.article,
        frozenset({*owned, *shared, ledger}),
        frozenset(old | before),
        tuple(shared),
        hashes,
        _hashes(before),
    )


def _superseded(store: Store, article: str, graphs: Graphs) -> _Source:
    """Give a version that a batch revises: its facts and their provenance stay, its say in the register ends."""
    old, meta = _ledger(store, article, graphs), NamedNode(graphs.meta)
    before = _hashes(old)
    kept = before & set(map(_hash, _provenance(store, article, meta)))
    ledger = Quad(NamedNode(f"{article}/facts"), _SHARED_LINES, Literal(" ".join(sorted(kept))), meta)
    return _Source(article, frozenset({ledger} if old else ()), frozenset(old), (), kept, before)


def _provenance(store: Store, article: str, meta: NamedNode) -> Iterator[Quad]:
    """Yield what the ledger's graph says of an article's graphs, and of whom that names."""
    own = [
        q
        for name in ("facts", "review")
        for q in store.quads_for_pattern(NamedNode(f"{article}/{name}"), None, None, meta)
    ]
    yield from own
    for named in {q.object for q in own if isinstance(q.object, NamedNode)}:
        yield from store.quads_for_pattern(named, None, None, meta)


def _revised(source: _Source) -> list[str]:
    found = (q.object for q in source.new if q.predicate == _REVISION_OF)
    return [term.value for term in found if isinstance(term, NamedNode)]


def _ledger(store: Store, article: str, graphs: Graphs) -> set[Quad]:
    return set(store.quads_for_pattern(NamedNode(f"{article}/facts"), _SHARED_LINES, None, NamedNode(graphs.meta)))


def _hashes(ledger: Iterable[Quad]) -> frozenset[str]:
    return frozenset(h for q in ledger if isinstance(q.object, Literal) for h in q.object.value.split())


def held_by_others(store: Store, graphs: Graphs, names: Iterable[str]) -> list[str]:
    """Give those of some graphs that hold lines which this source did not bring."""
    mine = NamedNode(f"{graphs.article}/facts")
    brought = _hashes(_ledger(store, graphs.article, graphs))

    def other(quad: Quad) -> bool:
        return (quad.subject, quad.predicate) != (mine, _SHARED_LINES) and _hash(quad) not in brought

    return [n for n in sorted(names) if any(map(other, store.quads_for_pattern(None, None, None, NamedNode(n))))]


def brought_by(store: Store, quad: Quad) -> list[str]:
    """Give the IRIs of the articles and files that say a line of a shared graph."""
    line = _hash(quad)
    ledgers = store.quads_for_pattern(None, _SHARED_LINES, None)
    found = {q.subject.value for q in ledgers if isinstance(q.subject, NamedNode) and line in _hashes([q])}
    return sorted(facts.removesuffix("/facts") for facts in found)


def ontology_quads(store: Store) -> dict[str, tuple[Quad, ...]]:
    """Give the quads of this version's ontology, by graph, for the graphs of which the store has others or none."""
    return {name: quads for name in FILES if (quads := _ontology(name))[-1] not in store}


@cache
def _ontology(name: str) -> tuple[Quad, ...]:
    """Give the quads of one graph of the ontology; the last is the mark that tells this version from others."""
    data, graph = turtle(FILES[name]), NamedNode(name)
    mark = Quad(graph, _SHA256, Literal(hashlib.sha256(data).hexdigest()), graph)
    quads = parse(data, format=RdfFormat.TURTLE)
    return (*(Quad(q.subject, q.predicate, q.object, graph) for q in quads), mark)


def ontology_update(store: Store) -> str:
    """Give the update that brings the ontology's graphs to this version's files; empty where they are there."""
    parts = []
    for name, quads in ontology_quads(store).items():
        body = " .\n".join(map(_triple, quads))
        parts.append(f"CLEAR SILENT GRAPH <{name}> ;\nINSERT DATA {{ GRAPH <{name}> {{\n{body} .\n}} }}")
    return " ;\n".join(parts)


def _quads(graphs: Mapping[str, Sequence[bytes]]) -> list[Quad]:
    found: list[Quad] = []
    for name, triples in graphs.items():
        end = f" {NamedNode(name)} .\n".encode()
        found += parse(end.join([*triples, b""]), format=RdfFormat.N_QUADS)
    return found


def _own_graphs(graphs: Graphs) -> set[str]:
    # A sheet that has lost its review leaves no graph of that name, and the old one must still go.
    return {*graphs.owned, f"{graphs.article}/facts", f"{graphs.article}/review"}


def _earlier(store: Store, graphs: Graphs) -> set[NamedNode]:
    """Give the graphs that an earlier version of a source may have put lines into, and this one perhaps no more.

    Those are the graphs that all sources share, which stand beside the ledger's, and those that it named itself.
    """
    source, meta = NamedNode(graphs.article), NamedNode(graphs.meta)
    beside = f"{graphs.meta.rpartition('/')[0]}/"
    found = {q.subject for origin in _ORIGINS for q in store.quads_for_pattern(None, origin, source, meta)}
    found.update(g for g in store.named_graphs() if isinstance(g, NamedNode) and g.value.startswith(beside))
    return {graph for graph in found if isinstance(graph, NamedNode)}


def _hash(quad: Quad) -> str:
    return hashlib.blake2b(str(quad).encode(), digest_size=6).hexdigest()


def _withdrawn(store: Store, sources: Sequence[_Source], batch: Sequence[Graphs]) -> frozenset[Quad]:
    """Give the shared quads that these sheets said before and now say no more, and no other sheet says."""
    kept = frozenset[str]().union(*(s.hashes for s in sources))
    dropped = frozenset[str]().union(*(s.before for s in sources)) - kept
    if not dropped:
        return frozenset()
    mine = {f"{s.article}/facts" for s in sources}
    others = [
        q.object.value
        for q in store.quads_for_pattern(None, _SHARED_LINES, None)
        if isinstance(q.object, Literal) and isinstance(q.subject, NamedNode) and q.subject.value not in mine
    ]
    dropped = frozenset(h for h in dropped if not any(h in line for line in others))
    if not dropped:
        return frozenset()
    # A hash has no way back: the shared graphs are read through, which only a corrected sheet costs.
    names = {n for g in batch for n in (*map(NamedNode, g.shared), *_earlier(store, g))}
    shared = (q for g in names for q in store.quads_for_pattern(None, None, None, g))
    return frozenset(q for q in shared if _hash(q) in dropped)


def _context(store: Store, shared: Iterable[Quad], gone: frozenset[Quad]) -> bytes:
    places = {(q.subject, q.graph_name) for q in shared}
    found = (q for s, g in places for q in store.quads_for_pattern(s, None, None, g))
    return b"".join(f"{q} .\n".encode() for q in found if q not in gone)


def _update(gone: Iterable[Quad], come: Iterable[Quad]) -> str:
    parts = []
    for verb, quads in (("DELETE DATA", gone), ("INSERT DATA", come)):
        body = "\n".join(f"GRAPH {q.graph_name} {{ {_triple(q)} }}" for q in quads)
        if body:
            parts.append(f"{verb} {{\n{body}\n}}")
    return " ;\n".join(parts)


def _triple(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
