"""Find a quote in an article: exactly, once, or say why not and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .messages import Said, problem, say
from .records import Span
from .spelling import LATE, around, as_typed, folded_place, in_one_line, nearest, short
from .text import line_of

if TYPE_CHECKING:
    from ..errors import Position, Problem

__all__ = ["ADD_NTH", "NotFound", "Quote", "find_all", "locate"]

_CONTEXT = 18
_SHOWN = 8
# How to say which of several occurrences is meant; a caller may put its own form of it in the place of this one.
ADD_NTH = "add nth: N"
_COPY = "copy the words from the article"


@dataclass(frozen=True, slots=True)
class Quote:
    """What an author wrote to point at words: the words, and which occurrence is meant."""

    words: str
    after: str = ""
    nth: int | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why a quote could not be placed (a name of the catalogue of messages and its values), and how to mend it."""

    name: str
    fix: str
    values: dict[str, object]

    @property
    def said(self) -> Said:
        """What is wrong, in both languages."""
        return say(self.name, **self.values)

    def problem(self, at: Position, value: str, fix: str) -> Problem:
        """Give the problem that it makes at a place."""
        return problem(self.name, at, value, fix, **self.values)


def find_all(text: str, words: str, start: int = 0, end: int | None = None) -> list[int]:
    """Give the offset of every occurrence, overlapping ones too, that lies within [start, end)."""
    found: list[int] = []
    at = text.find(words, start, end)
    while words and at >= 0:
        found.append(at)
        at = text.find(words, at + 1, end)
    return found


def locate(text: str, quote: Quote, within: Span | None = None) -> Span | NotFound:
    """Place a quote in the text, or in one span of it, by code points.

    The words must stand there exactly; where they stand more than once, `after` or `nth` must say which.
    """
    start, end = (within.start, within.end) if within else (0, len(text))
    if quote.after:
        anchors = find_all(text, quote.after, start, end)
        if len(anchors) != 1:
            return _bad_anchor(text, quote.after, anchors)
        start = anchors[0] + len(quote.after)
    where = say("phrase.the-quote" if within else "phrase.the-article")
    return _choose(text, quote, find_all(text, quote.words, start, end), where)


def _choose(text: str, quote: Quote, found: list[int], where: Said) -> Span | NotFound:
    if not found:
        elsewhere = find_all(text, quote.words) if quote.after else []
        return _misplaced(text, quote, elsewhere) if elsewhere else _missing(text, quote.words)
    # After an anchor the nearest occurrence is meant; without one the author must choose.
    nth = quote.nth or (1 if quote.after or len(found) == 1 else 0)
    if not nth:
        return _ambiguous(text, quote.words, found, where)
    if nth > len(found):
        after = say("phrase.after", after=short(quote.after)) if quote.after else ""
        values = {"words": short(quote.words), "times": _times(len(found)), "where": after, "nth": nth}
        return NotFound("quote.nth", "write one of these:\n" + _list_occurrences(text, quote.words, found), values)
    at = found[nth - 1]
    return Span(at, at + len(quote.words), quote.words)


def _bad_anchor(text: str, words: str, anchors: list[int]) -> NotFound:
    if not anchors:
        found = _missing(text, words)
        return NotFound("quote.anchor-missing", found.fix, {"why": found.said})
    fix = "write more of its words, so that it stands once:\n" + _list_occurrences(text, words, anchors)
    return NotFound("quote.anchor-ambiguous", fix, {"words": short(words), "times": _times(len(anchors))})


def _misplaced(text: str, quote: Quote, found: list[int]) -> NotFound:
    rows = _list_occurrences(text, quote.words, found)
    fix = "write after: words that stand before one of these, or nth: alone:\n" + rows
    return NotFound("quote.misplaced", fix, {"words": short(quote.words), "after": short(quote.after)})


def _ambiguous(text: str, words: str, found: list[int], where: Said) -> NotFound:
    rows = _list_occurrences(text, words, found)
    fix = f"{ADD_NTH}, or after: (words that stand before it), to say which:\n" + rows
    return NotFound("quote.ambiguous", fix, {"words": short(words), "times": _times(len(found)), "where": where})


def _times(n: int) -> Said:
    # An Arabic count takes the plural from 3 to 10 alone.
    name = {1: "once", 2: "twice"}.get(n) or ("few" if 3 <= n % 100 <= 10 else "many")  # noqa: PLR2004
    return say(f"phrase.times.{name}", n=n)


def _list_occurrences(text: str, words: str, found: list[int]) -> str:
    rows = [f"    nth: {n}  {_show(text, at, at + len(words))}" for n, at in enumerate(found[:_SHOWN], 1)]
    more = [f"    … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return "\n".join(rows + more)


def _show(text: str, start: int, end: int) -> str:
    before = in_one_line(text[max(0, start - _CONTEXT) : start])
    after = in_one_line(text[end : end + _CONTEXT])
    words = short(text[start:end])
    return f"line {line_of(text, start)} [{start}, {end})  …{before}«{words}»{after}…"


def _missing(text: str, words: str) -> NotFound:
    """Tell apart words that differ only in spelling, which are offered, from words that are not there."""
    place = folded_place(text, words)
    if place:
        return _spelt_otherwise(text, words, place)
    near = nearest(text, words)
    if near is None:
        return NotFound("quote.missing", _COPY, {"words": short(words)})
    values = {"words": short(words), **near._asdict()}
    where = f"the nearest text is: line {near.line} [{near.start}, {near.end})"
    if near.typed:
        return NotFound("quote.parting", f"{where}{_side_by_side(near.shown, near.typed)}", values)
    return NotFound("quote.near", f"{where}  {near.shown}", values)


def _spelt_otherwise(text: str, words: str, place: tuple[int, int]) -> NotFound:
    spelt, line = text[slice(*place)], line_of(text, place[0])
    fix = f"write it as the text has it, on line {line}: {as_typed(spelt)}"
    same = next((n for n, (a, b) in enumerate(zip(spelt, words, strict=False)) if a != b), 0)
    if same > LATE:
        fix += _side_by_side(around(spelt, same), around(words, same))
    return NotFound("quote.spelt", fix, {"words": short(words), "line": line, "shown": as_typed(spelt)})


def _side_by_side(article: str, sheet: str) -> str:
    return f"\n  the two part here:\n    article: {article}\n    sheet:   {sheet}"
