"""Where a command's result goes: standard output or a file, in the format that was asked for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..errors import Problem
    from ..output import Table
    from ..project import Project
    from ..queries import Rows

__all__ = [
    "counted",
    "emit",
    "emit_bytes",
    "emit_graph",
    "emit_nquads",
    "emit_report",
    "is_text",
    "open_project",
    "problem_lines",
    "refuse_overwriting",
    "safe",
]


def open_project(store: str | None = None, lang: str | None = None) -> Project:
    """Open the project that the current folder belongs to."""
    from ..project import Project

    return Project.open(store=store, lang=lang)


def emit(data: Rows | Table, format_: str, output: str, project: Project | None = None, *, bom: bool = False) -> None:
    """Write rows; the base of a project is what IRIs are shortened by."""
    import io
    import shutil

    from ..output import choose, write

    name = choose(format_, output, isatty=sys.stdout.isatty())
    made = io.BytesIO()
    # Nobody can make a file wider; a pipe that leads to a screen can say how wide that is.
    screen = output == "-" and (sys.stdout.isatty() or "COLUMNS" in os.environ)
    width = shutil.get_terminal_size().columns if screen else None
    base = {"base": project.config.base} if project else {}
    write(data, name, made, width=width, bom=bom, **base)
    emit_bytes(made.getvalue(), output)


def emit_graph(quads: Iterable[Any], format_: str, output: str) -> None:
    """Write RDF."""
    from ..output.graphs import choose_graph_format, write_graph

    emit_bytes(write_graph(quads, choose_graph_format(format_, output, isatty=sys.stdout.isatty())), output)


def emit_nquads(data: bytes, output: str, *, dry_run: bool) -> None:
    """Write N-Quads in the format that the suffix of the file asks for."""
    from ..output.graphs import choose_graph_format, convert

    made = convert(data, choose_graph_format(path=output))
    if not dry_run:
        emit_bytes(made, output)


def emit_bytes(data: bytes | Iterable[bytes], output: str) -> None:
    """Write to standard output for ``-``, else to a file, whole or not at all."""
    if output == "-":
        sys.stdout.buffer.writelines((data,) if isinstance(data, bytes) else data)
        sys.stdout.buffer.flush()
        return
    from ..output.files import write_whole

    write_whole(output, data)


def emit_report(
    problems: Iterable[Problem], format_: str, output: str, graph: Callable[[], Iterable[Any]] | None = None
) -> None:
    """Write problems: as text, as a table, as SARIF, or as the W3C report that `graph` gives."""
    from ..output import choose
    from ..output.problems import problem_table, report_format

    special = report_format(format_, output)
    if special == "ttl" and graph:
        emit_graph(graph(), "ttl", output)
    elif special == "sarif":
        from .. import __version__
        from ..output.sarif import sarif

        emit_bytes(sarif(problems, __version__), output)
    elif special == "text":
        text = problem_lines(problems)
        emit_bytes(f"{text}\n".encode() if text else b"", output)
    else:
        emit(problem_table(problems), choose(format_, output), output)


def is_text(format_: str, output: str) -> bool:
    """Say whether a report goes out as text for people."""
    from ..output.problems import report_format

    return report_format(format_, output) == "text"


def refuse_overwriting(files: Iterable[str], output: str) -> None:
    """Raise UsageError where the output is one of the inputs."""
    if output != "-" and os.path.realpath(output) in {os.path.realpath(file) for file in files}:
        raise UsageError(f"{output}: is one of the files to be read; write to another")


def problem_lines(problems: Iterable[Problem]) -> str:
    """Give problems as lines of text, one or two each."""
    from ..output import problems as rendering

    return rendering.problem_lines(problems)


def counted(problems: Iterable[Problem]) -> str:
    """Give ``0 violations, 1 warning, 2 infos``."""
    from ..output import problems as rendering

    return rendering.counted(problems)


def safe(text: str) -> str:
    """Give text without characters that would act on a terminal."""
    from ..output.visible import visible_lines

    return visible_lines(text)
