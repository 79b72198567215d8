"""A project: its configuration, and the path of a fact from a source to an answer.

Each name is imported when it is first used: `khabar doctor` must run where a package that a project needs is missing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .config import Config, configure
    from .project import Project

__all__ = ["Config", "Project", "configure"]

_HOMES = {"Config": "config", "Project": "project", "configure": "config"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
