"""From the cells of a row to its quads: which templates it needs, and what fills their holes.

Templates are put together once for each set of things that rows have. What stays for a row is a few look-ups and one
string format: see benchmarks/tables.py.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from ...ontology.iris import long_hash
from ..nquads import iri, string
from .cells import CellError
from .holes import Holes
from .parties import PartyOf, Register, SourcesOf
from .pieces import CACHED, AmountOf, DaysOf, RowError, TypeOf
from .template import Template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...ontology import Names
    from .description import Description
    from .pieces import Doubt, Piece

__all__ = ["Row", "RowError", "RowMap"]

_PLAIN = re.compile(r"[A-Za-z0-9._~-]+")
_DIGITS = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_NO_NAME = "is empty: a row without its id cannot be named", "فارغ: لا يمكن تسمية صف بلا معرّفه"
_WIDTH = {"day": 3, "month": 2, "year": 1}


class Row(NamedTuple):
    """One row as N-Quads, with the IRI of its event and what it has, a bit each; `doubts` are told, and kept."""

    event: str
    quads: str
    mask: int
    doubts: tuple[Doubt, ...] = ()


class RowMap:
    """Maps the rows of one table. `columns` are the file's, in their order; `full` keeps every cell besides."""

    def __init__(self, description: Description, names: Names, columns: Sequence[str], *, full: bool = False) -> None:
        self._description, self._base = description, names.base
        self._at = at = {column: place for place, column in enumerate(columns)}
        holes = Holes(description, names)
        self._register = Register(holes)
        self._days, self._sources = DaysOf(holes, at), SourcesOf(holes, at, self._register)
        parties = [PartyOf(holes, at, party, self._register) for party in description.parties]
        self._several = [party for party, said in zip(parties, description.parties, strict=True) if said.split]
        pieces: list[Piece] = [
            TypeOf(holes, at),
            self._days,
            *parties,
            *(AmountOf(holes, at, amount) for amount in description.amounts),
            self._sources,
        ]
        shifts = accumulate((len(piece.templates) for piece in pieces), initial=0)
        self._pieces = list(zip(shifts, (piece.fill for piece in pieces), strict=False))
        self._templates = [template for piece in pieces for template in piece.templates]
        self._blank = [""] * len(holes)
        self._id = [at[column] for column in description.id]
        self._dated = at.get(description.dated)
        self._template = lru_cache(CACHED)(self._put_together)
        self._graph = lru_cache(CACHED)(self._partition)
        cells = f"{names.base}{description.name}/column/"
        self._cells = [iri(cells + quote(column, safe="")).decode() for column in columns] if full else []
        self._more = bool(self._cells or self._several or description.source.split)
        empty = description.layout.empty
        self._empty = [(n, {*empty.get("*", ()), *empty.get(c, ())}) for n, c in enumerate(columns)] if empty else []

    def entities(self) -> str:
        """Give, as N-Quads, the descriptions of what rows have named since the last time."""
        return self._register.take()

    def row(self, cells: Sequence[str], occurrence: int = 0) -> Row:
        """Map one row; `occurrence` counts the rows before it that are the same. Raises RowError."""
        doubts: list[Doubt] = []
        values, mask = self._blank.copy(), 0
        values[Holes.EVENT] = event = self._event(cells, occurrence)
        said, cells = cells, [*cells, ""]  # what the table lacks is read there
        for place, nothing in self._empty:
            if cells[place].strip() in nothing:
                cells[place] = ""
        for shift, fill in self._pieces:
            mask |= fill(cells, values, doubts) << shift
        dated = values[self._days.first] if self._dated is None else cells[self._dated]
        values[Holes.GRAPH] = graph = self._graph(dated)
        quads = self._template(mask).fill(values)
        rest = self._rest(f"<{self._base}{event}>", cells, said, graph) if self._more else ""
        return Row(self._base + event, quads + rest, mask, tuple(doubts))

    def _event(self, cells: Sequence[str], occurrence: int) -> str:
        if not self._id:
            name = long_hash(*cells) + (f"-{occurrence + 1}" if occurrence else "")
        else:
            name = "-".join([cells[place] for place in self._id])
            if not name.strip("- "):
                raise RowError("/".join(self._description.id), name, CellError(*_NO_NAME))
        plain = name if _PLAIN.fullmatch(name) else quote(name, safe="")
        return f"{self._description.name}/event/{plain}"

    def _partition(self, dated: str) -> str:
        width = _WIDTH.get(self._description.by)
        found = _DIGITS.match(dated.strip())
        part = "all" if width is None else "-".join(found.groups()[:width]) if found else "undated"
        return f"<{self._base}dataset/{self._description.name}/{part}>"

    def _put_together(self, mask: int) -> Template:
        wanted = [template for place, template in enumerate(self._templates) if mask >> place & 1]
        return Template("".join(t.text for t in wanted), tuple(place for t in wanted for place in t.order))

    def _rest(self, event: str, cells: Sequence[str], said: Sequence[str], graph: str) -> str:
        attributed = "<http://www.w3.org/ns/prov#wasAttributedTo>"
        lines = [f"{event} {attributed} {source} {graph} .\n" for source in self._sources.others(cells)]
        lines += [f"{event} {other} {graph} .\n" for party in self._several for other in party.others(cells)]
        filled = ((column, text) for column, text in zip(self._cells, said, strict=False) if text)
        lines += [f"{event} {column} {string(text).decode()} {graph} .\n" for column, text in filled]
        return "".join(lines)
