"""The names in a query: prefixes that it declares (SPARQL 1.1, section 4.1.1) or not, and terms that nobody defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import did_you_mean
from ..ontology.terms import PREFIXES
from ..ontology.vocabulary import terms
from . import guard

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["declared", "strangers", "unresolved"]


def declared(text: str) -> dict[str, str]:
    """Give the namespace of every prefix that a query declares.

    >>> declared("PREFIX kh: <https://w3id.org/khabar/ns#> SELECT * { ?s kh:verb ?o }")
    {'kh': 'https://w3id.org/khabar/ns#'}
    """
    found = [token for token in guard.tokens(text) if token[0] != "space"]
    return {
        name[:-1]: iri[1:-1]
        for (_, word), (kind, name), (_, iri) in zip(found, found[1:], found[2:], strict=False)
        if word.upper() == "PREFIX" and kind == "name" and iri.startswith("<")
    }


def unresolved(text: str) -> str:
    """Say which name of a query stands for no IRI: its prefix is not declared, or it is relative to nothing.

    An empty text where there is none.
    """
    known = declared(text)
    prefix = next((name.partition(":")[0] for name in _names(text) if name.partition(":")[0] not in known), None)
    if prefix is not None:
        return f"the prefix {prefix}: is not declared; begin with PREFIX {prefix}: <{PREFIXES.get(prefix, '…')}>"
    iris = [lexeme for kind, lexeme in guard.tokens(text) if kind == "iri"]
    relative = next((iri for iri in iris if ":" not in iri), None)
    return f"{relative} is not a whole IRI; write one, such as <https://…>" if relative else ""


def strangers(text: str) -> Iterator[str]:
    """Say of each term in khabar's namespaces that the ontology does not have it: an answer would be empty."""
    known, told = declared(text), set[str]()
    for name in _names(text):
        prefix, _, local = name.partition(":")
        iri = known.get(prefix, "") + local
        if iri not in terms() and name not in told and local and iri.startswith(_own()):
            told.add(name)
            others = [f"{prefix}:{t.removeprefix(known[prefix])}" for t in terms() if t.startswith(known[prefix])]
            hint = did_you_mean(name, others)
            yield f"{name} is not in khabar's ontology" + (f"; {hint}" if hint else "")


def _own() -> tuple[str, ...]:
    return tuple(PREFIXES[prefix] for prefix in ("kh", "kht", "khc"))


def _names(text: str) -> list[str]:
    """Give the prefixed names of a query, but blank nodes and those that a declaration has."""
    found = [token for token in guard.tokens(text) if token[0] != "space"]
    before = ["", *(lexeme.upper() for _, lexeme in found)]
    return [
        lexeme
        for (kind, lexeme), word in zip(found, before, strict=False)
        if kind == "name" and word != "PREFIX" and not lexeme.startswith("_:")
    ]
