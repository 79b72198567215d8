"""Findings as the report that SHACL describes (section 3.6), for whoever reads RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..ontology.terms import RDF, XSD
from .reading import SH
from .rulebook import KHS, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..errors import Level, Problem
    from .findings import Finding, Report
    from .paths import Term
    from .rulebook import RuleBook

    Node = NamedNode | BlankNode

__all__ = ["report_graph"]

_TYPE = NamedNode(RDF + "type")
_SEVERITY_OF = {level: NamedNode(iri) for iri, level in SEVERITIES.items()}
# What is found otherwise than by SHACL, in the text or by a question, names this component.
_OTHER = NamedNode(KHS + "OtherConstraintComponent")


def report_graph(report: Report, book: RuleBook, others: Iterable[Problem] = ()) -> Iterator[Triple]:
    """Yield one ``sh:ValidationReport``: a result for each component of each finding, with every message.

    ``others`` are problems that were not found by SHACL: the focus node of their results is the place in the file.
    """
    graph = BlankNode()
    results = [*_results(report, book), *(_other(problem) for problem in others)]
    yield Triple(graph, _TYPE, _sh("ValidationReport"))
    yield Triple(graph, _sh("conforms"), Literal(str(not results).lower(), datatype=NamedNode(XSD + "boolean")))
    for result in results:
        node = BlankNode()
        yield Triple(graph, _sh("result"), node)
        yield Triple(node, _TYPE, _sh("ValidationResult"))
        for name, value in result:
            yield Triple(node, _sh(name), value)
    yield from _paths(report, book)


def _results(report: Report, book: RuleBook) -> Iterator[list[tuple[str, Term]]]:
    shapes = {rule.name: NamedNode(iri) for iri, rule in reversed(list(book.shapes.items()))}
    paths = {t.subject: t.object for t in book.triples if t.predicate == _sh("path")}
    for finding in report:
        said = _said(finding.level, finding.messages)
        said.append(("focusNode", _focus(finding.focus)))
        shape = shapes.get(finding.rule)
        path = _path(finding, paths.get(shape) if shape else None)
        said += [("sourceShape", shape)] if shape else []
        said += [("resultPath", path)] if path else []
        said += [("value", finding.term)] if finding.term is not None else []
        for component in finding.components:
            yield [*said, ("sourceConstraintComponent", NamedNode(component))]


def _other(problem: Problem) -> list[tuple[str, Term]]:
    said = _said(problem.level, {"en": problem.message, "ar": problem.message_ar})
    said += [("focusNode", Literal(str(problem.at))), ("sourceConstraintComponent", _OTHER)]
    return [*said, *([("value", Literal(problem.value))] if problem.value else [])]


def _said(level: Level, messages: object) -> list[tuple[str, Term]]:
    texts = [(tag, text) for tag, text in dict(messages).items() if text]  # type: ignore[call-overload]
    said = [("resultMessage", Literal(text, language=tag) if tag else Literal(text)) for tag, text in texts]
    return [("resultSeverity", _SEVERITY_OF[level]), *said]


def _focus(focus: str) -> Term:
    if focus.startswith("_:"):
        return BlankNode(focus.removeprefix("_:"))
    try:
        return NamedNode(focus)
    # sh:targetObjectsOf may choose a literal.
    except ValueError:
        return Literal(focus)


def _path(finding: Finding, of_shape: Term | None) -> Term | None:
    if of_shape is not None or finding.path is None:
        return of_shape
    return NamedNode(finding.path)


def _paths(report: Report, book: RuleBook) -> Iterator[Triple]:
    """Yield what a report needs of the shapes: the description of each path that is more than a property."""
    found = {finding.rule for finding in report}
    about = {NamedNode(iri) for iri, rule in book.shapes.items() if rule.name in found}
    queue = [t.object for t in book.triples if t.predicate == _sh("path") and t.subject in about]
    for node in queue:
        if isinstance(node, BlankNode):
            facts = [t for t in book.triples if t.subject == node]
            yield from facts
            queue += [t.object for t in facts if t.object not in queue]


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)
