"""Tell whether the text of a query can be run at all: where it cannot, in which line and why."""

from __future__ import annotations

import re

from pyoxigraph import Store

from ..errors import UsageError
from . import guard
from .prologue import unresolved

__all__ = ["check_query", "fault"]

_INVALID = "the query is not valid SPARQL"
# pyoxigraph says the place in its message alone.
_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<message>.*)", re.DOTALL)
# Among the signs that it would have taken stands, as a sentence, the rule that was broken.
_RULE = re.compile(r"(?:The )?SELECT [a-z*][\w *]{15,}")
_SHOWN = 40

# The store puts the joins of a query in order in a time that grows with the fourth power of their number.
_MOST_PATTERNS = 150


def check_query(text: str, file: str) -> None:
    """Check that the text is a SELECT query of SPARQL 1.1 that reads nothing but its source.

    Raises:
        UsageError: with the file and, for a syntax error, its line and column.

    """
    try:
        guard.check(text)
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None
    if (form := guard.query_form(text)) != "SELECT":
        raise UsageError(f"{file}: a question is a SELECT query, not {form}")
    if (count := guard.separators(text)) > _MOST_PATTERNS:
        raise UsageError(f"{file}: has about {count} triple patterns, and {_MOST_PATTERNS} are the most; split it")
    try:
        # An empty store parses the query as any other and has nothing to look through.
        Store().query(text)
    except SyntaxError as error:
        place, said = fault(text, error)
        raise UsageError(f"{file}:{place}: {said}" if place else f"{file}: {said}") from None


def fault(text: str, error: SyntaxError) -> tuple[str, str]:
    """Give where a query cannot be read, as ``line:column`` or an empty text, and in one line why."""
    found = _PLACE.search(str(error))
    if not found:
        return "", f"{_INVALID}: {error}"
    place = f"{found['line']}:{found['column']}"
    if said := unresolved(text) or next(iter(_RULE.findall(found["message"])), ""):
        return place, f"{_INVALID}: {said}"
    return place, f"{_INVALID}: {_cut(text, int(found['line']), int(found['column']))}"


def _cut(text: str, line: int, column: int) -> str:
    """Say behind which words the parser stopped, for what it says it expects is every rule of the grammar."""
    lines = text.split("\n")
    before, after = lines[line - 1][: column - 1], "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
    if not after.strip():
        return "it ends too early, or what stands last does not belong there"
    said = before.strip()[-_SHOWN:] or "the line before"
    return f"what follows does not belong behind: {said}"
