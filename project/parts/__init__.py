"""From event tables to parts for the bulk loader of a triple store, mapped wherever there are processors."""

from __future__ import annotations

from .writing import Written, pieces, write_parts

__all__ = ["Written", "pieces", "write_parts"]
