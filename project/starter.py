"""A new project: its configuration, a sample article with its fact sheet, and the schema for editors."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..errors import UsageError

__all__ = ["start"]

_FILES = {
    "khabar.toml": ("khabar.project", "starter.toml"),
    "article.txt": ("khabar.project", "starter.txt"),
    "article.yaml": ("khabar.project", "starter.yaml"),
    "fact-sheet.schema.json": ("khabar.loaders.factsheet", "schema.json"),
}


def start(folder: str | Path) -> tuple[Path, ...]:
    """Write the files of a new project into a folder, which is made where there is none; give their paths.

    Raises UsageError, and writes nothing, where one of them is there already.
    """
    target = Path(folder)
    paths = {target / name: home for name, home in _FILES.items()}
    taken = [path for path in paths if path.exists()]
    if taken:
        raise UsageError(
            f"{taken[0]}: is there already; nothing was written\n  choose an empty folder: khabar init NAME"
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path, (package, name) in paths.items():
            path.write_bytes((files(package) / name).read_bytes())
    except OSError as e:
        raise UsageError(f"{target}: cannot be written: {e.strerror}") from e
    return tuple(paths)
