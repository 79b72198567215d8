"""A table of text cells: what every format for people is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from .curies import Curies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..queries.rows import Rows, Term

__all__ = ["Cell", "Table"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell; `language` is a tag or empty, `iri` the whole IRI that the text shortens."""

    text: str
    language: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()

    @classmethod
    def of_texts(cls, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
        """Make a table of plain texts, such as a report of problems.

        >>> Table.of_texts(["file", "line"], [["a.yaml", "3"]]).rows[0][1].text
        '3'
        """
        return cls(tuple(columns), tuple(tuple(Cell(text) for text in row) for row in rows))

    @classmethod
    def of_rows(cls, rows: Rows, curies: Curies | None = None) -> Table:
        """Make a table of an answer: IRIs shortened, literals as their lexical form, unbound as empty."""
        short = curies or Curies()
        return cls(rows.variables, tuple(tuple(_cell(term, short) for term in row) for row in rows.terms))


def _cell(term: Term | None, curies: Curies) -> Cell:
    if term is None:
        return Cell("")
    if isinstance(term, NamedNode):
        return Cell(curies.shorten(term.value), iri=term.value)
    if isinstance(term, BlankNode):
        return Cell(f"_:{term.value}")
    # The lexical form: "030" and "30" are two things to who checks a source.
    return Cell(term.value, language=term.language or "")
