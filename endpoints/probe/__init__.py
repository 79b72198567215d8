"""Find out what a triple store can do, by trying it in graphs that are removed again."""

from __future__ import annotations

from .findings import Finding, Probed, State
from .probing import probe

__all__ = ["Finding", "Probed", "State", "probe"]
