"""The rules run by shifty, a compiled engine (PyPI `pyshifty`), on N-Triples."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from ...errors import Position, UnreadableError, UsageError
from . import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Literal
    from shifty._shifty import PreparedValidator

    from ..rulebook import RuleBook

    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
    Facts: TypeAlias = Mapping[Term, Mapping[str, Term]]

__all__ = ["check", "ntriples", "results"]

_SH = "http://www.w3.org/ns/shacl#"


def results(triples: Iterable[Triple], book: RuleBook) -> Iterator[Result]:
    """Check one graph against the rules (see :class:`khabar.shapes.engines.Engine`)."""
    yield from check(ntriples(triples), book)


def ntriples(triples: Iterable[Triple]) -> bytes:
    """Write a graph as this engine reads it; raises UnreadableError for a triple as a term."""
    data = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    # Text may hold these signs too, so only parsing tells; it is rare enough.
    if b"<<(" in data and any(isinstance(q.object, Triple) for q in parse(data, format=RdfFormat.N_TRIPLES)):
        raise UnreadableError("a triple as a term (RDF 1.2) cannot be checked by shifty", Position("data"))
    return data


def check(data: bytes, book: RuleBook) -> Iterator[Result]:
    """Check a graph in N-Triples."""
    validator = _validator(book)
    try:
        # "data": shapes are no data, and the ontology is there already. "error": what is unknown must not pass.
        report = validator.validate_w3c(
            data=data, data_format="ntriples", graph_mode="data", run_infer=False, on_unsupported="error"
        )
    except ValueError as e:
        raise UsageError(f"a shape cannot be run: {e}") from e
    if report.diagnostics:
        raise UsageError(f"a shape cannot be run: {'; '.join(report.diagnostics)}")
    yield from _read(report._report_ntriples)  # noqa: SLF001


@lru_cache(maxsize=8)
def _validator(book: RuleBook) -> PreparedValidator:
    from shifty._shifty import PreparedValidator

    shapes = serialize(book.triples, format=RdfFormat.N_TRIPLES)
    try:
        return PreparedValidator(shapes=shapes, shapes_format="ntriples")
    except ValueError as e:
        raise UsageError(f"a shape cannot be run: {e}") from e


def _read(report: str) -> Iterator[Result]:
    facts: dict[Term, dict[str, Term]] = defaultdict(dict)
    listed = []
    for triple in parse(report, format=RdfFormat.N_TRIPLES):
        name = triple.predicate.value.removeprefix(_SH)
        # Only what the report itself lists: results under sh:detail have the same class.
        if name == "result":
            listed.append(triple.object)
        facts[triple.subject][name] = triple.object
    for result in listed:
        yield _result(facts[result])


def _result(facts: Mapping[str, Term]) -> Result:
    path, at_fault, message = facts.get("resultPath"), facts.get("value"), facts.get("resultMessage")
    return Result(
        shape=_text(facts["sourceShape"]),
        focus=_text(facts["focusNode"]),
        path=path.value if isinstance(path, NamedNode) else None,
        value=None if at_fault is None else _text(at_fault),
        severity=_text(facts["resultSeverity"]),
        message=_text(message) if message is not None else "",
        component=_text(facts["sourceConstraintComponent"]),
        term=at_fault,
    )


def _text(term: Term) -> str:
    return str(term) if isinstance(term, BlankNode | Triple) else term.value
