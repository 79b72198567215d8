"""CSV and TSV: for answers as SPARQL 1.1 Query Results CSV and TSV lay down, for tables as usual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from ..ontology.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..queries.rows import Rows, Term
    from .tables import Table

__all__ = ["csv_rows", "csv_table", "tsv_rows", "tsv_table"]

_CSV_SPECIAL = re.compile(r'[",\r\n]')
_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TURTLE_ESCAPES = _TSV_ESCAPES | str.maketrans({'"': '\\"'})
# The shorthands of Turtle (section 6.5, rules 19-21 and 133s), which TSV may use for numbers and booleans.
_SHORTHANDS = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}


def csv_rows(rows: Rows) -> Iterator[str]:
    """Give the lines of an answer as CSV: plain values, lines that end in CR LF (section 3)."""
    yield _csv_line(rows.variables)
    for row in rows.terms:
        yield _csv_line(map(_plain, row))


def csv_table(table: Table) -> Iterator[str]:
    """Give the lines of a table as CSV (RFC 4180)."""
    yield _csv_line(table.columns)
    for row in table.rows:
        yield _csv_line(cell.text for cell in row)


def tsv_rows(rows: Rows) -> Iterator[str]:
    """Give the lines of an answer as TSV: variables with their ``?``, terms as in Turtle (section 4)."""
    yield "\t".join(f"?{name}" for name in rows.variables) + "\n"
    for row in rows.terms:
        yield "\t".join(map(_turtle, row)) + "\n"


def tsv_table(table: Table) -> Iterator[str]:
    r"""Give the lines of a table as TSV; tabs and line ends in a cell are written as ``\t`` and ``\n``."""
    yield "\t".join(column.translate(_TSV_ESCAPES) for column in table.columns) + "\n"
    for row in table.rows:
        yield "\t".join(cell.text.translate(_TSV_ESCAPES) for cell in row) + "\n"


def _csv_line(cells: Iterable[str]) -> str:
    return ",".join(map(_csv_cell, cells)) + "\r\n"


def _csv_cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _CSV_SPECIAL.search(text) else text


def _plain(term: Term | None) -> str:
    # SPARQL CSV cannot tell an unbound variable from an empty string (section 3.2).
    if term is None:
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _turtle(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return f"<{term.value}>"
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    datatype = term.datatype.value
    if (form := _SHORTHANDS.get(datatype)) and form.fullmatch(term.value):
        return term.value
    quoted = f'"{term.value.translate(_TURTLE_ESCAPES)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if datatype == f"{XSD}string" else f"{quoted}^^<{datatype}>"
