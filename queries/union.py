"""Ask the union of all graphs where a store has it under a name instead of as the default graph.

Given to such a store as ``default-graph-uri``, the name makes a data set without named graphs (SPARQL 1.1 Protocol,
section 2.1.4), in which GRAPH finds nothing. So a query that uses GRAPH is put inside of one: ``GRAPH <union> { … }``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UsageError
from . import guard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["within"]


def within(text: str, graph: str) -> str:
    """Give a query with each of its outermost groups asked of a graph; an inner GRAPH still means its own.

    >>> within("SELECT ?g { ?g ?p ?o . GRAPH ?g { ?s ?q ?o } } ORDER BY ?g VALUES ?o { 1 }", "urn:all")
    'SELECT ?g { GRAPH <urn:all> { ?g ?p ?o . GRAPH ?g { ?s ?q ?o } }} ORDER BY ?g VALUES ?o { 1 }'

    Raises:
        UsageError: for DESCRIBE, whose descriptions come from the default graph whatever its groups say.

    """
    if guard.query_form(text) == "DESCRIBE":
        raise UsageError("DESCRIBE with GRAPH cannot be asked of this kind of store; write a CONSTRUCT query")
    lexemes = list(guard.tokens(text))
    opening = {start for start, end, word in _groups(lexemes) if word not in {"CONSTRUCT", "VALUES"}}
    closing = {end for start, end, word in _groups(lexemes) if start in opening}
    return "".join(
        f"{{ GRAPH <{graph}> {{" if n in opening else "}}" if n in closing else lexeme
        for n, (_, lexeme) in enumerate(lexemes)
    )


def _groups(lexemes: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield where each outermost pair of braces stands, and the last word before it, in capitals."""
    depth, start, word = 0, 0, ""
    for n, (kind, lexeme) in enumerate(lexemes):
        if (kind, lexeme) == ("other", "{"):
            start = start if depth else n
            depth += 1
        elif (kind, lexeme) == ("other", "}"):
            depth -= 1
            if depth == 0:
                yield start, n, word
        elif kind == "word" and depth == 0:
            word = lexeme.upper()
