"""Ask maplib. Run in its own environment: python ask_maplib.py TRIPLES.nt RUNS QUESTION.rq...

It prints a line of JSON a question: its name, the median seconds of the runs after a first one to warm up, and the
number of rows; or None, and what maplib says.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from maplib import Model


def seconds(model: Model, text: str) -> tuple[float, int]:
    began = time.perf_counter()
    rows = model.query(text).height
    return time.perf_counter() - began, rows


def main(triples: str, runs: str, *questions: str) -> None:
    model = Model()
    model.read(triples, format="ntriples")
    for question in map(Path, questions):
        try:
            found = [seconds(model, question.read_text("utf-8")) for _ in range(int(runs) + 1)]
        except Exception as e:  # noqa: BLE001 - whatever it cannot answer
            print(
                json.dumps([question.stem, None, str(e).splitlines()[0].partition(" in context ")[0][:80]]), flush=True
            )
        # A panic of its engine, after which it answers nothing more.
        except BaseException:  # noqa: BLE001
            print(json.dumps([question.stem, None, "its engine panics"]), flush=True)
            break
        else:
            print(json.dumps([question.stem, statistics.median(s for s, _ in found[1:]), found[0][1]]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
