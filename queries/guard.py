r"""Tell what a query does before it is run: only reading, and never through the network.

The text is cut into the tokens of SPARQL 1.1 (section 19.8), so that a word inside a string, an IRI or a
comment is not taken for a keyword. Engines may expand ``\uXXXX`` before they parse (section 19.2), and differ
in how; every reading is looked at, and one that reaches for the network is enough to refuse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check", "may_use", "names_graphs", "query_form", "separators", "tokens", "uses_graph"]

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
              | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_][\w.\-]*|_)?:(?:(?:[\w:%]|\\[^\w\s])(?:[\w:%.\-]|\\[^\w\s])*)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>\d+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Behind one of these `<` may be a comparison.
_OPERAND_ENDS = ("string", "iri", "variable", "name", "number")


def query_form(text: str) -> str:
    r"""Give ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; an empty string for anything else.

    >>> query_form('PREFIX insert: <http://x/> # DELETE\nSELECT * { ?s insert:p "LOAD" }')
    'SELECT'
    """
    first = _first_word(text)
    return first if first in FORMS else ""


def check(text: str) -> None:
    """Let a query pass that only reads, and reads only the source it is put to.

    Raises:
        UsageError: on an update, on SERVICE, and on text that is no query.

    """
    if may_use(text, "service"):
        raise UsageError("SERVICE is refused: a query must not send requests to other hosts")
    first = _first_word(text)
    if first in UPDATES:
        raise UsageError(f"{first} is refused: only queries are run here, never updates")
    if first not in FORMS:
        raise UsageError(f"not a SPARQL query: it begins with none of {', '.join(FORMS)}")


def names_graphs(text: str) -> bool:
    """Tell whether a query says with FROM which graphs it reads (SPARQL 1.1, section 13.2).

    >>> names_graphs("SELECT ?from FROM <http://x/g> { }"), names_graphs("SELECT ?from { } # FROM")
    (True, False)
    """
    return _says(text, "FROM")


def uses_graph(text: str) -> bool:
    """Tell whether a query asks single graphs by GRAPH (SPARQL 1.1, section 13.3)."""
    return _says(text, "GRAPH")


def separators(text: str) -> int:
    r"""Count the signs that part triple patterns, about as many as there are patterns.

    >>> separators("SELECT * { ?s ?p 'a.b' ; ?q <http://x.y/> . # ...\n ?o ?p ?s }")
    2
    """
    return sum(kind == "other" and lexeme in ".;" for kind, lexeme in tokens(text))


def may_use(text: str, keyword: str) -> bool:
    """Tell whether any reading of a query has the keyword (in small letters); in doubt, say yes."""
    return any(_has(reading, keyword) for reading in _readings(text))


def _says(text: str, keyword: str) -> bool:
    return any(kind == "word" and lexeme.upper() == keyword for kind, lexeme in tokens(text))


def _readings(text: str) -> set[str]:
    """Give the text as it stands, and as each way of expanding code points makes it."""
    if "\\" not in text:
        return {text}
    # The specification and Jena: `u` with four digits, `U` with eight.
    strict = re.sub(_ESCAPE, _expand, text)
    # rdflib: either case, and eight digits where there are eight.
    loose = re.sub(r"\\[uU][0-9A-Fa-f]{4}(?:[0-9A-Fa-f]{4})?", _expand, text)
    return {text, strict, loose}


def _expand(match: re.Match[str]) -> str:
    code = int(match[0].lstrip("\\uU"), 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 - the last code point


def _first_word(text: str) -> str:
    """Give the first word behind the prologue, in capitals."""
    for kind, lexeme in tokens(text):
        if kind == "word" and lexeme.upper() not in {"BASE", "PREFIX", "VERSION"}:
            return lexeme.upper()
    return ""


def _has(text: str, keyword: str) -> bool:
    if keyword not in text.lower():
        return False
    depth, before = 0, ""
    for kind, lexeme in tokens(text):
        # Some parsers want no space around a keyword (`trueSERVICE`), so any word that holds it counts.
        if kind == "word" and keyword in lexeme.lower():
            return True
        if kind == "name" and keyword in lexeme.partition(":")[0].lower():
            return True
        # `?a <'x>'` in an expression may be a comparison: the tokens behind it cannot be trusted.
        if kind == "iri" and depth and before in _OPERAND_ENDS and re.search("['#]", lexeme):
            return True
        depth += {"(": 1, ")": -1}.get(lexeme, 0)
        if kind != "space":
            before = "variable" if lexeme == ")" else kind
    return False


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each token; put together again, the texts are the query."""
    return ((match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text))
