"""The page of figures: docs/benchmarks.md, from what the runs have kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contenders.plot import Bar, plot
from contenders.sections import MOST_SHEETS
from contenders.verdict import TABLE_NAMES, Figures, goals, growths, losses, ordered, per_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["write_page"]

WAYS = ("khabar", "maplib", "morph-kgc", "rdflib")
STEPS = {
    "khabar": "khabar: map, validate, store, ask",
    "read": "khabar: read one fact sheet (YAML)",
    "morph-kgc": "morph-kgc: map",
    "pySHACL": "pySHACL: validate",
    "TDB2": "TDB2: store",
    "Virtuoso": "Virtuoso: store",
    "floor": "pyoxigraph: store",
}
HEAD = """# Benchmarks

What khabar costs beside its peers, measured by one command that installs them, makes the data and runs all of them in
turn. This page and its picture are written by it; nothing here is typed in.

```
python benchmarks/peers.py
```

Seconds are processor seconds unless they are called wall. Figures are medians of the rounds; ratios are taken within a
round, so that what else the machine does touches both sides. Read the ratios, not the seconds.

![Processor time of each contender, on a logarithmic scale](benchmarks.svg)
"""
MAPPING = """
## Mapping alone

The same facts, from generated fact sheets with a fixed seed (benchmarks/generate.py), become N-Quads in a file.
khabar maps the records of a sheet. The peers have them as CSV with one row a statement, event, mention and so on,
from which they make the same IRIs: morph-kgc by RML, maplib by OTTR templates over polars, rdflib by a loop over the
rows. None writes again what many sheets say of one entity. The start of each peer is not counted, reading its CSV is;
khabar's records are in memory, so reading its YAML is not (it is below). maplib writes triples, for it has no graph a
row; it may use all cores, and its processor time counts them. Above {most:,} sheets khabar runs alone, to see whether
it slows down.
"""
PIPELINE = """
## From sheets to a store that answers

Map, validate against khabar's rules, store, and ask one question. The peers' way is morph-kgc, then pySHACL with the
same rules, then TDB2's loader. **pySHACL was run on {sample} of the sheets and is counted up a sheet**: all of them
would take hours. khabar's time has the reading of a fact sheet in it, as the worked example in examples/ takes it,
which is longer than a generated one; the peers' has the reading of CSV. Beside TDB2 stand Virtuoso's bulk loader and
pyoxigraph's own `bulk_load`, which khabar's store is made of, for the same quads: they store, and neither check nor
replace anything.
"""
TABLE = """
## Event tables

A table in GDELT's columns with a fixed seed (benchmarks/tables.py). *Map* is `khabar load --out-parts`: read, map,
validate, and write packed parts with their manifest. *Load* is `khabar load`, with two processes that map: read, map,
validate, store. *Floor* is pyoxigraph's own `bulk_load` of the same quads from a file, which no loader into that store
can beat. *Merging* is what RocksDB's threads take, in the background, to merge the sorted files that it was handed: the
larger the store, the more often each quad is read and written again. pyoxigraph has no setting for it; larger batches
make it less. Peak memory is that of all processes together.
"""
BUSY = """The load is the average of the minute before: so many other processes wanted to run. Where it is not near 0,
wall times are too long, and what needs both cores, as two processes beside one, was not to be had."""


def write_page(results: Figures, docs: Path) -> None:
    """Write the page and its picture."""
    parts = [HEAD, *_mapping(results), *_pipeline(results), *_tables(results), *_goals(results)]
    parts += [*_losses(results), *_machines(results)]
    (docs / "benchmarks.md").write_text("\n".join(part.strip("\n") + "\n" for part in parts), "utf-8")
    (docs / "benchmarks.svg").write_text(plot(list(_bars(results))), "utf-8")


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _mapping(results: Figures) -> Iterator[str]:
    yield MAPPING.format(most=MOST_SHEETS)
    head = ["contender", "sheets", "CPU s", "wall s", "peak MB", "CPU us a quad", "times khabar"]
    rows = []
    for found in ordered(results, "mapping"):
        for name in (way for way in WAYS if way in found["ways"]):
            used = found["ways"][name]
            per = used["cpu"] / _quads(results, found) * 1e6
            rows.append([name, f"{found['sheets']:,}", *_used(used), f"{per:.2f}", f"{used['ratio']:.1f}"])
    yield _table(head, rows)
    for found in ordered(results, "mapping"):
        if "equal" in found:
            said = "wrote the same set" if found["equal"] else "DID NOT WRITE the same set"
            yield (
                f"At {found['sheets']:,} sheets all contenders {said}: {found['quads']:,} distinct quads, "
                f"SHA-256 of the sorted lines {found['hash']}… (maplib's compared as triples)."
            )


def _quads(results: Figures, found: Figures) -> float:
    """Give the distinct quads of so many sheets, counted at the size that was compared."""
    known = next(f for f in ordered(results, "mapping") if "quads" in f)
    return float(known["quads"] / known["sheets"] * found["sheets"])


def _used(used: Figures) -> list[str]:
    return [f"{used['cpu']:.2f}", f"{used['wall']:.2f}", f"{used['peak']:,.0f}"]


def _pipeline(results: Figures) -> Iterator[str]:
    runs = ordered(results, "pipeline")
    if not runs:
        return
    yield PIPELINE.format(sample=runs[-1]["sample"])
    rows = [[name, *(_ms(found, step) for found in runs)] for step, name in STEPS.items()]
    yield _table(["CPU ms a sheet", *(f"{found['sheets']:,} sheets" for found in runs)], rows)
    yield "\n".join(
        f"At {found['sheets']:,} sheets the peers' way takes {found['ratio']:.0f} times the processor time of khabar's."
        for found in runs
    )


def _ms(found: Figures, step: str) -> str:
    return f"{found['ms'][step]:,.1f}" if step in found["ms"] else "not run"


def _tables(results: Figures) -> Iterator[str]:
    yield TABLE
    head = ["what", "rows", "CPU s", "wall s", "peak MB", "MB on disk", "CPU us a row", "of it merging"]
    rows = [
        [
            name,
            f"{found['rows']:,}",
            *_used(found["ways"][way]),
            _disk(found["ways"][way]),
            f"{per_row(found, way):.1f}",
            _merging(found, way),
        ]
        for found in ordered(results, "table")
        for way, name in TABLE_NAMES.items()
        if way in found["ways"]
    ]
    yield _table(head, rows)
    yield from growths(ordered(results, "table"))


def _disk(used: Figures) -> str:
    return f"{used['disk']:,.0f}" if "disk" in used else "unknown"


def _merging(found: Figures, way: str) -> str:
    return f"{per_row(found, way, 'merging'):.1f}" if found["ways"][way].get("merging") else ""


def _goals(results: Figures) -> Iterator[str]:
    yield "## Goals, met and missed"
    rows = [[what, goal, got, "met" if met else "**missed**"] for what, goal, got, met in goals(results)]
    yield _table(["what", "goal", "measured", ""], rows)


def _losses(results: Figures) -> Iterator[str]:
    yield "## Where khabar loses"
    found = losses(results)
    yield "\n".join(f"- {loss}" for loss in found) if found else "Nowhere in what was measured."


def _machines(results: Figures) -> Iterator[str]:
    yield "## Where and when"
    runs = [(section, found) for section in ("mapping", "pipeline", "table") for found in ordered(results, section)]
    rows = [
        [section, f"{found.get('sheets', found.get('rows')):,}", str(found["rounds"]), _busy(found), found["day"]]
        for section, found in runs
    ]
    yield _table(["section", "sheets or rows", "rounds", "load when it began", "day"], rows)
    yield BUSY
    for machine in {tuple(found["machine"].items()): None for _, found in runs}:
        yield ", ".join(f"{name} {value}" for name, value in machine) + "."


def _busy(found: Figures) -> str:
    return f"{found['busy']:.1f}" if "busy" in found else "unknown"


def _bars(results: Figures) -> Iterator[Bar]:
    mapping = ordered(results, "mapping")
    for found in [f for f in mapping if "morph-kgc" in f["ways"]][-1:]:
        for name in (way for way in WAYS if way in found["ways"]):
            value = found["ways"][name]["cpu"] / _quads(results, found) * 1e6
            yield Bar(f"Mapping {found['sheets']:,} sheets, us a quad", name, value, ours=name == "khabar")
    for found in ordered(results, "pipeline")[-1:]:
        ms, title = found["ms"], "Sheets to a store that answers, ms a sheet"
        yield Bar(title, "khabar, reading and all", ms["khabar"] + ms["read"], ours=True)
        yield Bar(title, "morph-kgc, pySHACL, TDB2", ms["morph-kgc"] + ms["pySHACL"] + ms["TDB2"])
    for found in [f for f in ordered(results, "table") if "ratio" in f][-1:]:
        title = f"Event table of {found['rows']:,} rows, us a row"
        yield Bar(title, "khabar load", per_row(found, "load"), ours=True)
        yield Bar(title, "bulk_load of its quads", per_row(found, "floor"))
