"""What Virtuoso's bulk loader takes for a file of quads, where Virtuoso is installed."""

from __future__ import annotations

import os
import resource
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from servers.virtuoso import INI, Virtuoso

__all__ = ["bulk_load"]

# What the manual advises for 4 GB of memory.
BUFFERS = {"NumberOfBuffers=10000": "NumberOfBuffers=340000", "MaxDirtyBuffers=6000": "MaxDirtyBuffers=250000"}
LOAD = "ld_dir('{}', '{}', 'urn:khabar:no-graph'); rdf_loader_run(); checkpoint;"
COUNT = "SPARQL SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s <https://w3id.org/khabar/ns#speaker> ?o } };"


class Loader(Virtuoso):
    """Virtuoso with enough memory, and the folder of the quads let in."""

    def command(self) -> list[str]:
        found = super().command()
        ini = (self.folder / "v.ini").read_text("utf-8")
        for old, new in {**BUFFERS, "DirsAllowed=.": f"DirsAllowed=., {self.settings['quads']}"}.items():
            assert old in INI
            ini = ini.replace(old, new)
        (self.folder / "v.ini").write_text(ini, "utf-8")
        return found

    def processor(self) -> float:
        """Give the processor seconds of the server, and of what has asked it until now."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        asked = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + asked.ru_utime + asked.ru_stime


def bulk_load(quads: Path, place: Path) -> float | None:
    """Give the processor seconds that Virtuoso takes to load a file and to have it on disk; None without Virtuoso."""
    if Virtuoso.missing():
        return None
    shutil.rmtree(place, ignore_errors=True)
    server = Loader(place, quads=quads.parent)
    server.start()
    try:
        before = server.processor()
        server.isql(LOAD.format(quads.parent, quads.name), patience=3600)
        took = server.processor() - before
        if not any(line.strip().isdigit() and int(line) for line in server.isql(COUNT).splitlines()):
            raise SystemExit("Virtuoso has loaded nothing")
    finally:
        server.stop()
    return took
