"""Sources that need no server: a pyoxigraph store and an rdflib data set, each as the union of its graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from ..errors import StoreError, UsageError
from . import guard
from .rows import Rows
from .syntax import fault

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["DatasetSource", "Source", "StoreSource"]


class Source(Protocol):
    """Whatever answers a SELECT query over the union of its named graphs."""

    def select(self, text: str) -> Rows:
        """Give the answer to a SELECT query; raises `khabar.errors.StoreError` if the source cannot."""
        ...


@dataclass(frozen=True, slots=True)
class StoreSource:
    """A pyoxigraph store.

    Its union of graphs has a triple as often as graphs state it. Where that is more than once, `store` is to be a copy
    without what is repeated, and `whole` the store with all its graphs as they are, which GRAPH is asked of.
    """

    store: Store
    whole: Store | None = None

    def select(self, text: str) -> Rows:
        """Give the rows of a SELECT query."""
        answer = self.query(text)
        if not isinstance(answer, QuerySolutions):
            raise UsageError("a SELECT query is needed here")
        # Solutions are computed while they are read, so they fail here as well.
        try:
            return Rows.from_solutions(answer)
        except (OSError, RuntimeError) as error:
            raise StoreError(f"the query failed half-way: {error}") from error

    def query(self, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run a query of any form, as pyoxigraph answers it.

        Raises:
            UsageError: on an update, on SERVICE, and on a syntax error (with line and column).
            StoreError: if the store cannot be read, or the query calls a function that nobody defined.

        """
        guard.check(text)
        # Asked for the union, pyoxigraph would pass over FROM in silence.
        union = not guard.names_graphs(text)
        try:
            return self._store(text).query(text, use_default_graph_as_union=union)
        except SyntaxError as error:
            place, said = fault(text, error)
            raise UsageError(f"line {place}: {said}" if place else said) from error
        except (OSError, RuntimeError) as error:
            raise StoreError(f"the query failed: {error}") from error

    def _store(self, text: str) -> Store:
        return self.whole if self.whole and (guard.uses_graph(text) or guard.names_graphs(text)) else self.store


@dataclass(frozen=True, slots=True)
class DatasetSource:
    """An rdflib data set; without ``default_union=True`` it would answer nothing, in silence."""

    dataset: Dataset

    def __post_init__(self) -> None:
        """Refuse a data set that would answer nothing."""
        if not self.dataset.default_union:
            raise UsageError("the rdflib Dataset must be made with default_union=True")

    def select(self, text: str) -> Rows:
        """Give the rows of a SELECT query; raises as `StoreSource.query` does, and UsageError on FROM."""
        # rdflib takes some queries that are no SPARQL; an empty store is quick to refuse them, and says where.
        StoreSource(Store()).select(text)
        if guard.may_use(text, "from"):
            raise UsageError("FROM is refused here: rdflib would fetch the graph from the network")
        return Rows.from_result(self.dataset.query(text))
