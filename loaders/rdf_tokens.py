"""Look at RDF text for terms that RDF 1.2 brought, which a reader of RDF 1.1 must not take in half understood."""

from __future__ import annotations

import re

from pyoxigraph import RdfFormat

__all__ = ["newer_term"]

# Strings, IRIs and comments are passed over, so that what stands in them is not taken for syntax.
_TURTLE = re.compile(
    r'''(?P<skip>\#[^\r\n]*|"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|<(?!<)[^<>"{}|^`\x00-\x20]*>|\\.)
      |(?P<direction>@[A-Za-z]+(?:-[A-Za-z0-9]+)*--[A-Za-z]+)
      |(?P<version>(?<![\w:.-])(?:VERSION|version)(?=\s+["'])|@version\b)
      |(?P<triple><<)|(?P<annotation>\{\|)|(?P<reifier>~)''',
    re.VERBOSE | re.DOTALL,
)
_XML = re.compile(
    r"""(?P<skip><!--.*?-->|<!\[CDATA\[.*?\]\]>)|(?P<version>rdf:version\s*=\s*["']1\.[2-9])
      |(?P<direction>\bits:dir\s*=)|(?P<triple>rdf:parseType\s*=\s*["']Triple["'])|(?P<annotation>rdf:annotation(?:NodeID)?\s*=)""",
    re.VERBOSE | re.DOTALL,
)
_JSON = re.compile(
    r"""(?P<direction>"@direction"(?=\s*:))|(?P<annotation>"@annotation"(?=\s*:))|(?P<triple>"@triple"(?=\s*:))
      |(?P<skip>"(?:[^"\\]|\\.)*")""",
    re.VERBOSE | re.DOTALL,
)
_SIGNS = {
    RdfFormat.RDF_XML: (_XML, ("rdf:version", "its:dir", "Triple", "rdf:annotation")),
    RdfFormat.JSON_LD: (_JSON, ('"@direction"', '"@annotation"', '"@triple"')),
}
_IN_TURTLE = ("<<", "{|", "~", "--", "VERSION", "version")
_WHAT = {
    "triple": "a triple as a term (<< … >>)",
    "annotation": "an annotation of a triple ({| … |})",
    "reifier": "a reifier (~)",
    "direction": "a text with a base direction (--ltr, --rtl)",
    "version": "the announced version",
}


def newer_term(text: str, syntax: RdfFormat) -> tuple[str, int] | None:
    """Give what stands in a text that is RDF 1.2, and the line of the first such thing; None where nothing does."""
    pattern, signs = _SIGNS.get(syntax, (_TURTLE, _IN_TURTLE))
    if not any(sign in text for sign in signs):
        return None
    for found in pattern.finditer(text):
        if found.lastgroup and found.lastgroup != "skip":
            return _WHAT[found.lastgroup], text.count("\n", 0, found.start()) + 1
    return None
