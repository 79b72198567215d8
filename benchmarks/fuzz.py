"""How many inputs can each reader take?  Run: python benchmarks/fuzz.py [SECONDS EACH] [READER...]

Every input ends in success or in a KhabarError; one that ends otherwise, takes over 5 seconds or over 1 GB stops its
process, and is kept in the folder that the report names. Seeds are counted up from 0: a run can be had again.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/fuzz"))
import inputs

SECONDS, MEMORY = 5, 1 << 30
BATCH = 400


def child(reader: str, first: int, end: float) -> None:
    """Read inputs until the batch or the time is used up; the last one stands in a file for whoever asks."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    good, seen, slowest = inputs.corpus(reader), Counter[str](), 0.0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        inputs.prepare(folder)
        for seed in range(first, first + BATCH):
            if time.time() > end:
                break
            data = inputs.make(Random(seed), reader, good)
            Path("last").write_bytes(data)
            start = time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            seen[inputs.read(reader, data, folder)] += 1
            signal.setitimer(signal.ITIMER_REAL, 0)
            slowest = max(slowest, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"seen": seen, "slowest": slowest, "peak": peak}))


def run(reader: str, seconds: float, keep: Path) -> str:
    """Run batches of one reader; give its line of the report."""
    end, first, seen, slowest, peak = time.time() + seconds, 0, Counter[str](), 0.0, 0
    faults: list[str] = []
    while time.time() < end and len(faults) < 5:
        folder = keep / reader
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(Path(__file__).resolve()), "--child", reader, str(first), str(end)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            why = "hangs" if done.returncode == -signal.SIGALRM else (done.stderr.strip().splitlines() or ["?"])[-1]
            kept = folder / f"fault-{len(faults)}"
            (folder / "last").rename(kept)
            faults.append(f"{kept}: {why}")
            kept.with_suffix(".txt").write_text(done.stderr)
        else:
            told = json.loads(done.stdout)
            seen += Counter(told["seen"])
            slowest, peak = max(slowest, told["slowest"]), max(peak, told["peak"])
        first += BATCH
    line = f"{reader:10} {sum(seen.values()):8} inputs: {seen['read']:7} read, {seen['refused']:7} refused; "
    line += f"slowest {slowest:.2f} s, peak {peak} MB; {len(faults)} faults"
    return "\n  ".join([line, *faults])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
    else:
        seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
        keep = Path(tempfile.mkdtemp(prefix="khabar-fuzz-"))
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            for line in pool.map(lambda reader: run(reader, seconds, keep), sys.argv[2:] or inputs.READERS):
                print(line, flush=True)
