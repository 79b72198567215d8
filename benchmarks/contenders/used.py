"""What a run of a program used: processor time and wall time in seconds, and the most memory in MB.

Memory is that of all its processes together, looked at five times a second, and never less than the largest of them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Used", "inside", "median", "whole"]


class Used(NamedTuple):
    """Processor and wall seconds, and megabytes; `merging` are processor seconds that merged the files of a store."""

    cpu: float
    wall: float
    peak: float
    merging: float = 0.0

    def less(self, start: Used) -> Used:
        """Give what is left when the start of the program is taken off."""
        return Used(self.cpu - start.cpu, self.wall - start.wall, self.peak)


def whole(command: list[str], **options: object) -> Used:
    """Run a program and give what it used with its start; one that fails ends the benchmark."""
    return _run(command, **options)[0]


def inside(command: list[str]) -> Used:
    """Run a program of ours that tells, on its last line, what its work took without what came before."""
    used, told = _run(command)
    cpu, wall, *merging = json.loads(told.splitlines()[-1])
    return Used(cpu, wall, used.peak, *merging)


def _run(command: list[str], **options: object) -> tuple[Used, str]:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]
    memory = _Memory(process.pid)
    memory.start()
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    memory.ended.set()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return Used(
        used.ru_utime + used.ru_stime, time.perf_counter() - began, max(used.ru_maxrss / 1024, memory.most)
    ), told


class _Memory(threading.Thread):
    """Looks at the memory of a process and of all that it has begun."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.most, self.ended = process, 0.0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.2):
            self.most = max(self.most, sum(map(_resident, _all_of(self.process))))


def _all_of(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _said(children).split():
            yield from _all_of(int(child))


def _resident(process: int) -> float:
    pages = _said(Path(f"/proc/{process}/statm")).split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if pages else 0.0


def _said(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:  # it has ended meanwhile
        return ""


def median(runs: Iterable[Used]) -> Used:
    """Give the medians of several runs."""
    return Used(*(statistics.median(values) for values in zip(*runs, strict=True)))
