"""Answers of ad-hoc SPARQL as values, read to the end while the store is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

from ..queries import Rows

if TYPE_CHECKING:
    from ..queries import StoreSource

__all__ = ["answer"]


def answer(source: StoreSource, text: str) -> Rows | bool | tuple[Triple, ...]:
    """Give rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE."""
    found = source.query(text)
    if isinstance(found, QuerySolutions):
        return Rows.from_solutions(found)
    return bool(found) if isinstance(found, QueryBoolean) else tuple(found)
