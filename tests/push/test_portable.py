"""The portable profile: what passes comes back from every store as it was; what does not is said, with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.errors import Level
from khabar.ontology import Names
from khabar.stores.push import StoreGraphs
from khabar.stores.push.portable import RULES, check

XSD = "http://www.w3.org/2001/XMLSchema#"
PORTABLE = [
    '"0"^^<{x}integer>', '"-30000"^^<{x}integer>', '"999999999999999999"^^<{x}integer>', '"35.5"^^<{x}decimal>',
    '"-0.5"^^<{x}decimal>', '"30000"^^<{x}decimal>', '"true"^^<{x}boolean>', '"2026-11-24"^^<{x}date>',
    '"2026"^^<{x}gYear>', '"2026-11-24T10:00:00Z"^^<{x}dateTime>', '"2026-11-24T10:00:00.5+03:00"^^<{x}dateTime>',
    '"http://a"^^<{x}anyURI>', '"نص"', '"نص"@ar', '"text"@ar-sy', '"1984~"^^<http://id.loc.gov/datatypes/edtf>',
    '"\\"^^<{x}double> ."', '"x\\\\u0000"', '"a\\"@EN ."',
]  # fmt: skip
REFUSED = {
    "integer": ["007", "+5", "-0", "٣٠", "abc", "1000000000000000000", "9" * 45, ""],
    "decimal": ["30000.00", "5.", ".5", "1.0", "0.1234567890123456", "1e5", "٣٫٥"],
    "double": ["1.0E0", "2.5E8", "INF"],
    "float": ["1.5"],
    "long": ["5"],
    "nonNegativeInteger": ["5"],
    "boolean": ["1", "True"],
    "dateTime": ["2026-11-24T10:00:00.000Z", "2026-11-24T24:00:00Z", "-0044-03-15T00:00:00Z", "yesterday"],
    "date": ["-0044-03-15"],
    "duration": ["P12Y"],
    "dayTimeDuration": ["P3D"],
    "time": ["10:00:00"],
}


def line(term):
    return f"<urn:s> <urn:p> {term} .\n".encode()


@pytest.mark.parametrize("term", PORTABLE)
def test_what_is_portable_passes(term):
    assert check(line(term.replace("{x}", XSD)), "urn:g") == []


@pytest.mark.parametrize(("datatype", "text"), [(d, t) for d, texts in REFUSED.items() for t in texts])
def test_what_is_not_is_said(datatype, text):
    (problem,) = check(line('"fine"') + line(f'"{text}"^^<{XSD}{datatype}>'), "urn:g")
    assert (problem.at.file, problem.at.line, problem.at.key) == ("urn:g", 2, "urn:s")
    assert problem.level is Level.VIOLATION
    assert problem.fix
    assert any("\u0600" <= c <= "\u06ff" for c in problem.message_ar)


@pytest.mark.parametrize(
    ("term", "rule"),
    [
        ('"x"@AR', "language"),
        ('"x"@ar-SY', "language"),
        (f"<urn:{'x' * 1800}>", "iri"),
        ('"a\\u0000b"', "nul"),
        ('"\\\\\\u0000"', "nul"),
        (f'"{"x" * 1_000_001}"', "long-text"),
        ('"POINT(1 2)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>', "wkt"),
    ],
)
def test_the_other_rules(term, rule):
    found = check(line(term), "urn:g")
    assert [problem.rule for problem in found] == [f"portable/{rule}"]
    assert check(line(term), "urn:g", set(RULES) - {rule}) == []


def test_every_finding_has_its_line():
    body = b"".join(line(f'"0{n}"^^<{XSD}integer>') if n % 3 == 0 else line(f'"{n}"') for n in range(30))
    assert [problem.at.line for problem in check(body, "urn:g")] == list(range(1, 31, 3))


@given(st.integers())
def test_integers(number):
    assert (check(line(f'"{number}"^^<{XSD}integer>'), "urn:g") == []) == (abs(number) < 10**18)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_decimals(number):
    text = f"{number:f}"
    shown = text.rstrip("0").rstrip(".") or "0"
    digits = sum(c.isdigit() for c in shown)
    assert (check(line(f'"{shown}"^^<{XSD}decimal>'), "urn:g") == []) == (digits <= 15 and shown != "-0")


def test_what_khabar_makes_is_portable(seed_store):
    local = StoreGraphs(seed_store, Names())
    assert [p for unit in local.units() for p in check(local.body(unit.graph), unit.graph)] == []
