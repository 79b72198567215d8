"""Problems as text and as a table."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from ..errors import Level
from .tables import Cell, Table
from .visible import visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..errors import Problem

__all__ = ["counted", "problem_lines", "problem_table", "report_format"]

_COLUMNS = ("rule", "level", "file", "line", "column", "key", "message", "message_ar", "value", "fix")


def problem_lines(problems: Iterable[Problem]) -> str:
    """Give a line or more a problem, as compilers do: ``file:line:column: level: key: message``."""
    return "\n".join(visible_lines(str(p)) for p in problems)


def problem_table(problems: Iterable[Problem]) -> Table:
    """Give a row a problem; line and column are empty where nobody knows them."""
    return Table(_COLUMNS, tuple(tuple(map(_cell, _COLUMNS, _row(p))) for p in problems))


def report_format(name: str, path: str) -> str:
    """Give ``sarif``, ``ttl`` or ``text`` where a report is to be in one of them, else an empty text: a table's format.

    Without a name the suffix tells; a file without one, or called ``.txt``, gets the text that a terminal would.

    >>> report_format("", "found.SARIF"), report_format("report.ttl", "-"), report_format("csv", "found.ttl")
    ('sarif', 'ttl', '')
    >>> report_format("", "-"), report_format("", "found.txt"), report_format("table", "found.txt")
    ('text', 'text', '')
    """
    wanted = (name or PurePath(path).suffix or "text").lower().removeprefix("report").removeprefix(".")
    wanted = "text" if wanted == "txt" else wanted
    return wanted if wanted in {"sarif", "text", "ttl"} else ""


def counted(problems: Iterable[Problem]) -> str:
    """Give how many problems there are of each level.

    >>> counted([])
    '0 violations, 0 warnings, 0 infos'
    """
    found = Counter(p.level for p in problems)
    return ", ".join(f"{found[level]} {level}{'' if found[level] == 1 else 's'}" for level in reversed(Level))


def _cell(column: str, text: str) -> Cell:
    return Cell(text, language="ar" if column == "message_ar" and text else "")


def _row(p: Problem) -> list[str]:
    line, column = ("" if n is None else str(n) for n in (p.at.line, p.at.column))
    return [p.rule, str(p.level), p.at.file, line, column, p.at.key, p.message, p.message_ar, p.value, p.fix]
