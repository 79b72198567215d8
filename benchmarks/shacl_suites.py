"""How many tests of the W3C SHACL suites does each engine pass?  Run: python benchmarks/shacl_suites.py

The suites are looked for under KHABAR_TEST_DATA.
"""

import os
import sys
from importlib.metadata import version
from pathlib import Path

from khabar.shapes.engines import ENGINES

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "shapes"))
from w3c import cases, outcome, suite_folder

if __name__ == "__main__":
    folder = suite_folder(Path(os.environ["KHABAR_TEST_DATA"]))
    print(", ".join(f"{name} {version(name)}" for name in ("pyshacl", "pyshifty", "pyoxigraph")))
    for suite in ("core", "sparql"):
        found = list(cases(folder / suite / "manifest.ttl"))
        for engine in ENGINES:
            failed = [case.name for case in found if outcome(case, engine) != case.expected]
            print(
                f"{suite:8} {engine:8} {len(found) - len(failed)}/{len(found)}  failed: {', '.join(failed) or 'none'}"
            )
