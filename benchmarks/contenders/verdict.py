"""What the figures say: which goals were met, and where khabar loses."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TABLE_NAMES", "Figures", "goals", "growths", "losses", "ordered", "per_row"]

Figures = dict[str, Any]
MAPPING_GOALS = {"morph-kgc": 25, "maplib": 6}
TABLE_NAMES = {"map": "map, one process", "two": "map, two processes", "floor": "floor", "load": "load"}
PIPELINE_GOAL, LOAD_GOAL, ROW_GOAL, MEMORY_GOAL, TWO_GOAL = 50, 1.5, 1.2, 2560, 1.7


def ordered(results: Figures, section: str) -> list[Figures]:
    """Give the runs of a section, the smallest first."""
    return [results[section][size] for size in sorted(results.get(section, {}), key=int)]


def per_row(found: Figures, way: str, what: str = "cpu") -> float:
    """Give the processor time of a row, in microseconds."""
    return float(found["ways"][way][what] / found["rows"] * 1e6)


def goals(results: Figures) -> Iterator[tuple[str, str, str, bool]]:
    """Give what was aimed at: what, the goal, what was measured, and whether that is enough."""
    for found in ordered(results, "mapping"):
        for name, goal in MAPPING_GOALS.items():
            got = found["ways"][name]["ratio"] if name in found["ways"] else None
            if got is not None:
                yield f"mapping, {found['sheets']:,} sheets, beside {name}", f">= {goal}", f"{got:.1f}", got >= goal
    for found in ordered(results, "pipeline"):
        got = found["ratio"]
        what = f"{found['sheets']:,} sheets to store, beside the peers' way"
        yield what, f">= {PIPELINE_GOAL}", f"{got:.0f}", got >= PIPELINE_GOAL
    yield from _table_goals(ordered(results, "table"))


def _table_goals(tables: list[Figures]) -> Iterator[tuple[str, str, str, bool]]:
    for found in tables:
        size = f"{found['rows']:,} rows"
        # What was not measured in one run is no goal that was met.
        ratio, speedup = found.get("ratio"), found.get("speedup")
        met = ratio is not None and ratio <= LOAD_GOAL
        yield f"load beside bulk_load, {size}", f"<= {LOAD_GOAL}", _or_nothing(ratio), met
        met = speedup is not None and speedup >= TWO_GOAL
        yield f"two processes beside one, mapping {size}", f">= {TWO_GOAL}", _or_nothing(speedup), met
        peak = max((used["peak"] for way, used in found["ways"].items() if way != "floor"), default=0.0)
        if not peak:
            continue
        yield f"peak memory of all processes, {size}", f"<= {MEMORY_GOAL:,} MB", f"{peak:,.0f} MB", peak <= MEMORY_GOAL
    for small, large in pairwise(tables):
        for way in ("map", "two", "load"):
            if way in small["ways"] and way in large["ways"]:
                got = per_row(large, way) / per_row(small, way)
                what = f"{TABLE_NAMES[way]}: CPU a row at {large['rows']:,} beside {small['rows']:,}"
                yield what, f"<= {ROW_GOAL}", f"{got:.2f}", got <= ROW_GOAL


def _or_nothing(got: float | None) -> str:
    return "not measured" if got is None else f"{got:.2f}"


def growths(tables: list[Figures]) -> Iterator[str]:
    """Say how much more a row of a larger table costs the store's engine alone, and khabar with it."""
    for small, large in pairwise(tables):
        both = [way for way in ("floor", "load") if way in small["ways"] and way in large["ways"]]
        said = [f"{TABLE_NAMES[way]} {_growth(small, large, way)}" for way in both]
        if said:
            yield f"A row of {large['rows']:,} beside one of {small['rows']:,}: {'; '.join(said)}."


def _growth(small: Figures, large: Figures, way: str) -> str:
    said = f"{per_row(large, way) / per_row(small, way):.2f} times"
    if all("merging" in found["ways"][way] for found in (small, large)):
        rest = [per_row(found, way) - per_row(found, way, "merging") for found in (small, large)]
        said += f", without merging {rest[1] / rest[0]:.2f}"
    return said


def losses(results: Figures) -> list[str]:
    """Say in which comparisons khabar took more than another."""
    return [*_lost_mappings(results), *_lost_pipelines(results), *_lost_loads(results)]


def _lost_mappings(results: Figures) -> Iterator[str]:
    names = {"cpu": "processor time", "wall": "wall time", "peak": "memory"}
    for found in ordered(results, "mapping"):
        ours = found["ways"]["khabar"]
        for name, theirs in found["ways"].items():
            for what in (label for key, label in names.items() if theirs[key] < ours[key]):
                yield f"Mapping {found['sheets']:,} sheets, {name} takes less {what}."


def _lost_pipelines(results: Figures) -> Iterator[str]:
    for found in ordered(results, "pipeline")[-1:]:
        ms, size = found["ms"], f"Of {found['sheets']:,} sheets"
        if ms["read"] > ms["morph-kgc"]:
            times = ms["read"] / ms["morph-kgc"]
            yield (
                f"To read a fact sheet in YAML, with its quotes found in the article, takes {times:.1f} times what "
                f"morph-kgc needs to read a sheet's facts from CSV and to map them{_sizes(found)}."
            )
        for name in ("TDB2", "Virtuoso"):
            if ms.get(name, ms["khabar"]) < ms["khabar"]:
                ours, theirs = ms["khabar"], ms[name]
                yield f"{size}, {name} stores one in {theirs:.0f} ms; khabar maps, checks and stores one in {ours:.0f}."
        if "floor" in ms:
            times = ms["khabar"] / ms["floor"]
            yield f"{size}, one takes {times:.1f} times the processor time of pyoxigraph's bulk_load of its quads."


def _sizes(found: Figures) -> str:
    if "quads" not in found:
        return ""
    return f"; the one has {found['quads']['example']:,} quads, the other {found['quads']['sheet']:,.0f}"


def _lost_loads(results: Figures) -> Iterator[str]:
    for found in [each for each in ordered(results, "table") if "ratio" in each]:
        load, floor = found["ways"]["load"], found["ways"]["floor"]
        for what, key in (("processor time", "cpu"), ("wall time", "wall"), ("memory", "peak")):
            if load[key] > floor[key]:
                times = load[key] / floor[key]
                yield f"A load of {found['rows']:,} rows takes {times:.2f} times the {what} of bulk_load alone."
