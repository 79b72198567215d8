"""The fact sheet: one article, written down by a person in YAML or JSON."""

from __future__ import annotations

from .reader import read

__all__ = ["read"]
