"""From the store to a triple store on the network: diff, push."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from .options import password_from_stdin, quiet_option, store_option
from .printing import emit_bytes, open_project, problem_lines, safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..project.pushing import Difference, Pushing
    from ..stores.push import Plan, Progress, Pushed

__all__ = ["diff", "push"]

endpoint_argument = click.argument("endpoint", metavar="ENDPOINT")
kind_option = click.option("--kind", default="", metavar="NAME", help="What ENDPOINT is, where it is an address.")
password_option = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
prune_option = click.option("--prune", is_flag=True, help="Delete graphs there that the store has no more.")
lossy_option = click.option(
    "--lossy", is_flag=True, help="Send also what the target will rewrite; it is counted there, not compared."
)


@click.command()
@endpoint_argument
@kind_option
@password_option
@store_option
@prune_option
@lossy_option
@click.option("--out", metavar="FILE", help="Save the plan, for khabar push --plan.")
@quiet_option
def diff(
    endpoint: str, kind: str, store: str | None, out: str | None, *, password_stdin: bool, prune: bool, lossy: bool,
    quiet: bool,
) -> int:  # fmt: skip
    """Say what a push to ENDPOINT would do: + new, ~ changed, - gone, ! pending. Writes nothing there.

    ENDPOINT is a name in khabar.toml, or an address. Exit code 0: nothing to do; 1: there is.
    """
    pushing = _pushing(endpoint, kind, store, password_stdin=password_stdin, lossy=lossy)
    found = pushing.diff(prune=prune)
    if out:
        emit_bytes(found.plan.to_json().encode(), out)
    _tell_plan(found, quiet=quiet)
    return int(bool(found.plan.steps or (found.problems and not lossy)))


@click.command()
@endpoint_argument
@kind_option
@password_option
@store_option
@prune_option
@lossy_option
@click.option("--plan", "plan_file", metavar="FILE", help="Carry out a plan that khabar diff --out has saved.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--verify", type=click.Choice(["count", "full"]), default="count", show_default=True,
              help="Count what arrived, or read every graph back as well.")  # fmt: skip
@click.option("--take-over", is_flag=True, help="End another push's hold on the target.")
@click.option("--adopt", is_flag=True, help="Take graphs that a bulk load left there for pushed; they are counted.")
@click.option("--yes", is_flag=True, help="Ask nothing before graphs are deleted.")
@quiet_option
def push(
    endpoint: str, kind: str, store: str | None, plan_file: str | None, verify: str, *, password_stdin: bool,
    prune: bool, lossy: bool, dry_run: bool, take_over: bool, adopt: bool, yes: bool, quiet: bool,
) -> int:  # fmt: skip
    """Bring the triple store at ENDPOINT to the state of the store: only what differs is sent, graph by graph.

    A push that broke off goes on where it stopped when it is run again.
    """
    pushing = _pushing(endpoint, kind, store, password_stdin=password_stdin, lossy=lossy)
    plan = _read(plan_file) if plan_file else None
    if dry_run:
        _tell_plan(pushing.diff(prune=prune), quiet=quiet)
        return 0
    if prune and not yes and sys.stdin.isatty():
        _confirm(pushing.diff(prune=True), quiet=quiet)
    try:
        found, pushed = pushing.push(
            prune=prune,
            plan=plan,
            full=verify == "full",
            take_over=take_over,
            adopt=adopt,
            on_progress=_progress(quiet=quiet),
        )
    except KeyboardInterrupt:
        click.echo(
            "interrupted; the graphs that were finished stay; push again, and it goes on with the others", err=True
        )
        return 130
    if not quiet or pushed.failed:
        click.echo(_summary(found, pushed), err=True)
    return 4 if pushed.failed else 0


def _read(file: str) -> Plan:
    from ..project.pushing import read_plan

    return read_plan(file)


def _pushing(endpoint: str, kind: str, store: str | None, *, password_stdin: bool, lossy: bool) -> Pushing:
    password = password_from_stdin() if password_stdin else None
    made = open_project(store).pushing(endpoint, kind=kind, password=password, lossy=lossy)
    for caution in made.endpoint.cautions:
        click.echo(f"caution: {safe(caution)}", err=True)
    return made


def _tell_plan(found: Difference, *, quiet: bool) -> None:
    from ..output.plans import plan_lines, plan_summary

    for line in plan_lines(found.plan):
        click.echo(line)
    if found.problems:
        click.echo(problem_lines(found.problems), err=True)
    if not quiet:
        click.echo(plan_summary(found.plan), err=True)


def _confirm(found: Difference, *, quiet: bool) -> None:
    gone = sum(step.deletes for step in found.plan.steps)
    if gone:
        _tell_plan(found, quiet=quiet)
        click.confirm(f"delete {gone} graphs?", abort=True, err=True)


def _summary(found: Difference, pushed: Pushed) -> str:
    from ..output.plans import plan_summary, pushed_summary

    return pushed_summary(pushed) if found.plan.steps else plan_summary(found.plan)


def _progress(*, quiet: bool) -> Callable[[Progress], None]:
    from ..output.plans import progress_line

    began, shown = time.monotonic(), sys.stderr.isatty() and not quiet

    def tell(progress: Progress) -> None:
        # Nobody wants to hear of what is over before it can be read.
        if shown and time.monotonic() - began > 1:
            end = "\n" if progress.graphs == progress.of_graphs else ""
            click.echo(f"\r\x1b[K{progress_line(progress)}{end}", nl=False, err=True)

    return tell
