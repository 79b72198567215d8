"""Users' shapes looked at before they are run: what an engine does not understand it passes over in silence."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from ..errors import UsageError
from .engines import shifty
from .reading import SH, parsed
from .rulebook import RuleBook, book_of, local_name, rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

    from .engines import Result
    from .paths import Term

__all__ = ["check_book"]

# Features beyond SHACL Core and SHACL-SPARQL: the engines run none of them, or each in its own way.
_BEYOND = {SH + name for name in ("expression", "filterShape", "js", "rule", "target", "values")}
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@lru_cache(maxsize=8)
def check_book(book: RuleBook) -> None:
    """Refuse, as a UsageError, shapes that break the syntax of SHACL or go beyond its core and SPARQL parts.

    Most syntax rules of SHACL (appendix A) are shapes themselves (appendix C), so an engine can check them.
    khabar's own rule book is checked in the tests, not here.
    """
    if book is rulebook():
        return
    by_us = {*_beyond(book.triples), *_pathless(book.triples), *_patterns(book.triples)}
    by_shapes = {_fault(result) for result in shifty.check(shifty.ntriples(book.triples), _syntax())}
    if by_us or by_shapes:
        raise UsageError("a shape cannot be run: " + "\n  ".join(sorted(by_us | by_shapes)))


@cache
def _syntax() -> RuleBook:
    from importlib.resources import files

    name = "shacl-shacl.ttl"
    return book_of([(name, parsed(name, (files("pyshacl") / "assets" / name).read_bytes()))])


def _beyond(triples: Iterable[Triple]) -> Iterator[str]:
    for s, p, _ in triples:
        if p.value in _BEYOND:
            yield f"{_name(s)}: sh:{p.value.removeprefix(SH)} is beyond SHACL Core and SPARQL constraints"


def _pathless(triples: Iterable[Triple]) -> Iterator[str]:
    kind = (NamedNode(_RDF_TYPE), NamedNode(SH + "PropertyShape"))
    shapes: set[Term] = {t.subject for t in triples if (t.predicate, t.object) == kind}
    shapes |= {t.object for t in triples if t.predicate.value == SH + "property"}
    pathed = {t.subject for t in triples if t.predicate.value == SH + "path"}
    return (f"{_name(shape)}: a property shape needs an sh:path" for shape in shapes - pathed)


def _patterns(triples: Iterable[Triple]) -> Iterator[str]:
    """Yield what is no regular expression: SPARQL's REGEX fails on it, which leaves the variable unbound."""
    for s, p, pattern in triples:
        if p.value == SH + "pattern" and isinstance(pattern, Literal):
            rows = Store().query(f"SELECT (REGEX('', STR({pattern})) AS ?found) {{}}")
            if any(row["found"] is None for row in rows):  # type: ignore[union-attr]
                yield f"{_name(s)}: sh:pattern: '{pattern.value}' is no regular expression"


def _fault(result: Result) -> str:
    path = f"sh:{result.path.removeprefix(SH)}: " if result.path else ""
    return f"{local_name(result.focus)}: {path}{result.message or 'breaks the syntax of SHACL'}"


def _name(shape: Term) -> str:
    return "a nameless shape" if isinstance(shape, BlankNode) else local_name(shape.value)  # type: ignore[union-attr]
