"""How long does each question of the catalogue take on many articles?

Run: python benchmarks/questions.py [COUNT] [--wide] [NAME]...

The articles are generated (10,000 unless told) and lie in the embedded store on disk. Each question is asked as an
analyst asks it, about one entity, article or day where it has such a parameter, and with --wide about all of them at
once. The time is the processor's, to the last row: the engine answers in one thread of the process, and where the wall
clock, which stands beside it, says more, others kept the machine busy. A question that takes longer than the goal is
marked, and so is one that has not ended after the limit: the benchmark then fails.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generate import quads, sheets
from khabar import Names
from khabar.queries import Catalogue, Question, StoreSource, run
from khabar.stores import EmbeddedStore
from pyoxigraph import RdfFormat

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

GOAL, LIMIT = 2.0, 60.0
ENTITY = "https://khabar.example/entity/"
# One value for each parameter: a question is given the first that it has, and both where it asks between two.
VALUES = {
    "speaker": f"{ENTITY}person-1",
    "entity": f"{ENTITY}force-3",
    "force": f"{ENTITY}force-3",
    "country": f"{ENTITY}state-1",
    "side": f"{ENTITY}state-1",
    "place": f"{ENTITY}base-2",
    "one": f"{ENTITY}state-1",
    "other": f"{ENTITY}base-2",
    "since": "2031-11-25",
    "matter": "https://khabar.example/cluster/event-0-0",
    "curator": "https://khabar.example/agent/curator-1",
}
TOGETHER = {"one", "other"}


def fill(place: Path, count: int) -> int:
    file = place / "articles.nq"
    with file.open("wb") as stream:
        stream.writelines(quads(count))
    with EmbeddedStore.at(place / "store", write=True) as store:
        store.store.bulk_load(path=file, format=RdfFormat.N_QUADS)
        store.store.optimize()
        return len(store)


def narrow(question: Question, article: str) -> dict[str, str]:
    values = VALUES | {"article": article}
    named = [p.name for p in question.header.parameters if p.name in values]
    return {name: values[name] for name in named if name == named[0] or name in TOGETHER}


def ask(place: Path, name: str, article: str, answer: Connection) -> None:
    with EmbeddedStore.at(place / "store") as store:
        question, source = Catalogue().get(name), StoreSource(store.store)
        given = narrow(question, article) if article else {}
        start, worked = time.perf_counter(), time.process_time()
        rows = len(run(question, source, given))
        answer.send((time.process_time() - worked, time.perf_counter() - start, rows))


def timed(place: Path, name: str, article: str) -> tuple[float, float, int] | None:
    """Give the processor's seconds, the wall clock's, and the rows; None where the limit came first."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=ask, args=(place, name, article, there))
    process.start()
    found: tuple[float, float, int] | None = here.recv() if here.poll(LIMIT) else None
    process.terminate()
    process.join()
    return found


def main(count: int, names: list[str], *, wide: bool) -> int:
    slow = 0
    article = "" if wide else Names().resolve(next(sheets(1)).article.reference)
    with tempfile.TemporaryDirectory() as folder:
        print(f"{count} articles, {fill(Path(folder), count)} quads; goal {GOAL:g} s a question")
        for name in names or Catalogue().names:
            found = timed(Path(folder), name, article)
            late = found is None or found[0] > GOAL
            slow += late
            told = f"{found[0]:7.2f} s {found[1]:7.2f} s {found[2]:8} rows" if found else f"    over {LIMIT:g} s"
            print(f"{name:36} {told}{'  <-- over the goal' if late else ''}", flush=True)
    print(f"{slow} over the goal")
    return int(slow > 0)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    words = [word for word in sys.argv[1:] if word != "--wide"]
    number = int(words.pop(0)) if words and words[0].isdigit() else 10_000
    sys.exit(main(number, words, wide="--wide" in sys.argv))
