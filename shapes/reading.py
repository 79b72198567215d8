"""Shapes files as triples: parse them, and refuse what would silently check nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from ..errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Triple

__all__ = ["SH", "parsed", "read_file"]

SH = "http://www.w3.org/ns/shacl#"


def read_file(path: Path) -> list[Triple]:
    """Read a user's shapes file, in the RDF format that its suffix names.

    Raises UsageError for a file that is missing, cannot be parsed, holds no shapes, or uses a term that SHACL
    does not have: a misspelt constraint would be a rule that never finds anything.
    """
    # Relative IRIs, such as <> for the file itself, are common in shapes files: RDF resolves them by the file's place.
    triples = parsed(str(path), _bytes(path), _format(path), path.absolute().as_uri())
    _check_terms(path, triples)
    return triples


def parsed(file: str, text: bytes, rdf_format: RdfFormat = RdfFormat.TURTLE, base: str | None = None) -> list[Triple]:
    """Parse shapes; blank nodes get new labels, so that two files never share one."""
    try:
        quads = parse(text, format=rdf_format, base_iri=base, rename_blank_nodes=True)
        return [quad.triple for quad in quads]
    except SyntaxError as e:
        raise UsageError(f"{file}:{e.lineno}: cannot read the shapes: {e.msg}") from e


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: cannot read the shapes: {e.strerror}") from e


def _format(path: Path) -> RdfFormat:
    found = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if found is None:
        raise UsageError(f"{path}: no RDF format has the suffix '{path.suffix}'; shapes are best kept as .ttl")
    return found


def _check_terms(path: Path, triples: list[Triple]) -> None:
    from rdflib import SH as VOCABULARY

    used = {t.predicate.value.removeprefix(SH) for t in triples if t.predicate.value.startswith(SH)}
    if not used:
        raise UsageError(f"{path}: there are no SHACL shapes in this file")
    for name in sorted(name for name in used if name not in VOCABULARY):
        hint = did_you_mean(name, VOCABULARY.__annotations__)
        raise UsageError(f"{path}: SHACL has no term sh:{name}" + (f"; {hint}" if hint else ""))
