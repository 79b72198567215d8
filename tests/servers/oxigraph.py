"""Oxigraph: a wheel of the test extra, no accounts, up in a tenth of a second."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from .base import Server

__all__ = ["Oxigraph"]


class Oxigraph(Server):
    """Settings: ``read_only`` (restart a filled server with it), ``union`` (the default graph is that of all)."""

    kind = "oxigraph"
    query_path = "/query"
    update_path = "/update"
    graph_path = "/store"

    @classmethod
    def missing(cls) -> str | None:
        return None if cls._binary() else "oxigraph is not installed: pip install oxigraph"

    def command(self) -> list[str]:
        verb = "serve-read-only" if self.settings.get("read_only") else "serve"
        union = ["--union-default-graph"] if self.settings.get("union") else []
        return [str(self._binary()), verb, "--location", "data", "--bind", f"127.0.0.1:{self.port}", *union]

    def wipe(self) -> None:
        self.update("DROP ALL")

    @staticmethod
    def _binary() -> str | None:
        # A venv that was not activated has its scripts beside its Python all the same.
        return shutil.which("oxigraph", path=Path(sys.executable).parent) or shutil.which("oxigraph")
