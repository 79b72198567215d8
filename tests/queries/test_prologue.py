"""What is told of a query that cannot be read, or that asks for terms nobody has defined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.ontology.terms import PREFIXES
from khabar.queries import StoreSource, strangers
from khabar.queries.prologue import declared
from pyoxigraph import Store

KH = f"PREFIX kh: <{PREFIXES['kh']}> PREFIX kht: <{PREFIXES['kht']}> "
WRONG = {
    "SELECT * { ?s kh:verb ?o }": f"the prefix kh: is not declared; begin with PREFIX kh: <{PREFIXES['kh']}>",
    "SELECT * { ?s :verb ?o }": "the prefix : is not declared",
    "SELECT * { ?s a <Putin> }": "<Putin> is not a whole IRI",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }": "contains a variable that is unbound",
    "SELECT * { ?s ?p ?o } GROUP BY ?s": "SELECT \\* is not authorized with GROUP BY",
    "SELECT ?s WERE { ?s ?p ?o }": "line 1:16: .* does not belong behind: SELECT ?\\?s WERE",
    "SELECT ?s {\n ?s ?p": "line 2:7: .* ends too early",
}


@pytest.mark.parametrize("text", WRONG)
def test_the_reason_is_told_in_one_line(text):
    with pytest.raises(UsageError, match=WRONG[text]) as error:
        StoreSource(Store()).query(text)
    assert "\n" not in str(error.value)
    assert "expected one of" not in str(error.value)


@given(st.text("SELECT ?so{}.:<>\"'\\\n#PREFIXkh خبر", max_size=40))
def test_whatever_the_text_is_it_is_told_in_one_line(text):
    error = None
    try:
        StoreSource(Store()).query("SELECT * {" + text)
    except UsageError as raised:
        error = str(raised)
    assert error is None or len(error.splitlines()) == 1


def test_terms_that_the_ontology_has_not_are_told_of_once():
    text = (
        KH
        + """SELECT * { ?s kh:speeker ?o ; kh:speeker kht:withdrawl ; kh:speaker kht:withdrawal # kh:comment
        FILTER(?o != "kh:text" && ?o != <http://x/kh:iri>) BIND(_:kh AS ?b) }"""
    )
    assert list(strangers(text)) == [
        "kh:speeker is not in khabar's ontology; did you mean 'kh:speaker'?",
        "kht:withdrawl is not in khabar's ontology; did you mean 'kht:withdrawal'?",
    ]


def test_every_question_of_the_catalogue_asks_for_what_there_is(catalogue):
    # `khc:none` stands in some for what is not bound, since it is nothing's name.
    told = {line for question in catalogue for line in strangers(question.text) if not line.startswith("khc:none ")}
    assert told == set()


def test_prefixes_in_strings_and_comments_declare_nothing():
    assert declared('# PREFIX a: <http://a/>\nPREFIX b: <http://b/> SELECT * { ?s ?p "PREFIX c: <http://c/>" }') == {
        "b": "http://b/"
    }


def test_the_command_warns_and_answers(khabar, seed_copy):
    assert khabar("load", seed_copy).code == 0
    ran = khabar("sparql", KH + "SELECT ?s { ?s kh:speeker ?o }")
    assert (ran.code, ran.out) == (0, "?s\n")
    assert ran.err == "warning: kh:speeker is not in khabar's ontology; did you mean 'kh:speaker'?\n"
