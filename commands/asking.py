"""From the store to answers: query, sparql, export, stats."""

from __future__ import annotations

import click

from ..errors import UsageError
from .options import (
    GRAPH_FORMATS,
    ROW_FORMATS,
    Place,
    bom_option,
    format_option,
    graph_option,
    lang_option,
    output_option,
    parameters,
    place_options,
    rows_option,
    timeout_option,
)
from .printing import emit, emit_bytes, emit_graph, open_project

__all__ = ["export", "query", "sparql", "stats"]


@click.command(add_help_option=False)
@click.argument("name", required=False)
@click.option("-p", "--param", "params", multiple=True, metavar="KEY=VALUE", help="Set a parameter; may be repeated.")
@click.option("--queries", "folders", multiple=True, metavar="DIR", help="Add a folder of questions; may be repeated.")
@click.option("--show", is_flag=True, help="Print the SPARQL and do not run it.")
@place_options
@rows_option
@output_option
@lang_option
@bom_option
@timeout_option
@click.option("-h", "--help", "help_", is_flag=True, help="Show this message; with a NAME, that question's parameters.")
@click.pass_context
def query(
    ctx: click.Context, name: str | None, params: tuple[str, ...], folders: tuple[str, ...], place: Place,
    format_: str, output: str, lang: str | None, timeout: float | None, *, show: bool, bom: bool, help_: bool,
) -> None:  # fmt: skip
    """Ask a question by NAME; without one, list the questions.

    A parameter may be an IRI, an id or a label in Arabic or English: -p place=سوريا
    """
    from ..output.questions import question_help, question_table

    if help_ and name is None:
        click.echo(ctx.get_help())
        return
    project = open_project(place.store, lang).with_queries(*folders)
    if help_:
        click.echo(question_help(project.catalogue.get(str(name))))
    elif name is None:
        emit(question_table(project.catalogue, project.config.lang[0]), format_, output, project, bom=bom)
    elif show:
        click.echo(place.of(project).show(name, **parameters(params)).rstrip())
    else:
        emit(place.of(project, timeout).query(name, **parameters(params)), format_, output, project, bom=bom)


@click.command()
@click.argument("text", required=False)
@click.option("--file", "source", metavar="FILE", help="Read the query from a file.")
@place_options
@format_option(f"{ROW_FORMATS} for rows; {GRAPH_FORMATS} for graphs", "as for query and export")
@output_option
@bom_option
@timeout_option
def sparql(
    text: str | None, source: str | None, place: Place, format_: str, output: str, timeout: float | None, *, bom: bool
) -> None:
    """Run a SPARQL query, given as TEXT, in a --file, or on stdin with -.

    The default graph is the union of all graphs. Updates and SERVICE are refused.
    """
    from ..loaders.text import read_text

    if (text is None) == (source is None):
        raise UsageError("give the query as text, as - for stdin, or with --file FILE")
    project = open_project(place.store)
    asked = read_text(source or "-") if source or text == "-" else str(text)
    found = place.of(project, timeout).sparql(asked)
    for stranger in project.strangers(asked):
        click.echo(f"warning: {stranger}", err=True)
    if isinstance(found, bool):
        emit_bytes(f"{found}\n".lower().encode(), output)
    elif isinstance(found, tuple):
        emit_graph(found, format_, output)
    else:
        emit(found, format_, output, project, bom=bom)


@click.command()
@click.option("-g", "--graph", "graphs", multiple=True, metavar="IRI", help="Only this graph; may be repeated.")
@place_options
@graph_option
@output_option
@click.option("--layout", type=click.Choice(["rdf", "bulk"]), default="rdf", show_default=True,
              help="One document, or a directory (-o) of parts for a bulk loader.")  # fmt: skip
@click.option("--part-size", type=click.IntRange(1), metavar="MB", help="Of one part of a bulk layout (default: 268).")
def export(
    graphs: tuple[str, ...], place: Place, format_: str, output: str, layout: str, part_size: int | None
) -> None:
    """Write the store or an endpoint's data, or some of their graphs, as RDF.

    With --layout bulk -o DIR: gzipped N-Quads in parts, a manifest, and the scripts that load them into each store.
    """
    if layout == "bulk":
        if place.endpoint:
            raise UsageError("--layout bulk is for the project's store, not for an endpoint")
        _export_bulk(graphs, place.store, output, part_size)
        return
    emit_graph(place.of(open_project(place.store)).export(*graphs), format_, output)


def _export_bulk(graphs: tuple[str, ...], store: str | None, output: str, part_size: int | None) -> None:
    if output == "-" or graphs:
        raise UsageError("--layout bulk writes the whole store into a new directory: name it with -o DIR, without -g")
    made = open_project(store).bulk(output, part_bytes=(part_size or 0) * 1_000_000)
    click.echo(f"wrote {output}: {len(made.graphs):,} graphs in {len(made.parts):,} parts, with load scripts", err=True)


@click.command()
@place_options
@rows_option
@output_option
@lang_option
def stats(place: Place, format_: str, output: str, lang: str | None) -> None:
    """Count what is in the store."""
    project = open_project(place.store, lang)
    emit(place.of(project).query("contents"), format_, output, project)
