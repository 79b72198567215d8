"""What a benchmark ran on: no names, no paths."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from contenders.install import JENA, MAPLIB, MORPH

__all__ = ["machine"]


def machine() -> dict[str, str]:
    """Give processor, cores, memory, kernel, and the versions of all that took part."""
    processor = re.search(r"model name\s*: (.*)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    return {
        "processor": processor[1] if processor else platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "unknown",
        "system": f"{platform.system()} {re.match(r'[0-9.]+', platform.release()).group()}",
        "Python": platform.python_version(),
        "Java": _version(["java", "-version"], r'"([^"]+)"'),
        **{name: version(name) for name in ("khabar", "pyoxigraph", "pyshacl", "pyshifty", "rdflib")},
        **dict(requirement.split("==") for requirement in (MORPH, MAPLIB)),
        "Jena": JENA,
        "Virtuoso": _version(["virtuoso-t", "-?"], r"Version ([0-9.]+)"),
    }


def _read(path: str) -> str:
    return Path(path).read_text("utf-8") if Path(path).exists() else ""


def _version(command: list[str], pattern: str) -> str:
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "none"
    found = re.search(pattern, told.stdout + told.stderr)
    return found[1] if found else "unknown"
