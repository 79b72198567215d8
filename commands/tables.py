"""What `khabar load` takes and tells when the files are event tables."""

from __future__ import annotations

import functools
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import UsageError
from .printing import problem_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..project import Project
    from ..project.parts import Written
    from ..project.tables import LoadedRows, Tables

__all__ = ["ENGINES_HELP", "TableOptions", "load_tables", "table_options", "write_tables"]

ENGINES = ("processes", "dask", "spark")
ENGINES_HELP = " With --out-parts also what makes the parts: processes (default), dask, spark."

Done = TypeVar("Done", "LoadedRows", "Written")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How tables are read and loaded."""

    full: bool = False
    on_error: str = "report"
    encoding: str = ""
    jobs: int = 0
    resume: bool = False
    out_parts: str = ""
    engine: str = ""
    scheduler: str = ""

    def refuse_misfits(self) -> None:
        """Raise UsageError for options that say how parts are made where none are."""
        if (self.engine or self.scheduler) and not self.out_parts:
            raise UsageError("--engine and --scheduler say who makes the parts: name their directory, --out-parts DIR")
        if self.scheduler and self.engine not in {"dask", "spark"}:
            raise UsageError(f"--scheduler {self.scheduler}: say what listens there: --engine dask or --engine spark")

    def reading(self) -> dict[str, Any]:
        """Give what says how tables are read."""
        return {"full": self.full, "on_error": self.on_error, "encoding": self.encoding, "jobs": self.jobs}


def table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for tables to those for rules; they arrive as one value."""
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
        click.option(
            "--out-parts", default="", metavar="DIR",
            help="Tables: write parts for a bulk loader into this new directory, and leave the store alone.",
        ),
        click.option(
            "--scheduler", default="", metavar="ADDRESS",
            help="With --engine: Dask's scheduler (tcp://host:port) or Spark's master; without it, this machine.",
        ),
    )  # fmt: skip

    @functools.wraps(command)
    def with_tables(*args: Any, **given: Any) -> Any:  # noqa: ANN401
        own = {name: given.pop(name) for name in TableOptions.__slots__ if name != "engine"}
        # The rules have engines too, of other names.
        own["engine"] = given["engine"] if given["engine"] in ENGINES else ""
        given["engine"] = "" if own["engine"] else given["engine"]
        return command(*args, how=TableOptions(**own), **given)

    return functools.reduce(lambda made, option: option(made), reversed(options), with_tables)


def load_tables(project: Project, tables: Tables, files: tuple[str, ...], how: TableOptions, *, quiet: bool) -> int:
    """Load tables and tell what came of it; the exit code is 1 where rows were refused."""
    tables.on_progress = _progress(_summary, quiet=quiet)
    done = tables.load(*files, resume=how.resume)
    if done.problems:
        click.echo(problem_lines(done.problems), err=True)
    if not quiet:
        click.echo(f"{_summary(done)}; store: {project.config.store}", err=True)
    return int(done.refused > 0)


def write_tables(tables: Tables, files: tuple[str, ...], how: TableOptions, *, quiet: bool) -> int:
    """Write tables as parts for a bulk loader and tell what came of it; the exit code is 1 where rows were refused."""
    from ..loaders.tables.engines import engine

    tell = _progress(_written, quiet=quiet)
    try:
        with engine(how.engine or "processes", how.jobs, how.scheduler) as made:
            done = tables.write_parts(*files, directory=how.out_parts, engine=made, resume=how.resume, on_progress=tell)
    except KeyboardInterrupt:
        click.echo("interrupted; the parts that were finished stay: go on with --resume", err=True)
        return 130
    if done.problems:
        click.echo(problem_lines(done.problems), err=True)
    if not quiet:
        click.echo(f"{_written(done)}; parts: {how.out_parts}", err=True)
    return int(done.refused > 0)


def _written(done: Written) -> str:
    counts = [f"{n:,} {what}" for n, what in ((done.taken, "taken"), (done.refused, "refused")) if n]
    said = [f"{done.rows:,} rows: {', '.join(counts)}"]
    if done.repeated:
        said.append(f"{done.repeated:,} came again, and the last counts")
    if done.skipped:
        said.append(f"{done.skipped} parts were done before")
    if done.manifest:
        said.append(f"{done.manifest.triples:,} triples in {len(done.manifest.parts)} parts")
    return "; ".join(said)


def _summary(done: LoadedRows) -> str:
    parts = [(done.new, "new"), (done.changed, "changed"), (done.same, "the same"), (done.refused, "refused")]
    counts = ", ".join(f"{n:,} {what}" for n, what in parts if n)
    skipped = f"; {done.skipped} parts were done before" if done.skipped else ""
    return f"{done.rows:,} rows" + (f": {counts}" if counts else "") + skipped


def _progress(summary: Callable[[Done], str], *, quiet: bool) -> Callable[[Done], None]:
    began, shown = time.monotonic(), sys.stderr.isatty() and not quiet

    def tell(done: Done) -> None:
        seconds = time.monotonic() - began
        if shown and seconds > 1:
            click.echo(f"\r\x1b[K{summary(done)}, {done.rows / seconds:,.0f} rows/s", nl=False, err=True)

    return tell
