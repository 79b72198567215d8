"""A store written out for the loaders of servers: packed N-Quads in parts, a manifest, a script for each kind."""

from __future__ import annotations

from .checking import check
from .layout import PART_BYTES, Source, write
from .manifest import Graph, Manifest, Part

__all__ = ["PART_BYTES", "Graph", "Manifest", "Part", "Source", "check", "write"]
