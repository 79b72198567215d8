"""Write a store out for bulk loaders: whole graphs in sorted order, in gzip files of a limited size.

The same content gives the same bytes. One graph is in memory at a time. The directory appears whole or not at all.
"""

from __future__ import annotations

import errno
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from ...errors import StoreError, UsageError
from .manifest import NAME, Manifest
from .parts import Parts
from .scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

__all__ = ["PART_BYTES", "write"]

PART_BYTES = 256 * 2**20


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
    with _reported(directory), _appearing(Path(directory)) as folder, Parts(folder, part_bytes) as parts:
        for name in sorted({*names, *more}):
            parts.add(name, _parsed(name, more[name]) if name in more else _stored(store, name))
        manifest = Manifest(base, *parts.close())
        (folder / NAME).write_bytes(manifest.json())
        for file, text in scripts(manifest).items():
            _write_script(folder / file, text)
    return manifest


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
