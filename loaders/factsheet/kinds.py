"""What an entity can be: by the word of the format, or by its class's label in Arabic or English."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ...ontology.labels import fold
from ...ontology.terms import KH, RDFS
from ...ontology.vocabulary import turtle
from .keys import ENTITY_KINDS

__all__ = ["kind_labels", "kind_of"]


def kind_of(words: str) -> str | None:
    """Give the kind that is meant, or None.

    >>> kind_of("person"), kind_of("شخص"), kind_of("Unnamed actor"), kind_of("froce")
    ('person', 'person', 'unnamed', None)
    """
    if words in ENTITY_KINDS:
        return words
    return next((kind for kind, named in kind_labels().items() if fold(words) in map(fold, named.values())), None)


@cache
def kind_labels() -> dict[str, dict[str, str]]:
    """Give the labels of every kind by language, as the ontology has them for its class."""
    kinds = {NamedNode(KH + name): kind for kind, name in ENTITY_KINDS.items()}
    found: dict[str, dict[str, str]] = {kind: {} for kind in ENTITY_KINDS}
    for triple in parse(turtle("khabar.ttl"), RdfFormat.TURTLE):
        kind = kinds.get(triple.subject) if isinstance(triple.subject, NamedNode) else None
        if kind and triple.predicate.value == RDFS + "label" and isinstance(triple.object, Literal):
            found[kind][triple.object.language or ""] = triple.object.value
    return found
