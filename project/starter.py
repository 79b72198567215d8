"""A new project: its configuration, a sample article with its fact sheet, and the schema for editors."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..loaders.tables.draft import draft, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["start", "start_table"]

_FILES = {
    "khabar.toml": ("khabar.project", "starter.toml"),
    "article.txt": ("khabar.project", "starter.txt"),
    "article.yaml": ("khabar.project", "starter.yaml"),
    "fact-sheet.schema.json": ("khabar.loaders.factsheet", "schema.json"),
}


def start(folder: str | Path) -> tuple[Path, ...]:
    """Write the files of a new project into a folder, which is made where there is none; give their paths.

    Raises UsageError, and leaves nothing behind, where one of them is there already or cannot be written.
    """
    target = Path(folder)
    paths = {target / name: home for name, home in _FILES.items()}
    taken = [path for path in paths if path.exists()]
    if taken:
        raise UsageError(
            f"{taken[0]}: is there already; nothing was written\n  choose an empty folder: khabar init NAME"
        )
    made = [folder for folder in (target, *target.parents) if not folder.exists()]
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path, (package, name) in paths.items():
            path.write_bytes((files(package) / name).read_bytes())
    except OSError as e:
        _undo(paths, made)
        raise UsageError(f"{target}: cannot be written: {e.strerror}; nothing was kept") from e
    except KeyboardInterrupt:
        _undo(paths, made)
        raise
    return tuple(paths)


def _undo(paths: Iterable[Path], folders: Iterable[Path]) -> None:
    """Take away what was made so far."""
    with suppress(OSError):
        for path in paths:
            path.unlink(missing_ok=True)
        for folder in folders:
            folder.rmdir()


def start_table(table: str | Path, encoding: str = "") -> Path:
    """Write a draft of a table's description beside the table; give its path.

    Raises UsageError, and writes nothing, where there is one already, and UnreadableError for what is no table.
    """
    if Path(table).is_dir():
        raise UsageError(f"{table}: is a directory, not a file")
    path = place_of(table)
    if path.exists():
        raise UsageError(f"{path}: is there already; nothing was written\n  move it away to have a new draft")
    text = draft(table, encoding)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as e:
        raise UsageError(f"{path}: cannot be written: {e.strerror}") from e
    return path
