"""Write a store out for bulk loaders: whole graphs in sorted order, in gzip files of a limited size.

The same content gives the same bytes. One graph is in memory at a time. The directory appears whole or not at all.
"""

from __future__ import annotations

import errno
import hashlib
import tempfile
from contextlib import contextmanager, suppress
from gzip import GzipFile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from ...errors import StoreError, UsageError
from .manifest import NAME, Graph, Manifest, Part
from .scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Store

__all__ = ["PART_BYTES", "write"]

PART_BYTES = 256 * 2**20
LEVEL = 6  # a fifth smaller than level 1, and still faster than the store gives quads


def write(
    store: Store,
    directory: str | Path,
    base: str,
    *,
    graphs: Iterable[str] | None = None,
    more: Mapping[str, bytes] | None = None,
    part_bytes: int = PART_BYTES,
) -> Manifest:
    """Write graphs of a store, all its named graphs where none are given, into a new directory.

    `more` are graphs that are in no store, as N-Triples by name. A part has at most `part_bytes` before it is packed,
    or one graph. Raises UsageError where the directory has files in it or cannot be written, StoreError where a graph
    cannot be loaded everywhere alike.
    """
    more = more or {}
    names = _named(store) if graphs is None else set(graphs)
    with _reported(directory), _appearing(Path(directory)) as folder, _Parts(folder, part_bytes) as parts:
        for name in sorted({*names, *more}):
            parts.add(name, _parsed(name, more[name]) if name in more else _stored(store, name))
        manifest = Manifest(base, *parts.close())
        (folder / NAME).write_bytes(manifest.json())
        for file, text in scripts(manifest).items():
            _write_script(folder / file, text)
    return manifest


class _Parts:
    """The parts of an export, written one after the other."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._parts: list[Part] = []
        self._graphs: list[Graph] = []
        self._open: _OpenPart | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self._open.abandon()

    def add(self, name: str, quads: Sequence[Quad]) -> None:
        """Write a graph into the part that is open, or into a new one if that would grow too large."""
        data = b"".join(sorted(f"{quad} .\n".encode() for quad in quads))
        length = sum(map(_characters, quads))
        if self._open and self._open.unpacked + len(data) > self._limit:
            self._finish()
        if not self._open:
            self._open = _OpenPart(self._folder, f"part-{len(self._parts):05}.nq.gz")
        self._open.add(data, len(quads))
        self._graphs.append(Graph(name, hashlib.sha256(data).hexdigest(), len(quads), length, self._open.file))

    def close(self) -> tuple[tuple[Part, ...], tuple[Graph, ...]]:
        """Finish the last part, and give what was written."""
        self._finish()
        return tuple(self._parts), tuple(self._graphs)

    def _finish(self) -> None:
        if self._open:
            self._parts.append(self._open.close())
            self._open = None


class _OpenPart:
    """One gzip member, without a name or a time in its header: the same content gives the same bytes."""

    def __init__(self, folder: Path, file: str) -> None:
        self.file = file
        self.unpacked = self._graphs = self._triples = 0
        self._packed = _Hashed((folder / file).open("wb"))
        self._gzip = GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=self._packed, mtime=0)

    def add(self, data: bytes, triples: int) -> None:
        self._gzip.write(data)
        self.unpacked += len(data)
        self._graphs += 1
        self._triples += triples

    def close(self) -> Part:
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


def _named(store: Store) -> set[str]:
    return {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}


def _stored(store: Store, name: str) -> list[Quad]:
    return _loadable(name, store.quads_for_pattern(None, None, None, NamedNode(name)))


def _parsed(name: str, ntriples: bytes) -> list[Quad]:
    graph, triples = NamedNode(name), parse(ntriples, format=RdfFormat.N_TRIPLES)
    return _loadable(name, {Quad(t.subject, t.predicate, t.object, graph) for t in triples})


def _loadable(name: str, quads: Iterable[Quad]) -> list[Quad]:
    found = list(quads)
    for quad in found:
        if isinstance(quad.object, Triple):
            raise StoreError(f"{name}: has a triple within a triple (RDF 1.2), which loaders do not read")
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise StoreError(f"{name}: has blank nodes, which no two loads would name alike")
    return found


def _characters(quad: Quad) -> int:
    terms = (quad.subject, quad.predicate, quad.object)
    return sum(len(term.value) for term in terms if not isinstance(term, Triple))


def _write_script(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    if path.suffix == ".sh":
        mode = path.stat().st_mode
        path.chmod(mode | (mode & 0o444) >> 2)  # who may read it may run it


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Give a new folder that takes the place of the target if all goes well, and is gone if not."""
    there = target.is_dir()
    if target.exists() and not (there and not any(target.iterdir())):
        raise OSError(errno.ENOTEMPTY, "is not an empty directory; give a new one")
    with tempfile.TemporaryDirectory(dir=target if there else target.resolve().parent, prefix=".khabar-") as outer:
        # A temporary directory is private; what is made in it follows the umask, for a server's loader must read it.
        folder = Path(outer) / "bulk"
        folder.mkdir()
        yield folder
        if not there:
            folder.rename(target)
            return
        # An empty directory may be a mount or the current one, and stays; without the manifest it is no export.
        for path in sorted(folder.iterdir(), key=lambda p: (p.name == NAME, p.name)):
            path.rename(target / path.name)


@contextmanager
def _reported(directory: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise UsageError(f"{directory}: cannot be written: {e.strerror or e}") from e
