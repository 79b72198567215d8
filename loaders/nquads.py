"""Write terms as N-Quads (RDF 1.1 N-Quads section 4): bytes in, bytes out, no object per triple."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from ..ontology.terms import KH, KHC, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

__all__ = [
    "a",
    "boolean",
    "code",
    "date",
    "decimal",
    "integer",
    "iri",
    "lines",
    "number",
    "predicate",
    "string",
    "tag",
    "text",
    "uri",
]

_DATE = f"^^<{XSD}date>".encode()
_INTEGER = f"^^<{XSD}integer>".encode()
_DECIMAL = f"^^<{XSD}decimal>".encode()
_BOOLEAN = {
    True: f'"true"^^<{XSD}boolean>'.encode(),
    False: f'"false"^^<{XSD}boolean>'.encode(),
}
_URI = f"^^<{XSD}anyURI>".encode()
# What IRIREF may not hold; spaces of any script, at which some readers end the term; and what RFC 3987 leaves out of
# `ucschar`, which stores refuse: controls, private characters, tags, and code points that are no characters.
_PLANE_ENDS = "".join(chr(plane << 16 | end) for plane in range(1, 15) for end in (0xFFFE, 0xFFFF))
_NOT_IN_IRI = re.compile(
    r'[\x00-\x20\x7f-\x9f<>"{}|^`\\\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff'
    + _PLANE_ENDS
    + r"]|\s"
)
_NOT_IN_ASCII_IRI = bytes(n for n in range(128) if _NOT_IN_IRI.search(chr(n)))

string = orjson.dumps  # a JSON string is an N-Quads string literal, proved over all of Unicode in the tests


def iri(value: str) -> bytes:
    """Write an IRI; characters that IRIREF forbids are percent-encoded."""
    written = value.encode()
    # Nearly all are plain: to look for what is not so with the pattern costs more than all the rest of a triple.
    if not written.isascii() or len(written.translate(None, _NOT_IN_ASCII_IRI)) != len(written):
        written = _NOT_IN_IRI.sub(lambda found: quote(found.group(), safe=""), value).encode()
    return b"<" + written + b">"


@cache
def predicate(namespace: str, name: str) -> bytes:
    """Write a predicate with a space on either side, ready to stand between subject and object."""
    return b" " + iri(namespace + name) + b" "


@cache
def a(name: str) -> bytes:
    """Write ``rdf:type`` and a class of the ontology, ready to follow a subject."""
    return predicate(RDF, "type") + iri(KH + name)


@cache
def code(name: str) -> bytes:
    """Write a code of the ontology."""
    return iri(KHC + name)


def text(value: str, language: str) -> bytes:
    """Write a string with its language tag, or a plain one where the tag is empty."""
    return string(value) + tag(language)


@cache
def tag(language: str) -> bytes:
    """Write what follows a string: its language tag, or nothing."""
    return b"@" + language.lower().encode() if language else b""


def number(value: Decimal) -> bytes:
    """Write a number in canonical form: xsd:integer where it is whole, else xsd:decimal.

    >>> from decimal import Decimal
    >>> number(Decimal("3E+4")), number(Decimal("2.50"))[:5]
    (b'"30000"^^<http://www.w3.org/2001/XMLSchema#integer>', b'"2.5"')
    """
    if value == value.to_integral_value():
        return integer(int(value))
    return decimal(value)


def integer(value: int) -> bytes:
    """Write a whole number."""
    return b'"%d"' % value + _INTEGER


def decimal(value: Decimal) -> bytes:
    """Write an xsd:decimal, also where it is whole, without trailing zeros."""
    # normalize() would round to the digits of the decimal context.
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f'"{plain}"'.encode() + _DECIMAL


def date(value: str) -> bytes:
    """Write a day, given as ``YYYY-MM-DD``."""
    return b'"' + value.encode() + b'"' + _DATE


def uri(value: str) -> bytes:
    """Write an address as an xsd:anyURI literal."""
    return string(value) + _URI


def boolean(value: bool) -> bytes:  # noqa: FBT001
    """Write a truth value."""
    return _BOOLEAN[value]


def lines(graphs: Mapping[str, Iterable[bytes]]) -> bytes:
    """Write the triples of every graph as N-Quads; a triple is ``subject predicate object``, without a dot."""
    written = []
    for name, triples in graphs.items():
        end = b" " + iri(name) + b" .\n"
        written.append(end.join([*triples, b""]))
    return b"".join(written)
