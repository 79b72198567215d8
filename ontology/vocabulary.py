"""The codes and event types, read from the Turtle files that define them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from .terms import KHC, KHT, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FILES", "Concept", "Vocabulary", "terms", "turtle", "vocabulary"]

FILES = {
    "https://w3id.org/khabar/ns": "khabar.ttl",
    "https://w3id.org/khabar/type": "event-types.ttl",
    "https://w3id.org/khabar/code": "codes.ttl",
}
_IN_SCHEME = NamedNode(SKOS + "inScheme")
_LABEL = NamedNode(RDFS + "label")
_ALT_LABEL = NamedNode(SKOS + "altLabel")
_HIDDEN_LABEL = NamedNode(SKOS + "hiddenLabel")


@dataclass(frozen=True, slots=True)
class Concept:
    """A code or event type: its name, its labels by language, and other words it goes by.

    `duals` are the Arabic forms that say "two" by themselves, such as «جنديان».
    """

    name: str
    labels: dict[str, str]
    words: tuple[str, ...] = ()
    duals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every concept by scheme (``act``, ``status``, ``unit`` …; ``type`` for event types) and name."""

    schemes: dict[str, dict[str, Concept]]

    def __getitem__(self, scheme: str) -> dict[str, Concept]:
        return self.schemes[scheme]


def turtle(file: str) -> bytes:
    """Give the bytes of one of the ontology's files, as they travel in the package."""
    return (files(__package__) / file).read_bytes()


@cache
def vocabulary() -> Vocabulary:
    """Read all concept schemes; the result is kept for the life of the process."""
    store = Store()
    for file in ("event-types.ttl", "codes.ttl"):
        store.load(turtle(file), format=RdfFormat.TURTLE)
    schemes: dict[str, dict[str, Concept]] = {}
    for quad in store.quads_for_pattern(None, _IN_SCHEME, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            concept = _concept(store, quad.subject)
            schemes.setdefault(_scheme_name(quad.object.value), {})[concept.name] = concept
    return Vocabulary({s: dict(sorted(c.items())) for s, c in sorted(schemes.items())})


@cache
def terms() -> frozenset[str]:
    """Give the IRI of everything that the ontology's files describe: classes, properties, codes, event types."""
    store = Store()
    for file in FILES.values():
        store.load(turtle(file), format=RdfFormat.TURTLE)
    subjects = {quad.subject for quad in store}
    return frozenset(subject.value for subject in subjects if isinstance(subject, NamedNode))


def _scheme_name(iri: str) -> str:
    return "type" if iri == KHT else iri.rsplit("/", 1)[-1]


def _concept(store: Store, subject: NamedNode) -> Concept:
    labels = {text.language or "": text.value for text in _texts(store, subject, _LABEL)}
    words = tuple(sorted({text.value for text in _texts(store, subject, _ALT_LABEL)} | set(labels.values())))
    duals = tuple(sorted({text.value for text in _texts(store, subject, _HIDDEN_LABEL)}))
    return Concept(subject.value.removeprefix(KHT).removeprefix(KHC), labels, words, duals)


def _texts(store: Store, subject: NamedNode, predicate: NamedNode) -> Iterator[Literal]:
    for quad in store.quads_for_pattern(subject, predicate, None):
        if isinstance(quad.object, Literal):
            yield quad.object
