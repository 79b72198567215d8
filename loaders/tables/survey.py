"""What stands in the columns of an unknown table: a sample of its rows, by column."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING

from .cells import CellError, decimal
from .reading import chunks, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from .description import Description

__all__ = ["Column", "survey"]

_CELLS = 2_000_000
_TRIED = 400
_SHARE = 0.95
# One day that is mistyped does not make the column of a short table another.
_SPARED = 1
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_SHORT = re.compile(r"[\w.:/|-]{1,64}")
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?")
_FORMATS = (
    "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y",
    "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%Y%m%d%H%M%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d/%m/%y", "%m/%d/%y",
)  # fmt: skip
_YEARS = range(1800, 2101)


class Column:
    """The cells of a column, with how often each is there; blank ones are counted apart."""

    def __init__(self, name: str, place: int, cells: Iterable[str]) -> None:
        self.name, self.place = name, place
        self.words = {word.casefold() for word in _WORD.findall(name)}
        self.counts = Counter(cells)
        self.blank = sum(count for text, count in self.counts.items() if not text.strip())
        self.rows = self.counts.total()

    @cached_property
    def values(self) -> list[str]:
        """The values that are not blank, the most frequent first."""
        return [text for text, _ in self.counts.most_common() if text.strip()]

    @property
    def is_nameless(self) -> bool:
        """Tell whether the table gives the column no name."""
        return self.name == f"column {self.place + 1}"

    @property
    def is_unique(self) -> bool:
        """Tell whether the column could be an id: in every row a value of its own, short and without spaces."""
        return len(self.values) == self.rows > 1 and self._most(lambda text: bool(_SHORT.fullmatch(text)))

    @cached_property
    def is_number(self) -> bool:
        """Tell whether the values are numbers."""
        return self._most(_is_number)

    @property
    def is_whole(self) -> bool:
        """Tell whether the values are whole numbers."""
        return self.is_number and self._most(lambda text: decimal(text) == int(decimal(text)))

    def within(self, most: int) -> bool:
        """Tell whether the values are degrees of latitude (90) or longitude (180)."""
        return self.is_number and self._most(lambda text: abs(decimal(text)) <= most)

    @cached_property
    def forms(self) -> list[str]:
        """How the days in the column are written, all that fit: empty for ISO 8601, or as in strptime."""
        if self._most(lambda text: bool(_ISO.fullmatch(text.strip())) and _is_day(text, ""), _SPARED):
            return [""]
        return [form for form in _FORMATS if self._most(partial(_is_day, form=form), _SPARED)]

    def share(self, holds: Callable[[str], bool]) -> float:
        """Give the share of the distinct values, or of the first hundreds of them, of which something holds."""
        tried = self.values[:_TRIED]
        return sum(map(holds, tried)) / len(tried) if tried else 0.0

    def _most(self, holds: Callable[[str], bool], spared: int = 0) -> bool:
        tried = len(self.values[:_TRIED])
        others = round(tried * (1 - self.share(holds)))
        return (tried > spared + 1 and others <= spared) or (tried > 0 and others <= tried * (1 - _SHARE))


def survey(path: str | Path, description: Description, encoding: str) -> list[Column]:
    """Read a sample of a table, two million cells or all of it, by column."""
    found: list[Sequence[str]] = []
    names: tuple[str, ...] = ()
    for chunk in chunks(path, description, encoding=encoding):
        names = names or chunk.columns
        found += islice((row[2] for row in rows(chunk, description)), _CELLS // len(names) - len(found))
        if len(found) >= _CELLS // len(names):
            break
    columns = zip(*found, strict=True) if found else ((),) * len(names)
    return [Column(name, place, cells) for place, (name, cells) in enumerate(zip(names, columns, strict=True))]


def _is_number(text: str) -> bool:
    try:
        decimal(text)
    except CellError:
        return False
    return True


def _is_day(text: str, form: str) -> bool:
    text = text.strip()
    try:
        found = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        return False
    return found.year in _YEARS
