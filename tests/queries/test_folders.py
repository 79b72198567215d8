"""A user's own folder of questions: it joins the catalogue, and what is wrong in it is told with file and line."""

from __future__ import annotations

import pytest
from khabar.errors import UsageError
from khabar.queries import Catalogue

GOOD = """#+ summary: {en: "Mine", ar: "لي"}
#+ kind: report
#+ params:
#+   word: {type: string, optional: true, en: "a word", ar: "كلمة"}
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?word WHERE {
  #? VALUES ?word { }
  ?thing rdfs:label ?label . FILTER(STR(?label) = ?word)
}
ORDER BY ?thing
"""


@pytest.fixture
def mine(tmp_path):
    """Write a question into a folder of the user's."""

    def write(text=GOOD, name="mine.rq", folder="own"):
        place = tmp_path / folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        return tmp_path / folder

    return write


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('en: "Mine", ', "", 1, "summary lacks its text in 'en'"),
        ("#+ kind: report\n", "", 1, "the header lacks 'kind'"),
        ("optional", "optinal", 4, "unknown key 'optinal' in parameter 'word'; did you mean 'optional'"),
        ("type: string", "type: text", 4, "unknown type 'text'"),
        ("kind: report", "kind: report\n#+ level: info", 3, "only a check has a level"),
        ("kind: report", "kind: check\n#+ level: grave", 3, "unknown level 'grave'; known: info, warning, violation"),
        ("  #? VALUES ?word { }\n", "", 4, "parameter 'word' needs one line 'VALUES [?]word { … }', found 0"),
        ("#? VALUES ?word", "VALUES ?word", 7, "the VALUES line of 'word' must begin with '#[?] '"),
        ("  #? VALUES ?word { }", "  #? VALUES ?word { }\n  #? VALUES ?word { }", 8, "found 2"),
        ("  #? VALUES ?word { }", "  #? VALUES ?word { }\n  #? VALUES ?wrod { }", 8, "'wrod' has a place"),
        ("?thing rdfs:label ?label .", "?thing rdfs:label .", 8, "the query is not valid SPARQL"),
        ("rdfs:label ?label", "skos:label ?label", 8, "not valid SPARQL: the prefix skos: is not declared"),
    ],
)
def test_a_wrong_question_is_told_with_its_line(old, new, line, message, mine):
    assert old in GOOD
    folder = mine(GOOD.replace(old, new, 1))
    with pytest.raises(UsageError, match=message) as error:
        Catalogue((folder,)).get("mine")
    assert str(error.value).startswith(f"{folder / 'mine.rq'}:{line}:")
    # Told in one line, whatever the parser's own grammar says.
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT is refused"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("ASK { ?s ?p ?o }", "a question is a SELECT query, not ASK"),
        ("hello", "not a SPARQL query"),
    ],
)
def test_what_is_no_question_is_refused(query, message, mine):
    folder = mine(f'#+ summary: {{en: "x", ar: "س"}}\n#+ kind: report\n{query}\n')
    with pytest.raises(UsageError, match=f"mine.rq: {message}"):
        Catalogue((folder,)).get("mine")


def test_a_wrong_question_does_not_spoil_the_others(mine):
    catalogue = Catalogue((mine("nonsense", "broken.rq"), mine()))
    assert catalogue.get("mine").header.summary["ar"] == "لي"
    assert "broken" in catalogue


def test_of_two_of_one_name_the_later_folder_wins(mine):
    first = mine(GOOD.replace("Mine", "First"), folder="first")
    second = mine(GOOD.replace("Mine", "Second"), folder="second")
    mine(GOOD.replace("Mine", "My money"), "money.rq", "second")
    assert Catalogue((first, second)).get("mine").header.summary["en"] == "Second"
    assert Catalogue((second, first)).get("mine").header.summary["en"] == "First"
    assert Catalogue((first, second)).get("money").header.summary["en"] == "My money"
    assert len(Catalogue((first, second))) == len(Catalogue()) + 1


def test_checks_lie_in_a_folder_of_their_own(mine):
    folder = mine(GOOD, "quality/no-word.rq")
    mine(GOOD, "drafts/later.rq")
    catalogue = Catalogue((folder,))
    assert "quality/no-word" in catalogue
    assert "later" not in catalogue
    assert "drafts/later" not in catalogue


def test_the_command_line_adds_folders(khabar, seed, mine, tmp_path):
    folder, store = mine(), tmp_path / "store"
    assert khabar("load", "-q", "-s", store, seed).code == 0
    ran = khabar("query", "mine", "--queries", folder, "-s", store, "-p", "word=Iran", "-f", "csv")
    assert (ran.code, ran.out.split()[1:]) == (0, ["https://khabar.example/entity/iran,Iran"])
    listed = khabar("query", "--queries", folder, "-s", store, "-f", "csv")
    assert "\nmine,Mine,word" in listed.out.replace("\r", "")
    assert khabar("query", "mine", "-s", store).code == 2


def test_the_flag_adds_to_the_folders_of_the_configuration(khabar, folder, mine):
    first = mine(GOOD.replace("Mine", "Configured"), "both.rq", "first")
    mine(GOOD, "one.rq", "first")
    second = mine(GOOD.replace("Mine", "Flag"), "both.rq", "second")
    third = mine(GOOD, "three.rq", "third")
    (folder / "khabar.toml").write_text(f'queries = ["{first.as_posix()}"]\n', "utf-8")
    listed = khabar("query", "--queries", second, "--queries", third, "-f", "csv").out
    assert "both,Flag,word" in listed
    assert "one,Mine,word" in listed
    assert "three,Mine,word" in listed
    assert "both,Configured,word" in khabar("query", "-f", "csv").out


def test_a_folder_that_is_not_there_is_a_usage_error(khabar, folder):
    ran = khabar("query", "--queries", folder / "none")
    assert ran.code == 2
    assert "no such folder of queries" in ran.err
