"""The same mapping by hand with rdflib: a term at a time into a dataset. run_rdflib.py FOLDER OUTPUT"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from khabar.ontology.terms import XSD
from rdflib import Dataset, Literal, URIRef

from contenders.facts import TABLES, Line, iri


def term(line: Line, row: dict[str, str]) -> Literal | URIRef | None:
    """Give the object of a triple; None where the cell is empty."""
    if line.kind == "iri":
        return named(line.value, row)
    text = row[line.value]
    if not text:
        return None
    if line.kind == "text":
        return Literal(text, lang=line.language[1:] if line.language.startswith("@") else row[line.language])
    return Literal(text) if line.kind == "string" else Literal(text, datatype=URIRef(XSD + line.kind))


def named(name: str, row: dict[str, str]) -> URIRef | None:
    """Put an IRI together; None where a cell for it is empty."""
    if name in row and not row[name]:
        return None
    return URIRef(iri(name).format_map(row))


def main(folder: Path, output: Path) -> None:
    dataset = Dataset()
    for table, lines in TABLES.items():
        with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for line in lines:
                    value = term(line, row)
                    if value is not None:
                        dataset.add((named(line.subject, row), URIRef(line.property), value, named(line.graph, row)))
    dataset.serialize(output, format="nquads", encoding="utf-8")


if __name__ == "__main__":
    cpu, wall = time.process_time(), time.perf_counter()
    main(*map(Path, sys.argv[1:]))
    print([time.process_time() - cpu, time.perf_counter() - wall])
