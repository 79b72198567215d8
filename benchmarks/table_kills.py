"""Kill a table's load at random moments, and look.  Run: python benchmarks/table_kills.py [ROUNDS=50] [ROWS=24000]

By turns a table in GDELT's columns is loaded where there is no store yet, and into one with an earlier version, of
which a tenth of the rows have changed. The loader is killed with SIGKILL at a moment that is chosen, with a fixed seed,
from all the time that it takes. After each kill the store must open and hold each part as it was or as it is to be, and
`--resume` must end in the same quads as a load that nobody disturbed. Ends with code 1 where one of these fails.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from khabar.loaders.tables import reading
from khabar.loaders.tables.mapped import map_chunk
from khabar.project import tables as loading
from khabar.project.config import configure
from pyoxigraph import Store
from tables import BASE, GDELT, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from khabar.loaders.tables.chunks import Chunk

# Small parts, three of which are stored together, so that a kill falls between and into many.
MOST = 600
TOGETHER = 24_000


def small_chunks(path: str | Path, _: object = GDELT, encoding: str = "") -> Iterator[Chunk]:
    """Cut a table into parts that are smaller than those of `khabar load`."""
    return reading.chunks(path, GDELT, most=MOST, encoding=encoding)


def load(store: str, path: str) -> None:
    """Load a table as ``khabar load --resume`` does, but for the size of the parts."""
    loading.chunks = small_chunks  # type: ignore[assignment]
    loading.Taking = partial(loading.Taking, most=TOGETHER)  # type: ignore[assignment,misc]
    loading.Tables(configure(".", store=store), GDELT, jobs=1).load(path, resume=True)


def started(store: Path, path: Path) -> subprocess.Popen[bytes]:
    """Begin a load in another process, which says so when its modules are there."""
    child = subprocess.Popen([sys.executable, __file__, "load", store, path], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def make(folder: Path, count: int) -> tuple[Path, Path]:
    """Write two versions of a table: in the second a tenth of the rows have changed, and a tenth more are new."""
    rng, other = random.Random(5), random.Random(6)
    before = [row(rng, number) for number in range(count)]
    after = [row(other, n) if n % 10 == 0 else line for n, line in enumerate(before)]
    after += [row(rng, number) for number in range(count, count + count // 10)]
    paths = folder / "20180101000000.export.CSV", folder / "20180102000000.export.CSV"
    for path, lines in zip(paths, (before, after), strict=True):
        path.write_text("".join(lines), encoding="utf-8")
    return paths


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds: a hash of the quads about each event, and one of all quads."""

    events: Mapping[str, str]
    whole: str


def held(store: Path) -> Held:
    """Look into a store, which must open; one that is not there yet holds nothing."""
    events: dict[str, list[str]] = {}
    every = []
    for quad in Store.read_only(str(store)) if (store / "CURRENT").is_file() else ():
        line = str(quad)
        every.append(line)
        name = quad.subject.value.partition("#")[0]
        if "/event/" in name:
            events.setdefault(name, []).append(line)
    return Held({name: _hash(lines) for name, lines in events.items()}, _hash(every))


def _hash(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def state(events: Sequence[str], found: Held, old: Held, new: Held) -> str:
    """Tell whether the rows of a part are all as they were, or all as they are to be."""
    for name, version in (("old", old), ("new", new)):
        if all(found.events.get(event) == version.events.get(event) for event in events):
            return name
    return "broken"


@dataclass(frozen=True, slots=True)
class Case:
    """A load into a folder's store, or into none: what it begins with, what it ends in, how many seconds it takes."""

    start: Path
    old: Held
    new: Held
    lasts: float

    @classmethod
    def of(cls, start: Path, path: Path) -> Case:
        """Do the load undisturbed."""
        store = copied(start, start.with_name("undisturbed"))
        with started(store, path) as child:
            began = time.perf_counter()
            child.wait()
        return cls(start, held(start), held(store), time.perf_counter() - began)

    def killed(self, path: Path, share: float, parts: Sequence[Sequence[str]]) -> tuple[Counter[str], bool]:
        """Kill a load after a share of its time, then go on; tell the parts' states and whether all ended well."""
        store = self._broken_off(path, share)
        found = held(store)
        with started(store, path) as child:
            ended = child.wait() == 0
        states = Counter(state(events, found, self.old, self.new) for events in parts)
        return states, ended and held(store) == self.new and not states["broken"]

    def _broken_off(self, path: Path, share: float) -> Path:
        """Kill a load; where it had ended by then, because the machine is quicker now, kill another one earlier."""
        while True:
            store = copied(self.start, self.start.with_name("killed"))
            with started(store, path) as child:
                time.sleep(share * self.lasts)
                child.send_signal(signal.SIGKILL)
            if child.returncode == -signal.SIGKILL:
                return store
            share *= 0.8


def copied(store: Path, to: Path) -> Path:
    """Give a copy of a store's folder, where there is one, in the place of another."""
    shutil.rmtree(to, ignore_errors=True)
    if store.exists():
        shutil.copytree(store, to)
    return to


def main(rounds: int, count: int) -> int:
    """Kill, look, go on, and compare; give the exit code."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        first, second = make(folder, count)
        load(str(folder / "old"), str(first))
        cases = [Case.of(folder / "none", second), Case.of(folder / "old", second)]
        parts = [map_chunk(chunk, GDELT, BASE).events for chunk in small_chunks(second)]
        rng, seen, wrong = random.Random(11), Counter[str](), 0
        for number in range(rounds):
            states, well = cases[number % 2].killed(second, rng.random(), parts)
            wrong += not well
            seen += states
            print(f"{number + 1}: {dict(states)}, then {'the same quads' if well else 'WRONG'}", flush=True)
    print(f"{rounds} kills, {len(parts)} parts each: {dict(seen)}; {wrong} rounds went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        print("begun", flush=True)
        load(*sys.argv[2:4])
    else:
        sys.exit(main(*map(int, (sys.argv[1:] + ["50", "24000"][len(sys.argv) - 1 :])[:2])))
