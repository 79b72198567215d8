"""The graphs of a store as one, in which a triple stands once however many graphs state it (RDF 1.1 Semantics, 4.1).

The engine's union of graphs finds a triple once in each graph that states it, and then counts it, and all that it is
joined with, so often. What khabar maps it states once. Only RDF files can state again what others say: their triples
that other graphs have are left out of a copy of the store, of which the engine's files are links, and queries ask that.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Store, Triple

from ..ontology.terms import PREFIXES, RDF
from ..ontology.vocabulary import FILES
from .memory import data_files, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyoxigraph import Quad

__all__ = ["drop_repeated", "forget", "merged", "repeated"]

_TYPE, _FILE = NamedNode(RDF + "type"), NamedNode(PREFIXES["prov"] + "Entity")
_ORIGINS = tuple(NamedNode(PREFIXES["prov"] + name) for name in ("wasDerivedFrom", "hadPrimarySource"))
_NAME, _WITHOUT = "khabar.merged-", "khabar.unrepeated-"
_DIGITS = 16


def repeated(store: Store) -> Iterator[Quad]:
    """Give the quads of RDF files without which every triple that is there still is, and once."""
    lines = (
        quad for file in _files(store) for origin in _ORIGINS for quad in store.quads_for_pattern(None, origin, file)
    )
    graphs = {quad.subject for quad in lines if isinstance(quad.subject, NamedNode)} - {NamedNode(f) for f in FILES}
    for graph in graphs:
        for quad in store.quads_for_pattern(None, None, None, graph):
            others = (q.graph_name for q in store.quads_for_pattern(quad.subject, quad.predicate, quad.object))
            # Of files that say the same the first keeps it; who else says it always does.
            if any(other not in graphs or str(other) < str(graph) for other in others):
                yield quad


def _files(store: Store) -> set[NamedNode | BlankNode | Triple]:
    return {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _FILE)}


def merged(store: Store, directory: Path) -> Store:
    """Give the store itself, where no triple stands in two graphs, or the copy of it in which none does.

    Copy and finding are kept in the directory under the fingerprint of the engine's files, until one of these changes.
    """
    if not _files(store):
        return store
    engine = fingerprint(directory)[:_DIGITS]
    copy, without = directory / f"{_NAME}{engine}", directory / f"{_WITHOUT}{engine}"
    if without.exists():
        return store
    if not copy.is_dir():
        gone = list(repeated(store))
        forget(directory, but=engine)
        if not gone:
            with suppress(OSError):
                without.touch()
            return store
        try:
            _copy(directory, gone, copy)
        except OSError:
            # Where nothing may be written, it has to be made anew each time.
            return _in_memory(store, gone)
    return Store.read_only(str(copy))


def drop_repeated(store: Store) -> None:
    """Take out of a store all quads but one of each triple."""
    seen = set[tuple[object, object, object]]()
    for quad in list(store):
        triple = (quad.subject, quad.predicate, quad.object)
        if triple in seen:
            store.remove(quad)
        seen.add(triple)


def _in_memory(store: Store, gone: list[Quad]) -> Store:
    left, made = set(gone), Store()
    made.bulk_extend(quad for quad in store if quad not in left)
    return made


def _copy(directory: Path, gone: list[Quad], copy: Path) -> None:
    new = copy.with_name(f"{copy.name}.{os.getpid()}")
    # The engine's own backup of a store that is only read lacks what is still in its log (pyoxigraph 0.5.13).
    new.mkdir()
    for path in data_files(directory):
        _link(path, new / path.name)
    made = Store(str(new))
    for quad in gone:
        made.remove(quad)
    made.flush()
    del made
    try:
        new.rename(copy)
    except OSError:
        # Another process was sooner; its copy is the same.
        shutil.rmtree(new, ignore_errors=True)
        if not copy.is_dir():
            raise


def _link(path: Path, new: Path) -> None:
    """Link a file that the engine never writes to again; copy any other, and where there are no links."""
    if path.suffix == ".sst":
        with suppress(OSError):
            new.hardlink_to(path)
            return
    shutil.copy2(path, new)


def forget(directory: Path, but: str = "") -> None:
    """Take away what was kept of a store that is about to be written, or was; not what others make of it as it is."""
    for path in [*directory.glob(f"{_NAME}*"), *directory.glob(f"{_WITHOUT}*")]:
        if but and but in path.name:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
