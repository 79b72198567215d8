"""An event table in a process of its own: run_table.py quads|floor|load|parts FILE FOLDER JOBS

What it prints last are the CPU seconds, of its worker processes too, the wall seconds of the work, and how many of the
CPU seconds the store's engine took to merge its files in the background.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from khabar.loaders.tables.mapped import map_chunk
from khabar.loaders.tables.reading import chunks
from khabar.project.config import configure
from khabar.project.tables import Tables
from pyoxigraph import RdfFormat, Store
from tables import BASE, GDELT


def quads(path: Path, folder: Path, _: int) -> None:
    """Write the quads of the table for the floor to load."""
    work = partial(map_chunk, description=GDELT, base=BASE)
    with (folder / "rows.nq").open("wb") as file:
        for made in map(work, chunks(path, GDELT)):
            file.write(made.quads + made.register)


def floor(_: Path, folder: Path, __: int) -> None:
    Store(str(folder / "floor")).bulk_load(path=folder / "rows.nq", format=RdfFormat.N_QUADS)


def load(path: Path, folder: Path, jobs: int) -> None:
    Tables(configure(folder, store=str(folder / "store")), GDELT, jobs=jobs).load(path)


def parts(path: Path, folder: Path, jobs: int) -> None:
    Tables(configure(folder, store=str(folder / "store")), GDELT, jobs=jobs).write_parts(path, directory=folder / "out")


def merging() -> float:
    """Give the CPU seconds of RocksDB's threads, which have names of their own and stay when a store is closed."""
    stats = [stat.read_text("ascii") for stat in Path("/proc/self/task").glob("*/stat")]
    ticks = [stat.rpartition(")")[2].split()[11:13] for stat in stats if "(rocksdb:" in stat]
    return sum(int(tick) for pair in ticks for tick in pair) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    what, path, folder, jobs = sys.argv[1:]
    work = {"quads": quads, "floor": floor, "load": load, "parts": parts}[what]
    before, began = os.times(), time.perf_counter()
    work(Path(path), Path(folder), int(jobs))
    after = os.times()
    print([sum(after[:4]) - sum(before[:4]), time.perf_counter() - began, merging()])
