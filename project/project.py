"""The path of a fact: source -> records -> quads -> checked -> store -> answers. Every verb of the CLI is a method."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from ..errors import Level, ProblemsError
from ..loaders.mapping import map_sheet
from ..ontology import Names
from ..queries import Catalogue, StoreSource, prepare, run
from ..stores import EmbeddedStore
from .answers import answer
from .config import Config, configure
from .sources import Checked, check_sheet, kind_of, read_rdf, read_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    import rdflib
    from pyoxigraph import Quad, Store, Triple

    from ..errors import Position, Problem
    from ..loaders.mapping import ArticleGraphs
    from ..queries import Rows
    from ..queries.parameters import Given
    from ..shapes import Report
    from ..stores.replace import Change

__all__ = ["Loaded", "LoadedArticle", "Project"]


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """What a load did for one article: its IRI, the sheet's file, and the quads that came and went."""

    article: str
    file: str
    statements: int
    events: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, and the warnings it gave."""

    articles: tuple[LoadedArticle, ...]
    problems: tuple[Problem, ...]


class Project:
    """A configuration and its store.

    >>> import khabar, tempfile
    >>> project = khabar.Project.open(store=tempfile.mkdtemp())
    >>> [a.statements for a in project.load(khabar.examples.path("putin-syria.yaml")).articles]
    [32]
    >>> [row[1::2] for row in project.query("speakers", lang="ar")][:2]
    [('صوت المقال', 13), ('فلاديمير بوتين', 11)]
    """

    def __init__(self, config: Config) -> None:
        self.config = config

    @classmethod
    def open(cls, folder: str | Path = ".", **settings: object) -> Self:
        """Open the project of a folder; `settings` go before its configuration (see `Config`)."""
        return cls(configure(folder, **settings))

    @property
    def names(self) -> Names:
        """How this project names things."""
        return Names(self.config.base)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The questions that can be asked by name, the project's own among them."""
        return Catalogue(self.config.queries)

    def check(self, *paths: str | Path) -> tuple[Checked, ...]:
        """Check fact sheets against their articles: keys, references, quotes, coverage; writes nothing."""
        return tuple(check_sheet(path, self.config) for path in paths)

    def load(self, *paths: str | Path, fail_on: Level | None = Level.VIOLATION, dry_run: bool = False) -> Loaded:
        """Load fact sheets into the store: all of them or, where one fails, none.

        Each article is replaced in one transaction. Raises ProblemsError, with every problem, where a sheet has
        violations or the rules find something of the level `fail_on` or above (None lets all findings pass).
        """
        sheets, problems = read_sheets(paths, self.config)
        mapped = [map_sheet(sheet, self.names) for sheet in sheets]
        # A refused or dry first load leaves no empty store behind: it is checked against one in memory.
        exists = EmbeddedStore.exists(self.config.store)
        with self._store(write=not dry_run) if exists else nullcontext(EmbeddedStore.in_memory()) as store:
            changes = [store.plan(graphs) for graphs in mapped]
            quads = [graphs.nquads() for graphs in mapped] + [change.context for change in changes]
            problems += _report(quads).problems(_positions(mapped))
            _refuse(problems, fail_on)
            if exists and not dry_run:
                changes = _replace(store, mapped)
        if not exists and not dry_run:
            with self._store(write=True) as store:
                changes = _replace(store, mapped)
        done = [
            LoadedArticle(c.article, str(path), len(s.statements), len(s.events), c.added, c.removed)
            for c, s, path in zip(changes, sheets, paths, strict=True)
        ]
        return Loaded(tuple(done), tuple(problems))

    def quads(self, *paths: str | Path, fail_on: Level | None = Level.VIOLATION) -> bytes:
        """Give fact sheets as N-Quads, checked and validated, without a store."""
        sheets, problems = read_sheets(paths, self.config)
        mapped = [map_sheet(sheet, self.names) for sheet in sheets]
        quads = [graphs.nquads() for graphs in mapped]
        _refuse([*problems, *_report(quads).problems(_positions(mapped))], fail_on)
        return b"".join(quads)

    def validate(self, *paths: str | Path) -> tuple[Problem, ...]:
        """Run the rule book over fact sheets or RDF files, or over the store where no file is given."""
        if not paths:
            with self._store() as store:
                return _report(store.store).problems({})
        kinds = {path: kind_of(path) for path in paths}
        sheets, problems = read_sheets([p for p in paths if kinds[p] == "factsheet"], self.config)
        mapped = [map_sheet(sheet, self.names) for sheet in sheets]
        quads = [graphs.nquads() for graphs in mapped]
        quads += [read_rdf(p) for p in paths if kinds[p] == "rdf"]
        return (*problems, *_report(quads).problems(_positions(mapped)))

    def query(self, name: str, *, lang: str | None = None, **parameters: Given) -> Rows:
        """Ask a question of the catalogue; parameters may be IRIs, ids or labels in Arabic or English."""
        with self._store() as store:
            question, source = self.catalogue.get(name), StoreSource(store.store)
            return run(question, source, parameters, self._lang(lang), self.config.base)

    def show(self, name: str, *, lang: str | None = None, **parameters: Given) -> str:
        """Give the SPARQL of a question as it would be run."""
        question = self.catalogue.get(name)
        # Only labels have to be looked up in a store; without parameters none need be there.
        place = self._store() if parameters else nullcontext(EmbeddedStore.in_memory())
        with place as store:
            return prepare(question, StoreSource(store.store), parameters, self._lang(lang), self.config.base)

    def sparql(self, text: str) -> Rows | bool | tuple[Triple, ...]:
        """Run a SPARQL query over the union of the store's graphs; updates and SERVICE are refused.

        SELECT gives rows, ASK a truth value, CONSTRUCT and DESCRIBE triples.
        """
        with self._store() as store:
            return answer(StoreSource(store.store), text)

    def export(self, *graphs: str) -> tuple[Quad, ...]:
        """Give the quads of the store, or of some of its graphs; the ontology's own are left out unless named.

        Raises UsageError for a graph that the store does not have.
        """
        with self._store() as store:
            return tuple(store.export(graphs))

    def dataset(self, *graphs: str) -> rdflib.Dataset:
        """Give the store, or some of its graphs, as an rdflib Dataset whose default graph is their union."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        with self._store() as store:
            dataset.parse(data=store.nquads(graphs), format="nquads")
        return dataset

    def _store(self, *, write: bool = False) -> AbstractContextManager[EmbeddedStore]:
        return EmbeddedStore.at(self.config.store, write=write, wait=self.config.wait)

    def _lang(self, lang: str | None) -> str:
        return lang or ",".join(self.config.lang)


def _report(quads: bytes | Store | Iterable[bytes]) -> Report:
    from ..shapes import validate

    return validate(quads)


def _replace(store: EmbeddedStore, mapped: Iterable[ArticleGraphs]) -> list[Change]:
    """Replace one article after the other; each plan must see what the one before has changed in shared graphs."""
    changes = []
    for graphs in mapped:
        changes.append(store.plan(graphs))
        store.apply(changes[-1])
    return changes


def _refuse(problems: Iterable[Problem], fail_on: Level | None) -> None:
    found = tuple(problems)
    if fail_on is not None and any(p.level >= fail_on for p in found):
        raise ProblemsError(found)


def _positions(mapped: Iterable[ArticleGraphs]) -> dict[str, Position]:
    return {iri: at for graphs in mapped for iri, at in graphs.positions.items()}
