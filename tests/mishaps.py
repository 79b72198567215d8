"""Pushes that are cut short, a round at a time: the tests do a few rounds, the benchmark many.

A round begins where every graph is finished, or none is there; it changes every graph, pushes, and lets something
happen at a moment of its choice. It gives what is not as promised, in words: nothing, if all is well.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import many_articles
from khabar.endpoints.client import Client
from khabar.errors import EndpointError
from khabar.stores import EmbeddedStore
from khabar.stores.push import Change, lease
from khabar.stores.push.verify import measured
from pyoxigraph import NamedNode, RdfFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from khabar.stores.push import Plan
    from khabar.stores.push.units import Unit
    from push_site import Site
    from pyoxigraph import Store
    from servers import Server

__all__ = [
    "Reader",
    "Round",
    "command_line",
    "killed_pusher",
    "killed_server",
    "project_at",
    "rewrite",
    "seconds_of",
    "seconds_of_writing",
    "two_pushers",
]


def rewrite(store: Store, graphs: int, version: int) -> None:
    """Give every article another text, with other numbers of triples than the version before."""
    # In one go: on a disk, each change waits for it.
    names = [NamedNode(many_articles.graph_name(number)) for number in range(graphs)]
    store.update(" ; ".join(f"DROP SILENT GRAPH {name}" for name in names))
    lines = [
        line.removesuffix(" .") + f" {name} .\n"
        for number, name in enumerate(names)
        for line in list(many_articles.lines(number, version))[: 40 + 3 * (version % 7)]
    ]
    store.bulk_load("".join(lines).encode(), format=RdfFormat.N_QUADS)


@dataclass
class Round:
    """What was seen in a round; `faults` is what should not have been."""

    struck: bool = False
    signs: str = ""
    polls: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        when = "cut short" if self.struck else "it was over"
        return f"{when}, {self.signs or 'all finished'}, {self.polls} readings" + "".join(
            f"\n      FAULT {fault}" for fault in self.faults[:20]
        )


class Reader(threading.Thread):
    """Asks for one graph after another, as the users of a target do, and notes what none of them should see."""

    def __init__(self, site: Site, before: Mapping[str, Unit], after: Mapping[str, Unit]) -> None:
        super().__init__(daemon=True)
        self._site, self._before, self._after = site, before, after
        self.ended = threading.Event()
        self.polls = 0
        self.faults: list[str] = []

    def run(self) -> None:
        with Client(self._site.live) as client:
            names = sorted(self._after)
            while not self.ended.wait(0.002):
                try:
                    self._look(client, random.choice(names))
                except EndpointError:
                    self.ended.wait(0.05)

    def _look(self, client: Client, graph: str) -> None:
        right = [size(self._after[graph])]
        if graph in self._before:
            right.append(size(self._before[graph]))
        elif not self._is_finished(client, graph):
            return
        seen = measured(client, [graph])[graph]
        self.polls += 1
        if seen not in right:
            self.faults.append(f"a reader of {graph} saw {seen}, not {' or '.join(map(str, right))}")

    def _is_finished(self, client: Client, graph: str) -> bool:
        what = self._site.names.manifest
        rows = client.solutions(f"SELECT ?p ?o WHERE {{ GRAPH <{what}> {{ <{graph}> ?p ?o }} }}")
        said = {row[0].value.rpartition("#")[2].rpartition("/")[2] for row in rows}
        return "sha256" in said and "pending" not in said


def size(unit: Unit) -> tuple[int, int]:
    return unit.triples, unit.length


@contextmanager
def watched(site: Site, before: Mapping[str, Unit], after: Mapping[str, Unit], seen: Round) -> Iterator[None]:
    """Let a reader look on."""
    reader = Reader(site, before, after)
    reader.start()
    try:
        yield
    finally:
        reader.ended.set()
        reader.join()
        seen.polls += reader.polls
        seen.faults += reader.faults


def killed_server(
    site: Site, server: Server, store: Store, before: Mapping[str, Unit], after: Mapping[str, Unit], moment: float
) -> Round:
    """Kill the server when a push has held it for so many seconds, and start it again; look, push, and look again."""
    seen = Round()
    with watched(site, before, after, seen):
        killer = threading.Thread(target=lambda: (wait_for_lease(site), time.sleep(moment), server.kill()))
        killer.start()
        try:
            site.push(store)
        except EndpointError as e:
            seen.struck = True
            if "are done and stay" not in str(e) and "manifest" not in str(e) and "lease" not in str(e):
                seen.faults.append(f"no help: {e}")
        killer.join()
        server.restart()
        look(site, before, after, site.plan(store), seen)
        site.push(store)
    look_at_the_end(site, store, seen)
    return seen


def killed_pusher(
    site: Site, project: Path, server: Server, before: Mapping[str, Unit], after: Mapping[str, Unit], moment: float
) -> Round:
    """Kill the process that pushes; the next one is to list what is left, and to go on at once."""
    seen = Round()
    with watched(site, before, after, seen):
        pusher = command_line(project, server, "push", "t")
        wait_for_lease(site, pusher)
        try:
            pusher.wait(moment)
        except subprocess.TimeoutExpired:
            pusher.kill()
            seen.struck = True
        pusher.communicate()
        with EmbeddedStore.at(project / ".khabar") as opened:
            plan = site.plan(opened.store)
            look(site, before, after, plan, seen)
        listed = told(command_line(project, server, "diff", "t"), int(bool(plan.steps)), seen)
        shown = {line.split()[1] for line in listed.splitlines() if line[:1] in {"+", "~", "-", "!"}}
        if shown != {step.graph for step in plan.steps}:
            seen.faults.append("diff does not list what the plan holds")
        told(command_line(project, server, "push", "t"), 0, seen)
    with EmbeddedStore.at(project / ".khabar") as opened:
        look_at_the_end(site, opened.store, seen)
    return seen


def wait_for_lease(site: Site, pusher: subprocess.Popen[str] | None = None) -> None:
    """Wait until a push has begun to write, or is over, or ten seconds."""
    end = time.monotonic() + 10
    with Client(site.live) as client:
        leases = lease._Leases(client, site.names.manifest)
        while time.monotonic() < end and (pusher is None or pusher.poll() is None):
            with suppress(EndpointError):
                if leases.read():
                    return
            time.sleep(0.005)


def two_pushers(site: Site, projects: Sequence[Path], server: Server) -> Round:
    """Let two push at once, of whom one is to get the target and the other is to be told who has it."""
    seen = Round(struck=True)
    pushers = [command_line(project, server, "push", "t") for project in projects]
    said = [pusher.communicate()[1] for pusher in pushers]
    codes = [pusher.returncode for pusher in pushers]
    if sorted(codes) != [0, 4]:
        seen.faults.append(f"exit codes {codes}: {said}")
        return seen
    winner, loser = codes.index(0), codes.index(4)
    held = f"another push holds this target: {os.uname().nodename} {pushers[winner].pid}, until"
    if held not in said[loser] or "--take-over" not in said[loser]:
        seen.faults.append(f"no help: {said[loser]}")
    with EmbeddedStore.at(projects[winner] / ".khabar") as opened:
        look_at_the_end(site, opened.store, seen)
    return seen


def told(process: subprocess.Popen[str], code: int, seen: Round) -> str:
    out, err = process.communicate()
    if process.returncode != code:
        seen.faults.append(f"{process.args}: exit {process.returncode}, not {code}: {err}")
    return out


def look(site: Site, before: Mapping[str, Unit], after: Mapping[str, Unit], plan: Plan, seen: Round) -> None:
    """Is all in the plan that is not finished, and nothing that is; and what does the target hold of each graph?"""
    manifest, steps = site.manifest(), {step.graph: step for step in plan.steps}
    seen.signs = " ".join(f"{plan.count(sign)}{sign}" for sign in Change if plan.count(sign))
    with Client(site.live) as client:
        sizes = measured(client, list(after))
    for graph, there in site.hashes(after.values()).items():
        entry, old, new = manifest.get(graph), before.get(graph), after[graph].sha256
        finished = bool(entry) and entry.sha256 == new
        if finished == (graph in steps):
            seen.faults.append(
                f"{graph} is {'' if finished else 'not '}finished, and {'in' if finished else 'not in'} the plan"
            )
        if entry and entry.sha256 and entry.sha256 != there:
            seen.faults.append(f"{graph} is not as the manifest says")
        if old and there not in {old.sha256, new}:
            sign = steps[graph].change if graph in steps else "finished"
            what = f"{sizes[graph]}, not {size(old)} or {size(after[graph])}"
            seen.faults.append(f"{graph} ({sign}) is neither old nor new: {what}")
        if old and not entry:
            seen.faults.append(f"{graph} has no entry any more")


def look_at_the_end(site: Site, store: Store, seen: Round) -> None:
    """After the second push: is all as it should be?"""
    seen.faults += [f"wrong at the end: {graph}" for graph in site.wrong(store)]
    seen.faults += [f"left over: {graph}" for graph in site.strays(store)]
    seen.faults += [f"still in the plan: {step}" for step in site.plan(store).steps]


def project_at(folder: Path, server: Server, graphs: int) -> Path:
    """Make a project with a store of so many articles, and a server called t."""
    folder.mkdir(parents=True, exist_ok=True)
    user = f'user = "{server.user}"\n' if server.user else ""
    table = f'[endpoints.t]\nurl = "{server.url}"\nkind = "{server.kind}"\n{user}'
    (folder / "khabar.toml").write_text(table, encoding="utf-8")
    with EmbeddedStore.at(folder / ".khabar", write=True) as opened:
        rewrite(opened.store, graphs, 0)
    return folder


def command_line(project: Path, server: Server, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    """Start the command line in a project; the password is in its environment."""
    known = {"KHABAR_T_PASSWORD": server.password} if server.password else {}
    return subprocess.Popen(
        [sys.executable, "-m", "khabar.cli", *arguments],
        cwd=project,
        env={**os.environ, **known, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def seconds_of_writing(pusher: subprocess.Popen[str]) -> float:
    """Give how long a process that pushes says that it has been at it: not with all that it loads before."""
    return float(re.search(r" in ([0-9.]+) s;", pusher.communicate()[1])[1])


def seconds_of(work) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began
