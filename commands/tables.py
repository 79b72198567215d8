"""What `khabar load` takes and tells when the files are event tables."""

from __future__ import annotations

import functools
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from .printing import problem_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..project import Project
    from ..project.tables import LoadedRows, Tables

__all__ = ["TableOptions", "load_tables", "table_options"]


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How tables are read and loaded."""

    full: bool = False
    on_error: str = "report"
    encoding: str = ""
    jobs: int = 0
    resume: bool = False

    def reading(self) -> dict[str, Any]:
        """Give what says how tables are read."""
        return {"full": self.full, "on_error": self.on_error, "encoding": self.encoding, "jobs": self.jobs}


def table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for tables; they arrive as one value."""
    options = (
        click.option("--full", is_flag=True, help="Tables: keep every cell, not only what the model speaks of."),
        click.option(
            "--on-error",
            type=click.Choice(["report", "skip", "stop"]),
            default="report",
            show_default=True,
            help="Tables: what to do with rows that cannot be read.",
        ),
        click.option("--encoding", default="", metavar="NAME", help="Tables: how the text is encoded."),
        click.option("--jobs", type=click.IntRange(0), default=0, help="Tables: processes (default: one a core)."),
        click.option("--resume", is_flag=True, help="Tables: go on with a load that was broken off."),
    )

    @functools.wraps(command)
    def with_tables(*args: Any, full: bool, on_error: str, encoding: str, jobs: int, resume: bool, **rest: Any) -> Any:  # noqa: ANN401
        return command(*args, how=TableOptions(full, on_error, encoding, jobs, resume), **rest)

    return functools.reduce(lambda made, option: option(made), reversed(options), with_tables)


def load_tables(project: Project, tables: Tables, files: tuple[str, ...], how: TableOptions, *, quiet: bool) -> int:
    """Load tables and tell what came of it; the exit code is 1 where rows were refused."""
    tables.on_progress = _progress(quiet=quiet)
    done = tables.load(*files, resume=how.resume)
    if done.problems:
        click.echo(problem_lines(done.problems), err=True)
    if not quiet:
        click.echo(f"{_summary(done)}; store: {project.config.store}", err=True)
    return int(done.refused > 0)


def _summary(done: LoadedRows) -> str:
    parts = [(done.new, "new"), (done.changed, "changed"), (done.same, "the same"), (done.refused, "refused")]
    counts = ", ".join(f"{n:,} {what}" for n, what in parts if n)
    skipped = f"; {done.skipped} parts were done before" if done.skipped else ""
    return f"{done.rows:,} rows" + (f": {counts}" if counts else "") + skipped


def _progress(*, quiet: bool) -> Callable[[LoadedRows], None]:
    began, shown = time.monotonic(), sys.stderr.isatty() and not quiet

    def tell(done: LoadedRows) -> None:
        seconds = time.monotonic() - began
        if shown and seconds > 1:
            click.echo(f"\r\x1b[K{_summary(done)}, {done.rows / seconds:,.0f} rows/s", nl=False, err=True)

    return tell
