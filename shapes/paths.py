"""SHACL property paths as text, in SPARQL's notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyoxigraph import BlankNode, Literal, Triple

    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
    Index: TypeAlias = Mapping[Term, Sequence[tuple[str, Term]]]

__all__ = ["members", "path_text"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SH = "http://www.w3.org/ns/shacl#"
_SUFFIXES = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def path_text(term: Term, index: Index) -> str:
    """Give a path (SHACL section 2.3.1): a lone property by its IRI, else as SPARQL writes it."""
    return term.value if isinstance(term, NamedNode) else _text(term, index)


def members(head: Term, index: Index) -> Iterator[Term]:
    """Yield the members of an RDF list."""
    node = dict(index.get(head, ()))
    while _RDF + "first" in node:
        yield node[_RDF + "first"]
        node = dict(index.get(node[_RDF + "rest"], ()))


def _text(term: Term, index: Index) -> str:
    if isinstance(term, NamedNode):
        return str(term)
    facts = index.get(term, ())
    if any(key == _RDF + "first" for key, _ in facts):
        return "({})".format("/".join(_text(member, index) for member in members(term, index)))
    for key, value in facts:
        name = key.removeprefix(_SH)
        if name == "inversePath":
            return f"^{_text(value, index)}"
        if name == "alternativePath":
            return "({})".format("|".join(_text(member, index) for member in members(value, index)))
        if name in _SUFFIXES:
            return _text(value, index) + _SUFFIXES[name]
    return "({})".format("/".join(_text(member, index) for member in members(term, index)))
