"""How fast is validation, and do the engines agree?

Run: python benchmarks/validation.py [SHEETS [COMPARED [SEED_RUNS]]]

(a) the worked example under all rules, pySHACL against the default engine; (b) SHEETS generated sheets, in batches, on
one core; (c) the findings of COMPARED sheets, engine against engine.
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from khabar import Names, examples, map_sheet, read_factsheet
from khabar.shapes import Report, rulebook, validate
from khabar.shapes.engines import DEFAULT

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "shapes"))
from faulty_sheets import sheets

BATCH = 100
GOAL_RATIO, GOAL_MS = 50, 3.0


def timed(data: bytes | list[bytes], engine: str) -> tuple[float, Report]:
    start = time.process_time()
    report = validate(data, engine=engine)
    return time.process_time() - start, report


def seed(runs: int) -> None:
    data = map_sheet(read_factsheet(examples.path())[0], Names()).nquads()
    timed(data, DEFAULT)
    pairs = [(timed(data, "pyshacl"), timed(data, DEFAULT)) for _ in range(runs)]
    assert all(slow[1] == fast[1] for slow, fast in pairs)
    slow, fast = (statistics.median(pair[n][0] for pair in pairs) for n in (0, 1))
    print(
        f"worked example: pyshacl {slow:.2f} s, {DEFAULT} {fast * 1000:.0f} ms: "
        f"{slow / fast:.0f} times (goal {GOAL_RATIO})"
    )


def many(count: int) -> None:
    made = [sheet.quads for sheet in sheets(count)]
    for size in (1, 10, BATCH, count):
        parts = made[: size * 20] if size < BATCH else made
        batches = [parts[n : n + size] for n in range(0, len(parts), size)]
        spent = [timed(batch, DEFAULT) for batch in batches]
        ms = sum(seconds for seconds, _ in spent) * 1000 / len(parts)
        found = sum(len(report) for _, report in spent)
        print(f"{len(parts)} sheets in batches of {size}: {ms:.2f} ms a sheet, {found} findings (goal {GOAL_MS})")


def compared(count: int, size: int = 25) -> None:
    made = [sheet.quads for sheet in sheets(count)]
    agreed, total, spent, rules = 0, 0, Counter[str](), set[str]()
    for n in range(0, count, size):
        (slow, one), (fast, other) = (timed(b"".join(made[n : n + size]), engine) for engine in ("pyshacl", DEFAULT))
        agreed, total = agreed + (one == other), total + 1
        spent.update({"pyshacl": slow, DEFAULT: fast, "findings": len(one)})
        rules |= {finding.rule for finding in one}
        for finding in set(one) ^ set(other):
            print("DIFFERS:", "pyshacl" if finding in set(one) else DEFAULT, finding)
    print(
        f"{count} sheets compared: {agreed} of {total} batches identical, "
        f"{spent['findings']} findings of {len(rules)} rules; "
        f"pyshacl {spent['pyshacl'] * 1000 / count:.0f} ms a sheet, {DEFAULT} {spent[DEFAULT] * 1000 / count:.1f}: "
        f"{spent['pyshacl'] / spent[DEFAULT]:.0f} times",
        flush=True,
    )


if __name__ == "__main__":
    counts = [int(n) for n in sys.argv[1:]] + [1000, 0, 3][len(sys.argv) - 1 :]
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyshifty", "pyoxigraph", "pyshacl", "rdflib"))
    print(f"{platform.machine()}, Python {platform.python_version()}, {packages}; {len(rulebook().rules)} rules")
    if counts[2]:
        seed(counts[2])
    if counts[0]:
        many(counts[0])
    if counts[1]:
        compared(counts[1])
