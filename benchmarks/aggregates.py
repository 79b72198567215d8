"""What counting over a whole event table takes, beside Virtuoso and maplib on the same quads.

Run: python benchmarks/aggregates.py [ROWS=1000000] [RUNS=3] [FOLDER]

A table in GDELT's columns with a fixed seed is loaded by khabar; Virtuoso, where it is installed, bulk-loads the quads
that the store then holds, and maplib reads them as triples into memory. khabar and Virtuoso answer the questions of the
catalogue, with labels and in order; maplib is asked for the bare counts, to its advantage. Printed are medians of
seconds: of khabar the processor's, for it answers in one thread of this process; of the others the wall clock's. What
the engine takes to count one property of every row is printed as well: what reads two of them cannot take less than
twice that. In FOLDER the data stay, and are not made again. The benchmark fails where a question takes over two
seconds, or Virtuoso gives other rows.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from contenders.install import MAPLIB, environment
from khabar.endpoints import endpoint
from khabar.ontology.terms import KH
from khabar.project.config import configure
from khabar.project.tables import Tables
from khabar.queries import Catalogue, EndpointSource, StoreSource, run
from pyoxigraph import RdfFormat, Store
from servers.virtuoso import INI, Virtuoso
from tables import GDELT, make

if TYPE_CHECKING:
    from collections.abc import Callable

    from khabar.queries import Rows, Source

COUNTS = {
    "events-by-month": """SELECT ?month ?type (SUM(?some) AS ?n) {
        { SELECT ?day ?type (COUNT(*) AS ?some) { ?e kh:notBefore ?day . ?e kh:eventType ?type } GROUP BY ?day ?type }
        BIND(SUBSTR(STR(?day), 1, 7) AS ?month) } GROUP BY ?month ?type""",
    "actor-pairs": """SELECT ?actor ?party (COUNT(*) AS ?n) { ?e kh:initiator ?actor . ?e kh:affected ?party }
        GROUP BY ?actor ?party HAVING(COUNT(*) > 1)""",
    "withdrawals-by-force": """SELECT ?force (COUNT(*) AS ?n)
        { ?e kh:eventType <https://w3id.org/khabar/type/withdrawal> . ?e kh:initiator ?force } GROUP BY ?force""",
    "event-types": "SELECT ?type (COUNT(*) AS ?n) { ?e kh:eventType ?type } GROUP BY ?type",
}
GOAL = 2.0
SCAN = f"SELECT (COUNT(*) AS ?n) {{ ?event <{KH}eventType> ?type }}"
LOAD = "ld_dir('{}', 'rows.nq', 'urn:khabar:no-graph'); rdf_loader_run(); checkpoint;"


class Served(Virtuoso):
    """Virtuoso with the memory that its manual advises for so many quads, and the folder of the quads let in."""

    def command(self) -> list[str]:
        found = super().command()
        ini = (self.folder / "v.ini").read_text("utf-8")
        assert "NumberOfBuffers=10000" in INI
        for old, new in (
            ("NumberOfBuffers=10000", "NumberOfBuffers=340000"),
            ("MaxDirtyBuffers=6000", "MaxDirtyBuffers=250000"),
            ("DirsAllowed=.", f"DirsAllowed=., {self.settings['quads']}"),
        ):
            ini = ini.replace(old, new)
        (self.folder / "v.ini").write_text(ini, "utf-8")
        return found

    def load(self) -> None:
        command = ["isql-vt", f"127.0.0.1:{self.sql_port}", *self.admin, f"exec={LOAD.format(self.settings['quads'])}"]
        subprocess.run(command, check=True, capture_output=True)


def prepared(folder: Path, rows: int) -> Path:
    """Give the store of a table with that many rows, and put its quads beside it, unless they are there."""
    store, quads = folder / "rows", folder / "nq" / "rows.nq"
    if not store.exists():
        make(table := folder / "20180101000000.export.CSV", rows)
        Tables(configure(folder, store=str(store)), GDELT).load(table)
    if not quads.exists():
        quads.parent.mkdir()
        Store.read_only(str(store)).dump(quads, format=RdfFormat.N_QUADS)
    return store


def median(work: Callable[[], object], runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Give the median seconds of a piece of work."""
    times = []
    for _ in range(runs):
        began = clock()
        work()
        times.append(clock() - began)
    return statistics.median(times)


def ours(store: Path, runs: int) -> dict[str, tuple[Rows, float]]:
    """Give the rows of each question and the processor's seconds."""
    source = StoreSource(Store.read_only(str(store)))
    scan = median(lambda: source.select(SCAN), runs, time.process_time)
    print(f"khabar: to count one property of every row takes {scan:.2f} s")
    return {name: asked(source, name, runs, time.process_time) for name in COUNTS}


def asked(source: Source, name: str, runs: int, clock: Callable[[], float] = time.perf_counter) -> tuple[Rows, float]:
    """Ask a question of the catalogue once to warm up, and then so many times."""
    question = Catalogue().get(name)
    return run(question, source), median(lambda: run(question, source), runs, clock)


def virtuosos(folder: Path, runs: int) -> dict[str, tuple[Rows, float]]:
    """Give the rows and the seconds of Virtuoso; nothing where it is not installed."""
    if reason := Virtuoso.missing():
        print(f"no Virtuoso: {reason}")
        return {}
    place = folder / "virt" / "rows"
    fresh = not place.exists()
    server = Served(place, quads=folder / "nq", max_rows=2_000_000)
    server.start()
    try:
        if fresh:
            server.load()
        named = endpoint("peer", {"peer": {"url": server.url, "kind": "virtuoso"}}, environ={"NETRC": "/nonexistent"})
        with EndpointSource(named) as source:
            return {name: asked(source, name, runs) for name in COUNTS}
    finally:
        server.stop()


def maplibs(folder: Path, runs: int) -> dict[str, tuple[float | None, object]]:
    """Give the seconds of maplib and how many rows it found; None where it cannot answer, with what it says."""
    triples = folder / "rows.nt"
    if not triples.exists():
        with (folder / "nq" / "rows.nq").open("rb") as quads, triples.open("wb") as out:
            out.writelines(re.sub(rb" <[^ ]*> \.$", b" .", line) for line in quads)
    files = [folder / f"{name}.rq" for name in COUNTS]
    for file in files:
        file.write_text(f"PREFIX kh: <{KH}> {COUNTS[file.stem]}", "utf-8")
    asks = Path(__file__).parent / "contenders" / "ask_maplib.py"
    command = [str(environment(MAPLIB)), str(asks), str(triples), str(runs), *map(str, files)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: (seconds, rows) for name, seconds, rows in map(json.loads, told.splitlines())}


def shown(seconds: float | None, of: float) -> str:
    """Give the seconds of a peer, and how many times as long khabar takes."""
    return f"{seconds:8.2f} s {of / seconds:6.1f}x" if seconds else f"{'-':>18}"


def main(rows: int, runs: int, folder: Path) -> int:
    """Ask all, print the table, and give how many questions took too long or got other rows."""
    found = ours(prepared(folder, rows), runs)
    beside, bare = virtuosos(folder, runs), maplibs(folder, runs)
    faults = 0
    print(f"{rows} rows{'':22} khabar     rows   Virtuoso              maplib")
    for name, (answer, seconds) in found.items():
        other, took = beside.get(name, (answer, None))
        differs, late = other.terms != answer.terms, seconds > GOAL
        faults += differs + late
        told = f"{'  other rows than Virtuoso' * differs}{f'  over {GOAL:g} s' * late}"
        print(
            f"{name:24} {seconds:8.2f} s {len(answer):8} {shown(took, seconds)} {shown(bare[name][0], seconds)}{told}"
        )
    return faults


if __name__ == "__main__":
    count, times = (int(word) for word in (sys.argv[1:3] + ["1000000", "3"][len(sys.argv[1:3]) :]))
    with tempfile.TemporaryDirectory() as made:
        sys.exit(min(main(count, times, Path(sys.argv[3] if len(sys.argv) > 3 else made)), 1))
