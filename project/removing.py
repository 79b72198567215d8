"""Articles and RDF files taken out of the store again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ..errors import KhabarError, Level, Position, Problem, UsageError, did_you_mean
from ..loaders import factsheet, rdf
from ..loaders.packed import inner_name
from ..loaders.rdf_syntax import syntax_of
from ..ontology import Names, article_id
from ..ontology.terms import KH, PREFIXES
from ..stores import EmbeddedStore
from .versions import articles_of_file, file_of, sheet_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Store

    from .config import Config

__all__ = ["Removed", "RemovedArticle", "remove"]

_LEDGER = NamedNode(KH + "sharedLines")
_REVISION_OF = NamedNode(PREFIXES["prov"] + "wasRevisionOf")
_HASH = re.compile(r"[0-9a-f]{64}")
_KINDS = ("article", "file")


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """An article, or an RDF file, that was removed: its IRI, the file it came from if that is known, and its quads."""

    article: str
    file: str
    removed: int


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal did, and what is to be done after it."""

    articles: tuple[RemovedArticle, ...]
    problems: tuple[Problem, ...]


def remove(config: Config, which: Iterable[str | Path], *, dry_run: bool = False) -> Removed:
    """Take articles out of the store, all of them or none.

    Each is given by its IRI, its id, the SHA-256 of its text, or the file it was loaded from. Their own graphs go, and
    what they alone say in shared ones. Raises UsageError, and changes nothing, for what is not in the store.
    """
    names = Names(config.base)
    # To write would make a store where there is none.
    write = not dry_run and EmbeddedStore.exists(config.store)
    with EmbeddedStore.at(config.store, write=write, wait=config.wait, tells=True) as opened:
        shelf = _Loaded(opened, names, config)
        articles = list(dict.fromkeys(shelf.find(str(word)) for word in which))
        change = opened.plan_removal(articles, names.meta)
        files = {article: file_of(opened.store, article, names) for article in articles}
        problems = tuple(_orphaned(opened.store, articles, names))
        if not dry_run:
            opened.apply(change)
    done = (RemovedArticle(c.article, files[c.article], c.removed) for c in change.articles)
    return Removed(tuple(done), problems)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What has been loaded into a store from articles and RDF files."""

    # Not the engine's own, which an error on its way to a caller would keep open.
    opened: EmbeddedStore
    names: Names
    config: Config

    def find(self, word: str) -> str:
        """Give the IRI of what a word means."""
        found = [iri for iri in dict.fromkeys(self._meant(word)) if iri in self]
        if len(found) > 1:
            listed = "\n  ".join(found)
            raise UsageError(f"{word}: several articles were loaded from this file; say which\n  {listed}")
        if not found:
            raise UsageError(f"{self.config.store}: holds no article {word}\n  {self._hint(word)}")
        return found[0]

    def __contains__(self, article: str) -> bool:
        facts, meta = NamedNode(f"{article}/facts"), NamedNode(self.names.meta)
        return next(self.opened.store.quads_for_pattern(facts, _LEDGER, None, meta), None) is not None

    def _meant(self, word: str) -> Iterator[str]:
        if "://" in word:
            yield word
            return
        name = word.removeprefix("a:").lower()
        yield self.names.article(article_id(name) if _HASH.fullmatch(name) else name)
        yield from (self.names.resolve(name) for kind in _KINDS if name.startswith(f"{kind}/"))
        yield from self._from_file(word)

    def _from_file(self, path: str) -> Iterator[str]:
        if syntax_of(path):
            yield rdf.RdfFile(path, inner_name(PurePath(path).name), "", (), ()).iri(self.names)
            return
        known = articles_of_file(self.opened.store, sheet_name(path, self.config.store), self.names)
        now = [article for article in self._described(path) if article in self]
        # A sheet that was changed may have made several articles: the one that it describes now is meant.
        yield from now or known

    def _described(self, path: str) -> Iterator[str]:
        if not PurePath(path).suffix:
            return
        try:
            sheet, _ = factsheet.read(path, curator="-")
        except KhabarError:
            return
        yield self.names.resolve(sheet.article.reference)

    def _hint(self, word: str) -> str:
        ledgers = self.opened.store.quads_for_pattern(None, _LEDGER, None, NamedNode(self.names.meta))
        there = (q.subject.value.removesuffix("/facts") for q in ledgers if isinstance(q.subject, NamedNode))
        known = {iri.rpartition("/")[2]: iri for iri in there}
        files = {file_of(self.opened.store, iri, self.names) for iri in known.values()}
        return did_you_mean(word, [*known, *files - {""}]) or "khabar query encoded-by lists the articles"


def _orphaned(store: Store, articles: Iterable[str], names: Names) -> Iterator[Problem]:
    """Say which earlier versions have no say in the register any more, now that their revisions go."""
    gone = set(articles)
    for article in sorted(gone):
        for quad in store.quads_for_pattern(NamedNode(article), _REVISION_OF, None):
            earlier = quad.object.value if isinstance(quad.object, NamedNode) else ""
            there = next(store.quads_for_pattern(NamedNode(earlier), None, None), None) if earlier else None
            if there and earlier not in gone:
                yield _load_again(article, earlier, file_of(store, earlier, names) or "FILE")


def _load_again(article: str, earlier: str, file: str) -> Problem:
    name, before = (iri.rpartition("/")[2] for iri in (article, earlier))
    return Problem(
        "removed-revision",
        f"it was a revision of {before}, which describes its entities no more since then",
        Position("store", key=name),
        Level.WARNING,
        value=earlier,
        fix=f"let it describe them again: khabar load {file}",
        message_ar=f"كان نسخة منقحة من {before} الذي لم يعد يصف كياناته منذئذ؛ حمّل صحيفته من جديد: khabar load {file}",
    )
