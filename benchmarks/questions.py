"""How long does each question of the catalogue take on many articles, beside Virtuoso and maplib?

Run: python benchmarks/questions.py [COUNT] [--wide] [--alone] [NAME]...

The articles are generated (10,000 unless told) and lie in the embedded store on disk. Each question is asked as an
analyst asks it, about one entity, article or day where it has such a parameter, and with --wide about all of them at
once. It is asked once to warm up and then three times (once with --wide), in a process of its own; the time is the
median of the wall clock's, to the last row, and the processor's stands beside it: where it is much less, others kept
the machine busy.
Virtuoso, where it is installed, loads the same quads and is asked over HTTP, as khabar asks any endpoint; maplib reads
them into memory as triples. With --alone nobody is asked but khabar. A question that takes longer than the goal is
marked, and so is one that has not ended after the limit: the benchmark then fails. Where all questions were asked of
all, docs/question-times.md is written anew.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from contenders.beside import Asked, digest, of_maplib, of_virtuoso
from contenders.times_page import keep
from generate import quads, sheets
from khabar import Names
from khabar.queries import Catalogue, Question, StoreSource, prepare, select
from khabar.stores import EmbeddedStore
from pyoxigraph import RdfFormat

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

GOAL, LIMIT, RUNS = 2.0, 60.0, 3
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
    """Make the articles' quads, with the ontology's, and the store of them."""
    made, file = place / "articles.nq", quads_file(place)
    with made.open("wb") as stream:
        stream.writelines(quads(count))
    with EmbeddedStore.at(place / "store", write=True) as store:
        store.store.bulk_load(path=made, format=RdfFormat.N_QUADS)
        store.store.optimize()
        file.parent.mkdir()
        store.store.dump(file, format=RdfFormat.N_QUADS)
        return len(store)


def quads_file(place: Path) -> Path:
    return place / "nq" / "all.nq"


def narrow(question: Question, article: str) -> dict[str, str]:
    values = VALUES | {"article": article}
    named = [p.name for p in question.header.parameters if p.name in values]
    return {name: values[name] for name in named if name == named[0] or name in TOGETHER}


def ask(place: Path, text: str, runs: int, answer: Connection) -> None:
    with EmbeddedStore.at(place / "store") as store:
        source = StoreSource(store.store)
        rows = select(text, source)
        answer.send((len(rows), digest(rows)))
        for _ in range(runs):
            start, worked = time.perf_counter(), time.process_time()
            select(text, source)
            answer.send((time.perf_counter() - start, time.process_time() - worked))


def ours(place: Path, text: str, runs: int) -> tuple[Asked, float]:
    """Give what came of it, and the processor's seconds."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=ask, args=(place, text, runs, there))
    process.start()
    try:
        told = [here.recv() for _ in range(runs + 1) if here.poll(LIMIT)]
    finally:
        process.terminate()
        process.join()
    if len(told) <= runs:
        return Asked(said=f"over {LIMIT:g} s"), LIMIT
    (rows, found), *times = told
    wall, worked = (statistics.median(column) for column in zip(*times, strict=True))
    return Asked(wall, rows, found), worked


def texts(place: Path, names: list[str], article: str) -> dict[str, str]:
    """Give the SPARQL of each question."""
    with EmbeddedStore.at(place / "store") as store:
        source = StoreSource(store.store)
        asked = {name: Catalogue().get(name) for name in names or Catalogue().names}
        return {n: prepare(q, source, narrow(q, article) if article else {}) for n, q in asked.items()}


def line(name: str, found: Asked, worked: float, beside: dict[str, Asked]) -> str:
    """Give a line of the table: seconds, how many rows, and what the others take, with what sets them apart."""
    late = found.seconds is None or found.seconds > GOAL
    own = f"{found.seconds:7.2f} s {worked:7.2f} s {found.rows:8} rows" if found.seconds else f"{found.said:>32}"
    for peer, other in beside.items():
        differs = other.rows != found.rows or other.digest not in {"", found.digest}
        told = f"{other.seconds:7.2f} s" if other.seconds is not None else f"cannot: {other.said}"
        own += f"  {peer} {told}{f' ({other.rows} rows, not the same)' * (differs and other.seconds is not None)}"
    return f"{name:30} {own}{'  <-- over the goal' * late}"


def main(count: int, names: list[str], *, wide: bool, alone: bool) -> int:
    slow, found, runs = 0, {}, 1 if wide else RUNS
    article = "" if wide else Names().resolve(next(sheets(1)).article.reference)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        total = fill(place, count)
        print(f"{count} articles, {total} quads; goal {GOAL:g} s a question: wall clock, processor, rows")
        asked = texts(place, names, article)
        peers = {} if alone else {"Virtuoso": of_virtuoso, "maplib": of_maplib}
        answers = {peer: work(place / peer, quads_file(place), asked, runs, LIMIT) for peer, work in peers.items()}
        for name, text in asked.items():
            mine, worked = ours(place, text, runs)
            beside = {peer: answered[name] for peer, answered in answers.items() if answered}
            slow += mine.seconds is None or mine.seconds > GOAL
            found[name] = {"khabar": mine, **beside}
            print(line(name, mine, worked, beside), flush=True)
    print(f"{slow} over the goal")
    if not names and not alone:
        keep("wide" if wide else "narrow", {"articles": count, "quads": total}, found)
    return int(slow > 0)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    number = int(words.pop(0)) if words and words[0].isdigit() else 10_000
    sys.exit(main(number, words, wide="--wide" in sys.argv, alone="--alone" in sys.argv))
