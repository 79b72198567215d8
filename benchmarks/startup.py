"""Is `khabar --help` within twice the time of `python -c 'import click'`?  Run: python benchmarks/startup.py"""

import sys
from pathlib import Path

from measure import in_turn

GOAL = 2.0

if __name__ == "__main__":
    script = Path(sys.executable).with_name("khabar")
    pair = in_turn([sys.executable, "-c", "import click"], [str(script), "--help"], runs=25)
    print(f"import click, khabar --help: {pair}; goal {GOAL}")
    sys.exit(pair.ratio > GOAL)
