from __future__ import annotations

import re

import pytest
from khabar.errors import UsageError
from khabar.queries import Catalogue, guard
from khabar.queries.catalogue import read_question
from khabar.queries.header import KINDS
from pyoxigraph import Store
from rdflib.plugins.sparql import prepareQuery

QUESTION = """#+ summary: {en: "One", ar: "واحد"}
#+ kind: report
SELECT * WHERE { ?s ?p ?o }
"""
NAMES = Catalogue().names


def test_there_are_questions_sorted_by_name(catalogue):
    assert len(catalogue) >= 30
    assert [q.name for q in catalogue] == sorted(catalogue.names)
    assert "money" in catalogue
    assert "monet" not in catalogue


@pytest.mark.parametrize("name", NAMES)
def test_each_question_is_valid_in_both_engines(name, catalogue):
    text = catalogue.get(name).text
    Store().query(text)
    prepareQuery(text)
    guard.check(text)
    assert guard.query_form(text) == "SELECT"


@pytest.mark.parametrize("name", NAMES)
def test_each_header_speaks_both_languages(name, catalogue):
    header = catalogue.get(name).header
    assert header.kind in KINDS
    for arabic in (header.summary["ar"], *(p.ar for p in header.parameters)):
        assert re.search("[ء-ي]{2}", arabic)
        assert not re.search("[A-Za-z]", arabic)
    assert all(p.en for p in header.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_each_parameter_has_one_line_with_its_default(name, catalogue):
    question = catalogue.get(name)
    for parameter in question.header.parameters:
        lines = [line for line in question.text.split("\n") if f"VALUES ?{parameter.name} " in line]
        default = f'"{parameter.default}" ' if parameter.default else ""
        comment = "" if parameter.default else "#? "
        assert [line.strip() for line in lines] == [f"{comment}VALUES ?{parameter.name} {{ {default}}}"]


@pytest.mark.parametrize("name", NAMES)
def test_each_question_has_a_total_order_and_no_graph(name, catalogue):
    text = catalogue.get(name).text
    assert "ORDER BY" in text
    assert ("GRAPH" in text) == (name == "graphs")


def test_an_unknown_name_gets_a_suggestion(catalogue):
    with pytest.raises(UsageError, match="no question is called 'withdrawls'; did you mean 'withdrawals'"):
        catalogue.get("withdrawls")


def test_a_folder_adds_and_replaces(tmp_path, catalogue):
    (tmp_path / "money.rq").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "mine.rq").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no query", encoding="utf-8")
    more = Catalogue((tmp_path,))
    assert set(more.names) == {*catalogue.names, "mine"}
    assert more.get("money").header.summary["en"] == "One"
    assert more.get("mine").source == str(tmp_path / "mine.rq")


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        Catalogue((tmp_path / "none",))


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path):
    (tmp_path / "latin.rq").write_bytes(b"#+ summary: \xe9")
    with pytest.raises(UsageError, match=r"latin\.rq: cannot be read"):
        Catalogue((tmp_path,)).get("latin")


PARAMETER = """#+ summary: {{en: "One", ar: "واحد"}}
#+ kind: report
#+ params:
#+   word: {{type: string, {flag}, en: "word", ar: "كلمة"}}
SELECT * WHERE {{
{line}
  ?s ?p ?word }}
"""


@pytest.mark.parametrize(
    ("flag", "line", "message"),
    [
        ("optional: true", "", "'word' needs one line .* found 0"),
        ("optional: true", "  #? VALUES ?word { }\n  #? VALUES ?word { }", "found 2"),
        ("optional: true", '  VALUES ?word { "x" }', "must begin with '#\\? '"),
        ("default: x", "  #? VALUES ?word { }", "must be live"),
        ("optional: true", "  #? VALUES ?word { }\n  #? VALUES ?wrod { }", "'wrod' has a place"),
    ],
)
def test_a_parameter_without_its_line_is_an_error(flag, line, message):
    with pytest.raises(UsageError, match=rf"q\.rq:\d: .*{message}"):
        read_question("q", PARAMETER.format(flag=flag, line=line), "q.rq")
