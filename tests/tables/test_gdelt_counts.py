"""Fifteen minutes of GDELT, through khabar into a store: every count that was made from the file comes out."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from khabar.loaders.tables.countries import country
from khabar.loaders.tables.description import descriptions
from khabar.loaders.tables.reading import chunks, rows
from khabar.loaders.tables.rowmap import RowMap
from khabar.ontology import Names
from khabar.ontology.iris import DEFAULT_BASE
from pyoxigraph import RdfFormat, Store

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = os.environ.get("KHABAR_TEST_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="set KHABAR_TEST_DATA to the folder of real data")
PREFIXES = f"""
PREFIX kh: <https://w3id.org/khabar/ns#>
PREFIX kht: <https://w3id.org/khabar/type/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX c: <{DEFAULT_BASE}gdelt/column/>
PREFIX e: <{DEFAULT_BASE}entity/>
"""


def mapped(file: Path, *, full: bool) -> bytes:
    description, text = descriptions()["gdelt"], []
    for chunk in chunks(file, description):
        rowmap = RowMap(description, Names(DEFAULT_BASE), chunk.columns, full=full)
        text += [rowmap.row(cells, occurrence).quads for _, _, cells, occurrence in rows(chunk, description)]
        text.append(rowmap.entities())
    return "".join(text).encode()


def loaded(*, full: bool) -> Store:
    store = Store()
    quads = mapped(Path(str(DATA), "tables/20180101000000.export.CSV"), full=full)
    store.load(quads, format=RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def light() -> Store:
    return loaded(full=False)


@pytest.fixture(scope="module")
def full() -> Store:
    return loaded(full=True)


@pytest.fixture(scope="module")
def expected() -> Mapping[str, object]:
    found = json.loads(Path(str(DATA), "tables/20180101000000.expected.json").read_text("utf-8"))
    assert set(found) == {"columns", *COUNTS, *BY_KEY}, "a count that no question asks for"
    return found


def table(store: Store, query: str) -> dict[str, int]:
    found = store.query(PREFIXES + query, use_default_graph_as_union=True)
    return {row[0].value: int(row[1].value) for row in found}


# One number or text each; `full` where the light profile leaves the column out.
COUNTS = {
    "rows": ("light", "(COUNT(*) AS ?n) { ?event a kh:Event }"),
    "distinct_ids": ("full", "(COUNT(DISTINCT ?id) AS ?n) { ?event c:GLOBALEVENTID ?id }"),
    "sqldate_min": ("light", '(REPLACE(STR(MIN(?day)), "-", "") AS ?n) { ?event kh:notBefore ?day }'),
    "sqldate_max": ("light", '(REPLACE(STR(MAX(?day)), "-", "") AS ?n) { ?event kh:notAfter ?day }'),
    "no_actor1": (
        "light",
        "(COUNT(*) AS ?n) { ?event a kh:Event FILTER NOT EXISTS { ?event kh:initiator ?who } }",
    ),
    "no_actor2": (
        "light",
        "(COUNT(*) AS ?n) { ?event a kh:Event FILTER NOT EXISTS { ?event kh:affected ?whom } }",
    ),
    "no_action_geo": (
        "light",
        "(COUNT(*) AS ?n) { ?event a kh:Event FILTER NOT EXISTS { ?event kh:place ?where } }",
    ),
    "sum_num_mentions": ("full", "(SUM(xsd:integer(?cell)) AS ?n) { ?event c:NumMentions ?cell }"),
    "sum_num_articles": ("full", "(SUM(xsd:integer(?cell)) AS ?n) { ?event c:NumArticles ?cell }"),
    "distinct_source_urls": ("light", "(COUNT(DISTINCT ?url) AS ?n) { ?event a kh:Event ; prov:wasAttributedTo ?url }"),
    "event_date_not_added_date": (
        "light",
        "(COUNT(*) AS ?n) { GRAPH ?day { ?event kh:notBefore ?first } FILTER(!STRENDS(STR(?day), STR(?first))) }",
    ),
    "rows_withdraw_or_yield": (
        "light",
        '(COUNT(*) AS ?n) { ?event kh:code ?code FILTER(STRSTARTS(STR(?code), "08")) }',
    ),
    "rows_code_0874_retreat": (
        "light",
        '(COUNT(*) AS ?n) { ?event kh:eventType kht:withdrawal ; kh:code "0874"^^kh:cameo }',
    ),
    "feature_id_alpha": (
        "full",
        '(COUNT(*) AS ?n) { ?event c:ActionGeo_FeatureID ?id FILTER(REGEX(?id, "^[A-Za-z]")) }',
    ),
    "feature_id_negative": (
        "full",
        '(COUNT(*) AS ?n) { ?event c:ActionGeo_FeatureID ?id FILTER(STRSTARTS(?id, "-")) }',
    ),
    "nonascii_rows": (
        "full",
        """(COUNT(DISTINCT ?event) AS ?n)
            { ?event a kh:Event ; ?p ?cell FILTER(isLiteral(?cell) && REGEX(STR(?cell), "[^ -~]")) }""",
    ),
}
# A key and a number each.
BY_KEY = {
    "root_code": """?key (COUNT(*) AS ?n)
        { ?event kh:code ?code BIND(SUBSTR(STR(?code), 1, 2) AS ?key) } GROUP BY ?key""",
    "quad_class": "?key (COUNT(*) AS ?n) { ?event c:QuadClass ?key } GROUP BY ?key",
    "action_country_fips": "?key (COUNT(*) AS ?n) { ?event kh:place/kh:locatedIn ?key } GROUP BY ?key",
    "actor_country_any": """?key (COUNT(DISTINCT ?event) AS ?n)
        { ?event kh:initiator|kh:affected ?who . ?who kh:belongsTo ?key } GROUP BY ?key""",
    "pairs_directed": """(CONCAT(STR(?one), ">", STR(?other)) AS ?key) (COUNT(*) AS ?n)
        { ?event kh:initiator/kh:belongsTo ?one ; kh:affected/kh:belongsTo ?other } GROUP BY ?one ?other""",
}


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_of_the_file_comes_out_of_the_graph(
    name: str, light: Store, full: Store, expected: Mapping[str, object]
) -> None:
    profile, query = COUNTS[name]
    store = {"light": light, "full": full}[profile]
    (row,) = store.query(PREFIXES + "SELECT " + query, use_default_graph_as_union=True)
    assert row[0].value == str(expected[name])


def test_every_column_that_has_something_in_it_is_kept(full: Store, expected: Mapping[str, int]) -> None:
    columns = descriptions()["gdelt"].layout.columns
    assert len(columns) == expected["columns"]
    found = full.query(PREFIXES + "SELECT DISTINCT ?p { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?p), STR(c:))) }")
    # Nobody had a third type on that day.
    assert set(columns) - {row[0].value.rpartition("/")[2] for row in found} == {"Actor1Type3Code", "Actor2Type3Code"}


def _keys(name: str, key: str) -> str:
    if name == "action_country_fips":
        return DEFAULT_BASE + country("fips", key, "gdelt").reference
    if name in {"actor_country_any", "pairs_directed"}:
        return ">".join(DEFAULT_BASE + country("cameo", code, "gdelt").reference for code in key.split(">"))
    return key


@pytest.mark.parametrize("name", BY_KEY)
def test_counts_by_key_come_out_of_the_graph(name: str, full: Store, expected: Mapping[str, dict[str, int]]) -> None:
    found = table(full, "SELECT " + BY_KEY[name])
    assert {key: found.get(_keys(name, key), 0) for key in expected[name]} == expected[name]
    if name in {"root_code", "quad_class"}:
        assert found == expected[name]


def test_places_are_as_exact_as_their_type(light: Store) -> None:
    file = Path(str(DATA), "tables/20180101000000.export.CSV")
    types = Counter(line.split("\t")[51] for line in file.read_text("utf-8").splitlines())
    found = table(light, "SELECT ?how (COUNT(*) AS ?n) { ?event kh:placePrecision ?how } GROUP BY ?how")
    assert found == {
        f"https://w3id.org/khabar/code/place-{how}": sum(types[kind] for kind in kinds)
        for how, kinds in {"country": "1", "province": "25", "exact": "34"}.items()
    }


def test_the_light_profile_is_told_of_nothing_but_what_it_leaves_out(light: Store, full: Store) -> None:
    cells = PREFIXES + "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?event ?p ?cell } FILTER(STRSTARTS(STR(?p), STR(c:))) }"
    (row,) = full.query(cells)
    assert len(full) - int(row[0].value) == len(light)


def test_a_second_load_adds_nothing(light: Store) -> None:
    before = len(light)
    light.load(mapped(Path(str(DATA), "tables/20180101000000.export.CSV"), full=False), format=RdfFormat.N_QUADS)
    assert len(light) == before
