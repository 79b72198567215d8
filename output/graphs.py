"""Write quads in the formats of RDF."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Triple, parse, serialize

from ..errors import UsageError, did_you_mean
from ..ontology.terms import PREFIXES
from ..ontology.vocabulary import turtle

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from pyoxigraph import Quad

__all__ = ["GRAPH_FORMATS", "choose_graph_format", "convert", "write_graph"]

_FORMATS = {
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
}
GRAPH_FORMATS = tuple(_FORMATS)


def choose_graph_format(name: str = "", path: str | os.PathLike[str] = "-", *, isatty: bool = False) -> str:
    """Give the format: the one named, else that of the path's suffix, else TriG (terminal) or N-Quads (pipe)."""
    suffix = PurePath(path).suffix.lstrip(".").lower()
    wanted = name or suffix
    if not wanted:
        return "trig" if isatty else "nq"
    if wanted not in _FORMATS:
        hint = did_you_mean(wanted, _FORMATS) or f"the formats of graphs are: {', '.join(_FORMATS)}"
        raise UsageError(f"unknown format {wanted!r}; {hint}")
    return wanted


def write_graph(quads: Iterable[Quad] | Iterable[Triple], name: str) -> bytes:
    """Give quads in a format; Turtle and N-Triples know no graphs and hold the union of them.

    JSON-LD is compacted with khabar's own context, which stands in the document: reading it needs no network.
    """
    if name == "jsonld":
        return _json_ld(quads)
    if name in {"ttl", "nt"}:
        # A triple that stands in two graphs is one triple of their union.
        union: dict[Triple, None] = dict.fromkeys(q if isinstance(q, Triple) else q.triple for q in quads)
        return _sorted_prefixes(serialize(union, format=_FORMATS[name], prefixes=PREFIXES) or b"")
    return _sorted_prefixes(serialize(quads, format=_FORMATS[name], prefixes=PREFIXES) or b"")


def convert(nquads: bytes, name: str) -> bytes:
    """Give N-Quads in another format."""
    return nquads if name == "nq" else write_graph(parse(nquads, format=RdfFormat.N_QUADS), name)


def _sorted_prefixes(text: bytes) -> bytes:
    """Put the prefixes in order: pyoxigraph shuffles them, and two exports of one store must be equal."""
    lines = text.splitlines(keepends=True)
    head = [line for line in lines if line.startswith(b"@prefix ")]
    return b"".join([*sorted(head), *lines[len(head) :]])


def _json_ld(quads: Iterable[Quad] | Iterable[Triple]) -> bytes:
    import rdflib

    dataset = rdflib.Dataset()
    nquads = serialize(quads, format=RdfFormat.N_QUADS) or b""
    dataset.parse(data=nquads, format="nquads")
    context = json.loads(turtle("context.jsonld"))["@context"]
    return dataset.serialize(format="json-ld", context=context, encoding="utf-8", auto_compact=False)
