"""What was worked out of the graphs of a store, kept in its directory for as long as it is certainly still so.

Beside the notes about graphs stands a fingerprint of the engine's files, which no write leaves as it was. A session of
`EmbeddedStore` that tells which graphs it writes leaves the notes about the others in force; after any other, or a
crash, the fingerprint fits no more and nothing is remembered.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["Watch", "data_files", "fingerprint", "keep", "recall"]

# The notes, and what has become of the store since they were made: a load need not read the notes to write that.
_NOTES, _SINCE = "khabar.graphs", "khabar.since"
# The engine's locks and its diary change with every look at a store; our own files are no part of it.
_NOT_DATA = ("LOCK", "LOG", "khabar.")
# How a graph is written out, on which notes depend, is the engine's.
_FORMAT = f"1 {pyoxigraph.__version__}"


def data_files(directory: Path) -> list[Path]:
    """Give the engine's files that make up the store."""
    return [path for path in directory.iterdir() if path.is_file() and not path.name.startswith(_NOT_DATA)]


def fingerprint(directory: Path) -> str:
    """Give a hash of the names, sizes and times of the engine's files; of files that come and go, never the same."""
    try:
        with os.scandir(directory) as entries:
            files = [(e.name, e.stat()) for e in entries if not e.name.startswith(_NOT_DATA)]
    except OSError:
        return secrets.token_hex(32)
    lines = sorted(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _logged(directory: Path) -> list[tuple[str, int]]:
    # While it is open the engine tidies its other files up whenever it likes. Its log only grows by what is written.
    with suppress(OSError):
        return sorted((path.name, path.stat().st_size) for path in directory.glob("*.log"))
    return []


def recall(directory: Path, topic: str) -> dict[str, Any]:
    """Give the notes about graphs, by their names, that are certainly right; `topic` is what they were made for."""
    since = _since(directory)
    kept = _read(directory / _NOTES, id=str, topic=str, graphs=dict) if since else None
    if not since or not kept or (kept["id"], kept["topic"]) != (since["id"], topic):
        return {}
    return {graph: note for graph, note in kept["graphs"].items() if graph not in set(since["touched"])}


def keep(directory: Path, topic: str, graphs: Mapping[str, Any], engine: str) -> None:
    """Keep notes that hold for a store whose fingerprint was `engine` before they were made.

    A directory that cannot be written to is no fault, it only remembers nothing.
    """
    if engine == fingerprint(directory):
        name = secrets.token_hex(8)
        _write(directory / _NOTES, {"id": name, "topic": topic, "graphs": dict(graphs)})
        _write(directory / _SINCE, {"id": name, "engine": engine, "touched": []})


@dataclass(slots=True)
class Watch:
    """Follows one session of which every write is told, to keep the notes about the graphs that it leaves alone."""

    directory: Path
    _since: dict[str, Any] | None = None
    _seen: list[tuple[str, int]] = field(default_factory=list)
    _touched: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look whether there are notes that hold; to be made before the engine opens its files."""
        self._since = _since(self.directory)

    def touch(self, graphs: Iterable[str] | None) -> None:
        """Say, before they are written, which graphs are; None means any."""
        self._look()
        if graphs is None:
            self._since = None
        self._touched.update(graphs or ())

    def settled(self) -> None:
        """Say that the engine's files are now as what was said has left them."""
        if self._since:
            self._seen = _logged(self.directory)

    def end(self) -> None:
        """Say that nothing more is written, while the engine is still open."""
        self._look()

    def closed(self) -> None:
        """Keep what still holds, when the engine has closed its files."""
        if self._since:
            touched = sorted({*self._since["touched"], *self._touched})
            now = {**self._since, "engine": fingerprint(self.directory), "touched": touched}
            _write(self.directory / _SINCE, now)

    def _look(self) -> None:
        # Somebody wrote who did not say so; or the engine began another log, which cannot be told from it.
        if self._since and self._seen != _logged(self.directory):
            self._since = None


def _since(directory: Path) -> dict[str, Any] | None:
    since = _read(directory / _SINCE, id=str, engine=str, touched=list)
    return since if since and since["engine"] == fingerprint(directory) else None


def _read(path: Path, **parts: type) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    whole = isinstance(kept, dict) and all(isinstance(kept.get(key), kind) for key, kind in parts.items())
    return kept if whole and kept.get("format") == _FORMAT else None


def _write(path: Path, kept: Mapping[str, Any]) -> None:
    new = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        try:
            text = json.dumps({"format": _FORMAT, **kept}, separators=(",", ":"), ensure_ascii=False)
            new.write_text(text, "utf-8")
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
