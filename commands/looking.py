"""What is set and what is missing: config, doctor."""

from __future__ import annotations

import click

from .options import output_option, rows_option, store_option
from .printing import emit, open_project

__all__ = ["config", "doctor"]


@click.command()
@rows_option
@output_option
def config(format_: str, output: str) -> None:
    """Show the settings in force, and where each comes from."""
    from ..output import Table

    project = open_project()
    rows = [(s.name, _setting(s.value), s.origin) for s in project.config.settings]
    emit(Table.of_texts(("setting", "value", "from"), rows), format_, output, project)


@click.command()
@store_option
@rows_option
@output_option
def doctor(store: str | None, format_: str, output: str) -> int:
    """Look at what is in order and what is missing."""
    from ..project.doctor import examine

    found = examine(store)
    rows = [(f.name, "ok" if f.ok else "problem", f.detail) for f in found]
    try:
        from ..output import Table
    except ImportError:
        # What is missing may be what tables are made with.
        click.echo("\n".join("\t".join(row) for row in rows))
    else:
        emit(Table.of_texts(("what", "state", "detail"), rows), format_, output)
    return 0 if all(f.ok for f in found) else 1


def _setting(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple | dict) else "" if value is None else str(value)
