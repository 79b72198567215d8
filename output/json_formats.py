"""JSON: SPARQL 1.1 Query Results JSON Format for machines, plain objects for people's programs."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from ..ontology.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..queries.rows import Rows, Term, Value
    from .tables import Table

__all__ = ["json_lines_rows", "json_lines_table", "json_rows", "json_table"]


def json_rows(rows: Rows) -> Iterator[str]:
    """Give an answer as SPARQL 1.1 Query Results JSON, a piece a row."""
    yield f'{{"head":{{"vars":{_dump(list(rows.variables))}}},"results":{{"bindings":['
    for index, row in enumerate(rows.terms):
        bound = {v: _binding(t) for v, t in zip(rows.variables, row, strict=True) if t is not None}
        yield ("," if index else "") + _dump(bound)
    yield "]}}"


def json_table(table: Table) -> Iterator[str]:
    """Give a table of texts as a list of objects."""
    yield "["
    for index, line in enumerate(json_lines_table(table)):
        yield (",\n" if index else "\n") + line.rstrip("\n")
    yield "\n]\n"


def json_lines_rows(rows: Rows) -> Iterator[str]:
    """Give an answer as one object of plain values a line; unbound variables are null, days ISO 8601 text."""
    return (_dump({k: _plain(v) for k, v in row.items()}) + "\n" for row in rows.dicts())


def json_lines_table(table: Table) -> Iterator[str]:
    """Give a table as one object of texts a line."""
    for row in table.rows:
        yield _dump(dict(zip(table.columns, (cell.text for cell in row), strict=True))) + "\n"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    # Never "typed-literal", which only the W3C Note of 2007 and Virtuoso 7 know.
    literal = {"type": "literal", "value": term.value}
    if term.language:
        return literal | {"xml:lang": term.language}
    datatype = term.datatype.value
    return literal if datatype == f"{XSD}string" else literal | {"datatype": datatype}


def _plain(value: Value) -> str | int | float | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # Most readers of JSON hold numbers in binary: one that would change there stays text.
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    # JSON has no NaN and no infinity.
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
