"""Map the tables with maplib. Run in its own environment: python run_maplib.py SPEC.json FOLDER OUTPUT"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import polars as pl
from maplib import Model, RDFType, SolutionMappings

Line = dict[str, str]
XSD = "http://www.w3.org/2001/XMLSchema#"
LANG = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def template(table: str, lines: list[Line], types: dict[str, str]) -> str:
    """Give the OTTR template of a table; a cell that is empty leaves out its triples."""
    parameters = ", ".join(f"? {of} ?{name}" for name, of in types.items())
    triples = ", ".join(
        f"ottr:Triple(?{line['subject']}, <{line['property']}>, "
        + (f"<{line['value']}>" if is_constant(line) else f"?{column(line)}")
        + ")"
        for line in lines
    )
    return f"<http://bench.example/{table}> [ {parameters} ] :: {{ {triples} }} ."


def is_constant(line: Line) -> bool:
    return ":" in line["value"]


def column(line: Line) -> str:
    """Give the column of an object; the same cells with a tag, or as an IRI, are another column."""
    return line["value"] if line["kind"] == "iri" else f"{line['value']}_as_{line['kind']}"


def types_of(lines: list[Line]) -> dict[str, str]:
    """Give the type of each column that is used."""
    found = {line["subject"]: "ottr:IRI" for line in lines}
    for line in lines:
        if not is_constant(line):
            kind = line["kind"]
            found[column(line)] = {"iri": "ottr:IRI", "text": f"<{LANG}>"}.get(kind, f"<{XSD}{kind}>")
    return found


def frame(path: Path, lines: list[Line], iris: dict[str, str]) -> pl.DataFrame:
    """Read a table, with the columns as maplib wants them."""
    made = {line["subject"]: made_of(iris[line["subject"]]) for line in lines}
    made |= {
        column(line): made_of(iris[line["value"]]) for line in lines if line["kind"] == "iri" and not is_constant(line)
    }
    made |= {column(line): literal(line) for line in lines if line["kind"] != "iri"}
    return pl.read_csv(path, infer_schema=False).select([expression.alias(name) for name, expression in made.items()])


def made_of(template: str) -> pl.Expr:
    """Put an IRI together of cells."""
    parts = re.split(r"\{(\w+)\}", template)
    return pl.concat_str([pl.col(part) if n % 2 else pl.lit(part) for n, part in enumerate(parts) if part])


def literal(line: Line) -> pl.Expr:
    """Give a column of literals as the type that maplib has for them."""
    of, kind, tag = pl.col(line["value"]), line["kind"], line["language"]
    if kind == "text":
        language = pl.lit(tag[1:]) if tag.startswith("@") else pl.col(tag)
        return pl.when(of.is_not_null()).then(pl.struct(of.alias(f"<{LANG}>"), language.alias("l")))
    return {"integer": of.cast(pl.Int64), "date": of.str.to_date(), "boolean": of == "true"}.get(kind, of)


def rdf_type(name: str) -> RDFType:
    return RDFType.IRI if name == "ottr:IRI" else RDFType.Literal(name.strip("<>"))


def main(spec: str, folder: str, output: str) -> None:
    model = Model()
    told = json.loads(Path(spec).read_text("utf-8"))
    for table, lines in told["tables"].items():
        types = types_of(lines)
        model.add_template(template(table, lines, types))
        data = frame(Path(folder) / f"{table}.csv", lines, told["iris"])
        # The tables have been made with this in mind; to look at every IRI again is left out, to maplib's advantage.
        model.map(
            f"http://bench.example/{table}",
            SolutionMappings(data, {name: rdf_type(of) for name, of in types.items()}),
            validate_iris=False,
        )
    model.write(output, format="ntriples")


if __name__ == "__main__":
    main(*sys.argv[1:])
