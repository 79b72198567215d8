"""The default: shifty for the core of SHACL and for users' rules, a store for khabar's own rules in SPARQL."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .setbased import ask, split, stored
from .shifty import check, ntriples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

    from ..rulebook import RuleBook
    from . import Result

__all__ = ["results"]

# Looked up by the book itself, so that each book is taken apart once.
_split = lru_cache(maxsize=8)(split)


def results(triples: Iterable[Triple], book: RuleBook) -> Iterator[Result]:
    """Check one graph against the rules (see :class:`khabar.shapes.engines.Engine`)."""
    questions, rest = _split(book)
    data = ntriples(triples)
    yield from check(data, rest)
    if questions:
        yield from ask(stored(data), questions)
