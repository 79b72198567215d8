"""What an event table costs: reading, mapping, storing.  Run: python benchmarks/tables.py [ROWS=200000] [ROUNDS=3]

A table in GDELT's columns is made with a fixed seed. Printed are CPU seconds (of this process and its children) and
ratios within a round, medians of the rounds: the whole load beside pyoxigraph's own bulk_load of the same quads, and
mapping in two processes beside one (wall time).
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from khabar.loaders.tables.description import descriptions
from khabar.loaders.tables.engines.processes import each
from khabar.loaders.tables.mapped import map_chunk
from khabar.loaders.tables.reading import chunks
from khabar.project.config import configure
from khabar.project.tables import Tables
from pyoxigraph import RdfFormat, Store

if TYPE_CHECKING:
    from collections.abc import Callable

GDELT = descriptions()["gdelt"]
BASE = "https://khabar.example/"
CODES = ("010", "020", "036", "042", "043", "0874", "112", "141", "173", "190", "193")
PLACES = [
    (f"Place {n}, Country", f"F{n % 200:03}", f"{n % 90}.{n % 97:02}", f"{n % 180}.{n % 89:02}") for n in range(20_000)
]
ACTORS = [(f"A{n:04}", f"ACTOR {n}", ("RUS", "USA", "SYR", "IRN", "TUR")[n % 5]) for n in range(5_000)]


def row(rng: random.Random, number: int) -> str:
    """Give one row of GDELT 2.0: two actors of three, a place, a day of four years, a source."""
    cells = [""] * 61
    cells[0], cells[1] = (
        str(700_000_000 + number),
        f"20{rng.randrange(18, 22)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}",
    )
    for start in (5, 15):
        if rng.random() < 0.7:
            cells[start], cells[start + 1], cells[start + 2] = rng.choice(ACTORS)
    cells[25], cells[26] = "1", rng.choice(CODES)
    cells[31:34] = str(rng.randrange(1, 30)), "1", str(rng.randrange(1, 30))
    name, code, lat, long = rng.choice(PLACES)
    cells[51:54] = "4", name, "RS"
    cells[56:59] = lat, long, code
    cells[59], cells[60] = f"{cells[1]}000000", f"http://news.example/{rng.randrange(10**6)}/story-{number}"
    return "\t".join(cells) + "\n"


def make(path: Path, count: int) -> None:
    """Write a table with that many rows."""
    rng = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(row(rng, number) for number in range(count))


def cpu(work: Callable[[], object]) -> float:
    """Give the CPU seconds of this process and of its children that a piece of work takes."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def wall(work: Callable[[], object]) -> float:
    """Give the seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def mapped(path: Path, jobs: int) -> int:
    """Map a table and count its quads."""
    work = partial(map_chunk, description=GDELT, base=BASE)
    return sum(m.quads.count(b"\n") + m.register.count(b"\n") for m in each(work, chunks(path, GDELT), jobs))


def raw(path: Path, folder: str) -> float:
    """Give the CPU seconds of pyoxigraph's own bulk load of the table's quads, from a file."""
    quads = Path(folder) / "rows.nq"
    with quads.open("wb") as file:
        for chunk in chunks(path, GDELT):
            made = map_chunk(chunk, GDELT, BASE)
            file.write(made.quads + made.register)
    return cpu(lambda: Store(f"{folder}/raw").bulk_load(path=quads, format=RdfFormat.N_QUADS))


def one_round(path: Path) -> dict[str, float]:
    """Measure everything once."""
    with tempfile.TemporaryDirectory() as folder:
        floor = raw(path, folder)
        tables = Tables(configure(folder, store=f"{folder}/store"), GDELT, jobs=2)
        whole = cpu(lambda: tables.load(path))
    one, two = (wall(lambda jobs=jobs: mapped(path, jobs)) for jobs in (1, 2))
    return {
        "bulk_load alone": floor,
        "khabar load": whole,
        "map": cpu(lambda: mapped(path, 1)),
        "ratio": whole / floor,
        "two": one / two,
    }


if __name__ == "__main__":
    count, rounds = map(int, (sys.argv[1:] + ["200000", "3"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "20180101000000.export.CSV"
        make(file, count)
        quads = mapped(file, 1)
        runs = [one_round(file) for _ in range(rounds)]
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    print(f"{count} rows, {quads} quads, medians of {rounds}")
    for what in ("map", "bulk_load alone", "khabar load"):
        print(f"{what:16} {middle[what]:8.2f} s CPU, {middle[what] / quads * 1e6:.2f} us a quad")
    print(f"the whole load takes {middle['ratio']:.2f} times the CPU of bulk_load alone (goal 1.5)")
    print(f"two processes map {middle['two']:.2f} times as fast as one (goal 1.7)")
    peaks = [resource.getrusage(of).ru_maxrss // 1024 for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"peak memory: {peaks[0]} MB of the storing process, {peaks[1]} MB of a mapping one")
