"""Turn what a person typed into the RDF term that a parameter asks for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from ..errors import UsageError
from ..ontology.labels import to_ascii_digits
from ..ontology.terms import XSD

if TYPE_CHECKING:
    from .header import Parameter
    from .lookup import Resolver

__all__ = ["Given", "to_term"]

Given: TypeAlias = str | int | Decimal | date | bool | NamedNode | Literal

# As many digits as every store keeps: more become another number, or INF, in Virtuoso 7.
_FORMS = {
    "integer": (re.compile(r"[+-]?\d{1,18}"), "a whole number such as 30000"),
    "decimal": (re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?"), "a number such as 0.9"),
    "date": (re.compile(r"\d{4}-\d{2}-\d{2}"), "a day such as 2018-01-31"),
    "boolean": (re.compile(r"true|false|1|0|yes|no|نعم|لا"), "true or false"),
    "lang": (re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"), "a language tag such as ar or en"),
}
_TRUE = frozenset({"true", "1", "yes", "نعم"})


def to_term(parameter: Parameter, value: Given, resolver: Resolver) -> NamedNode | Literal:
    """Give the term for a value: text as typed (digits may be Arabic), a Python value, or a term as it is.

    Raises:
        UsageError: if the text is not of the parameter's type, or names nothing in the source.

    """
    if isinstance(value, (NamedNode, Literal)):
        return value
    text = _text(value)
    # What a shell passes on as bytes that are no UTF-8 comes as lone surrogates.
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError(f"parameter '{parameter.name}': the text is not valid Unicode")
    if parameter.type == "iri":
        return resolver.resolve(text, parameter.of_class)
    # Digits of a free text are its own; they are read as numbers in the other types alone.
    if parameter.type == "string":
        return Literal(text)
    return _typed(parameter, text)


def _text(value: str | int | Decimal | date) -> str:
    # Before int, for a bool is one.
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _typed(parameter: Parameter, text: str) -> Literal:
    form, example = _FORMS[parameter.type]
    plain = to_ascii_digits(text.strip()).replace("\u066b", ".")
    if not form.fullmatch(plain):
        raise UsageError(f"parameter '{parameter.name}': '{text}' is not {example}")
    if parameter.type == "lang":
        return Literal(plain.lower())
    try:
        canonical = _canonical(parameter.type, plain)
    except ValueError:
        raise UsageError(f"parameter '{parameter.name}': there is no day '{text}'") from None
    return Literal(canonical, datatype=NamedNode(XSD + parameter.type))


def _canonical(type_name: str, plain: str) -> str:
    if type_name == "integer":
        return str(int(plain))
    if type_name == "date":
        return date.fromisoformat(plain).isoformat()
    if type_name == "boolean":
        return "true" if plain in _TRUE else "false"
    number = f"{Decimal(plain):f}"
    # XML Schema 1.0 writes a decimal with a point; pyoxigraph and Virtuoso keep either.
    return number if "." in number else f"{number}.0"
