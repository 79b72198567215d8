"""The reference of the command line, made from click's own help."""

from __future__ import annotations

import click
from khabar.cli import cli

__all__ = ["ONES", "commands_page"]

WIDTH = 88
# What exit code 1 stands for: the command ran, and found problems.
ONES = {
    "check": "a sheet has violations",
    "load": "a sheet or the rules have findings of the `--fail-on` level or above; nothing was changed",
    "validate": "the rules have findings of the `--fail-on` level or above",
    "diff": "a push would change something there",
    "doctor": "something is missing or out of order",
    "endpoint probe": "the server does not keep what its kind promises",
}
HEAD = """\
<!-- Made by docs/generate.py from the help of the commands. -->

# Commands

Every command takes `-h` or `--help`. `-` stands for stdin or stdout. Data goes to stdout, everything else to stderr.
Settings come from `khabar.toml`, from variables such as `KHABAR_STORE`, and from flags, the later ones before the
earlier; `khabar config` shows those in force.

| exit code | means |
|---|---|
| 0 | done; an empty answer and a false ASK are answers too |
| 1 | ran, and found problems: see each command |
| 2 | usage, missing file, bad configuration |
| 3 | an input cannot be read |
| 4 | the store cannot be opened, read or written |
| 5 | a bug of khabar's |
| 130 | interrupted |

[Errors](errors.md) shows a message for each.
"""


def commands_page() -> str:
    """Give the page: the exit codes, then the help of every command."""
    settings = dict(cli.context_settings) | {"max_content_width": WIDTH}
    root = click.Context(cli, info_name="khabar", terminal_width=WIDTH, **settings)
    parts = [_part(root, name, command) for name, command in sorted(cli.commands.items())]
    return "\n".join([HEAD, _section("khabar", root), *parts])


def _part(root: click.Context, name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, parent=root)
    path = context.command_path.removeprefix("khabar ")
    one = f"\nExit code 1: {ONES[path]}.\n" if path in ONES else ""
    below = sorted(command.commands.items()) if isinstance(command, click.Group) else []
    return "\n".join([_section(context.command_path, context) + one, *(_part(context, n, c) for n, c in below)])


def _section(title: str, context: click.Context) -> str:
    return f"## {title}\n\n```text\n{context.get_help()}\n```\n"
