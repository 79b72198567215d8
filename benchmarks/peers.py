"""khabar beside its peers: morph-kgc, maplib, rdflib by hand, pySHACL, and the loaders of TDB2, Virtuoso, pyoxigraph.

    python benchmarks/peers.py                                   everything that takes minutes, and the page
    python benchmarks/peers.py mapping --articles 10000          one section; the page has the last run of each size
    python benchmarks/peers.py table --rows 10000000 --ways two load --rounds 1
    python benchmarks/peers.py page

The peers are installed under the cache folder (XDG_CACHE_HOME) when they are first needed, from PyPI and by Maven.
Workloads come from fixed seeds. Contenders of one size run in turn within a round; figures are medians of the rounds,
ratios are taken within a round. The page is docs/benchmarks.md with docs/benchmarks.svg.
"""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contenders import sections
from contenders.install import CACHE
from contenders.machine import machine
from contenders.page import write_page

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[1] / "docs"
RESULTS = CACHE / "results.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", nargs="?", choices=["all", "mapping", "pipeline", "table", "page"], default="all")
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", choices=sections.TABLE_WAYS, default=list(sections.TABLE_WAYS))
    wanted = parser.parse_args()
    whole = wanted.section == "all"
    if whole or wanted.section == "mapping":
        for count in wanted.articles:
            keep("mapping", count, lambda count=count: sections.mapping(count, wanted.rounds))
    if whole or wanted.section == "pipeline":
        for count in [each for each in wanted.articles if each <= sections.MOST_SHEETS]:
            keep("pipeline", count, lambda count=count: sections.pipeline(count, wanted.rounds))
    if whole or wanted.section == "table":
        for rows in wanted.rows:
            keep("table", rows, lambda rows=rows: sections.table(rows, wanted.rounds, wanted.ways))
    if RESULTS.exists():
        write_page(json.loads(RESULTS.read_text("utf-8")), DOCS)


def keep(section: str, size: int, measure: Callable[[], sections.Figures]) -> None:
    """Measure a section and keep its figures, with the day, the machine and how busy others kept it."""
    busy = os.getloadavg()[0]
    found = measure() | {"busy": busy}
    CACHE.mkdir(parents=True, exist_ok=True)
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    if section == "table":
        # Of a large table each way may be run by itself; what a ratio is taken of is run together.
        before = results.get(section, {}).get(str(size), {})
        found = {**before, **found, "ways": {**before.get("ways", {}), **found["ways"]}}
    day = datetime.now(UTC).date().isoformat()
    results.setdefault(section, {})[str(size)] = found | {"day": day, "machine": machine()}
    RESULTS.write_text(json.dumps(results, indent=1), "utf-8")
    print(section, size, json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
