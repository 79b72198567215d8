"""What the words of a value stand for: numbers, truth values, language tags, addresses."""

from __future__ import annotations

import re
from decimal import Decimal

from pyoxigraph import NamedNode

from ...ontology.labels import to_ascii_digits

__all__ = ["FLAGS", "is_address", "is_language", "parse_flag", "parse_number"]

FLAGS = {"true": True, "yes": True, "نعم": True, "false": False, "no": False, "لا": False}
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_SIGNS = str.maketrans({"٬": ",", "٫": ".", "−": "-"})
# What xsd:decimal can hold in every store: 18 digits on either side of the point.
_LARGEST, _FINEST = Decimal(10) ** 18, -18
# RFC 5646 section 2.1, without the grandfathered tags.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-[a-wy-z\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?"
)


def parse_number(words: str) -> Decimal | None:
    """Give a number, or None; digits of any script are understood, commas only between thousands.

    >>> parse_number("٣٠٬٠٠٠"), parse_number("1,250.5"), parse_number("3,5"), parse_number("many")
    (Decimal('30000'), Decimal('1250.5'), None, None)
    """
    plain = to_ascii_digits(words.strip()).translate(_SIGNS)
    if not _NUMBER.fullmatch(plain):
        return None
    value = Decimal(plain.replace(",", ""))
    exponent = value.normalize().as_tuple().exponent
    fits = abs(value) < _LARGEST and isinstance(exponent, int) and exponent >= _FINEST
    return value if fits else None


def parse_flag(words: str) -> bool | None:
    """Give a truth value, or None where the words are none."""
    return FLAGS.get(words.strip().lower())


def is_language(tag: str) -> bool:
    """Tell whether a language tag is well-formed (BCP 47); RDF stores refuse one that is not.

    >>> is_language("ar"), is_language("zh-Hant"), is_language("arabic language"), is_language("en-x")
    (True, True, False, False)
    """
    return _LANGUAGE.fullmatch(tag.lower()) is not None


def is_address(words: str) -> bool:
    """Tell whether the words are an absolute http(s) IRI (RFC 3987)."""
    if not re.match("https?://[^/]", words, re.IGNORECASE):
        return False
    try:
        NamedNode(words)
    except ValueError:
        return False
    return True
