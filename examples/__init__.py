"""The worked example: one article and its fact sheet."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["path"]


def path(name: str = "putin-syria.yaml") -> Path:
    """Give the path of an example file, as installed."""
    return Path(str(files(__package__) / name))
