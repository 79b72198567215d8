"""Run commands in turn and compare the processor time of each whole process: medians, and the ratio pair by pair."""

from __future__ import annotations

import os
import statistics
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Processor seconds of two commands run in turn, and the ratio of the second to the first, pair by pair."""

    first: list[float]
    second: list[float]

    @property
    def ratio(self) -> float:
        return statistics.median(b / a for a, b in zip(self.first, self.second, strict=True))

    def __str__(self) -> str:
        low, high = min(b / a for a, b in zip(self.first, self.second, strict=True)), 0.0
        high = max(b / a for a, b in zip(self.first, self.second, strict=True))
        a, b = statistics.median(self.first) * 1000, statistics.median(self.second) * 1000
        return (
            f"{a:.0f} ms and {b:.0f} ms: ratio {self.ratio:.2f} (from {low:.2f} to {high:.2f}, {len(self.first)} pairs)"
        )


def cpu_seconds(command: list[str], **options: object) -> float:
    """Give user plus system time of one run; a run that fails stops the benchmark."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: exit code {process.returncode}")
    return used.ru_utime + used.ru_stime


def in_turn(first: list[str], second: list[str], runs: int = 15) -> Pair:
    """Run two commands in turn, after a warm-up of each."""
    cpu_seconds(first), cpu_seconds(second)
    pairs = [(cpu_seconds(first), cpu_seconds(second)) for _ in range(runs)]
    return Pair([a for a, _ in pairs], [b for _, b in pairs])
