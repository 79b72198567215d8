"""The mapping as RML, for morph-kgc: a triples map for each subject of a table in each graph."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from khabar.ontology.terms import XSD

from .facts import TABLES, iri

if TYPE_CHECKING:
    from pathlib import Path

    from .facts import Line

__all__ = ["write_configuration", "write_mapping"]

_HEAD = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix new: <http://w3id.org/rml/> .
"""


def write_mapping(folder: Path, path: Path) -> None:
    """Write the mapping of the tables in a folder."""
    path.write_text(_HEAD + "".join(_table(folder, table, lines) for table, lines in TABLES.items()), "utf-8")


def write_configuration(mapping: Path, output: Path, path: Path) -> None:
    """Write what morph-kgc is called with; it is kept to one process."""
    path.write_text(
        f"[CONFIGURATION]\noutput_file: {output}\noutput_format: N-QUADS\nnumber_of_processes: 1\n"
        f"logging_level: WARNING\nna_values:\nsafe_percent_encoding: /#=,\n\n[FACTS]\nmappings: {mapping}\n",
        "utf-8",
    )


def _table(folder: Path, table: str, lines: list[Line]) -> str:
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.subject, line.graph].append(line)
    return "".join(
        f'\n<#{table}{n}> a rr:TriplesMap ;\n  rml:logicalSource [ rml:source "{folder}/{table}.csv" ; '
        f"rml:referenceFormulation ql:CSV ] ;\n"
        f"  rr:subjectMap [ {_iri(subject)} ; rr:graphMap [ {_iri(graph)} ] ]"
        + "".join(f" ;\n  rr:predicateObjectMap [ rr:predicate <{line.property}> ; {_object(line)} ]" for line in group)
        + " .\n"
        for n, ((subject, graph), group) in enumerate(groups.items())
    )


def _iri(name: str) -> str:
    template = iri(name)
    return f'rr:template "{template}" ; rr:termType rr:IRI' if "{" in template else f"rr:constant <{template}>"


def _object(line: Line) -> str:
    if line.kind == "iri":
        return f"rr:objectMap [ {_iri(line.value)} ]"
    more = "rr:termType rr:Literal" if line.kind == "string" else f"rr:datatype <{XSD}{line.kind}>"
    if line.kind == "text" and line.language.startswith("@"):
        more = f'rr:language "{line.language[1:]}"'
    elif line.kind == "text":
        more = f'new:languageMap [ rml:reference "{line.language}" ]'
    return f'rr:objectMap [ rml:reference "{line.value}" ; {more} ]'
