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

HERE = Path(__file__).parent
# Where the rows are written down, the graphs they are of, and what comes before a file's name in the catalogue's.
FOLDERS = {
    "expected": ("seed", ""),
    "expected-more": ("valley", ""),
    "expected-table": ("rows", ""),
    "expected-quality": ("flawed", "quality/"),
}
CASES = [
    (corpus, prefix + path.stem, path)
    for folder, (corpus, prefix) in FOLDERS.items()
    for path in sorted((HERE / folder).glob("*.json"))
]
NAMES = sorted(name for _, name, _ in CASES)
ON_THE_SEED = {name: path for corpus, name, path in CASES if corpus == "seed"}
SHORT = {
    "https://khabar.example/article/vu5cjwwwcnjqiwtf#": "a:",
    "https://khabar.example/article/": "article:",
    "https://khabar.example/entity/": "e:",
    "https://khabar.example/made-up/actor/": "actor:",
    "https://khabar.example/cluster/": "cluster:",
    "https://w3id.org/khabar/ns#": "kh:",
    "https://w3id.org/khabar/code/": "khc:",
    "https://w3id.org/khabar/type/": "kht:",
    "http://www.wikidata.org/entity/": "wd:",
}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def expected(name: str) -> Any:
    return read(ON_THE_SEED[name])


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


def test_every_question_of_the_invented_articles_has_an_answer():
    empty = [name for corpus, name, path in CASES if corpus != "seed" and not read(path)["rows"]]
    assert empty == []


@pytest.mark.parametrize(("corpus", "name", "path"), CASES, ids=lambda case: str(case).rpartition("/")[2])
@pytest.mark.parametrize("engine", ["source", "dataset_source"])
def test_rows_are_those_written_down(corpus, name, path, engine, catalogue, request):
    want = read(path)
    answers = getattr(request.getfixturevalue(f"{corpus}_corpus"), engine)
    rows = run(catalogue.get(name), answers, want["params"])
    assert list(rows.variables) == want["variables"]
    assert texts(rows) == want["rows"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("corpus", ["seed", "valley"])
def test_both_engines_agree_without_parameters_and_in_arabic(name, corpus, catalogue, request):
    question, graphs = catalogue.get(name), request.getfixturevalue(f"{corpus}_corpus")
    in_arabic = run(question, graphs.source, lang="ar")
    assert in_arabic == run(question, graphs.dataset_source, lang="ar")
    assert texts(run(question, graphs.source)) == texts(run(question, graphs.dataset_source))


@pytest.mark.parametrize("name", [n for n in ON_THE_SEED if n != "numbers-by-cluster"])
def test_arabic_answers_hold_no_english(name, catalogue, source):
    rows = run(catalogue.get(name), source, expected(name)["params"], lang="ar")
    languages = {t.language for row in rows.terms for t in row if isinstance(t, Literal)}
    assert len(rows) == len(expected(name)["rows"])
    assert "en" not in languages
    if catalogue.get(name).header.parameter("lang"):
        assert "ar" in languages


@pytest.mark.parametrize(("corpus", "name", "path"), [case for case in CASES if read(case[2])["params"]])
def test_an_optional_parameter_left_out_answers_for_all(corpus, name, path, catalogue, request):
    answers = request.getfixturevalue(f"{corpus}_corpus").source
    narrow = run(catalogue.get(name), answers, read(path)["params"])
    wide = run(catalogue.get(name), answers)
    assert set(narrow.terms) <= set(wide.terms)


def test_the_fallback_language_serves_labels_that_lack_the_first(catalogue, source):
    rows = run(catalogue.get("speakers"), source, lang="fr,ar")
    names = [name for _, name, _, _ in rows]
    assert names[:2] == ["صوت المقال", "فلاديمير بوتين"]
    assert all(row[1] is None for row in run(catalogue.get("speakers"), source, lang="fr,de"))


def test_the_plain_file_runs_as_it_is(catalogue, request):
    for corpus, name, _ in CASES:
        text, graphs = catalogue.get(name).text, request.getfixturevalue(f"{corpus}_corpus").store
        plain = Rows.from_solutions(graphs.query(text, use_default_graph_as_union=True))
        assert len(plain) or name == "numbers-by-cluster", name


def test_the_checks_find_nothing_in_the_example_and_one_thing_in_the_invented_articles(catalogue, request):
    checks = [name for name in catalogue.names if name.startswith("quality/")]
    found = {
        corpus: [n for n in checks if len(run(catalogue.get(n), request.getfixturevalue(f"{corpus}_corpus").source))]
        for corpus in ("seed", "valley")
    }
    assert found == {"seed": [], "valley": ["quality/conflict-not-judged"]}


def test_timeline_keeps_what_overlaps_the_days_given(catalogue, source):
    question = catalogue.get("timeline")
    assert len(run(question, source, {"since": "2019-06-01", "until": "٢٠١٩-٠٧-٠١"})) == 1
    assert len(run(question, source, {"since": "2020-01-01"})) == 0
    assert len(run(question, source, {"until": "2017-12-31"})) == 0


def test_pairs_are_those_of_one_actor_and_of_as_many_events_as_asked_for(catalogue, rows_corpus):
    def pairs(**parameters):
        rows = run(catalogue.get("actor-pairs"), rows_corpus.source, parameters)
        return [(actor, party, n) for _, actor, _, party, n in rows]

    assert pairs(least=1) == [("alpha", "beta", 3), ("beta", "alpha", 2), ("beta", "gamma", 1)]
    assert pairs(actor="beta", least=1) == [("beta", "alpha", 2), ("beta", "gamma", 1)]
    assert pairs(least="3") == [("alpha", "beta", 3)]


def test_one_type_of_event_and_one_force_are_counted_alone(catalogue, rows_corpus):
    attacks = run(catalogue.get("events-by-month"), rows_corpus.source, {"type": "https://w3id.org/khabar/type/attack"})
    assert [(month, n) for month, _, _, n in attacks] == [("2031-02", 3)]
    assert list(run(catalogue.get("withdrawals-by-force"), rows_corpus.source, {"force": "first corps"})) == [
        ("https://khabar.example/made-up/actor/first-corps", "first corps", 2)
    ]
