"""Which of two values comes first, for pySHACL: ``sh:lessThan`` and ``sh:lessThanOrEquals`` mean SPARQL's operators.

pySHACL orders values as Python does: it gives up on a blank node and on a day that no calendar has, and finds that a
day comes before a number. SHACL (sections 4.5.3 and 4.5.4) has a result wherever SPARQL cannot tell.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["sparql_order", "to_term"]

_COMPONENTS = {"LessThanConstraintComponent": "<", "LessThanOrEqualsConstraintComponent": "<="}
_SWAPPING = Lock()
_XSD = "http://www.w3.org/2001/XMLSchema#"
# SPARQL 1.1, section 17.3, and what XPath adds for days, times and durations.
_ORDERED = {
    *(_XSD + name for name in ("string", "boolean", "date", "time", "dateTime")),
    *(_XSD + name for name in ("duration", "dayTimeDuration", "yearMonthDuration")),
    *(_XSD + name for name in ("decimal", "float", "double", "integer", "long", "int", "short", "byte")),
    *(_XSD + sign + "Integer" for sign in ("nonNegative", "positive", "nonPositive", "negative")),
    *(_XSD + "unsigned" + size for size in ("Long", "Int", "Short", "Byte")),
}


@contextmanager
def sparql_order() -> Iterator[None]:
    """Have pySHACL compare values as SPARQL does; as what it looks up is global, one validation runs at a time."""
    from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP as BY_PARAMETER

    with _SWAPPING:
        before = dict(BY_PARAMETER)
        BY_PARAMETER.update(_components())
        try:
            yield
        finally:
            BY_PARAMETER.update(before)


@cache
def _components() -> dict[Node, type]:
    from pyshacl.constraints.core import property_pair_constraints as pairs

    bases = {getattr(pairs, name): operator for name, operator in _COMPONENTS.items()}
    return {base.constraint_parameters()[0]: _component(base, operator) for base, operator in bases.items()}


def _component(base: type[Any], operator: str) -> type:
    class Component(base):  # type: ignore[misc]
        def evaluate(
            self, _executor: object, graph: Graph, values: Mapping[Node, set[Node]], _path: object
        ) -> tuple[bool, list[object]]:
            """Give whether all is well, and a result for each pair of values that is not in order."""
            wrong = [
                self.make_v_result(graph, focus, value_node=value)
                for focus, found in values.items()
                for other in {o for p in self.property_compare_set for o in graph.objects(focus, p)}
                for value in found
                if not _in_order(value, operator, other)
            ]
            return not wrong, wrong

    return Component


def _in_order(one: Any, operator: str, other: Any) -> bool:  # noqa: ANN401
    # Which other datatypes rdflib knows depends on what has been imported: owlrl adds some.
    ordered = (_datatype(node) in _ORDERED and not node.ill_typed for node in (one, other))
    return all(ordered) and _asked(f"ASK {{ FILTER({to_term(one)} {operator} {to_term(other)}) }}")


def _datatype(node: Any) -> str:  # noqa: ANN401
    """Give the datatype of a literal without a language, else nothing; a plain one is a string."""
    from rdflib import Literal as RdflibLiteral

    if not isinstance(node, RdflibLiteral) or node.language:
        return ""
    return str(node.datatype or _XSD + "string")


@lru_cache(maxsize=1 << 12)
def _asked(query: str) -> bool:
    return bool(Store().query(query))


def to_term(node: Any) -> NamedNode | BlankNode | Literal:  # noqa: ANN401
    """Give a term of rdflib as one of pyoxigraph."""
    from rdflib import BNode, URIRef

    if isinstance(node, URIRef):
        return NamedNode(node)
    if isinstance(node, BNode):
        return BlankNode(node)
    return Literal(node, language=node.language, datatype=node.datatype and NamedNode(node.datatype))
