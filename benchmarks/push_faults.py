"""What becomes of a target when servers and pushers are killed in mid-push? Many rounds, at random moments.

    python benchmarks/push_faults.py [--rounds 30] [--graphs 600] [--only WHAT] [oxigraph] [virtuoso] [fuseki]

Every server is started here on loopback. A round changes every graph (each fifth begins with an empty target), pushes,
and kills; then the plan must list exactly what is not finished, the next push must end with every graph right by its
hash, and readers who look on all the while must never see half of a graph that was finished. WHAT is server or pusher
(who is killed), two (pushers at once, of whom one is to win) or portable (random graphs, pushed and read back).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from khabar.stores import EmbeddedStore
from pyoxigraph import Store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from mishaps import (
    Round,
    command_line,
    killed_pusher,
    killed_server,
    project_at,
    rewrite,
    seconds_of,
    seconds_of_writing,
    two_pushers,
)
from portable_graphs import stores
from push_site import site_of
from servers import KINDS, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from khabar.stores.push.units import Unit
    from push_site import Site
    from servers import Server

Units = dict[str, "Unit"]


def units_of(site: Site, store: Store) -> Units:
    return {unit.graph: unit for unit in site.local(store).units()}


def server_rounds(server: Server, rounds: int, graphs: int, rng: random.Random) -> Iterator[Round]:
    site, store = site_of(server), Store()
    rewrite(store, graphs, 0)
    takes = seconds_of(lambda: site.push(store))
    before = units_of(site, store)
    for number in range(1, rounds + 1):
        if number % 5 == 0:
            server.wipe()
            before = {}
        rewrite(store, graphs, number)
        after = units_of(site, store)
        # Smaller batches leave more of the graphs finished.
        some = site if number % 2 else in_batches_of(25, site)
        yield killed_server(some, server, store, before, after, rng.uniform(0, takes))
        before = after


def in_batches_of(graphs: int, site: Site) -> Site:
    return replace(site, live=replace(site.live, kind=replace(site.live.kind, batch=graphs)))


def pusher_rounds(server: Server, rounds: int, graphs: int, rng: random.Random) -> Iterator[Round]:
    with tempfile.TemporaryDirectory() as folder:
        project, site = project_at(Path(folder), server, graphs), site_of(server)
        takes = seconds_of_writing(command_line(project, server, "push", "t"))
        before = stored(site, project)
        for number in range(1, rounds + 1):
            if number % 5 == 0:
                server.wipe()
                before = {}
            with EmbeddedStore.at(project / ".khabar", write=True) as opened:
                rewrite(opened.store, graphs, number)
            after = stored(site, project)
            yield killed_pusher(site, project, server, before, after, rng.uniform(0, 1.2 * takes))
            before = after


def two_rounds(server: Server, rounds: int, graphs: int, _: random.Random) -> Iterator[Round]:
    with tempfile.TemporaryDirectory() as folder:
        projects = [project_at(Path(folder) / name, server, graphs) for name in ("one", "two")]
        for number in range(rounds):
            for version, project in enumerate(projects, 2 * number):
                with EmbeddedStore.at(project / ".khabar", write=True) as opened:
                    rewrite(opened.store, graphs, version)
            yield two_pushers(site_of(server), projects, server)


def portable_rounds(server: Server, rounds: int, *_: object) -> Iterator[Round]:
    """Give a round for each store of random graphs: pushed, and read back."""
    site, found = site_of(server), []

    @settings(max_examples=rounds, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(store=stores())
    def back(store: Store) -> None:
        failed = site.push(store, prune=True, full=True).failed
        found.append(Round(faults=[*map(str, failed.items()), *site.wrong(store)]))

    back()
    yield from found


def stored(site: Site, project: Path) -> Units:
    with EmbeddedStore.at(project / ".khabar") as opened:
        return units_of(site, opened.store)


FAULTS: dict[str, Callable[[Server, int, int, random.Random], Iterator[Round]]] = {
    "server": server_rounds,
    "pusher": pusher_rounds,
    "two": two_rounds,
    "portable": portable_rounds,
}
WORDS = {
    "server": "server killed",
    "pusher": "pusher killed",
    "two": "two pushers at once",
    "portable": "random graphs read back",
}


def report(kind: str, what: str, rounds: int, graphs: int, rng: random.Random) -> int:
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, started(kind, Path(folder) / "server") as server:
        for number, seen in enumerate(FAULTS[what](server, rounds, graphs, rng), 1):
            print(f"  {kind}, {WORDS[what]}, {number}: {seen}", flush=True)
            counts.update(rounds=1, struck=int(seen.struck), polls=seen.polls, faults=len(seen.faults))
    print(f"{kind}, {WORDS[what]}: {dict(counts)}")
    return counts["faults"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=sorted(KINDS))
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--graphs", type=int, default=600)
    parser.add_argument("--only", choices=sorted(FAULTS))
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    print(f"--seed {given.seed}")
    found = 0
    for one in given.kinds:
        if missing := KINDS[one].missing():
            print(f"{one}: left out: {missing}")
            continue
        for what in [given.only] if given.only else FAULTS:
            found += report(one, what, given.rounds, given.graphs, random.Random(given.seed))
    sys.exit(bool(found))
