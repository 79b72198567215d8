"""Put terms in the place of a query's parameters.

A parameter stands in the query as one line of its own. With a default the line is live, and any SPARQL tool
runs the file as it is; an optional parameter's line is a comment, which the runner brings to life where a
value is given::

    VALUES ?lang { "en" }
    #? VALUES ?speaker { }
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ..errors import UsageError
from .terms import serialize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Literal, NamedNode

    from .header import Header

__all__ = ["bind", "check_places"]

_PLACE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<comment>#\? )?VALUES \?(?P<name>\w+) \{(?P<default>.*)\}[ \t]*$", re.MULTILINE
)


def bind(text: str, terms: Mapping[str, NamedNode | Literal]) -> str:
    """Give the query with each named parameter bound to its term; the other lines stay as they are.

    >>> from pyoxigraph import Literal
    >>> bind('  #? VALUES ?word { }', {"word": Literal("خبر")})
    '  VALUES ?word { "خبر" }'

    Raises:
        UsageError: if a name has no line of its own, or more than one.

    """
    found: Counter[str] = Counter()

    def replace(place: re.Match[str]) -> str:
        name = place["name"]
        if name not in terms:
            return place[0]
        found[name] += 1
        return f"{place['indent']}VALUES ?{name} {{ {serialize(terms[name])} }}"

    # One pass over the original, so that a value is never searched for the place of another.
    bound = _PLACE.sub(replace, text)
    for name in terms:
        _check_count(name, found[name], "")
    return bound


def check_places(text: str, header: Header, file: str) -> None:
    """Check that each parameter has exactly one line, a comment where it has no default.

    Raises:
        UsageError: with the file, the line and the parameter.

    """
    places = list(_PLACE.finditer(text))
    for parameter in header.parameters:
        own = [place for place in places if place["name"] == parameter.name]
        declared = re.search(rf"^#\+.*\b{parameter.name}\s*:", text, re.MULTILINE)
        _check_count(parameter.name, len(own), f"{file}:{_line(text, own[1] if own[1:] else declared)}: ")
        is_comment = own[0]["comment"] is not None
        if is_comment == (parameter.default is not None):
            should = "be live" if is_comment else "begin with '#? '"
            raise UsageError(f"{file}:{_line(text, own[0])}: the VALUES line of '{parameter.name}' must {should}")
    names = {parameter.name for parameter in header.parameters}
    for place in places:
        if place["comment"] and place["name"] not in names:
            raise UsageError(
                f"{file}:{_line(text, place)}: '{place['name']}' has a place in the query but none in the header"
            )


def _line(text: str, found: re.Match[str] | None) -> int:
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _check_count(name: str, count: int, where: str) -> None:
    if count != 1:
        raise UsageError(f"{where}parameter '{name}' needs one line 'VALUES ?{name} {{ … }}', found {count}")
