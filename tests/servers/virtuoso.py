"""Virtuoso 7 as Debian packages it: Digest for writes, and a will of its own."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import httpx

from .base import Server, ServerError, free_port

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Virtuoso"]

# CaseMode is fixed when the database is made; without 2, ASK answers a table. LiteMode=1 takes 28-46 s to start.
INI = """[Database]
DatabaseFile=v.db
ErrorLogFile=v.log
LockFile=v.lck
TransactionFile=v.trx
xa_persistent_file=v.pxa
TempStorage=TempDatabase
[TempDatabase]
DatabaseFile=t.db
TransactionFile=t.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
CaseMode=2
LiteMode=0
NumberOfBuffers=10000
MaxDirtyBuffers=6000
DirsAllowed=.
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerThreads=20
MaxClientConnections=20
[SPARQL]
ResultSetMaxRows={rows}
"""


class Virtuoso(Server):
    """Settings: ``max_rows`` (the most that a result may have; the rest is cut off in silence)."""

    kind = "virtuoso"
    query_path = "/sparql"
    update_path = "/sparql-auth"
    graph_path = "/sparql-graph-crud-auth"
    user = "khabar"
    password = "khabar"
    auth_scheme = httpx.DigestAuth
    admin = ("dba", "dba")
    crash_takes = 3

    def __init__(self, folder: Path, **settings: object) -> None:
        super().__init__(folder, **settings)
        self.sql_port = free_port()

    @classmethod
    def missing(cls) -> str | None:
        absent = [name for name in ("virtuoso-t", "isql-vt") if not shutil.which(name)]
        return f"{' and '.join(absent)} not installed" if absent else None

    def command(self) -> list[str]:
        ini = INI.format(sql=self.sql_port, http=self.port, rows=self.settings.get("max_rows", 1_000_000))
        (self.folder / "v.ini").write_text(ini, encoding="utf-8")
        return ["virtuoso-t", "+foreground", "+configfile", "v.ini"]

    def settle(self) -> None:
        self.isql(f"DB.DBA.USER_CREATE('{self.user}', '{self.password}'); grant SPARQL_UPDATE to \"{self.user}\";")
        # What is not in a checkpoint has to be read from the log when the server comes back.
        self.isql("checkpoint;")

    def wipe(self) -> None:
        self.isql("RDF_GLOBAL_RESET();")

    def isql(self, text: str, patience: float = 120) -> str:
        """Run SQL as the administrator and give what it prints. Raises ServerError."""
        command = ["isql-vt", f"127.0.0.1:{self.sql_port}", *self.admin, f"exec={text}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, check=False)
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        if done.returncode or "*** Error" in said:
            raise ServerError(f"isql: {said.strip()[-300:]}")
        return said
