"""Find a quote in an article: exactly, once, or say why not and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from .records import Span
from .spelling import as_typed, folded_place, in_one_line, nearest, short
from .text import line_of

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
    """Why a quote could not be placed, and how to mend it."""

    message: str
    fix: str


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
    where = "the quote" if within else "the article"
    return _choose(text, quote, find_all(text, quote.words, start, end), where)


def _choose(text: str, quote: Quote, found: list[int], where: str) -> Span | NotFound:
    if not found:
        elsewhere = find_all(text, quote.words) if quote.after else []
        return _misplaced(text, quote, elsewhere) if elsewhere else _missing(text, quote.words)
    # After an anchor the nearest occurrence is meant; without one the author must choose.
    nth = quote.nth or (1 if quote.after or len(found) == 1 else 0)
    if not nth:
        return _ambiguous(text, quote.words, found, where)
    if nth > len(found):
        where = f" after «{short(quote.after)}»" if quote.after else ""
        message = f"«{short(quote.words)}» stands {_times(len(found))}{where}, so there is no nth: {nth}"
        return NotFound(message, "write one of these:\n" + _list_occurrences(text, quote.words, found))
    at = found[nth - 1]
    return Span(at, at + len(quote.words), quote.words)


def _bad_anchor(text: str, words: str, anchors: list[int]) -> NotFound:
    if not anchors:
        found = _missing(text, words)
        return NotFound(f"after: {found.message}", found.fix)
    return NotFound(
        f"after: «{short(words)}» stands {_times(len(anchors))} in the article",
        "write more of its words, so that it stands once:\n" + _list_occurrences(text, words, anchors),
    )


def _misplaced(text: str, quote: Quote, found: list[int]) -> NotFound:
    return NotFound(
        f"«{short(quote.words)}» does not stand after «{short(quote.after)}»",
        "write after: words that stand before one of these, or nth: alone:\n"
        + _list_occurrences(text, quote.words, found),
    )


def _ambiguous(text: str, words: str, found: list[int], where: str) -> NotFound:
    return NotFound(
        f"«{short(words)}» stands {_times(len(found))} in {where}",
        f"{ADD_NTH}, or after: (words that stand before it), to say which:\n" + _list_occurrences(text, words, found),
    )


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


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
        shown = as_typed(text[slice(*place)])
        message = f"«{short(words)}» is spelt otherwise in the article"
        return NotFound(message, f"write it as the text has it, on line {line_of(text, place[0])}: {shown}")
    near = nearest(text, words)
    return NotFound(f"«{short(words)}» is not in the article", f"the nearest text is: {near}" if near else _COPY)
