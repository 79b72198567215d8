"""A store written out for the loaders of servers: packed N-Quads in parts, a manifest, a script for each kind."""

from __future__ import annotations

from .checking import check
from .layout import PART_BYTES, Source, finish, write
from .manifest import NAME, Graph, Manifest, Part
from .parts import write_part

__all__ = ["NAME", "PART_BYTES", "Graph", "Manifest", "Part", "Source", "check", "finish", "write", "write_part"]
