"""Apache Jena Fuseki: one jar, one data set called ``/ds``, on disk unless a test asks otherwise."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import httpx

from .base import Server

__all__ = ["Fuseki"]

JAR = "jena-fuseki-server-*.jar"
SCHEMES = {"basic": httpx.BasicAuth, "digest": httpx.DigestAuth}


class Fuseki(Server):
    """Settings: ``auth`` ("basic" or "digest"), ``read_only``, ``memory`` (lost at the end), ``union``."""

    kind = "fuseki"
    path = "/ds"
    query_path = "/query"
    update_path = "/update"
    graph_path = "/data"

    def __init__(self, folder: Path, **settings: object) -> None:
        super().__init__(folder, **settings)
        if auth := settings.get("auth"):
            self.user = self.password = "khabar"
            self.auth_scheme = SCHEMES[str(auth)]

    @classmethod
    def missing(cls) -> str | None:
        if not shutil.which("java"):
            return "java is not installed"
        return None if cls._jar() else f"no {JAR}: neither FUSEKI_JAR names one, nor is one in {_cache()}"

    def command(self) -> list[str]:
        # Half the time to start, and no more memory than tests need.
        java = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(self._jar())]
        return [*java, "--localhost", "--port", str(self.port), *self._accounts(), *self._data(), self.path]

    def env(self) -> dict[str, str]:
        return super().env() | {"FUSEKI_BASE": str(self.folder / "run")}

    def wipe(self) -> None:
        self.update("DROP ALL")

    def _data(self) -> list[str]:
        (self.folder / "data").mkdir(exist_ok=True)
        union = ["--set", "tdb2:unionDefaultGraph=true"] if self.settings.get("union") else []
        where = ["--mem"] if self.settings.get("memory") else ["--tdb2", "--loc", "data"]
        return [*union, *where, *([] if self.settings.get("read_only") else ["--update"])]

    def _accounts(self) -> list[str]:
        if not self.settings.get("auth"):
            return []
        (self.folder / "passwords").write_text("khabar: khabar\n", encoding="utf-8")
        return ["--passwd", "passwords", "--auth", str(self.settings["auth"])]

    @staticmethod
    def _jar() -> Path | None:
        if named := os.environ.get("FUSEKI_JAR"):
            return Path(named) if Path(named).is_file() else None
        return max(_cache().glob(JAR), default=None)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "khabar"
