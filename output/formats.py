"""Which format, and into which stream."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from ..errors import UsageError, did_you_mean
from ..ontology.iris import DEFAULT_BASE
from . import delimited, json_formats, markup, terminal
from .curies import Curies
from .tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..queries.rows import Rows

__all__ = ["FORMATS", "choose", "write"]

_FOR_ROWS: dict[str, Callable[[Rows], Iterator[str]]] = {
    "tsv": delimited.tsv_rows,
    "csv": delimited.csv_rows,
    "json": json_formats.json_rows,
    "jsonl": json_formats.json_lines_rows,
    "xml": markup.xml_rows,
}
_FOR_TABLES: dict[str, Callable[[Table], Iterator[str]]] = {
    "tsv": delimited.tsv_table,
    "csv": delimited.csv_table,
    "json": json_formats.json_table,
    "jsonl": json_formats.json_lines_table,
    "md": markup.markdown,
    "html": markup.html,
}
FORMATS = ("table", "tsv", "csv", "json", "jsonl", "xml", "md", "html")
_SUFFIXES = {f".{name}": name for name in FORMATS[1:]} | {
    ".txt": "table",
    # The suffixes that the specifications register for results.
    ".srj": "json",
    ".srx": "xml",
    ".ndjson": "jsonl",
    ".markdown": "md",
    ".htm": "html",
}


def choose(name: str = "", path: str | os.PathLike[str] = "-", *, isatty: bool = False) -> str:
    """Give the format: the one named, else that of the path's suffix, else a table (terminal) or TSV (pipe).

    >>> choose("", "answers.csv"), choose("json", "answers.csv"), choose(isatty=True), choose()
    ('csv', 'json', 'table', 'tsv')

    Raises:
        UsageError: on an unknown format or suffix.

    """
    # "-o answers.csv -f json" is meant as it says.
    if name:
        return _known(name.lower(), FORMATS, "format", {f: f for f in FORMATS})
    if os.fspath(path) == "-":
        return "table" if isatty else "tsv"
    suffix = PurePath(path).suffix.lower()
    return _known(suffix, tuple(_SUFFIXES), "suffix", _SUFFIXES) if suffix else "tsv"


def write(
    data: Rows | Table,
    name: str,
    stream: BinaryIO,
    *,
    base: str = DEFAULT_BASE,
    width: int | None = 80,
    bom: bool = False,
) -> None:
    """Write an answer, or a table of texts, as UTF-8 into a stream of bytes.

    `base` is the IRI that people's formats shorten, `width` that of the terminal, or None for what is no
    terminal and cuts nothing; `bom` puts a byte order
    mark before CSV and TSV, without which Excel takes Arabic for something else.

    Raises:
        UsageError: on an unknown format, and on XML for a table that is no answer to a query.

    """
    _known(name, FORMATS, "format", {f: f for f in FORMATS})
    if bom and name in {"csv", "tsv"}:
        stream.write(b"\xef\xbb\xbf")
    # "replace": half a surrogate pair, from a file name, must not end a report in its middle.
    stream.writelines(piece.encode("utf-8", "replace") for piece in _pieces(data, name, base, width))


def _pieces(data: Rows | Table, name: str, base: str, width: int | None) -> Iterator[str]:
    if not isinstance(data, Table) and name in _FOR_ROWS:
        return _FOR_ROWS[name](data)
    table = data if isinstance(data, Table) else Table.of_rows(data, Curies(base))
    if name == "table":
        return iter([terminal.render(table, width)])
    if name not in _FOR_TABLES:
        raise UsageError(f"the format {name} is for answers to queries only")
    return _FOR_TABLES[name](table)


def _known(name: str, known: tuple[str, ...], what: str, formats: dict[str, str]) -> str:
    if name not in formats:
        raise UsageError(f"unknown {what} '{name}'; {did_you_mean(name, known) or 'known: ' + ', '.join(known)}")
    return formats[name]
