"""Which known data set a file is, by its name."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from .description import descriptions

if TYPE_CHECKING:
    from .description import Description

__all__ = ["guess"]


def guess(path: str | Path) -> Description | None:
    """Give the data set whose files have such names; None where there is none."""
    name = Path(path).name
    return next((d for d in descriptions().values() if any(fnmatch(name, p) for p in d.layout.files)), None)
