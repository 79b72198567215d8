"""Mentions: which article speaks of which event, on which day, and how sure GDELT is of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from khabar import shapes
from khabar.loaders.tables.description import descriptions
from khabar.loaders.tables.mapped import Mapped, map_chunk
from khabar.loaders.tables.mentions import MentionMap
from khabar.loaders.tables.reading import chunks
from khabar.loaders.tables.rowmap import RowError
from khabar.ontology import Names
from khabar.ontology.iris import DEFAULT_BASE
from pyoxigraph import RdfFormat, Store

DATA = os.environ.get("KHABAR_TEST_DATA")
DESCRIPTION = descriptions()["gdelt-mentions"]
CELLS = {
    "GLOBALEVENTID": "1",
    "EventTimeDate": "20990101120000",
    "MentionTimeDate": "20990102000000",
    "MentionType": "1",
    "MentionSourceName": "example.org",
    "MentionIdentifier": "http://example.org/a",
    "SentenceID": "4",
    "Actor1CharOffset": "-1",
    "Actor2CharOffset": "10",
    "ActionCharOffset": "20",
    "InRawText": "1",
    "Confidence": "80",
    "MentionDocLen": "2579",
    "MentionDocTone": "0.8",
}
PREFIXES = f"""
PREFIX kh: <https://w3id.org/khabar/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>
PREFIX g: <{DEFAULT_BASE}gdelt/event/>
"""


def line(**changes: str) -> str:
    cells = CELLS | changes
    return "\t".join(cells.get(column, "") for column in DESCRIPTION.layout.columns) + "\n"


def mapped(path: Path, text: str, description=DESCRIPTION, **how: bool) -> Mapped:
    path = path / "20990102000000.mentions.CSV"
    path.write_text(text, "utf-8")
    (chunk,) = chunks(path, description)
    return map_chunk(chunk, description, DEFAULT_BASE, **how)


def stored(found: Mapped) -> Store:
    store = Store()
    store.load(found.quads + found.register, format=RdfFormat.N_QUADS)
    return store


def asked(store: Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES + query, use_default_graph_as_union=True)
    return sorted(tuple(term.value for term in row) for row in found)


def test_a_mention_attributes_the_event_to_an_article(tmp_path: Path) -> None:
    store = stored(mapped(tmp_path, line()))
    query = """SELECT ?article ?publisher ?day ?sure {
        g:1 prov:wasAttributedTo ?article ; prov:qualifiedAttribution ?mention .
        ?mention a prov:Attribution ; prov:agent ?article ; schema:dateCreated ?day ; kh:confidence ?sure .
        ?article schema:publisher ?publisher }"""
    assert asked(store, query) == [("http://example.org/a", "example.org", "2099-01-02", "0.8")]
    (graph,) = {quad.graph_name.value for quad in store if quad.predicate.value.endswith("qualifiedAttribution")}
    assert graph == f"{DEFAULT_BASE}dataset/gdelt-mentions/2099-01-02"


def test_two_mentions_in_one_article_are_two_and_one_attribution(tmp_path: Path) -> None:
    store = stored(mapped(tmp_path, line() + line(SentenceID="5", Confidence="100")))
    assert len(asked(store, "SELECT ?m { g:1 prov:qualifiedAttribution ?m }")) == 2
    assert asked(store, "SELECT ?a { g:1 prov:wasAttributedTo ?a }") == [("http://example.org/a",)]
    assert asked(store, "SELECT ?c { ?m kh:confidence ?c }") == [("0.8",), ("1",)]


def test_an_article_without_an_address_is_named_as_the_data_set_names_it(tmp_path: Path) -> None:
    store = stored(mapped(tmp_path, line(MentionType="2", MentionIdentifier="BBC Monitoring / X 2099")))
    ((article,),) = asked(store, "SELECT ?a { g:1 prov:wasAttributedTo ?a }")
    assert article.startswith(f"{DEFAULT_BASE}gdelt-mentions/article/")
    labels = asked(store, f"SELECT ?l {{ <{article}> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}")
    assert labels == [("BBC Monitoring / X 2099",)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("GLOBALEVENTID", ""), ("MentionIdentifier", " "), ("Confidence", "101"), ("Confidence", "high"),
     ("MentionTimeDate", "20991302000000")],
)  # fmt: skip
def test_a_row_that_says_no_such_thing_is_told_of_and_left_out(tmp_path: Path, column: str, cell: str) -> None:
    found = mapped(tmp_path, line() + line(**{column: cell}))
    assert (len(found.events), found.refused) == (1, 1)
    assert [(p.at.line, p.at.key) for p in found.problems] == [(2, column)]
    assert all(p.message and p.message_ar for p in found.problems)


def test_full_keeps_every_cell(tmp_path: Path) -> None:
    store = stored(mapped(tmp_path, line(), full=True))
    cells = asked(store, f'SELECT ?p ?c {{ ?m ?p ?c FILTER(STRSTARTS(STR(?p), "{DEFAULT_BASE}gdelt-mentions/")) }}')
    assert {p.rpartition("/")[2]: cell for p, cell in cells} == CELLS


def test_mentions_beside_their_events_break_no_rule(tmp_path: Path) -> None:
    mentions, events = mapped(tmp_path, line(GLOBALEVENTID="7")), descriptions()["gdelt"]
    cells = dict.fromkeys(events.layout.columns, "") | {
        "GLOBALEVENTID": "7", "SQLDATE": "20990101", "EventCode": "043", "DATEADDED": "20990101120000",
        "Actor1Code": "RUS", "Actor1Name": "RUSSIA", "Actor1CountryCode": "RUS",
    }  # fmt: skip
    path = tmp_path / "20990101120000.export.CSV"
    path.write_text("\t".join(cells.values()) + "\n", "utf-8")
    (chunk,) = chunks(path, events)
    event = map_chunk(chunk, events, DEFAULT_BASE)
    report = shapes.validate(event.quads + event.register + mentions.quads + mentions.register)
    assert [f for f in report.findings if f.level.name == "VIOLATION"] == []


def test_only_a_table_of_mentions_has_mentions() -> None:
    with pytest.raises(ValueError, match="no table of mentions"):
        MentionMap(descriptions()["gdelt"], Names(DEFAULT_BASE), [])


def test_an_empty_event_is_no_row() -> None:
    mapper = MentionMap(DESCRIPTION, Names(DEFAULT_BASE), DESCRIPTION.layout.columns)
    with pytest.raises(RowError, match="GLOBALEVENTID"):
        mapper.row([""] * 16)


@pytest.mark.skipif(not DATA, reason="set KHABAR_TEST_DATA to the folder of real data")
def test_a_copy_with_commas_and_a_header_in_small_letters_is_read() -> None:
    description = replace(DESCRIPTION, layout=replace(DESCRIPTION.layout, delimiter=",", quoted=True))
    (chunk,) = chunks(Path(str(DATA), "tables/gdelt_mentions_20170701.csv"), description)
    found = map_chunk(chunk, description, DEFAULT_BASE)
    assert (len(found.events), found.refused) == (1635, 0)
    store = stored(found)
    assert asked(store, "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e prov:wasAttributedTo ?a }") == [("1430",)]
    assert asked(store, "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?e prov:wasAttributedTo ?a }") == [("559",)]
    assert asked(store, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?a schema:publisher ?p }") == [("205",)]
