"""Answers as values: RDF terms inside, plain Python values outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..errors import StoreError, UsageError
from ..ontology.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from pyoxigraph import QuerySolutions
    from rdflib.query import Result
    from rdflib.term import Node

__all__ = ["Rows", "Term", "Value", "from_rdflib", "python_value", "rdf_11"]

Term: TypeAlias = NamedNode | BlankNode | Literal
Value: TypeAlias = str | int | Decimal | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT query: `terms` holds a tuple a row, None where a variable is unbound.

    Iterating gives tuples of Python values (see `python_value`) in the order of `variables`.
    """

    variables: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...] = ()

    @classmethod
    def from_solutions(cls, solutions: QuerySolutions) -> Rows:
        """Take the solutions of pyoxigraph's `Store.query` or `parse_query_results`, to their end.

        Raises:
            StoreError: on a triple term of RDF 1.2, which no RDF 1.1 format can hold.

        """
        rows = (tuple(map(rdf_11, solution)) for solution in solutions)
        return cls(tuple(v.value for v in solutions.variables), tuple(rows))

    @classmethod
    def from_result(cls, result: Result) -> Rows:
        """Take the result of rdflib's `Graph.query` of a SELECT query."""
        # The bindings themselves, for iterating the result would make an object a row.
        names = result.vars or []
        rows = (tuple(from_rdflib(b.get(v)) for v in names) for b in result.bindings)
        return cls(tuple(map(str, names)), tuple(rows))

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return (tuple(map(python_value, row)) for row in self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def dicts(self) -> Iterator[dict[str, Value]]:
        """Give a dictionary a row, from variable to Python value; unbound variables are None."""
        return (dict(zip(self.variables, row, strict=True)) for row in self)

    def to_dataframe(self) -> pd.DataFrame:
        """Give a pandas frame, one column a variable.

        Raises:
            UsageError: if pandas is not installed.

        """
        try:
            import pandas as pd
        except ImportError:
            raise UsageError("pandas is not installed; run: pip install 'khabar[pandas]'") from None
        return pd.DataFrame(list(self), columns=list(self.variables))


def python_value(term: Term | None) -> Value:
    """Give the Python value of a term: an IRI as text, an ill-typed literal as its lexical form.

    >>> python_value(Literal(30000)), python_value(Literal("خبر", language="ar")), python_value(None)
    (30000, 'خبر', None)
    """
    if term is None:
        return None
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, NamedNode) or term.datatype.value not in _READERS:
        return term.value
    try:
        return _READERS[term.datatype.value](term.value)
    except (ValueError, InvalidOperation):
        # A wrong value is still what the source says.
        return term.value


def rdf_11(term: Term | Triple | None) -> Term | None:
    """Give a term as it is; raises StoreError for a triple term."""
    if isinstance(term, Triple):
        raise StoreError(f"the answer holds a triple term (RDF 1.2), which RDF 1.1 cannot say: {term}")
    return term


def from_rdflib(term: Node | None) -> Term | None:
    """Give rdflib's term as pyoxigraph's.

    Raises:
        StoreError: if rdflib holds something that is not an RDF 1.1 term, such as an IRI with a space.

    """
    import rdflib

    try:
        match term:
            case None:
                return None
            case rdflib.URIRef():
                return NamedNode(str(term))
            case rdflib.BNode():
                return BlankNode(str(term))
            case rdflib.Literal(language=str(language)):
                return Literal(str(term), language=language)
            case rdflib.Literal(datatype=rdflib.URIRef() as datatype):
                return Literal(str(term), datatype=NamedNode(str(datatype)))
    except ValueError as error:
        raise StoreError(f"the graph holds a term that is not valid RDF: {term!r} ({error})") from error
    return Literal(str(term))


def _read_boolean(text: str) -> bool:
    # Virtuoso 7 gives booleans as 1 and 0, which XML Schema allows.
    if text not in {"true", "1", "false", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


_READERS: dict[str, Callable[[str], Value]] = {
    f"{XSD}integer": int,
    f"{XSD}decimal": Decimal,
    f"{XSD}double": float,
    f"{XSD}float": float,
    f"{XSD}boolean": _read_boolean,
    f"{XSD}date": date.fromisoformat,
}
