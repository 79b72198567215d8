"""The columns of a file: its header against what the description needs, each difference told with the nearest name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from ...errors import Position, UnreadableError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .description import Description

__all__ = ["columns_of", "folded", "is_header", "is_whole", "listed", "refuse_width"]

_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


def folded(name: str) -> str:
    """Give a name without what headers differ in from release to release: case, spaces, underscores, hyphens.

    >>> folded(" Event_Date"), folded("event date")
    ('eventdate', 'eventdate')
    """
    return "".join(name.split()).casefold().replace("_", "").replace("-", "").replace("\ufeff", "")


def listed(widths: Sequence[int], description: Description, at: Position) -> tuple[str, ...]:
    """Give the columns of a file without a header, of which the last may be missing where they are optional.

    `widths` are the numbers of cells of its first rows. Raises UnreadableError where none of them fits.
    """
    columns = description.layout.columns
    if not columns:
        raise UsageError(f"{description.file}: layout.columns: name the columns, or write header = true")
    least = len(columns)
    while least and columns[least - 1] in description.layout.optional:
        least -= 1
    fitting = [width for width in widths if least <= width <= len(columns)]
    if not fitting:
        refuse_width(widths[0], description, at)
    return columns[: max(set(fitting), key=fitting.count)]


def is_header(cells: Sequence[str], description: Description) -> bool:
    """Tell whether a row of a data set without a header is one all the same: most of its cells are column names."""
    layout = description.layout
    names = {folded(column) for column in (*layout.columns, *layout.optional, *layout.renamed)}
    return len(cells) > 1 and sum(folded(cell) in names for cell in cells) * 2 > len(cells)


def is_whole(header: Sequence[str], description: Description) -> bool:
    """Tell whether a row has the names of all columns that the description needs."""
    needed = description.columns - set(description.layout.optional)
    return len(header) > 1 and bool(needed) and needed <= set(_named(_stripped(header), description))


def columns_of(header: Sequence[str], description: Description, at: Position) -> tuple[str, ...]:
    """Give the columns under the names that the description uses, in the file's order.

    Raises UnreadableError where a column stands twice, where one that the description needs is missing, or where one
    is not among those that `layout.columns` lists.
    """
    names = _stripped(header)
    columns = _named(names, description)
    _refuse_twice(columns, names, at)
    _refuse_missing(columns, description, at)
    _refuse_unknown(columns, description, at)
    return tuple(columns)


def _stripped(header: Sequence[str]) -> list[str]:
    return [name.strip().strip("\ufeff") or f"column {place}" for place, name in enumerate(header, 1)]


def _named(names: Sequence[str], description: Description) -> list[str]:
    renamed = description.layout.renamed
    known = {*description.columns, *description.layout.columns, *description.layout.optional}
    near = {folded(old): new for old, new in renamed.items()} | {folded(name): name for name in sorted(known)}
    found = [name if name in known else renamed.get(name) or near.get(folded(name), name) for name in names]
    # Where a column bears the right name already, another one is not taken for it.
    return [name if new in names else new for name, new in zip(names, found, strict=True)]


def _refuse_twice(columns: Sequence[str], names: Sequence[str], at: Position) -> None:
    for place, column in enumerate(columns):
        first = columns.index(column)
        if first != place:
            as_written = "" if names[first] == names[place] else f" (as {names[first]!r} and {names[place]!r})"
            raise UnreadableError(
                f"the header has the column {column!r} twice{as_written}: columns {first + 1} and {place + 1}",
                at,
                "rename one of them",
            )


def _refuse_missing(columns: Sequence[str], description: Description, at: Position) -> None:
    needed = sorted(description.columns - set(columns) - set(description.layout.optional))
    if not needed:
        return
    free = [column for column in columns if column not in description.columns]
    hints = [f"{name!r}" + (f" ({hint})" if (hint := did_you_mean(name, free)) else "") for name in needed]
    some = "the column" if len(needed) == 1 else "the columns"
    raise UnreadableError(
        f"the header lacks {some} that {description.file or description.name} speaks of: {', '.join(hints)}",
        at,
        _advice(columns, description),
    )


def _advice(columns: Sequence[str], description: Description) -> str:
    used = description.layout.delimiter
    if len(columns) == 1:
        other = max((d for d in _DELIMITERS if d != used), key=columns[0].count)
        if other in columns[0]:
            return f"the header is one cell, and {_DELIMITERS[other]} stands in it: look at layout.delimiter"
    some = ", ".join(columns[:20]) + (", …" if len(columns) > 20 else "")  # noqa: PLR2004 - a line or two
    return f"it has: {some}"


def _refuse_unknown(columns: Sequence[str], description: Description, at: Position) -> None:
    known = {*description.layout.columns, *description.columns, *description.layout.optional}
    unknown = (
        [column for column in columns if column not in known]
        if description.layout.columns and description.layout.header
        else []
    )
    if unknown:
        hints = [f"{name!r}" + (f" ({hint})" if (hint := did_you_mean(name, known)) else "") for name in unknown]
        raise UnreadableError(
            f"the header has columns that {description.file or description.name} does not list: {', '.join(hints)}",
            at,
            "take them out, or add them to layout.columns",
        )


def refuse_width(width: int, description: Description, at: Position) -> NoReturn:
    """Refuse a file without a header none of whose first rows has as many cells as there are columns."""
    columns = len(description.layout.columns)
    raise UnreadableError(
        f"its rows have {width} cells, and {description.name} has {columns} columns",
        at,
        "look whether it is this data set, and at its delimiter",
    )
