"""Is a new article another version of one that is there? A changed text is a new article unless its sheet says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ..errors import Level, Problem
from ..loaders.nquads import iri, predicate, string
from ..loaders.text import STDIN
from ..ontology.labels import fold
from ..ontology.terms import PREFIXES, RDFS, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from ..ontology import Names
    from .sources import Source

__all__ = ["articles_of_file", "file_of", "name_line", "sheet_name", "unlinked_versions"]

_LABEL = NamedNode(RDFS + "label")
_HEADLINE, _URL, _PUBLISHER = (NamedNode(SCHEMA + name) for name in ("headline", "url", "publisher"))
_REVISION_OF = NamedNode(PREFIXES["prov"] + "wasRevisionOf")
_SAME = {
    "url": ("address", "العنوان الإلكتروني نفسه"),
    "headline": ("headline and publisher", "العنوان نفسه والناشر نفسه"),
    "file": ("name of the sheet", "اسم الصحيفة نفسه"),
}


def sheet_name(path: str | Path, store: Path) -> str:
    """Give what a sheet is known by: its path below the folder that the store is in, else its name alone.

    A path from elsewhere would tell, wherever the data are published, how somebody's disk is laid out.
    """
    place, root = Path(path).resolve(), store.resolve().parent
    name = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name
    return name.encode("utf-8", "replace").decode()


def name_line(article: str, path: str | Path, store: Path) -> list[bytes]:
    """Give the line of the meta graph that says from which sheet an article came; none where it came by a pipe."""
    if str(path) == STDIN:
        return []
    return [iri(f"{article}/facts") + predicate(RDFS, "label") + string(sheet_name(path, store))]


def articles_of_file(store: Store, name: str, names: Names) -> list[str]:
    """Give the IRIs of the articles whose sheet goes by a name."""
    quads = store.quads_for_pattern(None, _LABEL, Literal(name), NamedNode(names.meta))
    found = (q.subject.value for q in quads if isinstance(q.subject, NamedNode))
    return sorted(facts.removesuffix("/facts") for facts in found if facts.endswith("/facts"))


def file_of(store: Store, article: str, names: Names) -> str:
    """Give the name of the sheet that an article came from, or of an RDF file; an empty text where it has none."""
    meta = NamedNode(names.meta)
    return _text(store, f"{article}/facts", _LABEL, meta) or _text(store, article, _LABEL, meta)


def unlinked_versions(store: Store, sources: Iterable[Source], names: Names, place: Path) -> Iterator[Problem]:
    """Warn of each article that looks like a version of another one, in the store or in the same load.

    They look so where they have the same address, or the same headline and publisher, or where their sheets have the
    same name; not where `prov:wasRevisionOf` links them already, or where both have addresses, which differ. `place`
    is the directory of the store.
    """
    batch = {s.graphs.article: s for s in sources if s.sheet}
    heads = {article: _head(source, place) for article, source in batch.items()}
    shelf = _Shelf(store, names)
    seen: list[_Head] = []
    for article, mine in heads.items():
        # Of two sheets in one load only the later is warned of.
        others = [*seen, *(head for head in shelf.like(mine) if head.article not in batch)]
        seen.append(mine)
        family = shelf.family(article, {a: s.sheet.article.revision_of for a, s in batch.items() if s.sheet})
        found = [(what, other) for other in others if other.article not in family and (what := _same(mine, other))]
        if found:
            yield _problem(batch[article], *min(found, key=lambda pair: (list(_SAME).index(pair[0]), pair[1].article)))


@dataclass(frozen=True, slots=True)
class _Head:
    """What articles are told apart by."""

    article: str
    url: str
    headline: str
    publisher: str
    file: str

    @property
    def identifier(self) -> str:
        return self.article.rpartition("/")[2]


def _head(source: Source, place: Path) -> _Head:
    assert source.sheet
    article = source.sheet.article
    file = "" if source.file == STDIN else sheet_name(source.file, place)
    return _Head(source.graphs.article, article.url or "", article.headline, article.publisher or "", file)


def _same(one: _Head, other: _Head) -> str:
    """Give the key of what makes two articles look like versions of one; empty where nothing does."""
    if one.url and other.url:
        return "url" if one.url == other.url else ""
    if (fold(one.headline), fold(one.publisher)) == (fold(other.headline), fold(other.publisher)):
        return "headline"
    return "file" if one.file and one.file == other.file else ""


@dataclass
class _Shelf:
    """The articles in a store."""

    store: Store
    names: Names

    def like(self, head: _Head) -> Iterator[_Head]:
        """Yield the articles that share something with one."""
        address = Literal(head.url, datatype=NamedNode(XSD + "anyURI"))
        found = {q.subject.value for q in self.store.quads_for_pattern(None, _URL, address) if head.url}  # type: ignore[union-attr]
        found.update(self._headed(head.headline))
        found.update(articles_of_file(self.store, head.file, self.names) if head.file else ())
        for article in sorted(found - {head.article}):
            url, headline, publisher = (_text(self.store, article, p) for p in (_URL, _HEADLINE, _PUBLISHER))
            yield _Head(article, url, headline, publisher, file_of(self.store, article, self.names))

    def _headed(self, headline: str) -> Iterator[str]:
        """Yield the articles under a headline, however it is spelt."""
        # Folding takes a hundred times as long as counting words, and a store may have very many headlines.
        words = headline.split()
        first, whole = fold("".join(words[:1])), fold(headline)
        for other, article in self._headlines.get(len(words), ()):
            if fold(other.split(maxsplit=1)[0]) == first and fold(other) == whole:
                yield article

    @cached_property
    def _headlines(self) -> dict[int, list[tuple[str, str]]]:
        found: dict[int, list[tuple[str, str]]] = {}
        for q in self.store.quads_for_pattern(None, _HEADLINE, None):
            if isinstance(q.subject, NamedNode) and isinstance(q.object, Literal) and q.object.value.strip():
                found.setdefault(len(q.object.value.split()), []).append((q.object.value, q.subject.value))
        return found

    def family(self, article: str, loaded: Mapping[str, str | None]) -> set[str]:
        """Give the articles that links of revision join to one; `loaded` says whom those of the load revise."""
        links = {a: {self.names.resolve(of)} for a, of in loaded.items() if of}
        family, queue = {article}, [article]
        for member in queue:
            node = NamedNode(member)
            before = {q.object.value for q in self.store.quads_for_pattern(node, _REVISION_OF, None)}  # type: ignore[union-attr]
            after = {q.subject.value for q in self.store.quads_for_pattern(None, _REVISION_OF, node)}  # type: ignore[union-attr]
            # What a sheet said before it is loaded again counts no more.
            before = links.get(member, set()) if member in loaded else before
            after = {a for a in after if a not in loaded} | {a for a, revised in links.items() if member in revised}
            new = (before | after) - family
            family |= new
            queue += sorted(new)
        return family


def _problem(source: Source, what: str, other: _Head) -> Problem:
    same, same_ar = _SAME[what]
    if what == "headline" and not other.publisher:
        same, same_ar = "headline", "العنوان نفسه"
    name, of = other.identifier, f", from {other.file}" if other.file else ""
    assert source.sheet
    keys = source.sheet.keys
    return Problem(
        "article-version",
        f"looks like another version of the article {name} ({other.headline}{of}), which has the same {same}; "
        "each is kept as an article of its own",
        keys.get(f"article.{what}") or keys.get("article.file") or source.sheet.positions[""],
        Level.WARNING,
        value=other.article,
        fix=f"if it is a version, write revision-of: {name} under article:; "
        f"if the other one is a mistake, take it out: khabar remove {name}",
        message_ar=f"يبدو نسخة أخرى من المقال {name} ({other.headline})، فلهما {same_ar}؛ ويُحفظ كل منهما مقالا مستقلا. "
        f"إن كان نسخة منه فاكتب revision-of: {name} تحت article:، وإن كان الآخر خطأ فاحذفه بالأمر khabar remove {name}",
    )


def _text(store: Store, subject: str, predicate: NamedNode, graph: NamedNode | None = None) -> str:
    quads = store.quads_for_pattern(NamedNode(subject), predicate, None, graph)
    return min((q.object.value for q in quads if isinstance(q.object, Literal)), default="")
