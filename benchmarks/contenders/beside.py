"""Ask Virtuoso and maplib what khabar was asked, over the same quads."""

from __future__ import annotations

import hashlib
import json
import re
import select
import statistics
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from khabar.endpoints import endpoint
from khabar.errors import StoreError
from khabar.queries import EndpointSource
from servers.virtuoso import INI, Virtuoso

from contenders.install import MAPLIB, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from khabar.queries import Rows, Source

__all__ = ["Asked", "digest", "median", "of_maplib", "of_virtuoso", "timed"]

LOAD = "ld_dir('{}', '{}', 'urn:khabar:no-graph'); rdf_loader_run(); checkpoint;"
# For reading all triples into maplib, besides what a question may take.
READING = 900


@dataclass(frozen=True)
class Asked:
    """What came of one question: median seconds, or None where there is no answer and `said` says why."""

    seconds: float | None = None
    rows: int | None = None
    digest: str = ""
    said: str = ""


class Served(Virtuoso):
    """Virtuoso with the memory that its manual advises for so many quads, and the folder of the quads let in."""

    def command(self) -> list[str]:
        found = super().command()
        ini = (self.folder / "v.ini").read_text("utf-8")
        assert "NumberOfBuffers=10000" in INI
        for old, new in (
            ("NumberOfBuffers=10000", "NumberOfBuffers=340000"),
            ("MaxDirtyBuffers=6000", "MaxDirtyBuffers=250000"),
            ("DirsAllowed=.", f"DirsAllowed=., {self.settings['quads']}"),
        ):
            ini = ini.replace(old, new)
        (self.folder / "v.ini").write_text(ini, "utf-8")
        return found

    def load(self, quads: Path) -> None:
        load = f"exec={LOAD.format(quads.parent, quads.name)}"
        command = ["isql-vt", f"127.0.0.1:{self.sql_port}", *self.admin, load]
        subprocess.run(command, check=True, capture_output=True)


def median(work: Callable[[], object], runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Give the median seconds of a piece of work."""
    times = []
    for _ in range(runs):
        began = clock()
        work()
        times.append(clock() - began)
    return statistics.median(times)


def digest(rows: Rows) -> str:
    """Give a hash of the rows, in whatever order they come."""
    lines = sorted("\t".join("" if term is None else str(term) for term in row) for row in rows.terms)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def timed(source: Source, text: str, runs: int) -> Asked:
    """Ask once to warm up, and then so many times."""
    try:
        rows = source.select(text)
        seconds = median(lambda: source.select(text), runs)
    except StoreError as error:
        return Asked(said=str(error).splitlines()[0][:80])
    return Asked(seconds, len(rows), digest(rows))


def of_virtuoso(place: Path, quads: Path, texts: Mapping[str, str], runs: int, limit: float) -> dict[str, Asked]:
    """Let Virtuoso load the quads, unless it has, and ask it; nothing where it is not installed."""
    if reason := Virtuoso.missing():
        print(f"no Virtuoso: {reason}")
        return {}
    with _serving(place, quads) as server:
        settings = {"url": server.url, "kind": "virtuoso", "timeout": limit}
        named = endpoint("peer", {"peer": settings}, environ={"NETRC": "/nonexistent"})
        with EndpointSource(named) as source:
            return {name: timed(source, text, runs) for name, text in texts.items()}


@contextmanager
def _serving(place: Path, quads: Path) -> Iterator[Served]:
    fresh = not place.exists()
    server = Served(place, quads=quads.parent, max_rows=2_000_000)
    server.start()
    try:
        if fresh:
            server.load(quads)
        yield server
    finally:
        server.stop()


def of_maplib(place: Path, quads: Path, texts: Mapping[str, str], runs: int, limit: float) -> dict[str, Asked]:
    """Let maplib read the quads as triples, and ask it; where a question ends it, it reads them again."""
    place.mkdir(exist_ok=True)
    triples = place / "all.nt"
    if not triples.exists():
        with quads.open("rb") as lines, triples.open("wb") as out:
            out.writelines(re.sub(rb" <[^ ]*> \.$", b" .", line) for line in lines)
    found: dict[str, Asked] = {}
    while left := [name for name in texts if name not in found]:
        found |= zip(left, _maplib(triples, left, texts, runs, limit), strict=False)
    return found


def _plainer(text: str) -> str:
    """Write the languages out: maplib refuses a variable of outside in the filter of an OPTIONAL."""
    return text.replace("= ?lang)", '= "en")').replace("= ?fallback)", '= "ar")')


def _maplib(triples: Path, names: list[str], texts: Mapping[str, str], runs: int, limit: float) -> Iterator[Asked]:
    """Yield the answers to the questions in turn, up to the first by which maplib is ended."""
    files = [triples.with_name(f"{n}.rq") for n in range(len(names))]
    for file, name in zip(files, names, strict=True):
        file.write_text(_plainer(texts[name]), "utf-8")
    asks = Path(__file__).parent / "ask_maplib.py"
    command = [str(environment(MAPLIB)), str(asks), str(triples), str(runs), *map(str, files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0) as process:
        assert process.stdout is not None
        for n in range(len(names)):
            if not select.select([process.stdout], [], [], READING * (n == 0) + limit * (runs + 1))[0]:
                yield Asked(said=f"over {limit:g} s")
                break
            if line := process.stdout.readline():
                _, seconds, told = json.loads(line)
                yield Asked(said=str(told)) if seconds is None else Asked(seconds, told)
            else:
                # After a panic it is of no more use, and said so before it ended.
                if process.wait():
                    yield Asked(said="it crashes")
                break
        process.kill()
