"""One truth: every engine finds just what pySHACL, the reference, finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from khabar import Names, examples, map_sheet, read_factsheet
from khabar.errors import UsageError
from khabar.shapes import RuleBook, read, rulebook, validate
from khabar.shapes.checking import check_book
from khabar.shapes.engines import DEFAULT, ENGINES, setbased, shifty
from khabar.shapes.rulebook import KHS
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from faulty_sheets import FAULTS, sheets  # noqa: E402

BASE = HERE / "base.ttl"
EXAMPLES = sorted(HERE.glob("*/*/*.ttl"))
RULES = {rule.name: rule for rule in rulebook().rules}
SH = "http://www.w3.org/ns/shacl#"
FAST = sorted(set(ENGINES) - {"pyshacl"})
PREFIXES = (
    f"@prefix sh: <{SH}> . @prefix khs: <{KHS}> . @prefix kh: <https://w3id.org/khabar/ns#> . @prefix ex: <urn:ex:> .\n"
)
PERSON = (
    b"<urn:p> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/khabar/ns#Person> .\n"
    b'<urn:p> <urn:n> "7" .\n<urn:p> <urn:n> <urn:k> .\n<urn:p> <urn:label> "P"@en .\n'
)


def quads(*files: Path) -> bytes:
    """Give files as one: blank nodes of several sources get labels that no two runs share."""
    parts = (parse(f.read_bytes(), format=RdfFormat.TURTLE) for f in files)
    return b"".join(serialize(part, format=RdfFormat.N_QUADS) for part in parts)


def alone(name: str) -> RuleBook:
    """Give the book of one rule: pySHACL asks a rule once a node, and takes seconds for all of them."""
    facts: dict[object, list[Triple]] = {}
    for triple in rulebook().triples:
        facts.setdefault(triple.subject, []).append(triple)
    queue: list[object] = [NamedNode(KHS + name)]
    for node in queue:
        queue += [t.object for t in facts.get(node, []) if t.object not in queue]
    return RuleBook(rulebook().shapes, tuple(t for node in queue for t in facts.get(node, [])))


@pytest.fixture
def shapes(tmp_path):
    def write(turtle):
        path = tmp_path / "mine.ttl"
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        return read([path])

    return write


@pytest.mark.parametrize("name", RULES)
def test_the_examples_of_a_rule_give_the_same_findings(name):
    # The first invalid one trips the rule; all in one graph, as pySHACL is slow to start, may mend each other.
    of_rule = [path for path in EXAMPLES if path.parent.name == name]
    invalid = next(path for path in of_rule if path.name != "valid.ttl")
    book = alone(name)
    for files in ([invalid], of_rule):
        data = quads(BASE, *files)
        reference = validate(data, shapes=book, engine="pyshacl")
        assert all(validate(data, shapes=book, engine=engine) == reference for engine in FAST)
        assert {f.rule for f in reference} == {name} or files != [invalid]


@pytest.mark.parametrize("path", EXAMPLES[::7], ids=lambda p: str(p.relative_to(HERE)))
def test_an_example_gives_the_same_findings_under_all_rules(path):
    data = quads(BASE, path)
    assert validate(data, engine="fast") == validate(data, engine="shifty")


@pytest.mark.slow
def test_the_worked_example_gives_the_same_findings():
    data = map_sheet(read_factsheet(examples.path())[0], Names()).nquads()
    reference = validate(data, engine="pyshacl")
    assert len(reference) > 0
    assert all(validate(data, engine=name) == reference for name in FAST)


@pytest.mark.slow
def test_generated_sheets_give_the_same_findings():
    made = list(sheets(8, seed=3, faulty=1))
    data = b"".join(sheet.quads for sheet in made)
    reference = validate(data, engine="pyshacl")
    assert len({finding.rule for finding in reference}) >= 5
    assert all(validate(data, engine=name) == reference for name in FAST)


@pytest.mark.slow
def test_many_generated_sheets_give_the_same_findings_in_both_fast_engines():
    for n in range(0, 500, 100):
        data = b"".join(sheet.quads for sheet in sheets(100, seed=n, faulty=0.7))
        assert validate(data, engine="fast") == validate(data, engine="shifty")


@pytest.mark.slow
def test_every_kind_of_fault_is_seeded_and_found():
    made = list(sheets(400, faulty=1))
    assert {sheet.fault for sheet in made} == set(FAULTS)
    found = {s.fault for s in made[:200] if len(validate(s.quads))}
    assert found == set(FAULTS)


def test_the_same_seed_gives_the_same_sheets():
    assert list(sheets(5)) == list(sheets(5))
    assert list(sheets(5)) != list(sheets(5, seed=8))


def test_khabars_rules_in_sparql_are_asked_of_a_store():
    questions, rest = setbased.split(rulebook())
    left = {t.subject for t in rest.triples}
    in_sparql = {t.subject.value for t in rulebook().triples if t.predicate.value == SH + "sparql"}
    assert {q.shape for q in questions} == in_sparql
    assert not {NamedNode(q.shape) for q in questions} & left


@pytest.mark.parametrize(
    "said",
    [
        "khs:{} sh:deactivated true .",
        "khs:{} sh:targetClass kh:Person .",
        "khs:{} sh:targetNode ex:p .",
        "ex:R a sh:NodeShape ; sh:targetClass kh:Person ; sh:node khs:{} .",
        "khs:{} sh:sparql [ sh:select 'SELECT $this WHERE {{ $this <urn:n> ?n }}' ] .",
    ],
)
def test_a_rule_of_which_a_user_says_more_is_left_to_the_other_engine(shapes, said):
    name = setbased.split(rulebook())[0][0].shape.removeprefix(KHS)
    book = rulebook() | shapes(said.format(name))
    assert KHS + name not in {q.shape for q in setbased.split(book)[0]}


def test_a_users_rules_in_sparql_are_left_to_the_other_engine(shapes):
    mine = shapes("khs:Mine a sh:NodeShape ; sh:targetClass kh:Person ; sh:sparql [ sh:select 'SELECT $this {}' ] .")
    assert setbased.split(mine)[0] == ()


@pytest.mark.parametrize("name", ENGINES)
def test_a_message_names_what_was_found_in_every_language(shapes, name):
    mine = shapes(
        'ex:R a sh:NodeShape ; sh:targetClass kh:Person ; sh:message "All of {$this}."@en , "كل {$this}."@ar ; '
        'sh:sparql [ sh:message "{?n} of {$this}: {?value}."@en , "{?value}: {?n}."@ar ; sh:select '
        '"SELECT $this ?value ?n WHERE { $this <urn:label> ?value ; <urn:n> ?n }" ] , '
        '[ sh:select "SELECT $this WHERE { $this <urn:label> ?value }" ] .'
    )
    found = sorted((f.messages["en"], f.messages["ar"]) for f in validate(PERSON, shapes=mine, engine=name))
    assert found == [("7 of urn:p: P.", "P: 7."), ("All of urn:p.", "كل urn:p."), ("urn:k of urn:p: P.", "P: urn:k.")]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("turtle", "says"),
    [
        ("ex:R a sh:NodeShape ; sh:targetClass kh:Person ; sh:sparql [ sh:select 'SELECT $this {' ] .", ""),
        (
            "ex:R a sh:NodeShape ; sh:targetClass kh:Person ; sh:sparql [ sh:select 'SELECT $this { ?x no:p 1 }' ] .",
            "",
        ),
        ("ex:R a sh:NodeShape ; sh:targetClass kh:Person ; sh:js [ sh:jsFunctionName 'f' ] .", "sh:js is beyond"),
        ("ex:R a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ] ; sh:closed true .", "sh:target is beyond"),
        ("ex:R a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path ex:p ; sh:in ex:x .", "sh:in"),
        ("ex:R a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path ex:p ; sh:nodeKind sh:Iri .", "sh:nodeKind"),
        ("ex:R a sh:NodeShape ; sh:targetClass kh:Person ; sh:property [ sh:minCount 1 ] .", "needs an sh:path"),
        (
            "ex:R a sh:PropertyShape ; sh:targetClass kh:Person ; sh:path ex:p ; sh:pattern '(' .",
            "no regular expression",
        ),
    ],
)
def test_no_engine_passes_over_what_it_does_not_understand(shapes, name, turtle, says):
    with pytest.raises(UsageError, match="a shape cannot be run") as e:
        validate(PERSON, shapes=shapes(turtle), engine=name)
    assert says in str(e.value)


def test_khabars_own_book_keeps_the_syntax_of_shacl():
    check_book(RuleBook(rulebook().shapes, rulebook().triples))


def test_the_default_is_one_of_the_engines():
    assert DEFAULT in ENGINES


def test_text_that_looks_like_a_triple_term_is_text():
    assert shifty.ntriples(
        [
            Triple(
                NamedNode("urn:s"),
                NamedNode("urn:p"),
                next(iter(parse(b'<urn:s> <urn:p> "<<(" .', format=RdfFormat.N_TRIPLES))).object,
            )
        ]
    )


@pytest.mark.parametrize("name", ENGINES)
def test_a_blank_focus_keeps_its_label_in_every_engine(name):
    data = b"_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/khabar/ns#Person> .\n"
    found = validate(data + b"_:x <https://w3id.org/khabar/ns#nonsense> <urn:o> .\n", engine=name)
    assert {f.focus for f in found} == {"_:x"}
    assert {"EntityLabel", "UnknownTermEntity"} <= {f.rule for f in found}


@pytest.mark.parametrize("name", ENGINES)
def test_a_finding_names_its_constraint_components(name):
    found = {f.rule: f.components for f in validate(PERSON, engine=name)}
    assert found["EntityLabel"] == (SH + "MinCountConstraintComponent",)


XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES = (
    "<urn:a>", "<urn:b>", "_:x", "_:y", '"1"', '"2"', '"x"@ar', f'"1"^^<{XSD}integer>', f'"2.5"^^<{XSD}decimal>',
    f'"2024-01-01"^^<{XSD}date>', f'"2024-02-31"^^<{XSD}date>', f'"2024-01-01T00:00:00"^^<{XSD}dateTime>',
    f'"2024"^^<{XSD}gYear>', f'"10:00:00"^^<{XSD}time>', f'"x"^^<{XSD}integer>', '"z"^^<urn:t>',
)  # fmt: skip


@pytest.fixture
def more_datatypes():
    """What owlrl, which pySHACL imports, does to rdflib for the whole process when it reasons: new datatypes."""
    from owlrl import DatatypeHandling

    DatatypeHandling.use_Alt_lexical_conversions()
    yield
    DatatypeHandling.use_RDFLib_lexical_conversions()


@pytest.mark.parametrize("operator", ["lessThan", "lessThanOrEquals"])
def test_what_rdflib_was_told_elsewhere_changes_no_comparison(shapes, operator, more_datatypes):
    test_what_cannot_be_compared_is_a_finding_in_every_engine(shapes, operator)


@pytest.mark.parametrize("operator", ["lessThan", "lessThanOrEquals"])
def test_what_cannot_be_compared_is_a_finding_in_every_engine(shapes, operator):
    book = shapes(
        "ex:R a sh:NodeShape ; sh:targetSubjectsOf ex:p, ex:q ; "
        f"sh:property [ sh:path ex:p ; sh:{operator} ex:q ; sh:message 'Compare them.'@en ] ."
    )
    pairs = [
        f"<urn:s{n}{m}> <urn:ex:p> {one} .\n<urn:s{n}{m}> <urn:ex:q> {other} .\n"
        for n, one in enumerate(VALUES)
        for m, other in enumerate(VALUES)
    ]
    alone = "<urn:lonely> <urn:ex:p> _:z .\n"
    found = {name: validate("".join([*pairs, alone]).encode(), shapes=book, engine=name).findings for name in ENGINES}
    assert set(map(str, found["pyshacl"])) ^ set(map(str, found["fast"])) == set()
    assert found["pyshacl"] == found["fast"] == found["shifty"]
    at_fault = {f.focus for f in found["pyshacl"]}
    assert len(pairs) - 25 < len(at_fault) < len(pairs) - 5
    assert "urn:lonely" not in at_fault


@pytest.mark.slow
def test_sheets_that_compare_a_blank_node_give_the_same_findings():
    made = list(sheets(500))
    for number, rule in ((274, "QuantityValue"), (485, "EventNotBefore")):
        found = {name: validate(made[number].quads, shapes=alone(rule), engine=name) for name in ENGINES}
        assert found["pyshacl"] == found["fast"] == found["shifty"]
        assert rule in {f.rule for f in found["pyshacl"]}


def test_pyshacl_is_left_as_it_was():
    from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP

    before = dict(CONSTRAINT_PARAMETERS_MAP)
    validate(PERSON, engine="pyshacl")
    assert before == CONSTRAINT_PARAMETERS_MAP
