"""Where quads are kept: the embedded store on disk."""

from __future__ import annotations

from .embedded import EmbeddedStore

__all__ = ["EmbeddedStore"]
