"""How long does the seed take, end to end and step by step?  Run: python benchmarks/load_seed.py

End to end is a fresh process: start, read, check, map, validate, store. The steps are timed in one warm process.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from khabar import Names, examples, map_sheet, read_factsheet, validate
from khabar.stores import EmbeddedStore
from measure import cpu_seconds

RUNS = 7


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    made = action()
    return (time.perf_counter() - start) * 1000, made


def steps() -> dict[str, float]:
    """Give the milliseconds of each step of one load into a store of its own."""
    with tempfile.TemporaryDirectory() as place, EmbeddedStore.at(place, write=True) as store:
        read, (sheet, _) = timed(lambda: read_factsheet(examples.path()))
        mapped, graphs = timed(lambda: map_sheet(sheet, Names()))
        validated, _ = timed(lambda: validate(graphs.nquads()))
        planned, change = timed(lambda: store.plan(graphs))
        stored, _ = timed(lambda: store.apply(change))
    return {"read and check": read, "map": mapped, "validate": validated, "plan": planned, "store": stored}


def end_to_end() -> float:
    script = Path(sys.executable).with_name("khabar")
    with tempfile.TemporaryDirectory() as place:
        return cpu_seconds([str(script), "load", "-s", f"{place}/store", str(examples.path())])


if __name__ == "__main__":
    steps()
    runs = [steps() for _ in range(RUNS)]
    for name in runs[0]:
        print(f"{name:16} {statistics.median(run[name] for run in runs):8.1f} ms")
    whole = statistics.median(end_to_end() for _ in range(RUNS)) * 1000
    print(f"{'a fresh process':16} {whole:8.0f} ms of processor time")
