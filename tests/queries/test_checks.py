"""Questions whose every row is a problem, as `khabar validate` reports them."""

from __future__ import annotations

import pytest
from khabar.errors import Level, Position, UsageError
from khabar.queries import Catalogue, StoreSource, run_checks
from pyoxigraph import Store

BASE = "https://khabar.example/"
OWN = """#+ summary: {en: "Give it a number.", ar: "أعطه عددا."}
#+ kind: check
#+ level: violation
SELECT ?label ?thing ?none WHERE {
  ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?label . FILTER(STR(?label) = "Iran")
}
"""
SHEET = """khabar: 1
article: {file: a.txt, lang: en, published: 2030-01-01}
curator: desk
entities:
  iran: {is: country, en: Iran, ar: إيران}
  iran-2: {is: country, en: IRAN, ar: ايران}
statements:
  - id: s1
    quote: Iran says it will stay
    speaker: iran
    verb: says
    claims: {id: e1, type: presence, initiator: [iran, iran-2], place: iran, en: staying}
"""


def test_every_check_of_ours_says_what_to_do():
    checks = [q for q in Catalogue() if q.header.kind == "check"]
    assert [q.name for q in checks] == [n for n in Catalogue().names if n.startswith("quality/")]
    assert len(checks) >= 10
    for check in checks:
        assert check.header.level < Level.VIOLATION
        assert check.header.summary["en"].endswith(".")
        assert check.header.parameters == ()


def test_the_example_has_no_problem(source, catalogue):
    assert run_checks(source, catalogue) == ()


def test_a_row_is_a_problem_with_its_key(flawed_corpus, catalogue):
    problems = run_checks(flawed_corpus.source, catalogue)
    assert {p.rule for p in problems} == {n for n in catalogue.names if n.startswith("quality/")}
    (long,) = (p for p in problems if p.rule == "quality/long-quote")
    assert long.at == Position("store", key=f"{BASE}article/flawedaaaaaaaaaa#s1")
    assert long.level is Level.WARNING
    assert long.message.startswith("Cut the quote down")
    assert long.message.endswith(
        f"(statement: {long.at.key}; characters: 400; article: {BASE}article/flawedaaaaaaaaaa)"
    )
    assert long.message_ar.startswith("اختصر الاقتباس")
    assert {p.level for p in problems if p.rule == "quality/no-mentions"} == {Level.INFO}


def test_the_place_is_that_of_the_first_thing_known(flawed_corpus, catalogue):
    at = Position("a.yaml", 7)
    known = run_checks(flawed_corpus.source, catalogue, {f"{BASE}article/flawedaaaaaaaaaa": at})
    assert [p.at for p in known if p.rule == "quality/long-quote"] == [at]


def test_a_check_of_ones_own(tmp_path, source):
    (tmp_path / "own.rq").write_text(OWN, "utf-8")
    (problem,) = run_checks(source, Catalogue((tmp_path,)))
    assert (problem.rule, problem.level, problem.at.key) == ("own", Level.VIOLATION, f"{BASE}entity/iran")
    assert problem.message == f"Give it a number. (label: Iran; thing: {BASE}entity/iran)"


def test_a_row_without_an_iri_has_no_key(tmp_path):
    text = OWN.replace("?thing <http://www.w3.org/2000/01/rdf-schema#label> ?label .", "BIND('Iran' AS ?label)")
    (tmp_path / "own.rq").write_text(text, "utf-8")
    (problem,) = run_checks(StoreSource(Store()), Catalogue((tmp_path,)))
    assert problem.at == Position("store")


def test_a_check_that_needs_a_parameter_is_a_usage_error_with_its_file(tmp_path):
    head = '#+ kind: check\n#+ params:\n#+   word: {type: string, en: "a", ar: "كلمة"}\n'
    text = OWN.replace("#+ kind: check\n", head).replace("WHERE {\n", "WHERE {\n  #? VALUES ?word { }\n")
    (tmp_path / "own.rq").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"own\.rq: .* needs the parameter 'word'"):
        run_checks(StoreSource(Store()), Catalogue((tmp_path,)))


def test_validate_runs_the_checks_over_files_and_over_the_store(project, folder, khabar):
    (folder / "a.txt").write_text("Iran says it will stay.", "utf-8")
    (folder / "a.yaml").write_text(SHEET, "utf-8")
    in_file = [p for p in project.validate("a.yaml") if p.rule.startswith("quality/")]
    assert [(p.rule, p.level) for p in in_file] == [
        ("quality/label-spelled-twice", Level.WARNING),
        ("quality/label-spelled-twice", Level.WARNING),
    ]
    assert {(p.at.file, p.at.line) for p in in_file} == {("a.yaml", 5)}
    project.load("a.yaml")
    in_store = [p for p in project.validate() if p.rule.startswith("quality/")]
    assert [(p.rule, p.message) for p in in_store] == [(p.rule, p.message) for p in in_file]
    assert in_store[0].at == Position("store", key=f"{BASE}entity/iran")
    assert khabar("validate", "-q").code == 0
    assert khabar("validate", "-q", "--fail-on", "warning").code == 1
