"""Rules written in SPARQL, each asked once of a store for all its nodes instead of once a node.

That gives the same rows only where a query means the same with ``$this`` open as with ``$this`` given beforehand (SHACL
section 5.3.1), which cannot be told from its text. So only khabar's own rules are taken, as they travel in the package:
they are written for it, and compared with pySHACL in the tests. Everything else is left to the other engine.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ..rulebook import KHS, SEVERITIES, RuleBook, rulebook
from . import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import QuerySolution

    from ..paths import Term

__all__ = ["Question", "ask", "split", "stored"]

_SH = "http://www.w3.org/ns/shacl#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_VIOLATION = next(iri for iri, level in SEVERITIES.items() if level == max(SEVERITIES.values()))
_OF_SHAPE = {_RDF_TYPE, *(_SH + name for name in ("targetClass", "severity", "message", "sparql"))}
_OF_CONSTRAINT = {_RDF_TYPE, _SH + "prefixes", _SH + "select"}
# Nothing but variables before the group: an expression there could hold a brace.
_HEAD = re.compile(r"\s*SELECT\s+(?:DISTINCT\s+)?(?:[$?]\w+\s+)+WHERE\s*\{", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A rule as one SELECT over all nodes of its target class."""

    shape: str
    severity: str
    query: str


def split(book: RuleBook) -> tuple[tuple[Question, ...], RuleBook]:
    """Give the rules that can be asked of a store, and the book of all the others."""
    facts: dict[Term, list[tuple[str, Term]]] = defaultdict(list)
    for s, p, o in book.triples:
        facts[s].append((p.value, o))
    pointed_at = {o for _, _, o in book.triples}
    own = {NamedNode(iri) for iri in book.shapes if _is_own(iri, book)} - pointed_at
    asked = {shape: question for shape in own if (question := _question(shape, facts))}
    rest = tuple(triple for triple in book.triples if triple.subject not in asked)
    return tuple(asked.values()), RuleBook(book.shapes, rest)


def stored(ntriples: bytes) -> Store:
    """Put triples into a store of their own, blank nodes under the labels they have."""
    store = Store()
    # A store that reads a file gives blank nodes new labels, and a finding could not be told to its author.
    lines = ntriples.splitlines(keepends=True)
    blank = b"".join(line for line in lines if b"_:" in line)
    rest = b"".join(line for line in lines if b"_:" not in line) if blank else ntriples
    store.bulk_load(rest, format=RdfFormat.N_TRIPLES)
    store.bulk_extend(Quad(*quad.triple) for quad in parse(blank, format=RdfFormat.N_TRIPLES))
    return store


def ask(store: Store, questions: Iterable[Question]) -> Iterator[Result]:
    """Ask each question of the store's default graph; a row is a result (SHACL section 5.3.2)."""
    for question in questions:
        # A SELECT gives solutions; pyoxigraph types the answer of any query.
        for row in store.query(question.query):  # type: ignore[union-attr]
            yield _result(question, row)


def _is_own(iri: str, book: RuleBook) -> bool:
    return iri.startswith(KHS) and book.shapes[iri] is rulebook().shapes.get(iri)


def _question(shape: NamedNode, facts: Mapping[Term, list[tuple[str, Term]]]) -> Question | None:
    """Give the rule as a question; None where the shape says anything more, as ``sh:deactivated``."""
    said = Counter(key for key, _ in facts[shape])
    values = dict(facts[shape])
    if set(said) - _OF_SHAPE or said[_SH + "sparql"] != 1 or said[_SH + "targetClass"] != 1:
        return None
    constraint = dict(facts[values[_SH + "sparql"]])
    select, severity = constraint.get(_SH + "select"), values.get(_SH + "severity")
    if not isinstance(select, Literal):
        return None
    head = _HEAD.match(select.value)
    if head is None or set(constraint) - _OF_CONSTRAINT:
        return None
    target = f" ?this <{_RDF_TYPE}>/<{_SUBCLASS}>* {values[_SH + 'targetClass']} . "
    query = _prefixes(constraint.get(_SH + "prefixes"), facts) + head[0] + target + select.value[head.end() :]
    return Question(shape.value, severity.value if isinstance(severity, NamedNode) else _VIOLATION, query)


def _prefixes(ontology: Term | None, facts: Mapping[Term, list[tuple[str, Term]]]) -> str:
    declared = [dict(facts[value]) for key, value in facts.get(ontology, ()) if key == _SH + "declare"]  # type: ignore[arg-type]
    pairs = {(_lexical(d[_SH + "prefix"]), _lexical(d[_SH + "namespace"])) for d in declared}
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(pairs))


def _result(question: Question, row: QuerySolution) -> Result:
    focus: Term = row["this"]
    path, value = _bound(row, "path"), _bound(row, "value")
    at_fault = focus if value is None else value
    return Result(
        shape=question.shape,
        focus=_lexical(focus),
        path=path.value if isinstance(path, NamedNode) else None,
        value=_lexical(at_fault),
        severity=question.severity,
        message="",
        component=_SH + "SPARQLConstraintComponent",
        term=at_fault,
    )


def _bound(row: QuerySolution, name: str) -> Term | None:
    try:
        term: Term | None = row[name]
    # The query may not have the variable at all.
    except KeyError:
        return None
    return term


def _lexical(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
