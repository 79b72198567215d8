"""The embedded store: pyoxigraph on disk, every named graph together as the default graph.

Replacing an article is one update, and so one transaction: a reader, or the next process after a crash, sees
the old state or the new one.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pyoxigraph import NamedNode, RdfFormat, Store, serialize

from ..errors import StoreError, UsageError, did_you_mean
from ..ontology.vocabulary import FILES
from .locks import locked
from .memory import Watch
from .merge import forget, merged
from .replace import held_by_others, ontology_quads, ontology_update, plan, removal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Quad

    from .replace import Change, Graphs

__all__ = ["EmbeddedStore"]

_OF_FILES = re.compile(r"Corruption|IO error|No space left")
_MARK = "CURRENT"  # the file by which RocksDB, and so we, know a store
_MEMORY = "memory"
_DATA = re.compile(r"\d+\.(log|sst)")
# What is there besides: a load that was killed as it made the store leaves some of it, and no mark.
_OURS = re.compile(r"LOCK|LOG(\.old.*)?|IDENTITY|(OPTIONS|MANIFEST)-.*|\d+\.(log|sst|dbtmp)|khabar\..*|\..*")


class EmbeddedStore:
    """A store of quads, on disk or in memory. Open it with `at` or `in_memory`."""

    def __init__(self, store: Store, place: str, watch: Watch | None = None) -> None:
        self.store = store
        self.place = place
        self._watch = watch

    @staticmethod
    def exists(directory: str | Path) -> bool:
        """Tell whether there is a store in a directory; raise StoreError where one may not look."""
        try:
            (Path(directory) / _MARK).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as e:
            raise StoreError(f"{directory}: cannot be looked into: {e.strerror}") from e
        return True

    @classmethod
    def in_memory(cls) -> Self:
        """Give an empty store that lives as long as the process."""
        store = Store()
        for quads in ontology_quads(store).values():
            store.bulk_extend(quads)
        return cls(store, _MEMORY)

    @classmethod
    @contextmanager
    def at(
        cls, directory: str | Path, *, write: bool = False, wait: float = 10.0, tells: bool = False
    ) -> Iterator[Self]:
        """Open the store in a directory; to write, it is made where there is none.

        Who `tells` writes by `apply` and in `writing` alone: then what is known of the other graphs stays known.

        Raises StoreError where there is none to read or it cannot be opened, StoreBusyError where another process
        holds it for longer than `wait` seconds.
        """
        path = Path(directory)
        _prepare(path, write=write)
        with locked(path, write=write, wait=wait):
            if write:
                forget(path)
            watch = Watch(path) if write and tells else None
            with _reported(path):
                opened = cls(Store(str(path)) if write else Store.read_only(str(path)), str(path), watch)
                if watch:
                    watch.settled()
                if write:
                    opened.refresh_ontology()
            try:
                with _reported_later(path):
                    yield opened
            finally:
                if watch:
                    watch.end()
                # The last reference closes RocksDB; it must be gone before the lock is.
                del opened.store
                if watch:
                    watch.closed()

    def __len__(self) -> int:
        return len(self.store)

    def merged(self) -> Store:
        """Give a store to read in which no triple stands in two graphs: this one, or a copy without the others."""
        return self.store if self.place == _MEMORY else merged(self.store, Path(self.place))

    def refresh_ontology(self) -> None:
        """Bring the ontology's graphs up to what this version of khabar has."""
        update = ontology_update(self.store)
        if update:
            with self._touching(FILES):
                self.store.update(update)

    def plan(self, *batch: Graphs) -> Change:
        """Work out what replacing the graphs of some articles, all at once, would change."""
        return plan(self.store, batch)

    def plan_removal(self, articles: Iterable[str], meta: str) -> Change:
        """Work out what taking some articles out, all at once, would change; `meta` is the graph of the ledger."""
        return removal(self.store, articles, meta)

    def held_by_others(self, graphs: Graphs, names: Iterable[str]) -> list[str]:
        """Give those of some graphs that hold lines which this source did not bring."""
        return held_by_others(self.store, graphs, names)

    def apply(self, change: Change) -> None:
        """Make a planned change, whole or not at all."""
        if not change:
            return
        with self.writing(change.graphs):
            if change.update:
                self.store.update(change.update)
            else:
                self.store.extend(change.come)

    @contextmanager
    def writing(self, graphs: Iterable[str] | None = None) -> Iterator[None]:
        """Say which store it was, and what to do, where the engine fails to write.

        `graphs` are those that may be written, all where none is named: what is known of the others stays known.
        """
        with _reported(Path(self.place)), self._touching(graphs):
            yield

    @contextmanager
    def _touching(self, graphs: Iterable[str] | None) -> Iterator[None]:
        if self._watch:
            self._watch.touch(graphs)
        yield
        if self._watch:
            self._watch.settled()

    def export(self, graphs: Sequence[str] = ()) -> Iterator[Quad]:
        """Give the quads of some graphs; of all but the ontology's own where none is named.

        Raises UsageError for a graph that is not there.
        """
        named = {g.value for g in self.store.named_graphs() if isinstance(g, NamedNode)}
        for graph in graphs:
            if graph not in named:
                hint = did_you_mean(graph, named) or "khabar query graphs lists them"
                raise UsageError(f"{self.place}: there is no graph {graph}; {hint}")
        for graph in graphs or sorted(named - FILES.keys()):
            yield from self.store.quads_for_pattern(None, None, None, NamedNode(graph))

    def nquads(self, graphs: Sequence[str] = ()) -> bytes:
        """Give what `export` gives, as N-Quads."""
        return serialize(self.export(graphs), format=RdfFormat.N_QUADS) or b""


def _prepare(path: Path, *, write: bool) -> None:
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: is a file; a store is a directory")
    if not EmbeddedStore.exists(path):
        _look_at(path, _names(path), write=write)
        if not write:
            raise StoreError(f"{path}: there is no store here yet\n  load something first: khabar load FILE")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise StoreError(f"{path}: cannot be made: {e.strerror}") from e


def _names(path: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in path.iterdir())
    except FileNotFoundError:
        return []
    except OSError as e:
        raise StoreError(f"{path}: cannot be looked into: {e.strerror}") from e


def _look_at(path: Path, names: Sequence[str], *, write: bool) -> None:
    """Refuse a directory without a mark that holds data all the same, or, to write, things that are not a store's."""
    if any(_DATA.fullmatch(name) and (path / name).stat().st_size for name in names):
        raise StoreError(_damaged(path, f"the file {_MARK} is missing"))
    other = next((name for name in names if not _OURS.fullmatch(name)), None)
    if write and other is not None:
        raise StoreError(f"{path}: is no store, and not empty: {other} is in it\n  name a new or an empty directory")


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Turn the engine's errors into a StoreError that says which store and what to do."""
    try:
        yield
    except (OSError, RuntimeError) as e:
        raise StoreError(_cause(path, str(e))) from e


@contextmanager
def _reported_later(path: Path) -> Iterator[None]:
    """Do the same for what an open store is used for, where the error is the engine's and of its files."""
    try:
        yield
    except (OSError, RuntimeError, StoreError) as e:
        # The system's errors have numbers; a query that cannot be answered is a RuntimeError too, or made of one.
        if getattr(e, "errno", None) is not None or not _OF_FILES.search(str(e)) or str(e).startswith(str(path)):
            raise
        raise StoreError(_cause(path, str(e))) from e


def _cause(path: Path, message: str) -> str:
    if "No space left" in message or "File too large" in message:
        return f"{path}: the disk is full; nothing of this load was stored ({message})"
    if "Permission denied" in message or "Read-only file system" in message:
        return f"{path}: cannot be written: {message}"
    if "Corruption" in message or "No such file" in message:
        return _damaged(path, f"the engine says: {message}")
    return f"{path}: the store cannot be used: {message}"


def _damaged(path: Path, message: str) -> str:
    return (
        f"{path}: the store is damaged\n  put a copy of the directory in its place, or take it away and load again\n"
        f"  {message}"
    )
