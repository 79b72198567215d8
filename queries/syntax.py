"""Tell, with file and line, whether the text of a question is a query that may be run at all."""

from __future__ import annotations

import re

from pyoxigraph import Store

from ..errors import UsageError
from . import guard

__all__ = ["check_query"]

# pyoxigraph says the place in its message alone.
_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<message>.*)", re.DOTALL)

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
        raise UsageError(_at(file, str(error))) from None


def _at(file: str, message: str) -> str:
    place = _PLACE.search(message)
    if place is None:
        return f"{file}: the query is not valid SPARQL: {message}"
    said = place["message"].partition(", [")[0].removeprefix("expected one of ")
    return f"{file}:{place['line']}:{place['column']}: the query is not valid SPARQL: {said}"
