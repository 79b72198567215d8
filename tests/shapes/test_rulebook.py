"""The rules that travel in the package, and the files that users bring."""

from __future__ import annotations

from collections import Counter

import pytest
from khabar.errors import Level, UsageError
from khabar.shapes import read, rulebook, validate
from khabar.shapes.rulebook import KHS
from pyoxigraph import NamedNode

RULES = rulebook().rules
PREFIXES = """
@prefix ex: <https://publisher.example/shapes#> .
@prefix kh: <https://w3id.org/khabar/ns#> .
@prefix khs: <https://w3id.org/khabar/shapes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
PERSON = b"<urn:p> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/khabar/ns#Person> ."


@pytest.fixture
def shapes(tmp_path):
    def write(turtle, name="mine.ttl"):
        path = tmp_path / name
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        return path

    return write


# Warnings of the model (section 5) and, in the second half, of rules that were found missing.
WARNINGS = {
    *("ArticleDate", "BaseBelongsTo", "EntityLabelBoth", "EntitySameAsJudged", "EventBasing", "EventHasParties"),
    *("EventPartLarger", "EvidenceLanguage", "EvidenceUsed", "QuantityWords", "StatementConflictExplained"),
    *("StatementDuplicate", "StatementHedgeGiven", "StatementVerb"),
    *("ArticleHashShared", "AssessmentConflictLinked", "AssessmentCorrection", "AssessmentLocal"),
    *("EntityLabelScript", "EntitySameAsOne", "EntitySameAsShared", "EventTimeWords", "StatementAddressee"),
    *("StatementConflictBack", "StatementDenial", "StatementHedgeCounts", "StatementOccasionHeld", "StatementOwnVerb"),
}


def test_levels_are_those_of_the_model():
    levels = {rule.name: rule.level for rule in RULES}
    assert Counter(levels.values()) == {Level.VIOLATION: 95, Level.WARNING: 28, Level.INFO: 1}
    assert {name for name, level in levels.items() if level is Level.WARNING} == WARNINGS
    assert levels["ForceBelongsTo"] is Level.INFO


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_one_message_in_each_language(rule):
    assert set(rule.messages) == {"en", "ar"}
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in rule.messages["ar"])
    assert arabic > len(rule.messages["ar"]) / 3
    assert rule.messages["en"].isascii()
    assert all(text.endswith(".") for text in rule.messages.values())


def test_messages_are_unlike_each_other():
    for lang in ("en", "ar"):
        assert len({rule.messages[lang] for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("property_name", ["severity", "message"])
def test_every_rule_is_a_named_shape_that_says(property_name):
    predicate = NamedNode(f"http://www.w3.org/ns/shacl#{property_name}")
    said = [t.subject.value for t in rulebook().triples if t.predicate == predicate]
    assert Counter(said) == {KHS + rule.name: 2 if property_name == "message" else 1 for rule in RULES}


def test_a_message_is_given_only_with_its_own_language():
    # Counting by (shape, language) would miss two messages of one language, which the mapping folds into one.
    predicate = NamedNode("http://www.w3.org/ns/shacl#message")
    tags = Counter((t.subject, t.object.language) for t in rulebook().triples if t.predicate == predicate)
    assert set(tags.values()) == {1}


def test_each_file_is_named_after_the_class_it_is_about():
    for rule in RULES:
        words = [word.capitalize() for word in rule.file.removesuffix(".ttl").split("-")]
        name = "".join(words)
        assert rule.name.startswith((name, words[0] + "NotMatched")) or rule.name in {
            f"Dangling{name}",
            f"UnknownTerm{name}",
            "LocatedInAcyclic",
        }


def test_a_rule_knows_its_path():
    paths = {rule.name: rule.path for rule in RULES}
    assert paths["StatementSpeaker"] == "https://w3id.org/khabar/ns#speaker"
    assert paths["NarratorArticle"] == "^<https://w3id.org/khabar/ns#narrator>"
    assert paths["EventClaimed"] is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("( kh:content kh:speaker )", "(<N#content>/<N#speaker>)"),
        ("[ sh:alternativePath ( kh:cause kh:purpose ) ]", "(<N#cause>|<N#purpose>)"),
        ("[ sh:oneOrMorePath kh:content ]", "<N#content>+"),
        ("[ sh:inversePath [ sh:zeroOrMorePath kh:partOf ] ]", "^<N#partOf>*"),
    ],
)
def test_a_path_is_written_as_sparql_writes_it(shapes, path, text):
    book = read([shapes(f"ex:R a sh:PropertyShape ; sh:targetClass kh:Event ; sh:path {path} ; sh:minCount 9 .")])
    assert [rule.path for rule in book.rules] == [text.replace("N#", "https://w3id.org/khabar/ns#")]


def test_a_users_rule_goes_by_its_iri_and_brings_its_own_message(shapes):
    mine = shapes(
        "ex:Nationality a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path ex:nationality ;"
        ' sh:minCount 1 ; sh:severity sh:Info ; sh:message "Dites de quel pays."@fr .'
    )
    (finding,) = validate(PERSON, shapes=read([mine]))
    assert finding.rule == "https://publisher.example/shapes#Nationality"
    assert (finding.level, finding.messages) == (Level.INFO, {"fr": "Dites de quel pays."})


def test_a_nameless_property_goes_by_the_shape_around_it(shapes):
    mine = shapes("ex:P a sh:NodeShape ; sh:targetClass kh:Person ; sh:property [ sh:path ex:n ; sh:minCount 1 ] .")
    (finding,) = validate(PERSON, shapes=read([mine]))
    assert finding.rule == "https://publisher.example/shapes#P"
    assert finding.path == "https://publisher.example/shapes#n"
    assert finding.messages[""]


def test_a_nameless_shape_goes_by_its_file_and_number(shapes):
    mine = shapes("[] sh:targetClass kh:Person ; sh:property [ sh:path ex:n ; sh:minCount 1 ] .")
    (finding,) = validate(PERSON, shapes=read([mine]))
    assert finding.rule.endswith("mine.ttl#1")


def test_users_rules_join_khabars_and_can_end_one(shapes):
    assert [f.rule for f in validate(PERSON)] == ["EntityLabel"]
    mine = read([shapes("khs:EntityLabel sh:deactivated true .")])
    assert validate(PERSON, shapes=rulebook() | mine).findings == ()


def test_two_files_never_share_a_blank_node(shapes):
    one = shapes("_:x sh:targetClass kh:Person ; sh:property [ sh:path ex:a ; sh:minCount 1 ] .", "one.ttl")
    two = shapes("_:x sh:targetClass kh:Force ; sh:property [ sh:path ex:b ; sh:minCount 1 ] .", "two.ttl")
    (finding,) = validate(PERSON, shapes=read([one, two]))
    assert finding.path == "https://publisher.example/shapes#a"


@pytest.mark.parametrize(
    ("turtle", "says"),
    [
        ("ex:R a sh:NodeShape", r"mine\.ttl:\d+: cannot read the shapes"),
        ("ex:R rdfs:label 'no shape' .", "there are no SHACL shapes in this file"),
        ("ex:R sh:targetClass kh:Person ; sh:minCout 1 .", r"no term sh:minCout; did you mean 'minCount'\?"),
    ],
)
def test_a_broken_file_is_a_usage_error(shapes, turtle, says):
    path = shapes(turtle)
    with pytest.raises(UsageError, match=says) as e:
        read([path])
    assert e.value.exit_code == 2
    assert str(path) in str(e.value)


def test_a_missing_file_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read([tmp_path / "absent.ttl"])


def test_an_unknown_suffix_is_a_usage_error(shapes):
    with pytest.raises(UsageError, match=r"suffix '\.docx'"):
        read([shapes("", "mine.docx")])


@pytest.mark.parametrize(
    "turtle",
    [
        "ex:R a sh:PropertyShape ; sh:targetClass kh:Person .",
        "ex:R a sh:NodeShape ; sh:targetClass kh:Person ; sh:or ex:notAList .",
        "ex:R a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path kh:speaker ; sh:minCount 'one' .",
        "ex:R a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path rdfs:label ; sh:pattern 7 .",
        "ex:R a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path rdfs:label ; sh:pattern '(' .",
        "ex:R a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path rdfs:label ; sh:minLength 'x' .",
    ],
)
def test_a_shape_that_cannot_be_run_is_a_usage_error(shapes, turtle):
    labelled = PERSON + b'\n<urn:p> <http://www.w3.org/2000/01/rdf-schema#label> "P"@en .'
    with pytest.raises(UsageError, match="a shape cannot be run"):
        validate(labelled, shapes=read([shapes(turtle)]))
