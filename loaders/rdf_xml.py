"""What must hold of an RDF/XML file before its RDF is looked at: it is whole, well-formed, and no bomb."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from ..errors import Position, UnreadableError
from .packed import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check_xml"]

_MAX_DEPTH = 1000


class _Watch:
    """Counts what the entities of a file grow to, and how deep its elements stand."""

    def __init__(self, parser: expat.XMLParserType, name: str) -> None:
        self.parser, self.name = parser, name
        self.size = self.depth = 0

    def refuse(self, message: str) -> UnreadableError:
        return UnreadableError(message, Position(self.name, self.parser.CurrentLineNumber))

    def grow(self, size: int) -> None:
        self.size += size
        if self.size > MAX_BYTES:
            raise self.refuse("grows too large when its entities are written out")

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.refuse(f"nests elements more than {_MAX_DEPTH} deep")
        self.grow(sum(map(len, attributes.values())))

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def entity(self, name: str, _p: bool, value: str | None, *_external: str | None) -> None:  # noqa: FBT001
        if value is None:
            raise self.refuse(f"the entity {name!r} lies outside the file, and nothing is fetched")


def check_xml(text: str, name: str) -> None:
    """Raise UnreadableError, with the line, for XML that is not well-formed or has entities outside the file.

    The parser of RDF/XML takes a file that ends in the middle of an element for a whole one.
    """
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    watch = _Watch(parser, name)
    parser.StartElementHandler, parser.EndElementHandler = watch.start, watch.end
    parser.EntityDeclHandler = watch.entity
    parser.CharacterDataHandler = lambda data: watch.grow(len(data))
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as e:
        what = expat.errors.messages[e.code]
        raise UnreadableError(f"is not well-formed XML: {what}", Position(name, e.lineno, e.offset + 1)) from None
