"""The W3C data-shapes test suite: every validation test of a manifest, run through the `validate` of an engine.

A test passes where the results agree with the expected ones in focus, path, value, component and severity; a
blank node counts as any other. Where the suite expects a failure, a UsageError is the right answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from khabar.errors import KhabarError, UsageError
from khabar.shapes.engines import engine as engine_named
from khabar.shapes.paths import path_text
from khabar.shapes.reading import parsed
from khabar.shapes.rulebook import book_of
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Case:
    """One test: its files, and what it expects; None for a failure."""

    name: str
    data: Path
    shapes: Path
    expected: Counter[tuple[str, ...]] | None


def suite_folder(data: Path) -> Path:
    return data / "suites" / "data-shapes" / "data-shapes-test-suite" / "tests"


def cases(manifest: Path) -> Iterator[Case]:
    """Give the tests of a manifest and of those that it includes."""
    index = _index(manifest)
    for facts in list(index.values()):
        for key, value in facts:
            if key == MF + "include":
                yield from cases(_path(value))
    for node, facts in list(index.items()):
        action, result = _one(facts, MF + "action"), _one(facts, MF + "result")
        if action is not None and result is not None:
            files = index[action]
            data, shapes = (_path(_one(files, SHT + n)) for n in ("dataGraph", "shapesGraph"))
            yield Case(str(_path(node).stem), data, shapes, _expected(result, index))


def outcome(case: Case, engine: str) -> Counter[tuple[str, ...]] | str | None:
    """Give what an engine finds; None for a refusal of the shapes, a text for any other."""
    try:
        # As written, unchecked: the suite has shapes that must be refused by the engine itself.
        book = book_of([(case.name, parsed(case.name, case.shapes.read_bytes(), base=case.shapes.as_uri()))])
        triples = [q.triple for q in _parse(case.data)]
        return Counter(
            (
                _blind(r.focus),
                r.path or (book.shapes[r.shape].path if r.shape in book.shapes else None) or "",
                _blind("" if r.term is None else str(r.term)),
                r.component,
                r.severity,
            )
            for r in engine_named(engine).results(triples, book)
        )
    except UsageError:
        return None
    except KhabarError as e:
        return str(e)


def _expected(result: Any, index: Any) -> Counter[tuple[str, ...]] | None:
    if result == NamedNode(SHT + "Failure"):
        return None
    return Counter(_row(index[value], index) for key, value in index[result] if key == SH + "result")


def _row(facts: Any, index: Any) -> tuple[str, ...]:
    focus, path, value, component, severity = (
        _one(facts, SH + n) for n in ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity")
    )
    return (
        _blind(_text(focus)),
        "" if path is None else path_text(path, index),
        _blind("" if value is None else str(value)),
        _text(component),
        _text(severity),
    )


def _text(term: Any) -> str:
    return str(term) if isinstance(term, BlankNode) else term.value


def _blind(text: str) -> str:
    return "_:" if text.startswith("_:") else text


def _parse(path: Path) -> Any:
    return parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=path.as_uri())


def _index(path: Path) -> dict[Any, list[tuple[str, Any]]]:
    index: dict[Any, list[tuple[str, Any]]] = {}
    for quad in _parse(path):
        index.setdefault(quad.subject, []).append((quad.predicate.value, quad.object))
    return index


def _one(facts: Any, key: str) -> Any:
    return next((value for k, value in facts if k == key), None)


def _path(node: Any) -> Path:
    from pathlib import Path
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(node.value).path))


__all__ = ["Case", "cases", "outcome", "suite_folder"]
