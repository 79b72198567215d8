"""A row gives what the article's mapping gives for the same record; codes stay text, bounds stay as given."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.loaders.records import Event, Quantity, When
from khabar.loaders.tables.description import PLACES, described
from khabar.loaders.tables.rowmap import RowError, RowMap
from khabar.loaders.triples import Triples
from khabar.ontology import Names
from khabar.ontology.vocabulary import turtle
from pyoxigraph import NamedNode, RdfFormat, Store, parse

COLUMNS = ["id", "day", "code", "who", "low", "best", "high", "url"]
TABLE = {
    "name": "made-up",
    "id": ["id"],
    "type": {"columns": ["code"], "scheme": "cameo"},
    "day": {"first": "day"},
    "party": [{"role": "initiator", "key": ["who"]}],
    "amount": [{"unit": "killed", "value": "best", "low": "low", "high": "high"}],
    "source": {"url": "url"},
}
NAMES = Names()
numbers = st.one_of(st.just(""), st.integers(0, 10**6).map(str), st.decimals(0, 1000, places=2).map(str))
rows = st.fixed_dictionaries(
    {
        "id": st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs"]), min_size=1, max_size=8),
        "day": st.one_of(st.just(""), st.dates().map(str)),
        "code": st.sampled_from(["010", "0874", "190", "1951", "043"]),
        "who": st.sampled_from(["", "قوات", "a b", "x"]),
        "low": numbers,
        "best": numbers,
        "high": numbers,
        "url": st.sampled_from(["", "http://example.org/a", "BBC Monitoring"]),
    }
)


def mapper(table=TABLE, columns=COLUMNS, **how):
    return RowMap(described(table, "made-up.toml"), NAMES, columns, **how)


def quads_of(row, **how):
    return set(parse(mapper(**how).row([row[c] for c in COLUMNS]).quads.encode(), format=RdfFormat.N_QUADS))


def record_of(row, event, types, who):
    """Give the record that an article's loader would make of the row."""
    amounts = {k: Decimal(row[k]) if row[k] else None for k in ("low", "best", "high")}
    quantity = Quantity(
        f"{event}#killed", None, "killed", value=amounts["best"], minimum=amounts["low"], maximum=amounts["high"]
    )
    return Event(
        event,
        types[row["code"]],
        "completed",
        roles=(("initiator", who),) if who else (),
        quantities=(quantity,) if any(n is not None for n in amounts.values()) else (),
        when=When("time-stated", not_before=row["day"], not_after=row["day"]) if row["day"] else When(),
        source="dataset/made-up",
        attributed_to=(
            row["url"] if row["url"].startswith("http") else "made-up/source/x" if row["url"] else "dataset/made-up",
        ),
        code=("cameo", row["code"]),
    )


@given(rows)
def test_a_row_is_mapped_as_its_record(row):
    found = quads_of(row)
    (event,) = {q.subject.value for q in found if q.predicate.value.endswith("#code")}
    who = next((q.object.value for q in found if q.predicate.value.endswith("initiator")), "")
    types = {
        row["code"]: next(q.object.value for q in found if q.predicate.value.endswith("eventType")).rpartition("/")[2]
    }
    triples = Triples(NAMES, "", "", "")
    triples.event(record_of(row, event.removeprefix(NAMES.base), types, who.removeprefix(NAMES.base)))
    by_record = parse(b" .\n".join([*triples.out, b""]), format=RdfFormat.N_TRIPLES)
    attributed = NamedNode("http://www.w3.org/ns/prov#wasAttributedTo")
    ours = {q.triple for q in found if q.predicate != attributed or row["url"].startswith("http")}
    theirs = {q.triple for q in by_record if q.predicate != attributed or row["url"].startswith("http")}
    assert ours == theirs


@given(rows)
def test_every_cell_is_kept_when_asked(row):
    more = quads_of(row, full=True) - quads_of(row)
    kept = {q.predicate.value.rpartition("/")[2]: q.object.value for q in more}
    assert kept == {column: text for column, text in row.items() if text}


def test_a_code_is_text():
    row = dict.fromkeys(COLUMNS, "") | {"id": "1", "code": "010"}
    (code,) = [q.object for q in quads_of(row) if q.predicate.value.endswith("#code")]
    assert (code.value, code.datatype.value) == ("010", "https://w3id.org/khabar/ns#cameo")


def test_bounds_that_contradict_each_other_are_told_and_kept():
    row = ["7", "2020-01-01", "190", "", "9", "5", "3", ""]
    made = mapper().row(row)
    ((column, value, reason, reason_ar),) = made.doubts
    assert (column, value) == ("best/low/high", "5/9/3")
    assert "kept as given" in reason
    assert "كما وردت" in reason_ar
    assert all(f'"{n}"^^' in made.quads for n in (9, 5, 3))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("code", "999"),
        ("code", ""),
        ("day", "yesterday"),
        ("day", "2020-02-30"),
        ("best", "many"),
        ("best", "1,000"),
        ("id", ""),
    ],
)
def test_what_cannot_be_read_is_said(column, cell):
    row = dict(zip(COLUMNS, ["7", "2020-01-01", "190", "", "", "5", "", ""], strict=True)) | {column: cell}
    with pytest.raises(RowError) as raised:
        mapper().row(list(row.values()))
    assert column in raised.value.doubt.column
    assert any("\u0600" <= c <= "\u06ff" for c in raised.value.doubt.reason_ar)


def test_rows_without_an_id_are_named_by_their_content():
    table = {k: v for k, v in TABLE.items() if k != "id"}
    row = ["7", "2020-01-01", "190", "", "", "", "", ""]
    first, again, second = (mapper(table).row(row, n).event for n in (0, 0, 1))
    assert first == again != second
    assert mapper(table).row([*row[:-1], "http://x"]).event not in {first, second}


def test_days_are_as_wide_as_their_precision():
    table = TABLE | {"day": {"first": "day", "precision": "who", "means": {"1": "day", "2": "month", "3": "year"}}}
    for precision, days in (
        ("1", ("2020-02-03", "2020-02-03")),
        ("2", ("2020-02-01", "2020-02-29")),
        ("3", ("2020-01-01", "2020-12-31")),
    ):
        quads = mapper(table).row(["7", "2020-02-03", "190", precision, "", "", "", ""]).quads
        assert all(f'"{day}"^^' in quads for day in days)
    with pytest.raises(RowError, match="no precision"):
        mapper(table).row(["7", "2020-02-03", "190", "9", "", "", "", ""])


NEAR = [{"role": "place", "kind": "Place", "key": ["who"], "precision": "low", "means": {"1": "country", "4": "exact"}}]


@pytest.mark.parametrize(("cell", "code"), [("1", "place-country"), (" 4 ", "place-exact"), ("", ""), ("9", "")])
def test_a_place_is_as_exact_as_its_precision(cell, code):
    made = mapper(TABLE | {"party": NEAR, "amount": []}).row(["7", "2020-01-01", "190", "Homs", cell, "", "", ""])
    found = [q for q in parse(made.quads.encode(), format=RdfFormat.N_QUADS) if "placePrecision" in q.predicate.value]
    assert [q.object.value.rpartition("/")[2] for q in found] == [code] * bool(code)
    assert "#place>" in made.quads
    # What is not known is told, and the row kept.
    assert [(doubt.column, doubt.value) for doubt in made.doubts] == [("low", "9")] * (cell == "9")


def test_no_place_has_no_precision():
    row = ["7", "2020-01-01", "190", "", "1", "", "", ""]
    assert "placePrecision" not in mapper(TABLE | {"party": NEAR, "amount": []}).row(row).quads


@pytest.mark.parametrize(
    ("party", "says"),
    [
        ({"means": {"1": "contry"}}, "did you mean 'country'"),
        ({"means": {"1": "zzz"}}, "known are: exact, near"),
        ({"means": {}}, "precision needs means"),
    ],
)
def test_a_precision_that_means_nothing_is_refused(party, says):
    with pytest.raises(UsageError, match=says):
        mapper(TABLE | {"party": [NEAR[0] | party]})


def test_precisions_of_days_are_known():
    with pytest.raises(UsageError, match="did you mean 'month'"):
        mapper(TABLE | {"day": {"first": "day", "precision": "who", "means": {"1": "months"}}})


def test_each_precision_of_a_place_is_a_code():
    store = Store()
    store.load(turtle("codes.ttl"), format=RdfFormat.TURTLE)
    scheme = NamedNode("https://w3id.org/khabar/code/scheme/place-precision")
    members = store.quads_for_pattern(None, NamedNode("http://www.w3.org/2004/02/skos/core#inScheme"), scheme)
    assert {q.subject.value.rpartition("/place-")[2] for q in members} == set(PLACES)
