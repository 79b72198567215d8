"""RDF text -> quads, strictly (RDF 1.1): one error with file and line for whatever breaks a syntax."""

from __future__ import annotations

import io
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyoxigraph import Literal, RdfFormat, Triple, parse

from ..errors import Position, UnreadableError
from .jsonld import with_own_context
from .packed import inner_name
from .rdf_tokens import newer_term
from .rdf_xml import check_xml
from .text import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Quad

__all__ = ["RDF_SUFFIXES", "parse_rdf", "syntax_of"]

RDF_SUFFIXES = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
_WHERE = re.compile(
    r"\A(?:Parser error at |at )?line \d+ (?:between columns? \d+ and (?:line \d+ )?(?:column )?\d+|column \d+): "
)
_BROWSER = re.compile(r"\s*<(!doctype\s+html|html)\b", re.IGNORECASE)


def syntax_of(name: str) -> RdfFormat | None:
    """Give the syntax that a file's name stands for, however the file is packed; None for no RDF.

    >>> syntax_of("claims.trig.gz"), syntax_of("claims.csv")
    (<RdfFormat TriG>, None)
    """
    return RDF_SUFFIXES.get(PurePath(inner_name(name)).suffix.lower())


def parse_rdf(data: bytes, name: str, syntax: RdfFormat, *, base: str | None = None) -> list[Quad]:
    """Read all of a file's quads; `base` resolves relative IRIs (RFC 3986 section 5.1).

    Labels of blank nodes are kept. Raises UnreadableError, with the line, for what breaks the syntax, for terms that
    came with RDF 1.2, and for a JSON-LD context that is not in the file: nothing is ever fetched.
    """
    # A byte order mark is no part of any RDF syntax, and some editors write one.
    text = decode(data, name).removeprefix("\ufeff")
    if _BROWSER.match(text):
        raise UnreadableError(
            "is an HTML page, not RDF; was an error page saved in place of the file?", Position(name, 1)
        )
    if syntax == RdfFormat.JSON_LD:
        text = with_own_context(text, name)
    elif syntax == RdfFormat.RDF_XML:
        check_xml(text, name)
    newer = newer_term(text, syntax)
    try:
        quads = list(parse(text.encode(), format=syntax, base_iri=base))
    except SyntaxError as e:
        # A parser of RDF 1.1 stumbles over RDF 1.2: what the author wrote is the better reason.
        raise _too_new(newer, name) if newer else _broken(e, text, name, lambda f: _drain(f, syntax, base)) from None
    if newer or any(map(_is_newer, quads)):
        raise _too_new(newer, name)
    return quads


def _is_newer(quad: Quad) -> bool:
    term = quad.object
    return isinstance(term, Triple) or (isinstance(term, Literal) and term.direction is not None)


def _too_new(found: tuple[str, int] | None, name: str) -> UnreadableError:
    what, line = found or ("a triple as a term, or a text with a base direction,", None)
    return UnreadableError(f"{what} is RDF 1.2; khabar reads RDF 1.1", Position(name, line))


def _broken(error: SyntaxError, text: str, name: str, drain: Callable[[io.RawIOBase], object]) -> UnreadableError:
    message = _WHERE.sub("", str(error.msg))
    message = re.sub(r" \(line \d+\)\Z", "", message)
    line = error.lineno or _line_reached(text, drain)
    return UnreadableError(f"is not valid RDF: {message}", Position(name, line, error.offset))


def _drain(file: io.RawIOBase, syntax: RdfFormat, base: str | None) -> None:
    for _ in parse(file, format=syntax, base_iri=base):  # type: ignore[arg-type]
        pass


def _line_reached(text: str, drain: Callable[[io.RawIOBase], object]) -> int:
    """Give the line a parser had been given when it broke off; it does not say so itself for RDF/XML."""
    file = _LineByLine(text)
    try:
        drain(file)
    except SyntaxError:
        return max(file.line, 1)
    return 1


class _LineByLine(io.RawIOBase):
    """Hands out one line a read."""

    def __init__(self, text: str) -> None:
        self._lines = iter(text.encode().splitlines(keepends=True))
        self._rest = b""
        self.line = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.line += bool(self._rest)
        size = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece
