"""Every question on the example article, in both engines, against rows that were written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from khabar.queries import Rows, run
from pyoxigraph import Literal, NamedNode

if TYPE_CHECKING:
    from khabar.queries.rows import Term

EXPECTED = Path(__file__).parent / "expected"
NAMES = sorted(path.stem for path in EXPECTED.glob("*.json"))
SHORT = {
    "https://khabar.example/article/vu5cjwwwcnjqiwtf#": "a:",
    "https://khabar.example/entity/": "e:",
    "https://w3id.org/khabar/ns#": "kh:",
    "https://w3id.org/khabar/code/": "khc:",
    "http://www.wikidata.org/entity/": "wd:",
}


def expected(name: str) -> Any:
    return json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))


def shown(term: Term | None) -> str:
    if not isinstance(term, NamedNode):
        return term.value if term else ""
    for namespace, prefix in SHORT.items():
        if term.value.startswith(namespace):
            return prefix + term.value.removeprefix(namespace)
    return term.value


def texts(rows: Rows) -> list[list[str]]:
    return [[shown(term) for term in row] for row in rows.terms]


def test_every_question_has_expected_rows(catalogue):
    assert tuple(NAMES) == catalogue.names


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ["source", "dataset_source"])
def test_rows_on_the_example(name, engine, catalogue, request):
    want = expected(name)
    rows = run(catalogue.get(name), request.getfixturevalue(engine), want["params"])
    assert list(rows.variables) == want["variables"]
    assert texts(rows) == want["rows"]


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_agree_without_parameters_and_in_arabic(name, catalogue, source, dataset_source):
    question = catalogue.get(name)
    in_arabic = run(question, source, lang="ar")
    assert in_arabic == run(question, dataset_source, lang="ar")
    assert texts(run(question, source)) == texts(run(question, dataset_source))


@pytest.mark.parametrize("name", [n for n in NAMES if n != "numbers-by-cluster"])
def test_arabic_answers_hold_no_english(name, catalogue, source):
    rows = run(catalogue.get(name), source, expected(name)["params"], lang="ar")
    languages = {t.language for row in rows.terms for t in row if isinstance(t, Literal)}
    assert len(rows) == len(expected(name)["rows"])
    assert "en" not in languages
    if catalogue.get(name).header.parameter("lang"):
        assert "ar" in languages


@pytest.mark.parametrize("name", [n for n in NAMES if expected(n)["params"]])
def test_an_optional_parameter_left_out_answers_for_all(name, catalogue, source):
    narrow = run(catalogue.get(name), source, expected(name)["params"])
    wide = run(catalogue.get(name), source)
    assert set(narrow.terms) <= set(wide.terms)


def test_the_fallback_language_serves_labels_that_lack_the_first(catalogue, source):
    rows = run(catalogue.get("speakers"), source, lang="fr,ar")
    names = [name for _, name, _, _ in rows]
    assert names[:2] == ["صوت المقال", "فلاديمير بوتين"]
    assert all(row[1] is None for row in run(catalogue.get("speakers"), source, lang="fr,de"))


def test_the_plain_file_runs_as_it_is(catalogue, store):
    for question in catalogue:
        plain = Rows.from_solutions(store.query(question.text, use_default_graph_as_union=True))
        assert len(plain) or question.name == "numbers-by-cluster", question.name


def test_timeline_keeps_what_overlaps_the_days_given(catalogue, source):
    question = catalogue.get("timeline")
    assert len(run(question, source, {"since": "2019-06-01", "until": "٢٠١٩-٠٧-٠١"})) == 1
    assert len(run(question, source, {"since": "2020-01-01"})) == 0
    assert len(run(question, source, {"until": "2017-12-31"})) == 0
