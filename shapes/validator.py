"""Run the rule book over data and report what it finds."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from ..errors import Level
from .checking import check_book
from .engines import DEFAULT
from .engines import engine as engine_named
from .findings import Finding, Report
from .graphs import ontology, ontology_terms, union
from .messages import messages
from .rulebook import SEVERITIES, local_name, rulebook

if TYPE_CHECKING:
    from .engines import Result
    from .graphs import Data
    from .rulebook import RuleBook

__all__ = ["validate"]


def validate(data: Data, *, shapes: RuleBook | None = None, engine: str = DEFAULT) -> Report:
    """Check data against the rules: N-Quads bytes, a pyoxigraph store, or several of either taken together.

    All graphs of the data count as one, with khabar's ontology beside them, so that a rule may follow a
    speaker from an article's graph into the register (model section 5, lesson 3). ``shapes`` is the rule
    book to use instead of khabar's own: ``rulebook() | read(files)`` adds to it. Nothing is inferred,
    fetched or written.

    ``engine`` is a name of :data:`khabar.shapes.engines.ENGINES`; all find the same.

    Raises UsageError for an unknown engine or a shape that cannot be run, UnreadableError for bytes that
    are not N-Quads.

    >>> rdf_type = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    >>> for finding in validate(b"<urn:f> " + rdf_type + b" <https://w3id.org/khabar/ns#Force> ."):
    ...     print(finding.level, finding.rule, finding.path)
    violation EntityLabel http://www.w3.org/2000/01/rdf-schema#label
    info ForceBelongsTo https://w3id.org/khabar/ns#belongsTo
    """
    book = rulebook() if shapes is None else shapes
    check_book(book)
    results = engine_named(engine).results(chain(ontology(), union(data)), book)
    ours = ontology_terms()
    findings = (_finding(result, book) for result in results if result.focus not in ours)
    # Two constraints of one rule often fail on one value: to the reader that is one finding.
    unique: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (*_order(finding), *sorted(finding.messages.values()))
        other = unique.get(key, finding)
        unique[key] = replace(finding, components=tuple(sorted({*finding.components, *other.components})))
    return Report(tuple(sorted(unique.values(), key=_order)))


def _finding(result: Result, book: RuleBook) -> Finding:
    rule = book.shapes.get(result.shape)
    path = result.path or (rule.path if rule else None)
    return Finding(
        rule=rule.name if rule else local_name(result.shape),
        level=SEVERITIES.get(result.severity, Level.VIOLATION),
        focus=result.focus,
        path=path,
        # A node shape reports its focus as the value (SHACL section 4.1 on value nodes): that says nothing
        # more.
        value=None if result.value == result.focus else result.value,
        messages=messages(rule, result, path),
        components=(result.component,) if result.component else (),
        term=None if result.value == result.focus else result.term,
    )


def _order(finding: Finding) -> tuple[int, str, str, str, str, bool]:
    text = (finding.rule, finding.focus, finding.path or "", finding.value or "")
    # An empty value is a value: the finding without one is another.
    return (-finding.level, *text, finding.value is not None)
