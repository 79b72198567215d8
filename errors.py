"""One tree of errors, and the value they carry.

KhabarError
├── UsageError          bad configuration, a missing file, an unknown query or parameter     exit 2
├── UnreadableError     an input that cannot be read at all: not UTF-8, broken YAML           exit 3
├── ProblemsError       an input that was read, and has problems; carries all of them         exit 1
└── StoreError          the store cannot be opened, read or written                           exit 4
    ├── StoreBusyError  another process holds it
    └── EndpointError   a triple store on the network did not do what it was asked; says why
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "EndpointError",
    "KhabarError",
    "Level",
    "Position",
    "Problem",
    "ProblemsError",
    "StoreBusyError",
    "StoreError",
    "UnreadableError",
    "UsageError",
    "did_you_mean",
]


class Level(IntEnum):
    """How grave a problem is; the names are SHACL's severities (SHACL section 2.1.4)."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Position:
    """Where in an input something stands: file, line and column (both from 1) and the key or cell."""

    file: str
    line: int | None = None
    column: int | None = None
    key: str = ""

    def __str__(self) -> str:
        """Give ``file:line:column`` as compilers do, so that editors can jump to it."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n is not None)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: what, where, and what to do about it."""

    rule: str
    message: str
    at: Position
    level: Level = Level.VIOLATION
    value: str = ""
    fix: str = ""
    message_ar: str = ""

    def __str__(self) -> str:
        key = f"{self.at.key}: " if self.at.key else ""
        fix = f"\n  {self.fix}" if self.fix else ""
        return f"{self.at}: {self.level}: {key}{self.message}{fix}"


class KhabarError(Exception):
    """The root of every error that khabar raises on purpose."""

    exit_code: ClassVar[int] = 5

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error come back from another process: by itself it would be made anew from its message alone."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[KhabarError], args: tuple[object, ...], fields: dict[str, object]) -> KhabarError:
    made = kind.__new__(kind, *args)
    made.__dict__.update(fields)
    return made


class UsageError(KhabarError):
    """The call, the configuration or a file name is wrong."""

    exit_code = 2


class UnreadableError(KhabarError):
    """An input cannot be read; ``at`` says where reading stopped, ``problems`` holds the one that stopped it."""

    exit_code = 3

    def __init__(self, message: str, at: Position, fix: str = "") -> None:
        super().__init__(f"{at}: {message}" + (f"\n  {fix}" if fix else ""))
        self.at = at
        self.problems = (Problem("unreadable", message, at, fix=fix),)


class ProblemsError(KhabarError):
    """An input was read and has problems; ``problems`` holds every one of them."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class StoreError(KhabarError):
    """The store cannot be opened, read or written."""

    exit_code = 4


class StoreBusyError(StoreError):
    """Another process holds the store."""


class EndpointError(StoreError):
    """A triple store on the network failed; ``cause`` is one of `khabar.endpoints.Cause`.

    ``retry_after`` holds the seconds that the server asks to be left alone (RFC 9110 section 10.2.3), None where it
    asks for none.
    """

    def __init__(self, message: str, cause: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.cause = cause
        self.retry_after = retry_after


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give ``did you mean 'x'?`` for the closest known word, or an empty string.

    >>> did_you_mean("speeker", ["speaker", "quote"])
    "did you mean 'speaker'?"
    >>> did_you_mean("zzz", ["speaker", "quote"])
    ''
    """
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""
