"""The files of a bulk export: N-Quads in gzip members, hashed as they are written."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from contextlib import suppress
from gzip import GzipFile
from typing import TYPE_CHECKING, BinaryIO, Self

from ..push.units import length
from .manifest import Graph, Part

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..push.units import Unit

__all__ = ["Parts", "write_part"]

_LEVEL = 6  # a fifth smaller than level 1, and still faster than the store gives quads
_QUICK = 3  # an eighth larger than that, in half the time, which is much beside what it takes to map a row


class Parts:
    """The parts of an export, written one after the other; no graph is cut in two."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._parts: list[Part] = []
        self._graphs: list[Graph] = []
        self._open: OpenPart | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self._open.abandon()

    def add(self, unit: Unit, lines: bytes) -> None:
        """Write a graph's N-Quads into the part that is open, or into a new one if that would grow too large."""
        if self._open and self._open.unpacked + len(lines) > self._limit:
            self._finish()
        if not self._open:
            self._open = OpenPart(self._folder, f"part-{len(self._parts):05}.nq.gz")
        self._open.add(lines, unit.triples)
        self._graphs.append(Graph(unit.graph, unit.sha256, unit.triples, unit.length, self._open.file))

    def close(self) -> tuple[tuple[Part, ...], tuple[Graph, ...]]:
        """Finish the last part, and give what was written."""
        self._finish()
        return tuple(self._parts), tuple(self._graphs)

    def _finish(self) -> None:
        if self._open:
            self._parts.append(self._open.close())
            self._open = None


def write_part(folder: Path, file: str, lines: Iterable[bytes]) -> tuple[Part, tuple[Graph, ...]]:
    """Write lines of N-Quads as a part of its own: each once, in the order of their graphs and of their bytes.

    Graphs whose lines stand in other parts too are measured as far as they stand in this one.
    """
    by_graph: dict[bytes, dict[bytes, None]] = defaultdict(dict)
    for line in lines:
        by_graph[line.rsplit(b" ", 2)[1]][line] = None
    graphs, part = list[Graph](), OpenPart(folder, file, _QUICK)
    for name in sorted(by_graph):
        # Rows come nearly in order, which a set would undo.
        distinct = sorted(by_graph.pop(name))
        quads, triples, graph = b"".join(distinct), len(distinct), name[1:-1].decode()
        part.add(quads, triples)
        digest = hashlib.sha256(quads).hexdigest()
        graphs.append(Graph(graph, digest, triples, length(quads, triples, graph), file))
    return part.close(), tuple(graphs)


class OpenPart:
    """One gzip member, without a name or a time in its header: the same content gives the same bytes."""

    def __init__(self, folder: Path, file: str, level: int = _LEVEL) -> None:
        self.file = file
        self.unpacked = self._graphs = self._triples = 0
        self._packed = _Hashed((folder / file).open("wb"))
        self._gzip = GzipFile(filename="", mode="wb", compresslevel=level, fileobj=self._packed, mtime=0)

    def add(self, data: bytes, triples: int) -> None:
        """Write the lines of a graph."""
        self._gzip.write(data)
        self.unpacked += len(data)
        self._graphs += 1
        self._triples += triples

    def close(self) -> Part:
        """Finish the file, and give what is in it."""
        self._gzip.close()
        self._packed.file.close()
        digest, size = self._packed.digest.hexdigest(), self._packed.size
        return Part(self.file, digest, size, self.unpacked, self._graphs, self._triples)

    def abandon(self) -> None:
        """Let go of a part that will not be finished, because of an error that is on its way already."""
        for file in (self._gzip, self._packed.file):
            with suppress(OSError):
                file.close()


class _Hashed:
    """A file whose bytes are hashed on their way to it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()
