"""What is measured, a section at a time; each gives plain figures, ready for the page."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khabar import examples, map_sheet, read_factsheet
from tables import make

from contenders.facts import IRIS, TABLES, write
from contenders.install import CACHE, MAPLIB, MORPH, environment, jars
from contenders.rml import write_configuration, write_mapping
from contenders.used import Used, inside, median, whole
from contenders.virtuoso import bulk_load as virtuoso

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = ["MOST_SHEETS", "TABLE_WAYS", "mapping", "pipeline", "table"]

HERE = Path(__file__).parent
BY_HAND = 1_000  # rdflib holds everything: more sheets than that tell nothing more
COMPARED = 1_000
MOST_SHEETS = 20_000  # morph-kgc takes minutes for more, each round
SHACL_SHEETS = 5
# What is run, in how many processes, and the folder that it makes.
TABLE_WAYS = {
    "map": ("parts", 1, "out"),
    "two": ("parts", 2, "out"),
    "floor": ("floor", 1, "floor"),
    "load": ("load", 2, "store"),
}
Figures = dict[str, Any]


def ours(script: str, *given: object) -> list[str]:
    """Give the command that runs a script from beside this one, in khabar's own environment."""
    return [sys.executable, str(HERE / script), *map(str, given)]


def prepared(count: int) -> Path:
    """Give the folder of the tables of so many sheets, with the mappings of all peers."""
    folder = CACHE / "work" / f"sheets-{count}"
    if not (folder / "spec.json").exists():
        write(count, folder)
        write_mapping(folder, folder / "mapping.ttl")
        write_configuration(folder / "mapping.ttl", folder / "morph-kgc.nq", folder / "morph-kgc.ini")
        spec = {"iris": IRIS, "tables": {name: [asdict(line) for line in lines] for name, lines in TABLES.items()}}
        (folder / "spec.json").write_text(json.dumps(spec), "utf-8")
    return folder


def morph(folder: Path) -> Used:
    """Run morph-kgc, without what its start takes."""
    python = str(environment(MORPH))
    start = whole([python, "-c", "import morph_kgc"])
    return whole([python, "-m", "morph_kgc", str(folder / "morph-kgc.ini")]).less(start)


def maplib(folder: Path) -> Used:
    """Run maplib, without what its start takes; on one core, as the others."""
    python = str(environment(MAPLIB))
    start = whole([python, "-c", "import maplib, polars"])
    script, spec, out = (str(path) for path in (HERE / "run_maplib.py", folder / "spec.json", folder / "maplib.nt"))
    return whole([python, script, spec, str(folder), out]).less(start)


def mapping(count: int, rounds: int) -> Figures:
    """Measure the mapping of so many sheets to N-Quads on disk, by each contender in turn."""
    peers = count <= MOST_SHEETS
    folder = prepared(count if peers else 0)
    ways: dict[str, Callable[[], Used]] = {
        "khabar": lambda: inside(ours("run_khabar.py", "map", count, folder / "khabar.nq")),
    }
    if peers:
        ways |= {"maplib": lambda: maplib(folder), "morph-kgc": lambda: morph(folder)}
    if count <= BY_HAND:
        ways["rdflib"] = lambda: inside(ours("run_rdflib.py", folder, folder / "rdflib.nq"))
    runs: dict[str, list[Used]] = defaultdict(list)
    for _ in range(rounds):
        for name, way in ways.items():
            runs[name].append(way())
    found: Figures = {name: median(used)._asdict() for name, used in runs.items()}
    for name, used in runs.items():
        ratios = [other.cpu / one.cpu for other, one in zip(used, runs["khabar"], strict=True)]
        found[name]["ratio"] = sorted(ratios)[len(ratios) // 2]
    if not peers:
        (folder / "khabar.nq").unlink()
    equal = same(folder, list(ways)) if count <= COMPARED else {}
    return {"sheets": count, "rounds": rounds, "ways": found, **equal}


def same(folder: Path, names: list[str]) -> Figures:
    """Tell whether all contenders have written the same set of triples, and those that have graphs of quads."""
    quads = {name: _hash(folder / f"{name}.nq", graphs=True) for name in names if name != "maplib"}
    triples = {name: _hash(folder / f"{name}.nq", graphs=False) for name in names if name != "maplib"}
    triples["maplib"] = _hash(folder / "maplib.nt", graphs=True)
    return {
        "quads": quads["khabar"][0],
        "equal": len(set(quads.values())) == 1 and len(set(triples.values())) == 1,
        "hash": quads["khabar"][1][:16],
    }


def _hash(path: Path, *, graphs: bool) -> tuple[int, str]:
    """Count the distinct lines of a file and hash them sorted, with or without their graphs."""
    read = (line.rstrip(b" .\n") for line in path.open("rb") if line.strip())
    lines = sorted({line if graphs else line.rpartition(b" ")[0] for line in read})
    return len(lines), hashlib.sha256(b"\n".join(lines)).hexdigest()


def pipeline(count: int, rounds: int) -> Figures:
    """Measure the way of so many sheets into a store that can be asked, checked against the same rules."""
    folder = prepared(count)
    quads = folder / "morph-kgc.nq"
    steps: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for made in ("store", "floor", "tdb2", "virtuoso"):
            shutil.rmtree(folder / made, ignore_errors=True)
        steps["khabar"].append(inside(ours("run_khabar.py", "pipeline", count, folder / "store")).cpu / count)
        steps["read"].append(inside(ours("run_khabar.py", "read")).cpu)
        steps["morph-kgc"].append(morph(folder).cpu / count)
        steps["pySHACL"].append(inside(ours("run_khabar.py", "pyshacl", SHACL_SHEETS)).cpu / SHACL_SHEETS)
        steps["TDB2"].append(tdb2(quads, folder / "tdb2") / count)
        steps["floor"].append(inside(ours("run_khabar.py", "floor", quads, folder / "floor")).cpu / count)
        if (took := virtuoso(quads, folder / "virtuoso")) is not None:
            steps["Virtuoso"].append(took / count)
    found = {name: _middle(values) * 1000 for name, values in steps.items()}
    theirs = zip(steps["morph-kgc"], steps["pySHACL"], steps["TDB2"], strict=True)
    khabars = (a + b for a, b in zip(steps["khabar"], steps["read"], strict=True))
    ratio = _middle(sum(their) / our for their, our in zip(theirs, khabars, strict=True))
    sizes = {"example": _quads_of_the_example(), "sheet": sum(1 for _ in quads.open("rb")) / count}
    return {"sheets": count, "rounds": rounds, "sample": SHACL_SHEETS, "ms": found, "ratio": ratio, "quads": sizes}


def _quads_of_the_example() -> int:
    sheet, _ = read_factsheet(examples.path())
    return map_sheet(sheet).nquads().count(b"\n")


def tdb2(quads: Path, place: Path) -> float:
    """Give the CPU seconds that TDB2's loader takes."""
    folder = jars()
    if folder is None:
        raise SystemExit("TDB2 is fetched with Maven and runs on Java: install both")
    return whole(
        ["java", "-cp", f"{folder}/*", "tdb2.tdbloader", f"--loc={place}", str(quads)], stderr=subprocess.DEVNULL
    ).cpu


def table(rows: int, rounds: int, wanted: Collection[str] = tuple(TABLE_WAYS)) -> Figures:
    """Measure an event table of so many rows: its parts by one process and by two, its load beside the floor."""
    folder = CACHE / "work" / f"rows-{rows}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "20180101000000.export.CSV"
    if not path.exists():
        make(path, rows)
    runs: dict[str, list[Used]] = defaultdict(list)
    disk: dict[str, float] = {}
    for _ in range(rounds):
        if "floor" in wanted:
            inside(ours("run_table.py", "quads", path, folder, 1))
        for name in (way for way in TABLE_WAYS if way in wanted):
            what, jobs, made = TABLE_WAYS[name]
            runs[name].append(inside(ours("run_table.py", what, path, folder, jobs)))
            disk[name] = sum(file.stat().st_size for file in (folder / made).rglob("*") if file.is_file()) / 2**20
            shutil.rmtree(folder / made)
        (folder / "rows.nq").unlink(missing_ok=True)
    ways = {name: {**median(used)._asdict(), "disk": disk[name]} for name, used in runs.items()}
    found: Figures = {"rows": rows, "rounds": rounds, "ways": ways}
    if {"map", "two"} <= ways.keys():
        found["speedup"] = _middle(one.wall / two.wall for one, two in zip(runs["map"], runs["two"], strict=True))
    if {"load", "floor"} <= ways.keys():
        found["ratio"] = _middle(load.cpu / base.cpu for load, base in zip(runs["load"], runs["floor"], strict=True))
    return found


def _middle(values: Any) -> float:  # noqa: ANN401
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
