"""Find what a person means by a name: an IRI, a CURIE, an id, or a label in Arabic or English."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ..errors import UsageError
from ..ontology.iris import DEFAULT_BASE
from ..ontology.labels import fold
from ..ontology.terms import KH
from .names import prefixes_for
from .terms import iri, serialize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .sources import Source

__all__ = ["Resolver"]

# Not every `word:` is a scheme: a label may hold a colon, and a CURIE does.
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://|urn:")
_CURIE = re.compile(r"(?P<prefix>[A-Za-z][\w\-]*):(?P<local>\S+)")
_ENTITY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The base32 of `article_id`, with what hangs on the article behind `#`.
_ARTICLE_ID = re.compile(r"[a-z2-7]{16}(?:#\S+)?")
_MOST = 3
_PREFIXES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
"""
_LABELS = """{ ?thing rdfs:label ?label } UNION { ?thing skos:altLabel ?label }
  UNION { ?thing schema:headline ?label }"""


@dataclass(frozen=True, slots=True)
class _Named:
    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Resolver:
    """Look names up in a source; `base` is the IRI under which the data's own things are named."""

    source: Source
    base: str = DEFAULT_BASE

    def resolve(self, text: str, of_class: str = "") -> NamedNode:
        """Give the IRI that `text` stands for, among things of that `kh:` class or a subclass of it.

        Labels are compared as they stand first, then without case, harakat, tatweel, and forms of hamza, ى, ة.

        Raises:
            UsageError: if nothing has that name (with the closest labels), or several things have.

        """
        text = text.strip()
        if written := self._written(text):
            return iri(written)
        # Only an id that exists: `iran` may as well be meant as a label.
        if self._exists(own := self._own(text)):
            return iri(own)
        classes = self._classes(of_class)
        found = _things(self._exact(text, classes))
        # Reading every label is slow where articles are many, so only when nothing bears the very name.
        if not found:
            named = self._named(classes)
            found = _things(n for n in named if fold(text) in (fold(n.label), n.iri.rpartition("#")[2]))
        if len(found) > 1:
            listed = "".join(f"\n  <{thing}>  {label}" for thing, label in sorted(found.items()))
            raise UsageError(f"'{text}' may be any of {len(found)}; give the IRI of the one you mean:{listed}")
        if not found:
            raise UsageError(f"no {of_class or 'thing'} is called '{text}'{_closest(text, named)}")
        return iri(next(iter(found)))

    def _written(self, text: str) -> str:
        """Give the IRI where the text spells one out, else an empty string."""
        if text.startswith("<") and text.endswith(">"):
            return text[1:-1]
        if _ABSOLUTE.match(text):
            return text
        curie = _CURIE.fullmatch(text)
        namespace = prefixes_for(self.base).get(curie["prefix"]) if curie else None
        return namespace + curie["local"] if curie and namespace else ""

    def _own(self, text: str) -> str:
        """Give the IRI of an id under the base: ``vladimir-putin``, ``vu5cjwwwcnjqiwtf#s01``."""
        if _ARTICLE_ID.fullmatch(text):
            return f"{self.base}article/{text}"
        return f"{self.base}entity/{text}" if _ENTITY_ID.fullmatch(text) else ""

    def _exists(self, name: str) -> bool:
        query = f"SELECT ?kind WHERE {{ {serialize(NamedNode(name))} a ?kind }} LIMIT 1" if name else ""
        return bool(query) and len(self.source.select(query)) > 0

    def _classes(self, of_class: str) -> frozenset[str]:
        """Give the class and its subclasses; none means that any thing will do."""
        if not of_class:
            return frozenset()
        top = KH + of_class
        query = f"{_PREFIXES}SELECT ?kind WHERE {{ ?kind rdfs:subClassOf* {serialize(NamedNode(top))} }}"
        # A remote store need not hold the ontology: then the class itself is all there is.
        return frozenset({top} | {str(row[0]) for row in self.source.select(query)})

    def _exact(self, text: str, classes: frozenset[str]) -> list[_Named]:
        # A label is equal to a literal only with its language tag; other languages are found by folding.
        literals = (Literal(text), Literal(text, language="ar"), Literal(text, language="en"))
        values = " ".join(map(serialize, literals))
        pattern = f"VALUES ?label {{ {values} }} {_LABELS} ?thing a ?kind"
        rows = self.source.select(f"{_PREFIXES}SELECT DISTINCT ?thing ?label ?kind WHERE {{ {pattern} }}")
        return [_Named(str(t), str(label)) for t, label, kind in rows if not classes or str(kind) in classes]

    def _named(self, classes: frozenset[str]) -> list[_Named]:
        kinds = " ".join(serialize(NamedNode(name)) for name in sorted(classes))
        values = f"VALUES ?kind {{ {kinds} }} " if kinds else ""
        query = f"SELECT DISTINCT ?thing ?label WHERE {{ {values}?thing a ?kind . {_LABELS} }}"
        return [_Named(str(t), str(label)) for t, label in self.source.select(_PREFIXES + query)]


def _things(named: Iterable[_Named]) -> dict[str, str]:
    return {n.iri: n.label for n in named}


def _closest(text: str, named: list[_Named]) -> str:
    """Suggest the shortest labels that hold the name, else those that, or a word of which, are spelled most like it."""
    labels, wanted = {fold(n.label): n.label for n in named}, fold(text)
    found = sorted((label for label in labels if wanted and wanted in label), key=lambda label: (len(label), label))
    if not found:
        spellings = {word: label for label in labels for word in label.split()} | {label: label for label in labels}
        close = difflib.get_close_matches(wanted, spellings, n=_MOST)
        found = list(dict.fromkeys(spellings[spelling] for spelling in close))
    return f"; did you mean {', '.join(repr(labels[label]) for label in found[:_MOST])}?" if found else ""
