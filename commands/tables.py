"""What `khabar load` takes and tells when the files are event tables."""

from __future__ import annotations

import functools
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import UsageError, did_you_mean
from .printing import emit_bytes, problem_lines, refuse_overwriting

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..project import Project
    from ..project.parts import Written
    from ..project.tables import LoadedRows, Tables

__all__ = ["ENGINES_HELP", "TableOptions", "load_tables", "table_options"]

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
        if own["out_parts"] and not own["engine"] and (hint := did_you_mean(given["engine"], ENGINES)):
            raise UsageError(f"--engine {given['engine']}: {hint}")
        given["engine"] = "" if own["engine"] else given["engine"]
        return command(*args, how=TableOptions(**own), **given)

    return functools.reduce(lambda made, option: option(made), reversed(options), with_tables)


def load_tables(
    project: Project, tables: Tables, files: tuple[str, ...], how: TableOptions, *, output: str | None, dry_run: bool,
    quiet: bool,
) -> int:  # fmt: skip
    """Load tables, or write them out, and tell what came of it; the exit code is 1 where rows were refused."""
    if how.out_parts and (output is not None or dry_run):
        raise UsageError("--out-parts writes parts and nothing else: leave -o and --dry-run out")
    if how.resume and (output is not None or dry_run):
        raise UsageError("--resume goes on with a load or with parts: leave -o and --dry-run out")
    if how.out_parts:
        return _write_parts(tables, files, how, quiet=quiet)
    if output is not None:
        return _write_quads(tables, files, output, dry_run=dry_run, quiet=quiet)
    tables.on_progress = _progress(_summary, quiet=quiet)
    done = tables.weigh(*files) if dry_run else tables.load(*files, resume=how.resume)
    would = "would load " if dry_run else ""
    return _told(done, f"{would}{_summary(done)}; store: {project.config.store}", quiet=quiet)


def _write_parts(tables: Tables, files: tuple[str, ...], how: TableOptions, *, quiet: bool) -> int:
    from ..loaders.tables.engines import engine

    tell = _progress(_written, quiet=quiet)
    try:
        with engine(how.engine or "processes", how.jobs, how.scheduler) as made:
            done = tables.write_parts(*files, directory=how.out_parts, engine=made, resume=how.resume, on_progress=tell)
    except KeyboardInterrupt:
        click.echo("interrupted; the parts that were finished stay: go on with --resume", err=True)
        return 130
    return _told(done, f"{_written(done)}; parts: {how.out_parts}", quiet=quiet)


def _write_quads(tables: Tables, files: tuple[str, ...], output: str, *, dry_run: bool, quiet: bool) -> int:
    """Write one file by way of parts, in which rows that come again are found without the table in memory."""
    from ..project.parts import pieces

    refuse_overwriting(files, output)
    packed = output.endswith(".gz")
    if output != "-" and not output.removesuffix(".gz").endswith((".nq", ".nquads")):
        raise UsageError(f"-o {output}: a table becomes N-Quads: name a FILE.nq, a FILE.nq.gz, or - for stdout")
    with tempfile.TemporaryDirectory(dir=_beside(output), prefix=".khabar-") as place:
        done = tables.write_parts(*files, directory=place, on_progress=_progress(_written, quiet=quiet))
        if done.manifest and not dry_run:
            emit_bytes(pieces(place, done.manifest, packed=packed), output)
    would, where = "would write " if dry_run else "", "stdout" if output == "-" else output
    return _told(done, f"{would}{_written(done)}; output: {where}", quiet=quiet)


def _beside(output: str) -> Path | None:
    """Give the directory of a file, which has room for it; what is no file may stand where nothing can be made."""
    target = Path(output).resolve()
    is_special = output == "-" or (target.exists() and not target.is_file())
    return None if is_special or not os.access(target.parent, os.W_OK) else target.parent


def _told(done: LoadedRows | Written, said: str, *, quiet: bool) -> int:
    if done.problems:
        click.echo(problem_lines(done.problems), err=True)
    if not quiet:
        click.echo(said, err=True)
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
    parts = [
        (done.new, "new"), (done.again, "come again"), (done.changed, "changed"), (done.same, "the same"),
        (done.refused, "refused"),
    ]  # fmt: skip
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
