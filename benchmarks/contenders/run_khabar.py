"""khabar's part, in a process of its own; what it prints last are the CPU and wall seconds of the work alone.

run_khabar.py map SHEETS OUTPUT | pipeline SHEETS STORE | floor QUADS STORE | read | pyshacl SHEETS
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))
from generate import sheets
from khabar import Names, examples, map_sheet, read_factsheet, validate
from khabar.stores import EmbeddedStore
from pyoxigraph import RdfFormat, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from khabar.loaders.mapping import ArticleGraphs
    from khabar.loaders.records import Sheet

BATCH = 100
REGISTER = Names().register


class Clock:
    """Sums up CPU and wall time, but for what happens between its runs."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def __enter__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.cpu += time.process_time() - self._cpu
        self.wall += time.perf_counter() - self._wall


def batches(count: int) -> Iterator[list[Sheet]]:
    """Give generated sheets by the hundred; to make them is no part of what is measured."""
    made = sheets(count)
    while batch := list(islice(made, BATCH)):
        yield batch


def mapped(clock: Clock, count: int, output: str) -> None:
    """Write each quad once, as the peers do: what the register says of an entity, most sheets say again."""
    known: set[bytes] = set()
    with Path(output).open("wb") as file:
        for batch in batches(count):
            with clock:
                file.writelines(fresh(map_sheet(sheet), known).nquads() for sheet in batch)


def fresh(graphs: ArticleGraphs, known: set[bytes]) -> ArticleGraphs:
    """Take out of the register what is known, and remember the rest."""
    register = graphs.shared[REGISTER] = [triple for triple in graphs.shared[REGISTER] if triple not in known]
    known.update(register)
    return graphs


def pipeline(clock: Clock, count: int, place: str) -> None:
    """Map, validate and store; then one question, so that the store is one that can be asked."""
    with EmbeddedStore.at(place, write=True) as store:
        for batch in batches(count):
            with clock:
                graphs = [map_sheet(sheet) for sheet in batch]
                validate([each.nquads() for each in graphs])
                store.apply(store.plan(*graphs))
        with clock:
            assert store.store.query("ASK { GRAPH ?g { ?s <https://w3id.org/khabar/ns#speaker> ?o } }")


def floor(clock: Clock, quads: str, place: str) -> None:
    """Load quads with nothing but the engine that the store is made of."""
    with clock:
        Store(place).bulk_load(path=quads, format=RdfFormat.N_QUADS)


def read(clock: Clock) -> None:
    read_factsheet(examples.path())
    with clock:
        read_factsheet(examples.path())


def pyshacl(clock: Clock, count: int) -> None:
    data = b"".join(map_sheet(sheet).nquads() for sheet in sheets(count))
    with clock:
        validate(data, engine="pyshacl")


if __name__ == "__main__":
    clock, (what, *given) = Clock(), sys.argv[1:]
    work = {"map": mapped, "pipeline": pipeline, "floor": floor, "read": read, "pyshacl": pyshacl}[what]
    work(clock, *(int(each) if each.isdigit() else each for each in given))  # type: ignore[operator]
    print([clock.cpu, clock.wall])
