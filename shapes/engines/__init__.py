"""Who runs the rules: one module per engine, looked up by name and imported when first asked for.

An engine joins with a module that has a function ``results`` and a line in the table below.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ...errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    from ..rulebook import RuleBook

__all__ = ["DEFAULT", "ENGINES", "Engine", "Result", "engine"]

ENGINES = {"fast": ".fast", "pyshacl": ".pyshacl", "shifty": ".shifty"}

# The fastest whose results are those of pySHACL, the reference: benchmarks/validation.py, tests/shapes/test_engines.py.
DEFAULT = "fast"


@dataclass(frozen=True, slots=True)
class Result:
    """One SHACL result as an engine reports it: IRIs bare, blank nodes as in N-Triples, literals as written.

    ``path`` is None where the engine reports none, or one that is no IRI: the rule book knows it.
    """

    shape: str
    focus: str
    path: str | None
    value: str | None
    severity: str
    message: str
    component: str = ""
    term: NamedNode | BlankNode | Literal | Triple | None = None


class Engine(Protocol):
    """What every engine offers; a module does."""

    def results(self, triples: Iterable[Triple], book: RuleBook) -> Iterator[Result]:
        """Check one graph, in which triples may repeat; raises UsageError for a shape that cannot be run."""


def engine(name: str) -> Engine:
    """Give the engine of that name; raises UsageError for an unknown one."""
    if name not in ENGINES:
        hint = did_you_mean(name, ENGINES) or f"there is: {', '.join(sorted(ENGINES))}"
        raise UsageError(f"no SHACL engine is called '{name}'; {hint}")
    return cast("Engine", import_module(ENGINES[name], __package__))
