"""``manifest.json``: what a bulk export holds, part by part and graph by graph."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NAME", "Graph", "Manifest", "Part", "read"]

NAME = "manifest.json"
FORMAT, VERSION = "khabar-bulk", 1
_PART = re.compile(r"part-[0-9]{5,}\.nq\.gz")


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph, or as much of it as stands in `part`: the hash of its lines there, its triples, and its length.

    The length is the sum over its triples of the code points of STR(s), STR(p) and STR(o), as a server counts them.
    """

    graph: str
    sha256: str
    triples: int
    length: int
    part: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file of graphs: the hash and size of the file, and how many bytes are in it when it is unpacked."""

    file: str
    sha256: str
    bytes: int
    unpacked: int
    graphs: int
    triples: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bulk export holds, in the order of the parts, and in each of the names of graphs.

    The graphs of a store stand in one part each; those of a table may stand in several, and are listed for each.
    """

    base: str
    parts: tuple[Part, ...]
    graphs: tuple[Graph, ...]

    @property
    def triples(self) -> int:
        """The triples of all graphs; one that stands in two graphs counts twice."""
        return sum(part.triples for part in self.parts)

    @property
    def names(self) -> frozenset[str]:
        """The names of the graphs."""
        return frozenset(graph.graph for graph in self.graphs)

    def json(self) -> bytes:
        """Give the file's bytes: one line a part and one a graph, so that tools of lines can read it too."""
        head = {"format": FORMAT, "version": VERSION, "base": self.base, "triples": self.triples}
        lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
        for key, rows in (("parts", self.parts), ("graphs", self.graphs)):
            entries = ",\n".join(f"  {json.dumps(asdict(row), ensure_ascii=False)}" for row in rows)
            lines.append(f' "{key}": [\n{entries}\n ]')
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def read(directory: Path) -> Manifest:
    """Read the manifest of a bulk export. Raises UsageError where there is none, UnreadableError where it is none."""
    path = directory / NAME
    try:
        data = path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: cannot be read: {e.strerror}; is {directory} a bulk export?") from e
    try:
        said = json.loads(data)
        if said["format"] != FORMAT or said["version"] != VERSION:
            raise UnreadableError(f"is no manifest of {FORMAT} {VERSION}", Position(str(path)))
        parts = tuple(Part(**row) for row in said["parts"])
        manifest = Manifest(said["base"], parts, tuple(Graph(**row) for row in said["graphs"]))
        strange = [part.file for part in parts if not _PART.fullmatch(part.file)]
    except (ValueError, TypeError, KeyError) as e:
        raise UnreadableError(f"is no manifest of a bulk export: {e}", Position(str(path))) from e
    if strange:
        raise UnreadableError(f"{strange[0]!r} is no name of a part", Position(str(path)))
    return manifest
