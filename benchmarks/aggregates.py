"""What counting over a whole event table takes, beside Virtuoso and maplib on the same quads.

Run: python benchmarks/aggregates.py [ROWS=1000000] [RUNS=3] [FOLDER]

A table in GDELT's columns with a fixed seed is loaded by khabar; Virtuoso, where it is installed, bulk-loads the quads
that the store then holds, and maplib reads them as triples into memory. khabar and Virtuoso answer the questions of the
catalogue, with labels and in order; maplib is asked for the bare counts, to its advantage. Printed are medians of
seconds by the wall clock, of khabar the processor's as well; then what the question takes once more, with nothing
written in between; and the floor: what the engine takes to read the properties that the question is about and to bring
those of one event together, without counting by anything. In FOLDER the data stay, and are not made again. The
benchmark writes docs/question-times.md anew, and fails where a question takes over two seconds, or Virtuoso gives other
rows.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from contenders.beside import Asked, digest, median, of_maplib, of_virtuoso
from contenders.times_page import keep
from khabar.ontology.terms import KH
from khabar.project.config import configure
from khabar.project.remembered import RememberingSource
from khabar.project.tables import Tables
from khabar.queries import Catalogue, StoreSource
from pyoxigraph import RdfFormat, Store
from tables import GDELT, make

KHT = "https://w3id.org/khabar/type/"
COUNTS = {
    "events-by-month": """SELECT ?month ?type (SUM(?some) AS ?n) {
        { SELECT ?day ?type (COUNT(*) AS ?some) { ?e kh:notBefore ?day . ?e kh:eventType ?type } GROUP BY ?day ?type }
        BIND(SUBSTR(STR(?day), 1, 7) AS ?month) } GROUP BY ?month ?type""",
    "actor-pairs": """SELECT ?actor ?party (COUNT(*) AS ?n) { ?e kh:initiator ?actor . ?e kh:affected ?party }
        GROUP BY ?actor ?party HAVING(COUNT(*) > 1)""",
    "withdrawals-by-force": """SELECT ?force (COUNT(*) AS ?n)
        { ?e kh:eventType kht:withdrawal . ?e kh:initiator ?force } GROUP BY ?force""",
    "event-types": "SELECT ?type (COUNT(*) AS ?n) { ?e kh:eventType ?type } GROUP BY ?type",
}
# What the engine cannot do without: to read the one property or both, and to bring together those of an event.
BOTH = "SELECT (COUNT(*) AS ?n) {{ {{ SELECT * {{ {} }} }} {{ SELECT * {{ {} }} }} }}"
TYPES = "?e kh:eventType ?type"
FLOORS = {
    "events-by-month": BOTH.format("?e kh:notBefore ?day", TYPES),
    "actor-pairs": BOTH.format("?e kh:initiator ?actor", "?e kh:affected ?party"),
    "withdrawals-by-force": BOTH.format(TYPES.replace("?type", f"<{KHT}withdrawal>"), "?e kh:initiator ?force"),
    "event-types": f"SELECT (COUNT(*) AS ?n) {{ {TYPES} }}",
}
GOAL, LIMIT = 2.0, 120.0


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


def ours(store: Path, name: str, runs: int) -> tuple[dict[str, Asked], float]:
    """Give the answer, that to the same question put once more, the floor, and the processor's seconds."""
    source, text = StoreSource(Store.read_only(str(store))), Catalogue().get(name).text
    for file in store.glob("khabar.answer.*"):
        file.unlink()
    rows = source.select(text)
    worked = median(lambda: source.select(text), runs, time.process_time)
    wall = median(lambda: source.select(text), runs)
    remembering = RememberingSource(source, store)
    remembering.select(text)
    again = median(lambda: remembering.select(text), runs)
    floor = median(lambda: source.select(f"PREFIX kh: <{KH}> {FLOORS[name]}"), runs)
    seconds = {"khabar": wall, "again": again, "floor": floor}
    return {way: Asked(taken, len(rows), digest(rows)) for way, taken in seconds.items()}, worked


def main(rows: int, runs: int, folder: Path) -> int:
    """Ask all, print the table, and give how many questions took too long or got other rows."""
    store, nq = prepared(folder, rows), folder / "nq" / "rows.nq"
    texts = {name: Catalogue().get(name).text for name in COUNTS}
    bare = {name: f"PREFIX kh: <{KH}> PREFIX kht: <{KHT}> {count}" for name, count in COUNTS.items()}
    answers = {
        "Virtuoso": of_virtuoso(folder / "virtuoso", nq, texts, runs, LIMIT),
        "maplib": of_maplib(folder / "maplib", nq, bare, runs, LIMIT),
    }
    faults, found = 0, {}
    for name in COUNTS:
        mine, worked = ours(store, name, runs)
        beside = {peer: answered[name] for peer, answered in answers.items() if answered}
        differs = "Virtuoso" in beside and beside["Virtuoso"].digest != mine["khabar"].digest
        late = mine["khabar"].seconds > GOAL
        faults += differs + late
        found[name] = {**mine, **beside}
        told = "  ".join(f"{who} {asked.seconds or 0:.3f} s {asked.said}" for who, asked in found[name].items())
        marks = f"{'  other rows than Virtuoso' * differs}{f'  over {GOAL:g} s' * late}"
        print(f"{name:22} processor {worked:.2f} s  {told}{marks}", flush=True)
    keep("table", {"rows": rows, "quads": len(Store.read_only(str(store)))}, found)
    return faults


if __name__ == "__main__":
    count, times = (int(word) for word in (sys.argv[1:3] + ["1000000", "3"][len(sys.argv[1:3]) :]))
    with tempfile.TemporaryDirectory() as made:
        sys.exit(min(main(count, times, Path(sys.argv[3] if len(sys.argv) > 3 else made)), 1))
