"""Answers that took long, kept in the store's directory for as long as certainly nothing was written to it.

An answer depends on nothing but the words of the query and the store. So it is kept under both, the store by the
fingerprint of the engine's files: any write, by whomever, leaves another one, and the question is asked anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from ..queries import Rows
from ..queries.guard import may_use
from ..stores.memory import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from ..queries import Source
    from ..queries.rows import Term

__all__ = ["RememberingSource"]

# What is answered in fewer seconds is not worth a file.
LONG = 0.2
MOST_CELLS, MOST_ANSWERS = 200_000, 50
_NAME = "khabar.answer."
_FORMAT = f"1 {pyoxigraph.__version__}"
# What these give is another thing each time.
_FLEETING = ("now", "rand", "uuid", "bnode")


@dataclass(frozen=True, slots=True)
class RememberingSource:
    """A source that is the store in a directory."""

    source: Source
    directory: Path

    def select(self, text: str) -> Rows:
        """Give the rows of a SELECT query, as the source gives them."""
        engine = fingerprint(self.directory)
        file = self.directory / (_NAME + hashlib.sha256(text.encode()).hexdigest()[:32])
        known = _read(file)
        if known and (known["engine"], known["text"]) == (engine, text):
            return Rows(tuple(known["variables"]), tuple(tuple(map(_term, row)) for row in known["rows"]))
        began = time.perf_counter()
        rows = self.source.select(text)
        if time.perf_counter() - began >= LONG and _may_stay(text, rows):
            self._keep(file, engine, text, rows)
        return rows

    def _keep(self, file: Path, engine: str, text: str, rows: Rows) -> None:
        # Somebody without the lock may have written meanwhile.
        if engine != fingerprint(self.directory):
            return
        new = file.with_name(f"{file.name}.{os.getpid()}")
        cells = [[_cell(term) for term in row] for row in rows.terms]
        kept = {"format": _FORMAT, "engine": engine, "text": text, "variables": rows.variables, "rows": cells}
        # A directory that cannot be written to is no fault, it only remembers nothing.
        with suppress(OSError):
            try:
                new.write_text(json.dumps(kept, separators=(",", ":"), ensure_ascii=False), "utf-8")
                new.replace(file)
            finally:
                new.unlink(missing_ok=True)
            _forget(self.directory)


def _may_stay(text: str, rows: Rows) -> bool:
    small = len(rows) * len(rows.variables) <= MOST_CELLS
    lasting = not any(may_use(text, word) for word in _FLEETING)
    return small and lasting and all(_may_be_written(term) for row in rows.terms for term in row)


def _may_be_written(term: Term | None) -> bool:
    return term is None or isinstance(term, NamedNode) or (isinstance(term, Literal) and not term.direction)


def _forget(directory: Path) -> None:
    """Take away the oldest answers above so many."""
    files = sorted(directory.glob(f"{_NAME}*"), key=lambda file: file.stat().st_mtime_ns)
    for file in files[:-MOST_ANSWERS]:
        file.unlink(missing_ok=True)


def _cell(term: Term | None) -> list[str | None]:
    if isinstance(term, Literal):
        return [term.value, term.datatype.value, term.language]
    return [] if term is None else [term.value]


def _term(cell: list[Any]) -> Term | None:
    match cell:
        case [value]:
            return NamedNode(value)
        case [value, datatype, None]:
            return Literal(value, datatype=NamedNode(datatype))
        case [value, _, language]:
            return Literal(value, language=language)
    return None


def _read(file: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and kept.get("format") == _FORMAT else None
