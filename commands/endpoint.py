"""The triple stores on the network that khabar.toml names: list, probe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .options import output_option, quiet_option, rows_option
from .printing import emit, emit_bytes, open_project, safe

if TYPE_CHECKING:
    from ..project.probing import Probed

__all__ = ["endpoint"]


@click.group()
def endpoint() -> None:
    """Look at the triple stores on the network that can be pushed to and queried."""


@endpoint.command("list")
@rows_option
@output_option
def list_endpoints(format_: str, output: str) -> None:
    """List the endpoints of khabar.toml: name, kind, address, and as whom khabar signs in there."""
    from ..output import Table
    from ..project.probing import listed

    project = open_project()
    rows = [(e.name, e.kind, e.url, e.who) for e in listed(project.config)]
    emit(Table.of_texts(("name", "kind", "url", "who"), rows), format_, output, project)


@endpoint.command("probe")
@click.argument("name", metavar="ENDPOINT")
@click.option("--kind", default="", metavar="NAME", help="What ENDPOINT is, where it is an address.")
@click.option("--read-only", is_flag=True, help="Write nothing; find out what that tells.")
@click.option("--password-stdin", is_flag=True, help="Read the password, or the token, from standard input.")
@click.option("--toml", is_flag=True, help="Write the settings for khabar.toml to stdout, and no table.")
@rows_option
@output_option
@quiet_option
def probe_endpoint(
    name: str, kind: str, format_: str, output: str, *, read_only: bool, password_stdin: bool, toml: bool, quiet: bool
) -> int:
    """Find out what the server at ENDPOINT can do, a name in khabar.toml or an address.

    Everything is tried in graphs BASE/staging/probe/..., which are removed at the end, after Ctrl-C too.
    Exit code 0: it keeps what its kind promises; 1: it does not; 4: it cannot be reached.
    """
    from ..output import Table
    from ..project.probing import probed, secret_from

    project = open_project()
    password = secret_from(sys.stdin.buffer) if password_stdin else None
    found = probed(project.config, name, kind=kind, password=password, read_only=read_only)
    if toml:
        emit_bytes(found.settings.encode(), output)
    else:
        rows = [(f.what, str(f.state), f.detail) for f in found.findings]
        emit(Table.of_texts(("what", "state", "detail"), rows), format_, output, project)
    if not quiet:
        _tell(found, settings=not toml)
    return 4 if not found.reachable else int(bool(found.broken))


def _tell(found: Probed, *, settings: bool) -> None:
    for caution in found.endpoint.cautions:
        click.echo(f"caution: {safe(caution)}", err=True)
    for promise in found.broken:
        click.echo(f"not kept: {safe(promise)}", err=True)
    if settings and found.settings:
        click.echo(f"for khabar.toml:\n{safe(found.settings)}", err=True)
