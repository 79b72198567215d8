"""The command line. Each command parses, makes one call into the library, and prints."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any

import click

try:
    from khabar import __version__
    from khabar.errors import KhabarError, Level, ProblemsError, UsageError
except ModuleNotFoundError:
    sys.exit("khabar is not installed here; run: pip install -e .")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from khabar.errors import Problem
    from khabar.output import Table
    from khabar.project import Project
    from khabar.project.project import Loaded
    from khabar.project.sources import Checked
    from khabar.project.validation import Rules
    from khabar.queries import Question, Rows

__all__ = ["cli", "main"]

ROW_FORMATS = "table, tsv, csv, json, jsonl, xml, md, html"
GRAPH_FORMATS = "trig, nq, ttl, nt, jsonld"
LEVELS = click.Choice(["violation", "warning", "info", "none"])

store_option = click.option(
    "-s", "--store", metavar="DIR", help="Directory of the store (default: the project's, else .khabar)."
)
output_option = click.option("-o", "--output", metavar="FILE", default="-", help="Write here (default: stdout).")
lang_option = click.option("--lang", metavar="TAGS", help="Languages of labels, the preferred first, e.g. ar,en.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
bom_option = click.option("--bom", is_flag=True, help="Begin CSV and TSV with a byte order mark, for Excel.")
fail_on_option = click.option(
    "--fail-on", type=LEVELS, default="violation", show_default=True, help="What grave findings make this fail."
)
files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...")


def rules_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose the rules; they arrive as one value."""
    files = click.option("--shapes", "files_", multiple=True, metavar="FILE", help="Add SHACL shapes; may be repeated.")
    only = click.option(
        "--only-shapes", is_flag=True, help="Hold the data to those shapes alone, not to khabar's rules."
    )
    engine = click.option(
        "--engine", metavar="NAME", default="", help="What runs the rules: fast (default), pyshacl, shifty."
    )

    @functools.wraps(command)
    def with_rules(*args: Any, files_: tuple[str, ...], only_shapes: bool, engine: str, **options: Any) -> Any:  # noqa: ANN401
        from khabar.project.validation import Rules

        return command(*args, rules=Rules(files_, only_shapes, engine), **options)

    return files(only(engine(with_rules)))


def format_option(formats: str, default: str) -> Callable[[Any], Any]:
    """Make the option that chooses a format."""
    return click.option(
        "-f", "--format", "format_", metavar="NAME", default="", help=f"{formats} (default: {default})."
    )


rows_option = format_option(ROW_FORMATS, "by the suffix of -o, else table on a terminal, tsv in a pipe")
graph_option = format_option(GRAPH_FORMATS, "by the suffix of -o, else trig on a terminal, nq in a pipe")
report_option = format_option("text, table, tsv, csv, json, jsonl, md, html, sarif", "by the suffix of -o, else text")
findings_option = format_option(
    "text, table, tsv, csv, json, jsonl, md, html, sarif, ttl (the W3C report)", "by the suffix of -o, else text"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="khabar")
def cli() -> None:
    """khabar: who says that what happened.

    Facts of news articles as linked data, with every speaker, hedge and quotation kept.

    \b
    Exit codes: 0 done; 1 ran, and found problems; 2 usage, missing file, bad configuration;
    3 input that cannot be read; 4 store; 5 a bug of khabar's; 130 interrupted.
    """


@cli.command()
@click.argument("folder", default=".")
def init(folder: str) -> None:
    """Begin a project: khabar.toml, a sample article with its fact sheet, the schema for editors."""
    from khabar.project.starter import start

    for path in start(folder):
        click.echo(f"wrote {path}", err=True)
    where = "" if folder == "." else f"cd {folder} && "
    click.echo(f"next: {where}khabar check article.yaml && khabar load article.yaml && khabar query who-left", err=True)


@cli.command()
@store_option
@lang_option
def demo(store: str | None, lang: str | None) -> None:
    """Load the worked example and answer four questions about it.

    Without -s the store is a temporary one.
    """
    import tempfile

    from khabar.project.demo import demonstrate

    with tempfile.TemporaryDirectory() as folder:
        project = _project(store or folder, lang)
        loaded, answers = demonstrate(project)
        _tell_loaded(loaded, project)
        for number, (name, found) in enumerate(answers.items(), 1):
            click.echo(_answers(number, project.catalogue.get(name), found))
        click.echo("ask more: khabar query" + (f" -s {store}" if store else ", after khabar demo -s DIR"), err=True)


@cli.command()
@files_argument
@report_option
@output_option
@quiet_option
def check(files: tuple[str, ...], format_: str, output: str, *, quiet: bool) -> int:
    """Check fact sheets against their articles; write nothing.

    Looks at keys, references, quotes and words, and shows which parts of an article no statement rests on.
    """
    _refuse_overwriting(files, output)
    checked = _project().check(*files)
    _report([p for c in checked for p in c.problems], format_, output)
    for found in () if quiet else checked:
        click.echo(_checked(found), err=True)
    return 0 if all(c.passed for c in checked) else 1


@cli.command()
@files_argument
@store_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write RDF here (N-Quads, or by the suffix; - for stdout) and leave the store alone.",
)
@click.option(
    "--as", "kind", type=click.Choice(["factsheet", "rdf"]), help="What the files are (default: by their suffix)."
)
@fail_on_option
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@rules_options
@quiet_option
def load(
    files: tuple[str, ...], store: str | None, output: str | None, kind: str | None, fail_on: str, *, dry_run: bool,
    rules: Rules, quiet: bool,
) -> None:  # fmt: skip
    """Load fact sheets and RDF files, packed or not: read, map, validate, store.

    All of them or, where one has violations, none. Loading an article again replaces what was there; so does an RDF
    file, which is known by its name. RDF is Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, by the suffix.
    """
    project = _project(store)
    if output is not None:
        _refuse_overwriting(files, output)
        made = project.quads(*files, fail_on=_level(fail_on), kind=kind, rules=rules)
        _emit_nquads(made, output, dry_run=dry_run)
        return
    loaded = project.load(*files, fail_on=_level(fail_on), dry_run=dry_run, kind=kind, rules=rules)
    if not quiet:
        _tell_loaded(loaded, project, dry_run=dry_run)


@cli.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@store_option
@fail_on_option
@findings_option
@output_option
@rules_options
@quiet_option
def validate(
    files: tuple[str, ...], store: str | None, fail_on: str, format_: str, output: str, *, rules: Rules, quiet: bool
) -> int:
    """Run the rule book and the checks over fact sheets or RDF files, or over the store where no file is given.

    A check is a question whose every row is a problem: khabar query lists them as quality/NAME.
    """
    _refuse_overwriting(files, output)
    found = _project(store).validated(*files, rules=rules)
    problems = found.problems
    _report(problems, format_, output, found.graph)
    if not quiet:
        click.echo(_counted(problems), err=True)
    threshold = _level(fail_on)
    return int(threshold is not None and any(p.level >= threshold for p in problems))


@cli.command(add_help_option=False)
@click.argument("name", required=False)
@click.option("-p", "--param", "params", multiple=True, metavar="KEY=VALUE", help="Set a parameter; may be repeated.")
@click.option("--queries", "folders", multiple=True, metavar="DIR", help="Add a folder of questions; may be repeated.")
@click.option("--show", is_flag=True, help="Print the SPARQL and do not run it.")
@store_option
@rows_option
@output_option
@lang_option
@bom_option
@click.option("-h", "--help", "help_", is_flag=True, help="Show this message; with a NAME, that question's parameters.")
@click.pass_context
def query(
    ctx: click.Context, name: str | None, params: tuple[str, ...], folders: tuple[str, ...], store: str | None,
    format_: str, output: str, lang: str | None, *, show: bool, bom: bool, help_: bool,
) -> None:  # fmt: skip
    """Ask a question by NAME; without one, list the questions.

    A parameter may be an IRI, an id or a label in Arabic or English: -p place=سوريا
    """
    from khabar.output.questions import question_help, question_table

    project = _project(store, lang).with_queries(*folders)
    if help_:
        click.echo(question_help(project.catalogue.get(name)) if name else ctx.get_help())
    elif name is None:
        _emit(question_table(project.catalogue, project.config.lang[0]), format_, output, project, bom=bom)
    elif show:
        click.echo(project.show(name, **_params(params)).rstrip())
    else:
        _emit(project.query(name, **_params(params)), format_, output, project, bom=bom)


@cli.command()
@click.argument("text", required=False)
@click.option("--file", "source", metavar="FILE", help="Read the query from a file.")
@store_option
@format_option(f"{ROW_FORMATS} for rows; {GRAPH_FORMATS} for graphs", "as for query and export")
@output_option
@bom_option
def sparql(text: str | None, source: str | None, store: str | None, format_: str, output: str, *, bom: bool) -> None:
    """Run a SPARQL query, given as TEXT, in a --file, or on stdin with -.

    The default graph is the union of all graphs. Updates and SERVICE are refused.
    """
    from khabar.loaders.text import read_text

    if (text is None) == (source is None):
        raise UsageError("give the query as text, as - for stdin, or with --file FILE")
    project = _project(store)
    found = project.sparql(read_text(source or "-") if source or text == "-" else str(text))
    if isinstance(found, bool):
        _write(f"{found}\n".lower().encode(), output)
    elif isinstance(found, tuple):
        _emit_graph(found, format_, output)
    else:
        _emit(found, format_, output, project, bom=bom)


@cli.command()
@click.option("-g", "--graph", "graphs", multiple=True, metavar="IRI", help="Only this graph; may be repeated.")
@store_option
@graph_option
@output_option
def export(graphs: tuple[str, ...], store: str | None, format_: str, output: str) -> None:
    """Write the store, or some of its graphs, as RDF."""
    _emit_graph(_project(store).export(*graphs), format_, output)


@cli.command()
@store_option
@rows_option
@output_option
@lang_option
def stats(store: str | None, format_: str, output: str, lang: str | None) -> None:
    """Count what is in the store."""
    project = _project(store, lang)
    _emit(project.query("contents"), format_, output, project)


@cli.command()
@rows_option
@output_option
def config(format_: str, output: str) -> None:
    """Show the settings in force, and where each comes from."""
    from khabar.output import Table

    project = _project()
    rows = [(s.name, _setting(s.value), s.origin) for s in project.config.settings]
    _emit(Table.of_texts(("setting", "value", "from"), rows), format_, output, project)


@cli.command()
@store_option
@rows_option
@output_option
def doctor(store: str | None, format_: str, output: str) -> int:
    """Look at what is in order and what is missing."""
    from khabar.output import Table
    from khabar.project.doctor import examine

    project = _project(store)
    found = examine(project)
    rows = [(f.name, "ok" if f.ok else "problem", f.detail) for f in found]
    _emit(Table.of_texts(("what", "state", "detail"), rows), format_, output, project)
    return 0 if all(f.ok for f in found) else 1


def main() -> None:
    """Run the command line; the one place where an error becomes a message and an exit code."""
    sys.exit(_run())


def _run() -> int:
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "interrupted; every article in the store is whole, as it was before or as its new sheet has it", err=True
        )
        return 130
    except KhabarError as e:
        click.echo(_failure(e), err=True)
        return e.exit_code
    except (BrokenPipeError, SystemExit) as e:
        # Of a closed pipe click makes a SystemExit; any other is not ours to call a success.
        if isinstance(e, SystemExit) and not isinstance(e.__context__, BrokenPipeError):
            raise
        # Whoever read the pipe has what they wanted, and Python must not complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as e:
        if os.environ.get("KHABAR_DEBUG"):
            raise
        message, code = _unexpected(e)
        click.echo(message, err=True)
        return code


def _failure(error: KhabarError) -> str:
    if isinstance(error, ProblemsError):
        return f"{_problem_lines(error.problems)}\n{_counted(error.problems)}; nothing was changed"
    return f"Error: {_safe(str(error))}"


def _unexpected(error: Exception) -> tuple[str, int]:
    """Tell what the system refused from what is a bug of ours."""
    if isinstance(error, OSError):
        return f"Error: {error.filename or 'the output'}: {error.strerror}", 2
    if isinstance(error, UnicodeEncodeError):
        return "Error: an argument, a setting or the output holds what is not UTF-8; try PYTHONUTF8=1", 2
    return f"Error: a bug of khabar's: {type(error).__name__}: {error}\n  KHABAR_DEBUG=1 shows where", 5


def _project(store: str | None = None, lang: str | None = None) -> Project:
    from khabar.project import Project

    return Project.open(store=store, lang=lang)


def _level(name: str) -> Level | None:
    return None if name == "none" else Level[name.upper()]


def _params(params: Iterable[str]) -> dict[str, str]:
    pairs = [param.partition("=") for param in params]
    for key, equals, _ in pairs:
        if not equals:
            raise UsageError(f"-p {key}: write -p KEY=VALUE, e.g. -p speaker=vladimir-putin")
    return {key: value for key, _, value in pairs}


def _emit(data: Rows | Table, format_: str, output: str, project: Project, *, bom: bool = False) -> None:
    import io
    import shutil

    from khabar.output import choose, write

    name = choose(format_, output, isatty=sys.stdout.isatty())
    made = io.BytesIO()
    write(data, name, made, base=project.config.base, width=shutil.get_terminal_size().columns, bom=bom)
    _write(made.getvalue(), output)


def _emit_graph(quads: Iterable[Any], format_: str, output: str) -> None:
    from khabar.output.graphs import choose_graph_format, write_graph

    _write(write_graph(quads, choose_graph_format(format_, output, isatty=sys.stdout.isatty())), output)


def _emit_nquads(data: bytes, output: str, *, dry_run: bool) -> None:
    from khabar.output.graphs import choose_graph_format, convert

    made = convert(data, choose_graph_format(path=output))
    if not dry_run:
        _write(made, output)


def _refuse_overwriting(files: Iterable[str], output: str) -> None:
    if output != "-" and os.path.realpath(output) in {os.path.realpath(file) for file in files}:
        raise UsageError(f"{output}: is one of the files to be read; write to another")


def _write(data: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from khabar.output.files import write_whole

    write_whole(output, data)


def _report(
    problems: Iterable[Problem], format_: str, output: str, graph: Callable[[], Iterable[Any]] | None = None
) -> None:
    from khabar.output import choose
    from khabar.output.problems import problem_table, report_format

    special = report_format(format_, output)
    if special == "ttl" and graph:
        _emit_graph(graph(), "ttl", output)
    elif special == "sarif":
        from khabar.output.sarif import sarif

        _write(sarif(problems, __version__), output)
    elif format_ == "text" or (not format_ and output == "-"):
        text = _problem_lines(problems)
        _write(f"{text}\n".encode() if text else b"", output)
    else:
        _emit(problem_table(problems), choose(format_, output), output, _project())


def _problem_lines(problems: Iterable[Problem]) -> str:
    from khabar.output.problems import problem_lines

    return problem_lines(problems)


def _safe(text: str) -> str:
    from khabar.output.visible import visible_lines

    return visible_lines(text)


def _counted(problems: Iterable[Problem]) -> str:
    from khabar.output.problems import counted

    return counted(problems)


def _checked(found: Checked) -> str:
    if found.sheet is None:
        return f"{found.file}: {_counted(found.problems)}"
    n = len(found.sheet.statements)
    statements = "1 statement rests" if n == 1 else f"{n} statements rest"
    head = f"{found.file}: {statements} on {found.coverage:.0%} of the article"
    rest = [f"  [{gap.start}, {gap.end})  {_safe(gap.quote)}" for gap in found.gaps]
    return "\n".join([head, *(["not covered:"] if rest else []), *rest])


def _tell_loaded(loaded: Loaded, project: Project, *, dry_run: bool = False) -> None:
    if loaded.problems:
        click.echo(_problem_lines(loaded.problems), err=True)
    done = "would load" if dry_run else "loaded"
    for a in loaded.articles:
        change = f"+{a.added} -{a.removed} quads" if a.added or a.removed else "nothing has changed"
        click.echo(f"{done} {a.file}: {a.statements} statements, {a.events} events ({change})", err=True)
    click.echo(f"{_counted(loaded.problems)}; store: {project.config.store}", err=True)


def _answers(number: int, question: Question, found: Iterable[Any]) -> str:
    from khabar.output.visible import isolate, visible

    summary = question.header.summary
    lines = [f"\n{number}. {summary['en']}", f"   {isolate(summary['ar'])}"]
    for answer in found:
        lines.append("\n   " + " | ".join(isolate(visible(fact)) for fact in answer.facts))
        lines += [f"     «{isolate(visible(p.quote))}» [{p.start}, {p.end})" for p in answer.passages]
    return "\n".join(lines)


def _setting(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)


if __name__ == "__main__":
    main()
