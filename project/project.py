"""The path of a fact: source -> records -> quads -> checked -> store -> answers. Every verb of the CLI is a method."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pyoxigraph import RdfFormat, Store

from ..errors import Level, ProblemsError
from ..ontology import Names
from ..queries import Catalogue, StoreSource, prepare, run, run_checks, within
from ..stores import EmbeddedStore
from ..stores.merge import drop_repeated
from .answers import answer
from .config import Config, configure
from .keys import SheetKeys
from .naming import Namers
from .remembered import RememberingSource
from .sources import Checked, check_any, read_sources, taken
from .validation import KHABARS_RULES, Rules, Validated
from .versions import unlinked_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

    import rdflib
    from pyoxigraph import Quad, Triple

    from ..errors import Position, Problem
    from ..queries import Rows
    from ..queries.parameters import Given
    from ..stores.bulk import Manifest
    from .pushing import Pushing
    from .remote import Remote
    from .removing import Removed
    from .sources import Source
    from .tables import Tables

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

    def with_queries(self, *folders: str | Path) -> Self:
        """Give the same project with more folders of questions; a name in a later folder replaces an earlier one."""
        more = tuple(Path(folder) for folder in folders)
        return type(self)(replace(self.config, queries=(*self.config.queries, *more)))

    def within(self, timeout: float | None) -> Self:
        """Give the same project with another limit of seconds for a query, 0 for none; None leaves it as it is."""
        return self if timeout is None else type(self)(replace(self.config, timeout=timeout))

    @property
    def names(self) -> Names:
        """How this project names things."""
        return Names(self.config.base)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The questions that can be asked by name, the project's own among them."""
        return Catalogue(self.config.queries)

    def check(self, *paths: str | Path) -> tuple[Checked, ...]:
        """Check fact sheets against their articles: keys, references, quotes, coverage; writes nothing.

        A sheet that cannot be read is told of in its turn (see `Checked`) and keeps no other from being checked.
        """
        return tuple(check_any(path, self.config) for path in paths)

    def load(
        self,
        *paths: str | Path,
        fail_on: Level | None = Level.VIOLATION,
        dry_run: bool = False,
        kind: str | None = None,
        rules: Rules = KHABARS_RULES,
    ) -> Loaded:
        """Load fact sheets and RDF files into the store: all of them or, where one fails, none.

        `kind` says what the files are (``factsheet``, ``rdf``) where their names do not. All are replaced in one
        transaction. Raises ProblemsError, with every problem, where a sheet has violations or the `rules` find
        something of the level `fail_on` or above (None lets all findings pass).
        """
        sources, problems = read_sources(paths, self.config, kind)
        mapped = [source.graphs for source in sources]
        # A refused or dry first load leaves no empty store behind: it is checked against one in memory.
        exists = EmbeddedStore.exists(self.config.store)
        with self._store(write=not dry_run) if exists else nullcontext(EmbeddedStore.in_memory()) as store:
            change = store.plan(*mapped)
            quads = [*(graphs.nquads() for graphs in mapped), change.context]
            problems += unlinked_versions(store.store, sources, self.names, self.config.store)
            namers = Namers(self.names, tuple(sources), store, change.context)
            report = namers.explain(rules.report(quads))
            problems += [*taken(store, sources), *report.problems(_positions(sources), SheetKeys.of(sources))]
            _refuse(problems, fail_on)
            if exists and not dry_run:
                store.apply(change)
        if not exists and not dry_run:
            with self._store(write=True) as store:
                store.apply(store.plan(*mapped))
        done = [
            LoadedArticle(c.article, s.file, s.statements, s.events, c.added, c.removed)
            for c, s in zip(change.articles, sources, strict=True)
        ]
        return Loaded(tuple(done), tuple(problems))

    def remove(self, *articles: str | Path, dry_run: bool = False) -> Removed:
        """Take articles or RDF files out of the store, all of them or none (see `khabar.project.removing.remove`)."""
        from .removing import remove

        return remove(self.config, articles, dry_run=dry_run)

    def quads(
        self,
        *paths: str | Path,
        fail_on: Level | None = Level.VIOLATION,
        kind: str | None = None,
        rules: Rules = KHABARS_RULES,
    ) -> bytes:
        """Give fact sheets and RDF files as N-Quads, checked and validated, without a store."""
        return self.converted(*paths, fail_on=fail_on, kind=kind, rules=rules)[0]

    def converted(
        self,
        *paths: str | Path,
        fail_on: Level | None = Level.VIOLATION,
        kind: str | None = None,
        rules: Rules = KHABARS_RULES,
    ) -> tuple[bytes, Loaded]:
        """Do what `quads` does, and give beside them what a load into an empty store would have to say."""
        sources, problems = read_sources(paths, self.config, kind)
        quads = [source.graphs.nquads() for source in sources]
        report = Namers(self.names, tuple(sources)).explain(rules.report(quads))
        problems += unlinked_versions(Store(), sources, self.names, self.config.store)
        problems += report.problems(_positions(sources), SheetKeys.of(sources))
        _refuse(problems, fail_on)
        done = [
            LoadedArticle(s.graphs.article, s.file, s.statements, s.events, data.count(b"\n"), 0)
            for s, data in zip(sources, quads, strict=True)
        ]
        return b"".join(quads), Loaded(tuple(done), tuple(problems))

    def validate(self, *paths: str | Path, rules: Rules = KHABARS_RULES) -> tuple[Problem, ...]:
        """Run the rule book and the checks over fact sheets or RDF files; over the store where no file is given."""
        return self.validated(*paths, rules=rules).problems

    def validated(self, *paths: str | Path, rules: Rules = KHABARS_RULES) -> Validated:
        """Do what `validate` does, and keep the findings of the rules apart, for a report as RDF."""
        if not paths:
            with self._store() as store:
                after = run_checks(_source(store), self.catalogue)
                report = Namers(self.names, store=store).explain(rules.report(store.merged()))
                return Validated(report, rules, after=tuple(after))
        sources, problems = read_sources(paths, self.config)
        quads = [source.nquads() for source in sources]
        positions, keys = _positions(sources), SheetKeys.of(sources)
        after = self._checks(quads, positions)
        report = Namers(self.names, tuple(sources)).explain(rules.report(quads))
        return Validated(report, rules, positions, tuple(problems), after, keys=keys)

    def _checks(self, quads: Iterable[bytes], positions: dict[str, Position]) -> tuple[Problem, ...]:
        store = EmbeddedStore.in_memory()
        for data in quads:
            store.store.bulk_load(data, format=RdfFormat.N_QUADS)
        drop_repeated(store.store)
        return run_checks(StoreSource(store.store), self.catalogue, positions)

    def query(self, name: str, *, lang: str | None = None, **parameters: Given) -> Rows:
        """Ask a question of the catalogue; parameters may be IRIs, ids or labels in Arabic or English.

        Raises StoreError where it takes longer than the setting `timeout` lets it.
        """
        question = self.catalogue.get(name)
        with self._store() as store:
            source = RememberingSource(_source(store), Path(store.place))
            return within(
                self.config.timeout, lambda: run(question, source, parameters, self._lang(lang), self.config.base)
            )

    def show(self, name: str, *, lang: str | None = None, **parameters: Given) -> str:
        """Give the SPARQL of a question as it would be run."""
        question = self.catalogue.get(name)
        # Only labels have to be looked up in a store; without parameters none need be there.
        place = self._store() if parameters else nullcontext(EmbeddedStore.in_memory())
        with place as store:
            return prepare(question, StoreSource(store.store), parameters, self._lang(lang), self.config.base)

    def sparql(self, text: str) -> Rows | bool | tuple[Triple, ...]:
        """Run a SPARQL query over the union of the store's graphs; updates and SERVICE are refused.

        SELECT gives rows, ASK a truth value, CONSTRUCT and DESCRIBE triples. Raises StoreError where it takes longer
        than the setting `timeout` lets it.
        """
        with self._store() as store:
            return within(self.config.timeout, lambda: answer(_source(store), text))

    def strangers(self, text: str) -> tuple[str, ...]:
        """Say of each term of khabar's namespaces in a query that the ontology does not have it, nor does any data."""
        from ..queries import strangers

        return tuple(strangers(text))

    def export(self, *graphs: str) -> tuple[Quad, ...]:
        """Give the quads of the store, or of some of its graphs; the ontology's own are left out unless named.

        Raises UsageError for a graph that the store does not have.
        """
        with self._store() as store:
            return tuple(store.export(graphs))

    def tables(self, paths: Sequence[str | Path], kind: str | None = None, **how: Any) -> Tables | None:  # noqa: ANN401
        """Give what loads event tables; None where the files are none.

        `kind` is a data set's name or the file of a description; `how` are the fields of
        `khabar.project.tables.Tables`. Raises UsageError for a kind that is not known.
        """
        # No table is YAML, and what reads tables takes as long to import as a sheet to load.
        if kind is None and all(Path(path).suffix.lower() in {".yaml", ".yml"} for path in paths):
            return None
        from .tables import Tables, description_of

        found = description_of(paths, kind)
        return Tables(self.config, found, **how) if found else None

    def bulk(self, directory: str | Path, *, part_bytes: int = 0, lossy: bool = False) -> Manifest:
        """Write the store as parts for a bulk loader (see `khabar.project.bulk.export_bulk`)."""
        from .bulk import export_bulk

        return export_bulk(self.config, directory, part_bytes=part_bytes, lossy=lossy)

    def dataset(self, *graphs: str) -> rdflib.Dataset:
        """Give the store, or some of its graphs, as an rdflib Dataset whose default graph is their union."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        with self._store() as store:
            dataset.parse(data=store.nquads(graphs), format="nquads")
        return dataset

    def at(self, endpoint: str, *, kind: str = "", password: str | None = None, timeout: float | None = None) -> Remote:
        """Give the same questions and rules, put to an endpoint, by name or address, instead of to the store.

        It may be silent for `timeout` seconds, None for as many as its settings say and 0 for a day. Raises
        UsageError for an endpoint that is not known, or settings of it that do not fit.
        """
        from ..endpoints import endpoint as named
        from .remote import Remote

        found = named(endpoint, self.config.endpoints, kind_name=kind, password=password)
        if timeout is not None:
            found = replace(found, timeout=timeout or 86_400)
        return Remote(self.config, self.catalogue, found)

    def pushing(self, endpoint: str, *, kind: str = "", password: str | None = None, lossy: bool = False) -> Pushing:
        """Give what brings the store to an endpoint, by name or address: its `diff` and its `push`.

        Raises UsageError for an endpoint that is not known, or settings of it that do not fit.
        """
        from ..endpoints import endpoint as named
        from .pushing import Pushing

        to = named(endpoint, self.config.endpoints, kind_name=kind, password=password)
        return Pushing(self.config, to, lossy=lossy)

    def _store(self, *, write: bool = False) -> AbstractContextManager[EmbeddedStore]:
        return EmbeddedStore.at(self.config.store, write=write, wait=self.config.wait, tells=True)

    def _lang(self, lang: str | None) -> str:
        return lang or ",".join(self.config.lang)


def _source(store: EmbeddedStore) -> StoreSource:
    return StoreSource(store.merged(), store.store)


def _refuse(problems: Iterable[Problem], fail_on: Level | None) -> None:
    found = tuple(problems)
    if fail_on is not None and any(p.level >= fail_on for p in found):
        raise ProblemsError(found)


def _positions(sources: Iterable[Source]) -> dict[str, Position]:
    return {iri: at for source in sources for iri, at in source.graphs.positions.items()}
