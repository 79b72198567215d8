"""Shorten IRIs to CURIEs for people to read; data formats keep the IRIs whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..ontology.iris import DEFAULT_BASE
from ..queries.names import prefixes_for

__all__ = ["Curies"]


@dataclass(frozen=True, slots=True)
class Curies:
    """Shorten by the longest namespace that fits: those of the vocabularies, and those under the data's base.

    What it gives can be typed back as the value of a query's parameter.

    >>> Curies().shorten("https://khabar.example/article/vu5cjwwwcnjqiwtf#s02")
    'a:vu5cjwwwcnjqiwtf#s02'
    >>> Curies().shorten("https://w3id.org/khabar/code/USD"), Curies().shorten("urn:x")
    ('khc:USD', 'urn:x')
    """

    base: str = DEFAULT_BASE
    _namespaces: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Order the namespaces once, longest first."""
        pairs = ((namespace, prefix) for prefix, namespace in prefixes_for(self.base).items())
        object.__setattr__(self, "_namespaces", tuple(sorted(pairs, key=lambda p: (-len(p[0]), p[1]))))

    def shorten(self, iri: str) -> str:
        """Give the CURIE, or the IRI itself where no namespace fits or nothing would be left of it."""
        for namespace, prefix in self._namespaces:
            # A prefix with nothing behind it reads like a mistake.
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri
