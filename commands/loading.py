"""From articles to the store: init, demo, check, load, validate."""

from __future__ import annotations

import functools
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import KhabarError, ProblemsError, UsageError
from .options import (
    Place,
    fail_on_option,
    files_argument,
    findings_option,
    lang_option,
    level,
    output_option,
    place_options,
    quiet_option,
    report_option,
    rules_options,
    store_option,
)
from .printing import (
    counted,
    emit_nquads,
    emit_report,
    is_text,
    open_project,
    problem_lines,
    refuse_overwriting,
    safe,
)
from .tables import ENGINES_HELP, TableOptions, load_tables, table_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..project.project import Loaded
    from ..project.sources import Checked
    from ..project.validation import Rules
    from ..queries import Question

__all__ = ["check", "demo", "init", "load", "validate"]


@click.command()
@click.argument("folder", default=".")
@click.option("--table", metavar="FILE", help="Draft a description of this table instead: FILE.toml, beside it.")
@click.option("--encoding", default="", metavar="NAME", help="With --table: how the text of the table is encoded.")
def init(folder: str, table: str | None, encoding: str) -> None:
    """Begin a project: khabar.toml, a sample article with its fact sheet, the schema for editors."""
    from ..project.starter import start, start_table

    if table is not None:
        path = start_table(table, encoding)
        click.echo(f"wrote {path}\nnext: look through it, then khabar load {shlex.quote(table)}", err=True)
        return
    for path in start(folder):
        click.echo(f"wrote {path}", err=True)
    where = "" if folder == "." else f"cd {shlex.quote(folder)} && "
    click.echo(f"next: {where}khabar check article.yaml && khabar load article.yaml && khabar query who-left", err=True)


@click.command()
@store_option
@lang_option
def demo(store: str | None, lang: str | None) -> None:
    """Load the worked example and answer four questions about it.

    Without -s the store is a temporary one.
    """
    import tempfile

    from ..project.demo import demonstrate

    with tempfile.TemporaryDirectory() as folder:
        project = open_project(store or folder, lang)
        loaded, answers = demonstrate(project)
        _tell_loaded(loaded, "loaded", f"store: {project.config.store}")
        for number, (name, found) in enumerate(answers.items(), 1):
            click.echo(_answers(number, project.catalogue.get(name), found))
        click.echo("ask more: khabar query" + (f" -s {store}" if store else ", after khabar demo -s DIR"), err=True)


@click.command()
@files_argument
@report_option
@output_option
@quiet_option
def check(files: tuple[str, ...], format_: str, output: str, *, quiet: bool) -> int:
    """Check fact sheets against their articles; write nothing.

    Looks at keys, references, quotes and words, and shows which parts of an article no statement rests on.
    """
    refuse_overwriting(files, output)
    checked = open_project().check(*files)
    emit_report([p for c in checked for p in c.problems], format_, output)
    for found in () if quiet else checked:
        click.echo(_checked(found), err=True)
    return max(c.exit_code for c in checked)


@click.command()
@files_argument
@store_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write RDF here (N-Quads, or by the suffix; - for stdout) and leave the store alone.",
)
@click.option(
    "--as", "kind", metavar="KIND",
    help="What the files are: factsheet, rdf, a data set such as gdelt, or the file that describes a table "
    "(default: by their names).",
)  # fmt: skip
@fail_on_option
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@table_options
@functools.partial(rules_options, more=ENGINES_HELP)
@quiet_option
def load(
    files: tuple[str, ...], store: str | None, output: str | None, kind: str | None, fail_on: str, *, dry_run: bool,
    rules: Rules, how: TableOptions, quiet: bool,
) -> int:  # fmt: skip
    """Load fact sheets, RDF files and event tables, packed or not: read, map, validate, store.

    All of them or, where one has violations, none. Loading an article again replaces what was there; so does an RDF
    file, which is known by its name. RDF is Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, by the suffix.
    Tables go in part by part: GDELT, UCDP GED, ACLED, POLECAT, or any other that a file beside it describes.
    """
    project = open_project(store)
    how.refuse_misfits()
    if tables := project.tables(files, kind, rules=rules, **how.reading()):
        return load_tables(project, tables, files, how, output=output, dry_run=dry_run, quiet=quiet)
    if how.out_parts:
        raise _no_tables(files)
    if output is not None:
        refuse_overwriting(files, output)
        made, loaded = project.converted(*files, fail_on=level(fail_on), kind=kind, rules=rules)
        emit_nquads(made, output, dry_run=dry_run)
        done, where = "would write" if dry_run else "wrote", f"output: {'stdout' if output == '-' else output}"
    else:
        loaded = project.load(*files, fail_on=level(fail_on), dry_run=dry_run, kind=kind, rules=rules)
        done, where = "would load" if dry_run else "loaded", f"store: {project.config.store}"
    if not quiet:
        _tell_loaded(loaded, done, where)
    return 0


def _no_tables(files: tuple[str, ...]) -> UsageError:
    missing = next((name for name in files if name != "-" and not Path(name).exists()), None)
    if missing is not None:
        return UsageError(f"{missing}: there is no such file")
    return UsageError("--out-parts is for tables; for the parts of a store: khabar export --layout bulk -o DIR")


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@place_options
@fail_on_option
@findings_option
@output_option
@rules_options
@quiet_option
def validate(
    files: tuple[str, ...], place: Place, fail_on: str, format_: str, output: str, *, rules: Rules, quiet: bool
) -> int:
    """Run the rule book and the checks over fact sheets or RDF files; without FILE, over the store or an endpoint.

    A check is a question whose every row is a problem: khabar query lists them as quality/NAME.
    """
    from ..project.validation import failed

    refuse_overwriting(files, output)
    if files and place.endpoint:
        raise UsageError("give files, or an endpoint with -e, not both")
    project = open_project(place.store)
    code = None
    try:
        found = project.validated(*files, rules=rules) if files else place.of(project).validated(rules=rules)
    except KhabarError as e:
        # A program that asked for JSON gets JSON; a person is told as ever.
        if is_text(format_, output) and not isinstance(e, ProblemsError):
            raise
        found, code = failed(e, files, rules), e.exit_code
    problems = found.problems
    emit_report(problems, format_, output, found.graph)
    if not quiet:
        click.echo(counted(problems), err=True)
    threshold = level(fail_on)
    return code or int(threshold is not None and any(p.level >= threshold for p in problems))


def _checked(found: Checked) -> str:
    if found.sheet is None:
        return f"{found.file}: {counted(found.problems)}"
    n = len(found.sheet.statements)
    statements = "1 statement rests" if n == 1 else f"{n} statements rest"
    head = f"{found.file}: {statements} on {found.coverage:.0%} of the article"
    rest = [f"  [{gap.start}, {gap.end})  {safe(gap.quote)}" for gap in found.gaps]
    return "\n".join([head, *(["not covered:"] if rest else []), *rest])


def _tell_loaded(loaded: Loaded, done: str, where: str) -> None:
    if loaded.problems:
        click.echo(problem_lines(loaded.problems), err=True)
    for a in loaded.articles:
        change = f"+{a.added} -{a.removed} quads" if a.added or a.removed else "nothing has changed"
        held = ", ".join(
            f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in ((a.statements, "statement"), (a.events, "event"))
        )
        click.echo(f"{done} {a.file}: {held} ({change})", err=True)
    click.echo(f"{counted(loaded.problems)}; {where}", err=True)


def _answers(number: int, question: Question, found: Iterable[Any]) -> str:
    from ..output.visible import isolate, visible

    summary = question.header.summary
    lines = [f"\n{number}. {summary['en']}", f"   {isolate(summary['ar'])}"]
    for answer in found:
        lines.append("\n   " + " | ".join(isolate(visible(fact)) for fact in answer.facts))
        lines += [f"     «{isolate(visible(p.quote))}» [{p.start}, {p.end})" for p in answer.passages]
    return "\n".join(lines)
