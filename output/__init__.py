"""How answers and reports are shown: on a terminal, in files, in the formats of SPARQL results."""

from __future__ import annotations

from .curies import Curies
from .formats import FORMATS, choose, write
from .tables import Cell, Table

__all__ = ["FORMATS", "Cell", "Curies", "Table", "choose", "write"]
