"""Rows that say that an article speaks of an event: each attributes the event to the article (PROV-O section 3.3).

The event is in another table, which may be loaded before or after, under the same name. Beside the plain attribution,
the same as that of an event's own row, stands a qualified one: on which day, and how sure the data set is of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from ...ontology.iris import long_hash
from ...ontology.terms import KH, PREFIXES, RDF, RDFS, SCHEMA
from ..nquads import date, iri, number, string, text
from .cells import CellError, address, days, decimal
from .pieces import CACHED, RowError
from .rowmap import Row, RowMap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...ontology import Names
    from .description import Description

__all__ = ["MentionMap"]

_PROV = PREFIXES["prov"]
_NO_LANGUAGE = "zxx"  # BCP 47: no linguistic content
_EMPTY = "is empty: a mention says what speaks of what", "فارغ: الإشارة تقول أي مقال يتحدث عن أي حدث"
_UNSURE = "is no degree of confidence from 0 to {}", "ليس درجة ثقة من 0 إلى {}"


class MentionMap(RowMap):
    """Maps the rows of a table of mentions; the `event` of a row is the IRI of the mention itself."""

    def __init__(self, description: Description, names: Names, columns: Sequence[str], *, full: bool = False) -> None:
        if description.mention is None:
            raise ValueError(f"{description.name} is no table of mentions")
        super().__init__(description, names, columns, full=full)
        self._mention, self._dataset = description.mention, f"<{names.base}dataset/{description.name}>"
        self._article, self._rating = self._register.remembered(self._named), lru_cache(CACHED)(self._confidence)
        self._on = lru_cache(CACHED)(self._day)

    def row(self, cells: Sequence[str], occurrence: int = 0) -> Row:
        """Map one row; `occurrence` counts the rows before it that are the same. Raises RowError."""
        mention = self._mention
        repeated = f"-{occurrence + 1}" if occurrence else ""
        name = f"{self._base}{self._description.name}/mention/{long_hash(*cells)}{repeated}"
        event = f"<{self._base}{mention.of}/event/{quote(self._needed(cells, mention.event), safe='')}>"
        article = self._article((self._needed(cells, mention.article), self._cell(cells, mention.publisher)))
        rest = [
            f"<{RDF}type> <{_PROV}Attribution>",
            f"<{_PROV}agent> {article}",
            f"<{_PROV}hadPrimarySource> {self._dataset}",
            *self._on(self._cell(cells, self._description.day.first)),
            *self._rating(self._cell(cells, mention.confidence)),
            *(f"{p} {string(cell).decode()}" for p, cell in zip(self._cells, cells, strict=False) if cell),
        ]
        lines = [f"{event} <{_PROV}wasAttributedTo> {article}", f"{event} <{_PROV}qualifiedAttribution> <{name}>"]
        lines += [f"<{name}> {line}" for line in rest]
        graph = self._graph(self._cell(cells, self._description.dated))
        return Row(name, "".join([f"{line} {graph} .\n" for line in lines]), len(lines))

    def _cell(self, cells: Sequence[str], column: str) -> str:
        return cells[self._at[column]].strip() if column in self._at else ""

    def _needed(self, cells: Sequence[str], column: str) -> str:
        if not (found := self._cell(cells, column)):
            raise RowError(column, "", CellError(*_EMPTY))
        return found

    def _named(self, said: tuple[str, str]) -> str:
        """Give the IRI of an article; one without an address is an article of the data set, named as it is there."""
        article, publisher = said
        reference, label = f"{self._description.name}/article/{long_hash(article)}", text(article, _NO_LANGUAGE)
        node = iri(address(article) or self._base + reference).decode()
        lines = [] if address(article) else [f"{node} <{RDFS}label> {label.decode()}"]
        if publisher:
            lines.append(f"{node} <{SCHEMA}publisher> {string(publisher).decode()}")
        self._register.say(lines)
        return node

    def _day(self, cell: str) -> tuple[str, ...]:
        day = self._description.day
        try:
            return (f"<{SCHEMA}dateCreated> {date(days(day, cell, '', '')[0]).decode()}",) if cell else ()
        except CellError as e:
            raise RowError(day.first, cell, e) from None

    def _confidence(self, cell: str) -> tuple[str, ...]:
        if not cell:
            return ()
        try:
            value = decimal(cell) / self._mention.most
        except CellError as e:
            raise RowError(self._mention.confidence, cell, e) from None
        if not 0 <= value <= 1:
            unsure = CellError(*(reason.format(self._mention.most) for reason in _UNSURE))
            raise RowError(self._mention.confidence, cell, unsure)
        return (f"<{KH}confidence> {number(value).decode()}",)
