"""Tables for a terminal: cut to its width, right-to-left cells isolated, nothing raw that could steer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import wcwidth

from .visible import isolate, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tables import Table

__all__ = ["render", "wrap"]

_GAP = 2
_NARROWEST = 8
# A quotation fits; a whole paragraph would push the other rows off the screen.
_MOST_LINES = 4
# Of a table of many columns, each this narrow, nobody can read the rows: they are shown one below the other.
_MANY, _TOO_NARROW = 6, 14


def render(table: Table, width: int | None = 80) -> str:
    """Give the table as text of lines at most `width` wide, where the columns leave room for that.

    A cell is wrapped over four lines at most and then ends in ``…``; with None, for files, nothing is wrapped or cut.
    """
    from tabulate import tabulate

    heads = [visible(column) for column in table.columns]
    cells = [[visible(cell.text) for cell in row] for row in table.rows]
    widest = [max(1, *map(_wide, column)) for column in zip(heads, *cells, strict=True)]
    widths = widest if width is None else _fit(widest, width)
    if width is not None and cells and len(heads) > _MANY and max(widths) < min(_TOO_NARROW, max(widest)):
        return _records(heads, cells, width)
    shown = [["\n".join(_lines(*pair)) for pair in zip(row, widths, strict=True)] for row in cells]
    heads = ["\n".join(_lines(*pair)) for pair in zip(heads, widths, strict=True)]
    text = tabulate(shown, headers=heads, tablefmt="simple", disable_numparse=True)
    # tabulate pads the last column, which wraps on a terminal of just that width.
    return "\n".join(line.rstrip() for line in text.split("\n")) + "\n"


def _records(heads: list[str], cells: list[list[str]], width: int) -> str:
    """Give each row as lines of ``column  value``, the rows set apart by an empty line."""
    margin = max(map(_wide, heads)) + _GAP
    lines = []
    for row in cells:
        for head, cell in zip(heads, row, strict=True):
            first, *more = _lines(cell, max(width - margin, _NARROWEST))
            lines += [f"{head:<{margin}}{first}", *(" " * margin + line for line in more)]
        lines.append("")
    return "\n".join(line.rstrip() for line in lines[:-1]) + "\n"


def wrap(text: str, width: int) -> Iterator[str]:
    """Cut text into lines of at most `width` columns, at spaces where it can.

    >>> list(wrap("one two three", 8))
    ['one two', 'three']
    >>> list(wrap("abcdefgh", 3))
    ['abc', 'def', 'gh']
    """
    # Not textwrap, which counts characters: harakat take no column, and CJK letters two.
    while _wide(text) > width:
        head = _prefix(text, width)
        space = len(head) if text[len(head) :].startswith(" ") else head.rfind(" ")
        cut = space if space > 0 else len(head)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    yield text


def _wide(text: str) -> int:
    width: int = wcwidth.wcswidth(text)
    # Of a text with a control character wcswidth says nothing.
    return width if width >= 0 else sum(max(wcwidth.wcwidth(c), 0) for c in text)


def _prefix(text: str, width: int) -> str:
    """Give the longest beginning that fits, and at least one character."""
    # Measured as a whole: the marks of some scripts are as wide as the letter they follow lets them be.
    fitting = (end for end in range(1, len(text)) if _wide(text[: end + 1]) > width)
    return text[: next(fitting, len(text))]


def _lines(text: str, width: int) -> list[str]:
    lines = list(wrap(text, width))
    if len(lines) > _MOST_LINES:
        last = _prefix(lines[_MOST_LINES - 1], width - 1)
        lines = [*lines[: _MOST_LINES - 1], f"{last}…"]
    # Each line by itself: an isolate does not reach over the end of a line.
    return [isolate(line) for line in lines]


def _fit(widths: list[int], width: int) -> list[int]:
    """Narrow the widest columns, and only those, until the table fits."""
    room = width - _GAP * (len(widths) - 1)
    widest = max(widths, default=0)
    while sum(min(w, widest) for w in widths) > room and widest > _NARROWEST:
        widest -= 1
    return [max(min(w, widest), 1) for w in widths]
