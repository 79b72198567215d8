"""Run what the documents say: write their files, run their commands, compare the output.

A document's blocks are followed from top to bottom in one empty folder:

- ``console``: a line that begins with ``$`` is a command, one that begins with ``>`` goes on with it, and what stands
  below is its output on a terminal of 100 columns, errors included. In an expected line ``…`` stands for any text,
  and a line that is ``…`` alone for any lines. Isolates (U+2068, U+2069) and spaces at the end of a line do not count.
- ``LANGUAGE file=NAME`` is written to that file; ``LANGUAGE append=NAME`` is put at its end.
- ``diff file=NAME`` changes that file: the lines with ``-`` or a space must stand there once.
- ``python``: run as a doctest.

All other blocks are for reading only. ``python docs/console.py FILE...`` puts the real output into the documents.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "Folder", "Step", "blocks", "matches", "rewrite", "steps"]

COLUMNS, SECONDS = 100, 120
BUG = 5  # an exit code that no document may show
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
_ISOLATES = str.maketrans("", "", "\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the options after it, its text, the line it begins on, where its text stands."""

    language: str
    options: dict[str, str]
    text: str
    line: int
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """A command, the output that the document gives for it, and the line it stands on."""

    command: str
    output: str
    line: int


def blocks(document: str) -> Iterator[Block]:
    """Give the fenced blocks of a Markdown document."""
    for found in _FENCE.finditer(document):
        language, *words = found["info"].split() or [""]
        options = dict(word.split("=", 1) for word in words if "=" in word)
        yield Block(language, options, found["body"], document.count("\n", 0, found.start()) + 1, found.span("body"))


def steps(block: Block) -> Iterator[Step]:
    """Give the commands of a console block with the output below each."""
    found: list[tuple[list[str], list[str], int]] = []
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.startswith("$ "):
            found.append(([line[2:]], [], number))
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1][0].append(line[2:])
        elif found:
            found[-1][1].append(line)
    for command, output, number in found:
        yield Step("\n".join(command), "".join(f"{line}\n" for line in output), number)


def matches(expected: str, real: str) -> bool:
    r"""Tell whether an output is what a document says.

    >>> matches("loaded …\n…\nend\n", "loaded 3\n1\n2\nend\n"), matches("a\n", "a\nb\n")
    (True, False)
    """
    pattern = "".join(map(_pattern, _plain(expected).splitlines()))
    return re.fullmatch(pattern, _plain(real)) is not None


def _pattern(line: str) -> str:
    return r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\n"


def _plain(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.translate(_ISOLATES).splitlines())


@dataclass(slots=True)
class Folder:
    """A place to work in: the folder a command has left us in, and how it ended, hold for the next one."""

    root: Path
    now: Path = field(init=False)
    status: int = 0

    def __post_init__(self) -> None:
        self.now = self.root / "work"
        self.now.mkdir()
        (self.root / "bin").mkdir()
        shim = self.root / "bin/khabar"
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m khabar.cli "$@"\n', "utf-8")
        shim.chmod(0o755)

    def follow(self, block: Block) -> None:
        """Write or change the file that a block is for; nothing for a block without one."""
        if name := block.options.get("append"):
            with (self.now / name).open("a", encoding="utf-8") as file:
                file.write(block.text)
        elif name := block.options.get("file"):
            text = self._changed(name, block) if block.language == "diff" else block.text
            (self.now / name).write_text(text, "utf-8")

    def _changed(self, name: str, block: Block) -> str:
        lines = block.text.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[:1] in "- ")
        new = "".join(line[1:] for line in lines if line[:1] in "+ ")
        text = (self.now / name).read_text("utf-8")
        if text.count(old) != 1:
            raise ValueError(f"line {block.line}: {name} has these lines {text.count(old)} times, not once")
        return text.replace(old, new)

    def run(self, command: str) -> str:
        """Run a command as if at a terminal; give what it printed."""
        state = self.root / "state"
        script = f"(exit {self.status})\n{command}\nstatus=$?\npwd > {shlex.quote(str(state))}\nexit $status\n"
        printed, self.status = _at_terminal(script, self.now, self._environment())
        self.now = Path(state.read_text("utf-8").strip()) if state.exists() else self.now
        return printed

    def doctest(self, text: str) -> str:
        """Run a block of Python as a doctest; give what it has against it, empty where all is well."""
        file = self.root / "block.txt"
        file.write_text(text, "utf-8")
        code = "import doctest, sys; sys.exit(doctest.testfile(sys.argv[1], module_relative=False).failed)"
        done = subprocess.run(  # noqa: S603 - the documents are ours
            [sys.executable, "-c", code, str(file)],
            cwd=self.now, env=self._environment(), capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def _environment(self) -> dict[str, str]:
        # Neither the user's own settings nor a variable of theirs may change what a document shows.
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("KHABAR_", "XDG_"))}
        scripts = sysconfig.get_path("scripts")
        path = os.pathsep.join([scripts, str(self.root / "bin"), os.environ.get("PATH", "")])
        return kept | {"PATH": path, "HOME": str(self.root), "COLUMNS": str(COLUMNS), "PYTHONUTF8": "1"}


def _at_terminal(script: str, folder: Path, environment: dict[str, str]) -> tuple[str, int]:
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", script],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        # A command that waits for ever would otherwise hold up the tests for ever.
        timer = threading.Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        printed = b"".join(_chunks(ours))
        timer.cancel()
        os.close(ours)
        status = process.wait()
    return printed.decode("utf-8").replace("\r\n", "\n"), status


def _chunks(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux: the other side has closed it
            return
        if not chunk:
            return
        yield chunk


def rewrite(document: str, folder: Folder) -> str:
    """Give the document with the real output under each command; what matches is left as it is."""
    made, end = [], 0
    for block in blocks(document):
        folder.follow(block)
        if block.language == "console":
            made += [document[end : block.place[0]], "".join(_shown(step, folder) for step in steps(block))]
            end = block.place[1]
    return "".join([*made, document[end:]])


def _shown(step: Step, folder: Folder) -> str:
    real = folder.run(step.command)
    if folder.status == BUG:
        raise RuntimeError(f"line {step.line}: $ {step.command}\n{real}")
    plain = "".join(f"{line.rstrip()}\n" for line in real.splitlines()).replace(f"{folder.root}/work", "…")
    command = step.command.replace("\n", "\n> ")
    return f"$ {command}\n{step.output if matches(step.output, real) else plain}"


def _main(paths: list[str]) -> None:
    for path in map(Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(rewrite(path.read_text("utf-8"), Folder(Path(folder).resolve())), "utf-8")


if __name__ == "__main__":
    _main(sys.argv[1:])
