"""What the readers of a sheet's sections share: the article, the names declared so far, the problems found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..quotes import NotFound, Quote, locate
from ..records import Span, Text

if TYPE_CHECKING:
    from ...errors import Problem
    from ..lexicon import Lexicon
    from ..records import Article
    from .scope import Scope
    from .section import Section

__all__ = ["Book"]


@dataclass(frozen=True, slots=True)
class Book:
    """One sheet in the course of being read."""

    article: Article
    scope: Scope
    lexicon: Lexicon
    problems: list[Problem]

    def place(self, section: Section, key: str, within: Span | None = None) -> Span | None:
        """Find the words under a key in the article, minding the section's ``after`` and ``nth``."""
        words = section.text(key)
        if words is None:
            return None
        nth = section.whole("nth", 1) if "nth" in section.keys else None
        after = section.text("after") if "after" in section.keys else None
        return self.place_words(section, key, Quote(words, after or "", nth), within)

    def place_words(self, section: Section, key: str, quote: Quote, within: Span | None = None) -> Span | None:
        """Find a quote, first within a span where one is given; one that cannot be placed becomes a problem."""
        found = locate(self.article.text, quote, within)
        if within and isinstance(found, NotFound) and quote.words not in within.quote:
            found = locate(self.article.text, quote)
        if isinstance(found, NotFound):
            section.report("quote", found.message, section.at(key), quote.words, found.fix)
            return None
        return found

    def whole_text(self) -> Span:
        """Give the span of the whole article, for where no better one is known."""
        return Span(0, len(self.article.text), self.article.text)

    def words(self, section: Section, key: str, within: Span | None = None) -> Text | None:
        """Give words that must stand in the article (each part between ``…``), or in one span of it."""
        words = section.text(key)
        if words is None:
            return None
        text = within.quote if within else self.article.text
        for part in filter(None, (p.strip() for p in words.split("…"))):
            if part not in text:
                where = "the quote" if within else "the article"
                fix = "write the words exactly as they stand there"
                section.report("words", f"{key}: «{part}» is not in {where}", section.at(key), words, fix)
                return None
        return Text(words, self.article.language)
