"""Markup: SPARQL Query Results XML, HTML and Markdown."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from ..ontology.terms import XSD
from .visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..queries.rows import Rows, Term
    from .tables import Cell, Table

__all__ = ["html", "markdown", "xml_rows"]

# XML 1.0 (section 2.2) has no way to write these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A bare CR comes back as LF (XML 1.0, section 2.11); some readers trim the white space at either end.
_FRAGILE = re.compile(r"\A[ \t\n\r]+|[ \t\n\r]+\Z|\r")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~#])")


def xml_rows(rows: Rows) -> Iterator[str]:
    """Give an answer as SPARQL Query Results XML, a piece a row.

    A character that XML 1.0 cannot hold becomes U+FFFD: an answer with one such character is still readable,
    and the other formats give it as it is.
    """
    variables = "".join(f'<variable name="{_xml(name)}"/>' for name in rows.variables)
    yield '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
    yield f"<head>{variables}</head><results>"
    for row in rows.terms:
        bound = ((v, t) for v, t in zip(rows.variables, row, strict=True) if t is not None)
        yield "<result>" + "".join(f'<binding name="{_xml(v)}">{_element(t)}</binding>' for v, t in bound)
        yield "</result>"
    yield "</results></sparql>"


def html(table: Table) -> Iterator[str]:
    """Give a table as an HTML element to put into a page; each cell finds its own direction."""
    yield "<table>\n<thead>\n<tr>"
    yield "".join(f'<th scope="col" dir="auto">{_html(column)}</th>' for column in table.columns)
    yield "</tr>\n</thead>\n<tbody>\n"
    for row in table.rows:
        yield "<tr>" + "".join(map(_html_cell, row)) + "</tr>\n"
    yield "</tbody>\n</table>\n"


def markdown(table: Table) -> Iterator[str]:
    """Give a table in the pipe syntax of GitHub Flavored Markdown (section 4.10)."""
    yield _markdown_line([_markdown(column) for column in table.columns])
    yield _markdown_line(["---"] * len(table.columns))
    for row in table.rows:
        yield _markdown_line([_markdown(cell.text) for cell in row])


def _xml(text: str) -> str:
    escaped = escape(_NOT_XML.sub("\ufffd", text)).replace("&#x27;", "&apos;")
    return _FRAGILE.sub(lambda match: "".join(f"&#{ord(c)};" for c in match[0]), escaped)


def _element(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_xml(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_xml(term.value)}</bnode>"
    if term.language:
        return f'<literal xml:lang="{_xml(term.language)}">{_xml(term.value)}</literal>'
    datatype = term.datatype.value
    attribute = "" if datatype == f"{XSD}string" else f' datatype="{_xml(datatype)}"'
    return f"<literal{attribute}>{_xml(term.value)}</literal>"


def _html(text: str) -> str:
    return "<br>".join(escape(visible(line)) for line in re.split(r"\r\n|\r|\n", text))


def _html_cell(cell: Cell) -> str:
    language = f' lang="{escape(cell.language)}"' if cell.language else ""
    text = _html(cell.text)
    # Only addresses of the web become links: `javascript:` and its kind are IRIs too.
    if cell.iri.startswith(("https://", "http://")):
        text = f'<a href="{escape(cell.iri)}">{text}</a>'
    return f'<td dir="auto"{language}>{text}</td>'


def _markdown(text: str) -> str:
    lines = re.split(r"\r\n|\r|\n", text)
    return "<br>".join(_MARKDOWN_SPECIAL.sub(r"\\\1", visible(line)) for line in lines)


def _markdown_line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
