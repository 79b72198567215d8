"""What khabar takes and refuses of the W3C syntax suites.  Run: KHABAR_TEST_DATA=... python benchmarks/syntax_suites.py

RDF 1.1: every bad file must be refused with its line, every good one read, and where the suite gives the graph that
must come of it, the two compared in canonical form. SPARQL 1.1: queries only; SERVICE and updates are refused on
purpose.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from khabar.errors import StoreError, UnreadableError, UsageError
from khabar.loaders.rdf_syntax import parse_rdf, syntax_of
from khabar.queries import StoreSource, guard
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

RDF_SUITES = ("rdf-turtle", "rdf-trig", "rdf-n-triples", "rdf-n-quads", "rdf-xml")
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class Test:
    """One entry of a manifest: what it tests, the file, the IRI it is read with, and the file of its result."""

    name: str
    kind: str
    file: Path
    base: str
    result: Path | None = None


def tests_of(manifest: Path) -> Iterator[Test]:
    here = manifest.parent.as_uri() + "/"
    store = Store()
    store.load(manifest.read_bytes(), format=RdfFormat.TURTLE, base_iri=manifest.as_uri())

    def values(subject: object, name: str) -> list:
        return [q.object for q in store.quads_for_pattern(subject, NamedNode(MF + name), None)]

    bases = [q.object.value for q in store.quads_for_pattern(None, NamedNode(MF + "assumedTestBase"), None)]
    for quad in store.quads_for_pattern(None, NamedNode(MF + "action"), None):
        kind = next((q.object.value for q in store.quads_for_pattern(quad.subject, TYPE, None)), "")
        if not isinstance(quad.object, NamedNode):
            continue
        file, results = local(quad.object.value), [local(r.value) for r in values(quad.subject, "result")]
        base = (bases[0] if bases else here) + quad.object.value.removeprefix(here)
        name = unquote(quad.subject.value.removeprefix(here)).partition("#")[2]
        yield Test(name, kind.rpartition("#")[2], file, base, results[0] if results else None)


def local(iri: str) -> Path:
    return Path(unquote(iri.removeprefix("file://")))


def rdf_outcome(test: Test) -> str:
    """Give ``accepted``, ``refused``, ``refused without a line`` or ``another graph``."""
    syntax = syntax_of(test.file.name)
    try:
        quads = parse_rdf(test.file.read_bytes(), test.file.name, syntax, base=test.base)
    except UnreadableError as e:
        return "refused" if e.at.line and str(e).startswith(test.file.name) else "refused without a line"
    if test.result:
        wanted = parse_rdf(test.result.read_bytes(), test.result.name, syntax_of(test.result.name), base=test.base)
        return "accepted" if canonical(quads) == canonical(wanted) else "another graph"
    return "accepted"


def canonical(quads: list) -> set[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(q) for q in dataset}


def sparql_outcome(test: Test) -> str:
    """Give ``accepted``, ``refused``, or ``refused on purpose`` for SERVICE and for updates."""
    text = test.file.read_text("utf-8")
    try:
        guard.check(text)
    except UsageError as e:
        return "refused on purpose" if "refused" in str(e) else "refused"
    try:
        StoreSource(Store()).query(text)
    except UsageError:
        return "refused"
    except StoreError:
        # It was read, and calls a function that nobody defined.
        return "accepted"
    return "accepted"


def rdf_suite(data: Path, suite: str) -> list[tuple[Test, str]]:
    manifest = data / "suites/rdf-tests/rdf/rdf11" / suite / "manifest.ttl"
    return [(test, rdf_outcome(test)) for test in tests_of(manifest)]


def sparql_suite(data: Path) -> list[tuple[Test, str]]:
    manifests = sorted((data / "suites/rdf-tests/sparql/sparql11").glob("*/manifest.ttl"))
    tests = (test for manifest in manifests for test in tests_of(manifest))
    return [(test, sparql_outcome(test)) for test in tests if "SyntaxTest" in test.kind]


def is_negative(test: Test) -> bool:
    return "Negative" in test.kind


def counted(results: list[tuple[Test, str]]) -> Counter[tuple[bool, str]]:
    return Counter((is_negative(test), outcome) for test, outcome in results)


if __name__ == "__main__":
    place = os.environ.get("KHABAR_TEST_DATA") or sys.exit("KHABAR_TEST_DATA is unset: the suites are not here")
    for suite in RDF_SUITES:
        count = counted(rdf_suite(Path(place), suite))
        bad, good = (sum(n for (neg, _), n in count.items() if neg is wanted) for wanted in (True, False))
        print(f"{suite:14} {count[True, 'refused']:3} of {bad:3} bad refused with file and line,"
              f" {count[False, 'accepted']:3} of {good:3} good accepted")  # fmt: skip
    for (kind, outcome), n in sorted(Counter((t.kind, o) for t, o in sparql_suite(Path(place))).items()):
        print(f"sparql11       {kind:28} {outcome:20} {n:3}")
