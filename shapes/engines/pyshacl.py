"""The rules run by pySHACL, the reference engine, on an rdflib graph."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ...errors import Position, UnreadableError, UsageError
from . import Result
from .order import sparql_order, to_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple
    from rdflib import Graph
    from rdflib.term import Node

    from ..rulebook import RuleBook

__all__ = ["results"]

_SH = "http://www.w3.org/ns/shacl#"


def results(triples: Iterable[Triple], book: RuleBook) -> Iterator[Result]:
    """Check one graph against the rules (see :class:`khabar.shapes.engines.Engine`)."""
    with _quiet(), sparql_order():
        report = _report(_graph(triples), _shapes(book))
    yield from _read(report)


def _report(data: Graph, shapes: Graph) -> Graph:
    from pyshacl import validate
    from pyshacl.errors import ReportableRuntimeError

    try:
        _, report, text = validate(data, shacl_graph=shapes, inplace=True, advanced=False, inference="none")
    # pySHACL looks at some parameters only as it uses them: the pattern 7 is a TypeError, "(" one of `re`.
    except (ReportableRuntimeError, NotImplementedError, TypeError, ValueError, re.error) as e:
        raise UsageError(f"a shape cannot be run: {e}") from e
    # rdflib's SPARQL parser and translator raise errors of their own kinds, an unknown prefix a bare Exception.
    except Exception as e:
        if type(e) is Exception or type(e).__module__.startswith(("pyparsing", "rdflib")):
            raise UsageError(f"a shape cannot be run: {e}") from e
        raise
    # A failure inside a constraint comes back in place of the report (SHACL section 3.4.1).
    if isinstance(report, ReportableRuntimeError):
        raise UsageError(f"a shape cannot be run: {text}") from report
    return report  # type: ignore[no-any-return]


def _read(report: Graph) -> Iterator[Result]:
    from rdflib import URIRef

    def value(result: Node, name: str) -> Any:  # noqa: ANN401
        return report.value(result, URIRef(_SH + name))

    # Only what the report itself lists: results under sh:detail have the same class.
    for result in report.objects(None, URIRef(_SH + "result")):
        path, at_fault = value(result, "resultPath"), value(result, "value")
        yield Result(
            shape=_text(value(result, "sourceShape")),
            focus=_text(value(result, "focusNode")),
            path=str(path) if isinstance(path, URIRef) else None,
            value=None if at_fault is None else _text(at_fault),
            severity=str(value(result, "resultSeverity")),
            message=str(value(result, "resultMessage") or ""),
            component=str(value(result, "sourceConstraintComponent") or ""),
            term=None if at_fault is None else to_term(at_fault),
        )


def _text(node: Node) -> str:
    from rdflib import BNode

    return f"_:{node}" if isinstance(node, BNode) else str(node)


@lru_cache(maxsize=8)
def _shapes(book: RuleBook) -> Graph:
    return _graph(book.triples)


def _graph(triples: Iterable[Triple]) -> Graph:
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for s, p, o in triples:
        graph.add((_node(s), _node(p), _node(o)))
    return graph


# rdflib's terms are dear to make, and those of the ontology come again with each validation.
@lru_cache(maxsize=1 << 16)
def _node(term: NamedNode | BlankNode | Literal | Triple) -> Node:
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if not isinstance(term, Literal):
        raise UnreadableError("a triple as a term (RDF 1.2) cannot be checked by pySHACL", Position("data"))
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    # Without normalize=False a value reported back would not be what the data says: 007 becomes 7.
    return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep two loggers off the screen.

    rdflib logs an ill-typed literal with a traceback, though a rule reports it; pySHACL gives its own logger
    one more handler to standard error with every run.
    """
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    handlers = [list(logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.addFilter(_drop)
    try:
        yield
    finally:
        for logger, before in zip(loggers, handlers, strict=True):
            logger.removeFilter(_drop)
            logger.handlers[:] = before


def _drop(_: logging.LogRecord) -> bool:
    return False
