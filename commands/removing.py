"""Out of the store again: remove."""

from __future__ import annotations

import click

from .options import quiet_option, store_option
from .printing import open_project, problem_lines, safe

__all__ = ["remove"]


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@store_option
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@quiet_option
def remove(articles: tuple[str, ...], store: str | None, *, dry_run: bool, quiet: bool) -> None:
    """Take articles, or RDF files, out of the store: all of them or, where one is not there, none.

    ARTICLE is an IRI, an id such as vu5cjwwwcnjqiwtf, or the file that was loaded. What other sheets say stays.
    """
    project = open_project(store)
    removed = project.remove(*articles, dry_run=dry_run)
    if removed.problems:
        click.echo(problem_lines(removed.problems), err=True)
    for a in () if quiet else removed.articles:
        origin = f" ({safe(a.file)})" if a.file else ""
        click.echo(f"{'would remove' if dry_run else 'removed'} {a.article}{origin}: -{a.removed} quads", err=True)
