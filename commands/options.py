"""The options and arguments that several commands share, and what their values mean."""

from __future__ import annotations

import functools
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..errors import Level, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..project import Project
    from ..project.remote import Remote

__all__ = [
    "GRAPH_FORMATS",
    "ROW_FORMATS",
    "Place",
    "bom_option",
    "fail_on_option",
    "files_argument",
    "findings_option",
    "format_option",
    "graph_option",
    "lang_option",
    "level",
    "output_option",
    "parameters",
    "password_from_stdin",
    "place_options",
    "quiet_option",
    "report_option",
    "rows_option",
    "rules_options",
    "store_option",
    "timeout_option",
]


ROW_FORMATS = "table, tsv, csv, json, jsonl, xml, md, html"


GRAPH_FORMATS = "trig, nq, ttl, nt, jsonld"


LEVELS = click.Choice(["violation", "warning", "info", "none"])


def format_option(formats: str, default: str) -> Callable[[Any], Any]:
    """Make the option that chooses a format."""
    return click.option(
        "-f", "--format", "format_", metavar="NAME", default="", help=f"{formats} (default: {default})."
    )


store_option = click.option(
    "-s", "--store", metavar="DIR", help="Directory of the store (default: the project's, else .khabar)."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to ask: the project's store, or an endpoint."""

    store: str | None
    endpoint: str | None
    kind: str
    password: str | None

    def of(self, project: Project, timeout: float | None = None) -> Project | Remote:
        """Give what answers, within so many seconds (None: as many as the configuration says)."""
        if self.endpoint is None:
            return project.within(timeout)
        return project.at(self.endpoint, kind=self.kind, password=self.password, timeout=timeout)


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose a store or an endpoint; they arrive as one value."""

    @functools.wraps(command)
    def with_place(
        *args: Any,  # noqa: ANN401
        store: str | None,
        endpoint: str | None,
        kind: str,
        password_stdin: bool,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if endpoint is None and (kind or password_stdin):
            raise UsageError("--kind and --password-stdin go with -e ENDPOINT")
        if endpoint is not None and store is not None:
            raise UsageError("give a store with -s, or an endpoint with -e, not both")
        place = Place(store, endpoint, kind, password_from_stdin() if password_stdin else None)
        return command(*args, place=place, **options)

    endpoint = click.option(
        "-e", "--endpoint", metavar="NAME", help="Ask this triple store instead: a name in khabar.toml, or an address."
    )
    kind = click.option("--kind", default="", metavar="NAME", help="What kind of store an address leads to.")
    password = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
    return store_option(endpoint(kind(password(with_place))))


def password_from_stdin() -> str:
    """Read a password from the first line of standard input."""
    from ..project.probing import secret_from

    return secret_from(sys.stdin.buffer)


output_option = click.option("-o", "--output", metavar="FILE", default="-", help="Write here (default: stdout).")


lang_option = click.option("--lang", metavar="TAGS", help="Languages of labels, the preferred first, e.g. ar,en.")


quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")


bom_option = click.option("--bom", is_flag=True, help="Begin CSV and TSV with a byte order mark, for Excel.")


fail_on_option = click.option(
    "--fail-on", type=LEVELS, default="violation", show_default=True, help="What grave findings make this fail."
)


files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...")


def rules_options(command: Callable[..., Any], more: str = "") -> Callable[..., Any]:
    """Add the options that choose the rules; they arrive as one value. `more` is the help on engines for other work."""
    files = click.option("--shapes", "files_", multiple=True, metavar="FILE", help="Add SHACL shapes; may be repeated.")
    only = click.option(
        "--only-shapes", is_flag=True, help="Hold the data to those shapes alone, not to khabar's rules."
    )
    engine = click.option(
        "--engine", metavar="NAME", default="", help=f"What runs the rules: fast (default), pyshacl, shifty.{more}"
    )

    @functools.wraps(command)
    def with_rules(*args: Any, files_: tuple[str, ...], only_shapes: bool, engine: str, **options: Any) -> Any:  # noqa: ANN401
        from ..project.validation import Rules

        return command(*args, rules=Rules(files_, only_shapes, engine), **options)

    return files(only(engine(with_rules)))


timeout_option = click.option(
    "--timeout", type=click.FloatRange(0, 86_400), metavar="SECONDS", help="Give a query up after so long; 0: never."
)


rows_option = format_option(ROW_FORMATS, "by the suffix of -o, else table on a terminal, tsv in a pipe")


graph_option = format_option(GRAPH_FORMATS, "by the suffix of -o, else trig on a terminal, nq in a pipe")


report_option = format_option("text, table, tsv, csv, json, jsonl, md, html, sarif", "by the suffix of -o, else text")


findings_option = format_option(
    "text, table, tsv, csv, json, jsonl, md, html, sarif, ttl (the W3C report)", "by the suffix of -o, else text"
)


def level(name: str) -> Level | None:
    """Give the level that makes a command fail; None where nothing does."""
    return None if name == "none" else Level[name.upper()]


def parameters(given: Iterable[str]) -> dict[str, str]:
    """Give the parameters of a question, from ``KEY=VALUE`` each."""
    pairs = [param.partition("=") for param in given]
    for key, equals, _ in pairs:
        if not equals:
            raise UsageError(f"-p {key}: write -p KEY=VALUE, e.g. -p speaker=vladimir-putin")
    twice = next((key for key, n in Counter(key for key, _, _ in pairs).items() if n > 1), None)
    if twice is not None:
        raise UsageError(f"-p {twice}: is given twice; a parameter has one value")
    return {key: value for key, _, value in pairs}
