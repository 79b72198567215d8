"""Write a store out for bulk loaders: whole graphs in sorted order, in gzip files of a limited size.

The same content gives the same bytes. One graph is in memory at a time. The directory appears whole or not at all.
"""

from __future__ import annotations

import errno
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ...errors import UsageError
from ..push.canonical import nquads
from .manifest import NAME, Manifest
from .parts import Parts
from .scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..push.units import Unit

__all__ = ["PART_BYTES", "Source", "finish", "write"]

PART_BYTES = 256 * 2**20


class Source(Protocol):
    """Where the graphs come from, such as `khabar.stores.push.StoreGraphs`."""

    def units(self) -> Sequence[Unit]:
        """Give every graph, measured."""

    def body(self, graph: str) -> bytes:
        """Give a graph as sorted N-Triples, without blank nodes."""


def write(source: Source, directory: str | Path, base: str, *, part_bytes: int = PART_BYTES) -> Manifest:
    """Write all graphs of a source into a new directory; `base` is the base IRI of the data.

    A part has at most `part_bytes` of text, or one graph that is larger. Raises UsageError where the directory has
    files in it or cannot be written.
    """
    with _reported(directory), _appearing(Path(directory)) as folder, Parts(folder, part_bytes) as parts:
        for unit in sorted(source.units(), key=lambda unit: unit.graph):
            parts.add(unit, nquads(source.body(unit.graph), unit.graph))
        manifest = Manifest(base, *parts.close())
        finish(folder, manifest)
    return manifest


def finish(folder: Path, manifest: Manifest) -> None:
    """Write the scripts and, after all else, the manifest: without it the parts are no export."""
    for file, text in scripts(manifest).items():
        _write_script(folder / file, text)
    whole = folder / f".{NAME}"
    whole.write_bytes(manifest.json())
    whole.replace(folder / NAME)


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
