from __future__ import annotations

import pytest
from khabar.errors import UsageError
from khabar.queries import Rows, prepare, run
from khabar.queries.catalogue import read_question
from pyoxigraph import NamedNode

REQUIRED = """#+ summary: {en: "One", ar: "واحد"}
#+ kind: report
#+ params:
#+   word: {type: string, en: "word", ar: "كلمة"}
SELECT * WHERE {
  #? VALUES ?word { }
}
"""


class Recorder:
    """A source that answers nothing and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def select(self, text: str) -> Rows:
        self.asked.append(text)
        return Rows(("x",))


def test_any_object_that_selects_is_a_source(catalogue):
    recorder = Recorder()
    assert len(run(catalogue.get("speakers"), recorder, lang="ar")) == 0
    assert 'VALUES ?lang { "ar" }' in recorder.asked[0]
    assert 'VALUES ?fallback { "en" }' in recorder.asked[0]


def test_an_iri_costs_no_look_up(catalogue):
    recorder = Recorder()
    run(catalogue.get("review"), recorder, {"statement": NamedNode("http://x/s")})
    assert len(recorder.asked) == 1
    assert "VALUES ?statement { <http://x/s> }" in recorder.asked[0]
    assert "#? VALUES ?article { }" in recorder.asked[0]


def test_names_are_resolved_under_the_base(catalogue, source):
    text = prepare(catalogue.get("review"), source, {"statement": "a:x#s1"}, base="http://y/")
    assert "<http://y/article/x#s1>" in text


@pytest.mark.parametrize(
    ("lang", "first", "second"), [("ar", "ar", "en"), ("en", "en", "ar"), ("fr", "fr", "ar"), ("fr, en", "fr", "en")]
)
def test_one_language_or_two(lang, first, second, catalogue):
    text = prepare(catalogue.get("speakers"), Recorder(), lang=lang)
    assert f'VALUES ?lang {{ "{first}" }}' in text
    assert f'VALUES ?fallback {{ "{second}" }}' in text


def test_a_language_given_as_parameter_wins(catalogue):
    text = prepare(catalogue.get("speakers"), Recorder(), {"lang": "fr"}, lang="ar")
    assert 'VALUES ?lang { "fr" }' in text


def test_a_question_without_labels_takes_any_language(catalogue):
    assert prepare(catalogue.get("graphs"), Recorder(), lang="ar") == catalogue.get("graphs").text


def test_an_unknown_parameter_gets_a_suggestion(catalogue):
    with pytest.raises(UsageError, match="no parameter 'speeker'; did you mean 'speaker'"):
        prepare(catalogue.get("hedged"), Recorder(), {"speeker": "x"})
    with pytest.raises(UsageError, match="no parameter 'zzz'; it has none"):
        prepare(catalogue.get("numbers-by-cluster"), Recorder(), {"zzz": "x"})


def test_a_required_parameter_left_out_is_an_error():
    question = read_question("q", REQUIRED, "q.rq")
    with pytest.raises(UsageError, match="'q' needs the parameter 'word'"):
        prepare(question, Recorder())
    assert 'VALUES ?word { "x" }' in prepare(question, Recorder(), {"word": "x"})
