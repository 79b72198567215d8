"""A project: its configuration, and the path of a fact from a source to an answer."""

from __future__ import annotations

from .config import Config, configure
from .project import Project

__all__ = ["Config", "Project", "configure"]
