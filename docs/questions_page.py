"""The reference of the canned questions, made from the catalogue and asked of the worked example."""

from __future__ import annotations

import io
import tempfile
from typing import TYPE_CHECKING

import khabar
from khabar.output import Table, write
from khabar.output.curies import Curies

if TYPE_CHECKING:
    from khabar.queries import Parameter, Question, Rows

__all__ = ["questions_page"]

MOST_ROWS = 4
HEAD = """\
<!-- Made by docs/generate.py from the files in queries/, asked of the worked example. -->

# Questions

`khabar query NAME` asks one; `-p KEY=VALUE` sets a parameter; `--show` prints the SPARQL. Where an IRI is asked for, an
id or a label in Arabic or English will do: `khabar query statements-by-speaker -p speaker=بوغدانوف`. `--lang ar` gives
the labels in Arabic. The rows below are those of the worked example (`khabar demo -s DIR`), at most four of each.

In the tables `a:` stands for `{base}article/`, `e:` for `{base}entity/`, `kh:`, `khc:` and `kht:` for terms, codes and
event types of the [model](model.md).
"""


def questions_page() -> str:
    """Give the page: of every question what it answers, its parameters and its first rows."""
    with tempfile.TemporaryDirectory() as folder:
        project = khabar.Project.open(folder, store=folder, base="https://khabar.example/", lang="en,ar")
        project.load(khabar.examples.path())
        parts = [_part(q, project.query(q.name)) for q in project.catalogue]
    return "\n".join([HEAD, *parts])


def _part(question: Question, rows: Rows) -> str:
    header = question.header
    parameters = "".join(map(_parameter, header.parameters))
    table = f"\n| parameter | takes | meaning | المعنى |\n|---|---|---|---|\n{parameters}" if parameters else ""
    arabic = f'<span dir="rtl">{header.summary["ar"]}</span>'
    return f"## {question.name}\n\n{header.summary['en']}<br>\n{arabic}\n{table}\n{_rows(rows)}"


def _parameter(parameter: Parameter) -> str:
    kind = f"{parameter.of_class}: IRI, id or label" if parameter.of_class else parameter.type
    default = f", default `{parameter.default}`" if parameter.default is not None else ""
    return f"| `{parameter.name}` | {kind}{default} | {parameter.en} | {parameter.ar} |\n"


def _rows(rows: Rows) -> str:
    if not len(rows):
        return "On the worked example: no rows.\n"
    table = Table.of_rows(rows, Curies("https://khabar.example/"))
    made = io.BytesIO()
    write(Table(table.columns, table.rows[:MOST_ROWS]), "md", made)
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    more = f", the first {MOST_ROWS}" if len(rows) > MOST_ROWS else ""
    return f"On the worked example: {count}{more}.\n\n{made.getvalue().decode()}"
