r"""RDF terms as SPARQL text that every engine reads back as the same term.

SPARQL 1.1 (section 19.2) lets an engine expand ``\uXXXX`` over the whole text before it parses; rdflib does
so, in either case and with four or eight digits, even behind an escaped backslash. So no ``u`` of a value may
follow a backslash here.
"""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from ..errors import UsageError

__all__ = ["iri", "serialize"]

# IRIREF of SPARQL 1.1; an IRI parser may allow more.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'\\[uU]|[\\"\n\r\t]')
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def iri(text: str) -> NamedNode:
    """Give the IRI written in `text`.

    Raises:
        UsageError: if it is not an absolute IRI that may stand in a query (SPARQL 1.1, IRIREF).

    """
    try:
        node = NamedNode(text)
    except ValueError as error:
        raise UsageError(f"not an IRI: {text!r} ({error})") from None
    if _NOT_IN_IRI.search(text):
        raise UsageError(f"not an IRI: {text!r}")
    return node


def serialize(term: NamedNode | Literal) -> str:
    r"""Write a term so that no value can end its own literal.

    >>> serialize(NamedNode("https://khabar.example/entity/iran"))
    '<https://khabar.example/entity/iran>'
    >>> print(serialize(Literal('a" . OPTIONAL { ?any ?p ?o } } #')))
    "a\" . OPTIONAL { ?any ?p ?o } } #"
    >>> print(serialize(Literal("خبر", language="ar")), serialize(Literal(5)))
    "خبر"@ar "5"^^<http://www.w3.org/2001/XMLSchema#integer>
    """
    if isinstance(term, NamedNode):
        return f"<{iri(term.value).value}>"
    quoted = f'"{_SPECIAL.sub(_escape, term.value)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    if term.datatype.value == _XSD_STRING:
        return quoted
    return f"{quoted}^^{serialize(term.datatype)}"


def _escape(match: re.Match[str]) -> str:
    special = match[0]
    if len(special) == 1:
        return _ESCAPED[special]
    # Eight digits, so that a reader that takes four or eight cannot swallow the hex digits that follow.
    return f"\\\\\\U{ord(special[1]):08X}"
