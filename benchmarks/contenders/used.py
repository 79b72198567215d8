"""What a run of a program used: processor time and wall time in seconds, and the most memory in MB."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Used", "inside", "median", "whole"]


class Used(NamedTuple):
    """Processor and wall seconds, and megabytes."""

    cpu: float
    wall: float
    peak: float

    def less(self, start: Used) -> Used:
        """Give what is left when the start of the program is taken off."""
        return Used(self.cpu - start.cpu, self.wall - start.wall, self.peak)


def whole(command: list[str], **options: object) -> Used:
    """Run a program and give what it used with its start; one that fails ends the benchmark."""
    return _run(command, **options)[0]


def inside(command: list[str]) -> Used:
    """Run a program of ours that tells, on its last line, what its work took without what came before."""
    used, told = _run(command)
    cpu, wall = json.loads(told.splitlines()[-1])
    return Used(cpu, wall, used.peak)


def _run(command: list[str], **options: object) -> tuple[Used, str]:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return Used(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024), told


def median(runs: Iterable[Used]) -> Used:
    """Give the medians of several runs."""
    return Used(*(statistics.median(values) for values in zip(*runs, strict=True)))
