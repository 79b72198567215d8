"""The ontology: its Turtle files, its terms and codes, and how things are named.

`khabar.ttl` holds the classes and properties, `event-types.ttl` and `codes.ttl` the concept schemes. This package is
their Python face: what is a valid code or event type is read from those files, never repeated in code.
"""

from __future__ import annotations

from .iris import DEFAULT_BASE, Names, article_id
from .vocabulary import Concept, Vocabulary, vocabulary

__all__ = ["DEFAULT_BASE", "Concept", "Names", "Vocabulary", "article_id", "vocabulary"]
