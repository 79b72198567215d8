"""The catalogue: one question a file, those of the package and those of a project."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

from ..errors import UsageError, did_you_mean
from .binding import check_places
from .header import Header, parse_header
from .syntax import check_query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["QUALITY", "Catalogue", "Question", "read_question"]

QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Question:
    """One canned query: `text` is the whole file, `source` says where it was read from."""

    name: str
    header: Header
    text: str
    source: str


def read_question(name: str, text: str, source: str) -> Question:
    """Read a question from the text of its file.

    Raises:
        UsageError: with file and line, if the header, the parameters' lines or the SPARQL are wrong.

    """
    header = parse_header(text, source)
    check_places(text, header, source)
    check_query(text, source)
    return Question(name, header, text, source)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The packaged questions and those of more folders; in a later folder a name replaces an earlier one.

    What lies in a folder's sub-folder ``quality`` is named ``quality/NAME``; no other sub-folder is looked into.
    """

    folders: tuple[Path, ...] = ()
    # Traversable, not Path: the package may be read from a zip file.
    _files: dict[str, Traversable] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """List the files; a file is read and checked only when its question is asked for."""
        found: dict[str, Traversable] = {}
        for folder in (files(__package__), *self.folders):
            if not folder.is_dir():
                raise UsageError(f"no such folder of queries: {folder}")
            # A project may answer a question of ours in its own way.
            found |= _query_files(folder)
            if (quality := folder / QUALITY).is_dir():
                found |= {f"{QUALITY}/{name}": entry for name, entry in _query_files(quality).items()}
        object.__setattr__(self, "_files", dict(sorted(found.items())))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all questions, sorted."""
        return tuple(self._files)

    def get(self, name: str) -> Question:
        """Give the question of that name.

        Raises:
            UsageError: if there is none, with the closest name.

        """
        if name not in self._files:
            hint = did_you_mean(name, self._files) or f"known: {', '.join(self._files)}"
            raise UsageError(f"no question is called '{name}'; {hint}")
        file = self._files[name]
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: cannot be read: {error}") from error
        return read_question(name, text, str(file))

    def __iter__(self) -> Iterator[Question]:
        return (self.get(name) for name in self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files


def _query_files(folder: Traversable) -> dict[str, Traversable]:
    entries = (entry for entry in folder.iterdir() if entry.name.endswith(".rq") and entry.is_file())
    return {entry.name.removesuffix(".rq"): entry for entry in entries}
