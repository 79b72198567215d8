"""Which known data set a file is: by its header, or by its name and what is in it. Never by its name alone."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ...errors import KhabarError, Position, UnreadableError
from .description import descriptions
from .mapped import map_chunk
from .names import is_named_like_a_table
from .reading import chunks
from .streams import opened

if TYPE_CHECKING:
    from .description import Description

__all__ = ["guess"]

_SAMPLE = 1 << 16
_ROWS = 200
_NOWHERE = "https://khabar.example/"


def guess(path: str | Path) -> Description | None:
    """Give the data set that a table is: one whose files have such a header, or such a name and rows that can be read.

    None where there is none, or no telling. Raises UnreadableError for a file that is named like a data set's and is
    none of it.
    """
    named = [d for d in descriptions().values() if any(fnmatch(Path(path).name, form) for form in d.layout.files)]
    if (not named and not is_named_like_a_table(path)) or not Path(path).is_file():
        return None
    others = [d for d in descriptions().values() if d not in named]
    looks = {d.name: _look(path, d) for d in named}
    if named and all(look.misfit for look in looks.values()):
        with opened(path):
            raise UnreadableError(
                f"is named like {named[0].name}, and is not: {looks[named[0].name].misfit}",
                Position(str(path)),
                "say what it is: --as",
            )
    looks = looks or {d.name: _look(path, d) for d in others}
    fitting = sorted((look.strangers, name) for name, look in looks.items() if not look.misfit)
    # One data set may have all the columns of another: it is the one that knows the most of them.
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return descriptions()[fitting[0][1]]


class _Look(NamedTuple):
    """Why a file is none of a data set, if it is none, and how many of its columns the data set does not know."""

    misfit: str
    strangers: int = 0


def _look(path: str | Path, description: Description) -> _Look:
    try:
        chunk = next(chunks(path, description, _SAMPLE, _ROWS))
        mapped = map_chunk(chunk, description, _NOWHERE)
    except KhabarError as e:
        return _Look(str(e).removeprefix(f"{path}:").strip())
    if len(mapped.events) < max(1, mapped.refused):
        return _Look(mapped.problems[0].message if mapped.problems else "not one row can be read")
    known = {*description.columns, *description.layout.columns, *description.layout.optional}
    return _Look("", len(set(chunk.columns) - known))
