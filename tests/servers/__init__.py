"""Real triple stores for tests, each a process of its own on loopback, and a server that misbehaves on demand."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from .base import Server, ServerError
from .fuseki import Fuseki
from .oxigraph import Oxigraph
from .virtuoso import Virtuoso

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["KINDS", "Server", "ServerError", "started"]

KINDS: dict[str, type[Server]] = {kind.kind: kind for kind in (Fuseki, Oxigraph, Virtuoso)}


@contextmanager
def started(kind: str, folder: Path, **settings: object) -> Iterator[Server]:
    """Start a server whose files lie in a folder, and stop it at the end, whatever the test did to it."""
    server = KINDS[kind](folder, **settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
