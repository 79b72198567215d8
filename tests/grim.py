"""Work that kills the process that does it: for tests of what becomes of the work then. Other processes import it."""

import os
import signal
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any


def twice(number):
    """Plain work."""
    return number * 2


def deadly(marks, victim, times, work, given):
    """Do the work; before that on one input die, so many times, of which files in `marks` tell."""
    if getattr(given, "number", given) == victim:
        deaths = len(list(Path(marks).iterdir()))
        if deaths < times:
            (Path(marks) / str(deaths)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return work(given)


@dataclass
class Deadly:
    """An engine whose workers die on one input."""

    engine: Any
    marks: Path
    victim: int = 1
    times: int = 1

    def each(self, work, inputs):
        self.marks.mkdir(exist_ok=True)
        yield from self.engine.each(partial(deadly, str(self.marks), self.victim, self.times, work), inputs)

    @property
    def deaths(self):
        return len(list(self.marks.iterdir()))
