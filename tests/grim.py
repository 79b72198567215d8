"""Work that kills the process that does it, or that sees nothing of this machine's files. Other processes import it."""

import os
import signal
from dataclasses import dataclass, field, replace
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


def blind(work, task):
    """Make a part where neither the table nor the directory is to be seen."""
    there = replace(task, path=task.path and "/nowhere/rows.csv")
    made = work.func(there, replace(work.keywords["working"], token="another", directory="/nowhere"))
    return replace(made, lacking=made.lacking and task)


@dataclass
class Blind:
    """An engine whose workers share no files with this machine; `sent` tells for each task whether it had bytes."""

    engine: Any
    sent: list[bool] = field(default_factory=list)

    def each(self, work, inputs):
        yield from self.engine.each(partial(blind, work), map(self._seen, inputs))

    def _seen(self, task):
        self.sent.append(bool(task.chunk.data))
        return task
