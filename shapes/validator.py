"""Run the rule book over data and report what it finds."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ..errors import Level
from .engines import engine as engine_named
from .findings import Finding, Report
from .graphs import ontology, ontology_terms, union
from .rulebook import SEVERITIES, local_name, rulebook

if TYPE_CHECKING:
    from .engines import Result
    from .graphs import Data
    from .rulebook import RuleBook

__all__ = ["validate"]


def validate(data: Data, *, shapes: RuleBook | None = None, engine: str = "pyshacl") -> Report:
    """Check data against the rules: N-Quads bytes, a pyoxigraph store, or several of either taken together.

    All graphs of the data count as one, with khabar's ontology beside them, so that a rule may follow a
    speaker from an article's graph into the register (model section 5, lesson 3). ``shapes`` is the rule
    book to use instead of khabar's own: ``rulebook() | read(files)`` adds to it. Nothing is inferred,
    fetched or written.

    Raises UsageError for an unknown engine or a shape that cannot be run, UnreadableError for bytes that
    are not N-Quads.

    >>> rdf_type = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    >>> for finding in validate(b"<urn:f> " + rdf_type + b" <https://w3id.org/khabar/ns#Force> ."):
    ...     print(finding.level, finding.rule, finding.path)
    violation EntityLabel http://www.w3.org/2000/01/rdf-schema#label
    info ForceBelongsTo https://w3id.org/khabar/ns#belongsTo
    """
    book = rulebook() if shapes is None else shapes
    results = engine_named(engine).results(chain(ontology(), union(data)), book)
    ours = ontology_terms()
    findings = (_finding(result, book) for result in results if result.focus not in ours)
    # Two constraints of one rule often fail on one value: to the reader that is one finding.
    unique = {(*_order(finding), *finding.messages.values()): finding for finding in findings}
    return Report(tuple(sorted(unique.values(), key=_order)))


def _finding(result: Result, book: RuleBook) -> Finding:
    rule = book.shapes.get(result.shape)
    return Finding(
        rule=rule.name if rule else local_name(result.shape),
        level=SEVERITIES.get(result.severity, Level.VIOLATION),
        focus=result.focus,
        path=result.path or (rule.path if rule else None),
        # A node shape reports its focus as the value (SHACL section 4.1 on value nodes): that says nothing
        # more.
        value=None if result.value == result.focus else result.value,
        # Engines lose the language tags of messages (model section 5, lesson 4): the shapes are asked first.
        messages=(rule.messages if rule else None) or {"": result.message},
    )


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    return (-finding.level, finding.rule, finding.focus, finding.path or "", finding.value or "")
