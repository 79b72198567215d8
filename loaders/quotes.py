"""Find a quote in an article: exactly, once, or say why not and what to write instead."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from ..ontology.labels import fold, fold_with_offsets
from .records import Span
from .text import line_of

__all__ = ["NotFound", "Quote", "find_all", "locate"]

_CONTEXT = 18
_SHOWN = 8


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
            return _bad_anchor(text, quote, anchors)
        start = anchors[0] + len(quote.after)
    return _choose(text, quote, find_all(text, quote.words, start, end))


def _choose(text: str, quote: Quote, found: list[int]) -> Span | NotFound:
    if not found:
        return _missing(text, quote)
    # After an anchor the nearest occurrence is meant; without one the author must choose.
    nth = quote.nth or (1 if quote.after or len(found) == 1 else 0)
    if not nth:
        return _ambiguous(text, quote, found)
    if nth > len(found):
        return NotFound(
            f"«{quote.words}» stands {_times(len(found))}, so there is no nth: {nth}",
            _list_occurrences(text, quote.words, found),
        )
    at = found[nth - 1]
    return Span(at, at + len(quote.words), quote.words)


def _bad_anchor(text: str, quote: Quote, anchors: list[int]) -> NotFound:
    if not anchors:
        near = _nearest(text, quote.after)
        return NotFound(f"after: «{quote.after}» is not in the article", f"the nearest text is: {near}")
    return NotFound(
        f"after: «{quote.after}» stands {_times(len(anchors))} in the article",
        "write more of its words, so that it stands once:\n" + _list_occurrences(text, quote.after, anchors),
    )


def _ambiguous(text: str, quote: Quote, found: list[int]) -> NotFound:
    return NotFound(
        f"«{quote.words}» stands {_times(len(found))} in the article",
        "add nth: N, or after: (words that stand before it), to say which:\n"
        + _list_occurrences(text, quote.words, found),
    )


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _list_occurrences(text: str, words: str, found: list[int]) -> str:
    rows = [f"    nth: {n}  {_show(text, at, at + len(words))}" for n, at in enumerate(found[:_SHOWN], 1)]
    more = [f"    … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return "\n".join(rows + more)


def _show(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _CONTEXT) : start].replace("\n", " ")
    after = text[end : end + _CONTEXT].replace("\n", " ")
    words = text[start:end].replace("\n", " ")
    return f"line {line_of(text, start)} [{start}, {end})  …{before}«{words}»{after}…"


def _missing(text: str, quote: Quote) -> NotFound:
    """Tell apart words that differ only in spelling, which are offered, from words that are not there."""
    folded, offsets = fold_with_offsets(text)
    wanted = fold(quote.words)
    at = folded.find(wanted) if wanted else -1
    if at < 0:
        message = f"«{_short(quote.words)}» is not in the article"
        where = " after those words" if quote.after else ""
        return NotFound(message + where, f"the nearest text is: {_nearest(text, quote.words)}")
    start, end = offsets[at], _end_of(text, offsets, at + len(wanted))
    return NotFound(
        f"«{_short(quote.words)}» is spelt otherwise in the article",
        f"the text has, on line {line_of(text, start)}: {text[start:end]}",
    )


def _end_of(text: str, offsets: list[int], index: int) -> int:
    """Give the offset where a folded match ends; marks on its last letter belong to it."""
    end = offsets[index - 1] + 1
    stop = offsets[index] if index < len(offsets) else len(text)
    while end < stop and not _is_base(text[end]):
        end += 1
    return end


def _is_base(character: str) -> bool:
    return bool(fold(character)) or character.isspace()


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "…"  # noqa: PLR2004


def _nearest(text: str, words: str) -> str:
    """Give the stretch of text, from word to word, that shares the longest run with the words wanted."""
    matcher = difflib.SequenceMatcher(None, text, words, autojunk=False)
    run = matcher.find_longest_match()
    start = max(0, run.a - run.b)
    end = min(len(text), start + len(words))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    shown = text[start:end].replace("\n", " ")
    return f"line {line_of(text, run.a)} [{start}, {end})  {_short(shown)}"
