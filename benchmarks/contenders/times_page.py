"""The page of the questions' times, docs/question-times.md, from what the runs have kept."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contenders.install import CACHE
from contenders.machine import machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contenders.beside import Asked

__all__ = ["keep", "write_page"]

PAGE = Path(__file__).parents[2] / "docs" / "question-times.md"
RESULTS = CACHE / "questions.json"
PEERS = ("Virtuoso", "maplib")
HEAD = """# How long the questions take

Seconds by the wall clock from a question to its last row, medians of three runs after one to warm up, where nothing
else is said. This page is written by the benchmarks; nothing here is typed in.

khabar answers from its embedded store on disk. Virtuoso has the same quads and is asked over HTTP, as khabar asks any
[endpoint](endpoints.md). maplib has them in memory as triples, into which it reads them each time it starts; the
languages of labels are written out for it, as it refuses their variables. A peer that gives other rows is marked; so is
one that cannot answer, with what it says.
"""
TITLES = {
    "table": """## Counting over an event table

{rows:,} rows in GDELT's columns, {quads:,} quads: `python benchmarks/aggregates.py`. maplib is asked for the bare
counts, without labels or order, to its advantage. *Again* is the same question put once more with nothing written in
between: khabar keeps an answer that took long beside the store. *Floor* is what the engine takes to read the
properties that the question is about and to bring those of one event together, without counting by anything: no
wording of the question goes below it.
""",
    "narrow": """## The catalogue, asked about one thing

{articles:,} generated articles, {quads:,} quads, each question about one entity, article or day where it has such a
parameter: `python benchmarks/questions.py`.
""",
    "wide": """## The catalogue, asked about everything

The same without any parameter, one run after one to warm up: `python benchmarks/questions.py --wide`. Some of these
answers have more rows than anybody reads; the last column is what a row takes khabar, which has to read it out, look
its labels up and put it in order.
""",
}


def keep(section: str, about: Mapping[str, Any], found: Mapping[str, Mapping[str, Asked]]) -> None:
    """Keep the figures of a run, with the day, the machine and how busy others kept it, and write the page anew."""
    CACHE.mkdir(parents=True, exist_ok=True)
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    questions = {name: {who: asdict(asked) for who, asked in by.items()} for name, by in found.items()}
    day = datetime.now(UTC).date().isoformat()
    more = {"questions": questions, "day": day, "machine": machine(), "busy": os.getloadavg()[0]}
    results[section] = {**about, **more}
    RESULTS.write_text(json.dumps(results, indent=1), "utf-8")
    write_page(results)


def write_page(results: Mapping[str, Any]) -> None:
    """Write the page of what was kept."""
    parts = [HEAD, *(part for name in TITLES if name in results for part in _section(name, results[name]))]
    PAGE.write_text("\n".join(part.strip("\n") + "\n" for part in parts), "utf-8")


def _section(name: str, found: dict[str, Any]) -> Iterator[str]:
    yield TITLES[name].format(**found)
    ways = ["khabar", *(["again", "floor"] if name == "table" else []), *PEERS]
    head = ["question", "rows", *ways, *(["us a row"] if name == "wide" else [])]
    rows = [[f"`{question}`", *_cells(by, ways, wide=name == "wide")] for question, by in found["questions"].items()]
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
    ran = ", ".join(f"{key} {value}" for key, value in found["machine"].items())
    yield f"On {found['day']}, with a load of {found['busy']:.1f} when it ended; {ran}."


def _cells(by: dict[str, Any], ways: list[str], *, wide: bool) -> Iterator[str]:
    mine = by["khabar"]
    yield "" if mine["rows"] is None else f"{mine['rows']:,}"
    yield from (_cell(by.get(way), mine) for way in ways)
    if wide:
        yield f"{mine['seconds'] / mine['rows'] * 1e6:,.0f}" if mine["seconds"] and mine["rows"] else ""


def _cell(asked: dict[str, Any] | None, mine: dict[str, Any]) -> str:
    if asked is None:
        return "-"
    if asked["seconds"] is None:
        return f"no: {asked['said']}".replace("|", "/")
    same = asked["rows"] == mine["rows"] and (not asked["digest"] or asked["digest"] == mine["digest"])
    digits = 2 if asked["seconds"] >= 0.005 else 4
    return f"{asked['seconds']:.{digits}f}" + ("" if same else f" (other rows: {asked['rows']:,})")
