"""RDF files as graphs for the store: what others published, kept apart from what khabar encoded.

A file is known by its name, without folders and without the suffix of its packing: a changed version of it replaces
what the one before gave. Triples without a graph go into a graph of the file's own; a named graph keeps its name, and
the file's lines join what others say there. Blank nodes get IRIs (RDF 1.1 Concepts section 3.5) from the SHA-256 of
the content and their order in it, so that no two files ever share one and loading again changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from ..errors import Level, Position, Problem, UnreadableError
from ..ontology import Names, article_id
from ..ontology.iris import slug
from ..ontology.terms import KH, PREFIXES, RDF, RDFS, SCHEMA
from ..ontology.vocabulary import FILES
from .mapping import ArticleGraphs
from .namespaces import foreign, near_misses
from .nquads import iri, predicate, string
from .packed import inner_name, unpack
from .rdf_syntax import parse_rdf, syntax_of
from .text import STDIN, read_packed

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Quad

__all__ = ["RdfFile", "read"]

_DERIVED_FROM = predicate(PREFIXES["prov"], "wasDerivedFrom")
_PRIMARY_SOURCE = predicate(PREFIXES["prov"], "hadPrimarySource")
_ATTRIBUTED_TO = predicate(PREFIXES["prov"], "wasAttributedTo")
_TYPE = predicate(RDF, "type")
_LABEL = predicate(RDFS, "label")
_SHA256 = predicate(SCHEMA, "sha256")


@dataclass(frozen=True, slots=True)
class RdfFile:
    """One file: its quads as they stand in it, and what is wrong with them short of the syntax."""

    file: str
    name: str
    sha256: str
    quads: tuple[Quad, ...]
    problems: tuple[Problem, ...]

    def iri(self, names: Names) -> str:
        """Name the file within a project."""
        return names.resolve(f"file/{article_id(hashlib.sha256(self.name.encode()).hexdigest())}")

    def count(self, kind: str) -> int:
        """Count what the file describes of one of khabar's classes, by its local name."""
        wanted, rdf_type = NamedNode(KH + kind), NamedNode(RDF + "type")
        return len({q.subject for q in self.quads if q.predicate == rdf_type and q.object == wanted})

    def graphs(self, names: Names, curator: str | None = None) -> ArticleGraphs:
        """Map the file to graphs; `curator` is who answers for loading it.

        Raises UnreadableError where a graph of the file bears the name of one of the ontology's own.
        """
        source, found = self.iri(names), self._triples(names)
        own = found.pop(f"{source}/facts", [])
        maker = names.resolve(f"agent/{slug(curator)}") if curator else ""
        meta = [*found.pop(names.meta, []), *self._provenance(source, names.base, list(found), maker, curator or "")]
        owned = {f"{source}/facts": own} if own else {}
        return ArticleGraphs(source, names.meta, owned, found | {names.meta: meta}, self.positions)

    @property
    def positions(self) -> dict[str, Position]:
        """The file, and its name as the key, for each thing that it describes."""
        subjects = dict.fromkeys(q.subject.value for q in self.quads if not isinstance(q.subject, Triple))
        return {subject: Position(self.file, key=subject) for subject in subjects}

    def nquads(self) -> bytes:
        """Give the quads as they stand in the file, blank nodes and all."""
        return serialize(self.quads, format=RdfFormat.N_QUADS) or b""

    def claims(self, names: Names) -> frozenset[str]:
        """Give the graphs named in the file that khabar keeps whole: those of articles, of files, and of provenance."""
        graphs = (q.graph_name.value for q in self.quads if isinstance(q.graph_name, NamedNode))
        kept = (f"{names.base}article/", f"{names.base}file/", names.meta)
        return frozenset(graph for graph in graphs if graph.startswith(kept))

    def _triples(self, names: Names) -> dict[str, list[bytes]]:
        numbers: dict[str, int] = {}
        genid = f"{names.base}.well-known/genid/{article_id(self.sha256)}-"

        def term(value: object) -> str:
            if isinstance(value, BlankNode):
                return f"<{genid}{numbers.setdefault(value.value, len(numbers) + 1)}>"
            return str(value)

        found: dict[str, dict[bytes, None]] = {}
        default = f"{self.iri(names)}/facts"
        for q in self.quads:
            named = isinstance(q.graph_name, NamedNode | BlankNode)
            graph = term(q.graph_name)[1:-1] if named else default
            found.setdefault(graph, {})[f"{term(q.subject)} {q.predicate} {term(q.object)}".encode()] = None
        for name in found.keys() & FILES.keys():
            raise UnreadableError(f"names the graph {name}, which is the ontology's own", Position(self.file))
        return {name: list(triples) for name, triples in found.items()}

    def _provenance(self, source: str, base: str, graphs: list[str], maker: str, curator: str) -> list[bytes]:
        this, own, who = iri(source), iri(f"{source}/facts"), iri(maker)
        # A graph of khabar's own has one origin, which the line it came with names.
        made = [iri(graph) + (_PRIMARY_SOURCE if graph.startswith(base) else _DERIVED_FROM) + this for graph in graphs]
        made += [own + _DERIVED_FROM + this, this + _TYPE + iri(PREFIXES["prov"] + "Entity")]
        made += [this + _LABEL + string(self.name), this + _SHA256 + string(self.sha256)]
        if maker:
            made += [own + _ATTRIBUTED_TO + who, who + _LABEL + string(curator)]
            made += [who + _TYPE + iri(PREFIXES["prov"] + "Agent")]
        return made


def read(path: str | Path, names: Names | None = None, *, syntax: RdfFormat | None = None) -> RdfFile:
    """Read a file in the syntax that its name stands for (N-Quads where it stands for none), packed or not.

    Raises UsageError for a missing file, UnreadableError, with the line where there is one, for all that is no RDF 1.1.
    """
    file = str(path)
    data = unpack(read_packed(path), file)
    sha256 = hashlib.sha256(data).hexdigest()
    # What comes through a pipe has no name to be known by but its content.
    name = f"{sha256[:16]}.nq" if file == STDIN else inner_name(PurePath(file).name)
    shell = RdfFile(file, name, sha256, (), ())
    form = syntax or syntax_of(file) or RdfFormat.N_QUADS
    quads = parse_rdf(data, file, form, base=shell.iri(names or Names()))
    problems = [*near_misses(quads, data.decode(), file), *foreign(quads, file)]
    if not quads:
        problems.append(_nothing(file))
    return RdfFile(file, name, sha256, tuple(quads), tuple(problems))


def _nothing(file: str) -> Problem:
    return Problem(
        "rdf-empty",
        "there is not one statement in this file",
        Position(file),
        Level.WARNING,
        fix="look whether it is whole, and in JSON-LD whether the context names its terms",
        message_ar="لا توجد في هذا الملف أي عبارة",
    )
