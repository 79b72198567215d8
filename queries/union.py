"""Ask the union of all graphs where a store has it under a name instead of as the default graph.

Given to such a store as ``default-graph-uri``, the name makes a data set without named graphs (SPARQL 1.1 Protocol,
section 2.1.4), in which GRAPH finds nothing, and Fuseki takes up to twice the time. So the query is put inside of one
GRAPH: ``GRAPH <union> { … }``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import guard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["within"]


def within(text: str, graph: str) -> str:
    """Give a query with each of its outermost groups asked of a graph; an inner GRAPH still means its own.

    It does nothing for the descriptions of DESCRIBE, which come from the default graph whatever the groups say.

    >>> within("SELECT ?g { ?g ?p ?o . GRAPH ?g { ?s ?q ?o } } ORDER BY ?g VALUES ?o { 1 }", "urn:all")
    'SELECT ?g { GRAPH <urn:all> { ?g ?p ?o . GRAPH ?g { ?s ?q ?o } }} ORDER BY ?g VALUES ?o { 1 }'
    >>> within("CONSTRUCT WHERE { ?s ?p 1 }", "urn:all")
    'CONSTRUCT { ?s ?p 1 } WHERE { GRAPH <urn:all> { ?s ?p 1 }}'
    """
    lexemes = list(guard.tokens(text))
    texts = [lexeme for _, lexeme in lexemes]
    groups = list(_groups(lexemes))
    for start, end, word in groups:
        if word not in {"CONSTRUCT", "VALUES"}:
            texts[start] = f"{{ GRAPH <{graph}> {{"
            texts[end] = "}}"
    if guard.query_form(text) == "CONSTRUCT" and groups and groups[0][2] != "CONSTRUCT":
        # The short form (SPARQL 1.1, section 16.2.4) has a group of triples for both, where no GRAPH may stand.
        start, end, _ = groups[0]
        at = next(n for n, (kind, lexeme) in enumerate(lexemes) if kind == "word" and lexeme.upper() == "CONSTRUCT")
        texts[at] += " " + "".join(lexeme for _, lexeme in lexemes[start : end + 1])
    return "".join(texts)


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
