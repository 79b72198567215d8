"""What the readers of a sheet's sections share: the article, the names declared so far, the problems found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..messages import say
from ..quotes import ADD_NTH, NotFound, Quote, locate
from ..records import Span, Text
from ..spelling import spelt_as

if TYPE_CHECKING:
    from ...errors import Position, Problem
    from ..lexicon import Lexicon
    from ..records import Article
    from .scope import Scope
    from .section import Section

__all__ = ["NOWHERE", "Book"]

# Stands in for the span of a quote that could not be placed: what hangs on it cannot be looked up, but all else
# about the statement is checked, so that one wrong quote does not hide what else is wrong.
NOWHERE = Span(0, 0, "")


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
        nth = section.whole("nth", 1) if "nth" in section.keys else None
        if words is None or ("nth" in section.values and nth is None):
            return None
        after = section.text("after") if "after" in section.keys else None
        return self.place_words(section, section.at(key), Quote(words, after or "", nth), within)

    def place_words(
        self, section: Section, at: Position, quote: Quote, within: Span | None = None, add_nth: str = ADD_NTH
    ) -> Span | None:
        """Find a quote, first within a span where one is given; one that cannot be placed becomes a problem.

        `add_nth` is how an author says there which occurrence is meant.
        """
        if within == NOWHERE:
            return None
        found = locate(self.article.text, quote, within)
        if within and isinstance(found, NotFound) and quote.words not in within.quote:
            found = locate(self.article.text, quote)
        if isinstance(found, NotFound):
            section.problems.append(found.problem(at, quote.words, found.fix.replace(ADD_NTH, add_nth)))
            return None
        self.scope.positions.setdefault(found.reference, at)
        return found

    def words(self, section: Section, key: str, within: Span | None = None) -> Text | None:
        """Give words that must stand in the article (each part between ``…``), or in one span of it."""
        words = section.text(key)
        if words is None:
            return None
        if within == NOWHERE:
            return Text(words, self.article.language)
        text = within.quote if within else self.article.text
        where = "the quote" if within else "the article"
        parts = [p.strip() for p in words.split("…") if p.strip()]
        missing = next((p for p in parts if p not in text), None)
        if missing is None and parts:
            return Text(words, self.article.language)
        spelt = spelt_as(text, missing) if missing else None
        fix = f"write it as {where} has it: {spelt}" if spelt else f"write the words exactly as they stand in {where}"
        place = say("phrase.the-quote" if within else "phrase.the-article")
        section.report("words", section.at(key), words, fix, words=missing or words, where=place)
        return None
