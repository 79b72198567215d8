"""The data sets that khabar knows, in the layouts of several releases; the rows are made up."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from khabar import shapes
from khabar.errors import Level
from khabar.loaders.tables.cells import CellError, event_type
from khabar.loaders.tables.countries import SCHEMES
from khabar.loaders.tables.description import described, descriptions
from khabar.loaders.tables.mapped import Mapped, map_chunk
from khabar.loaders.tables.reading import chunks
from khabar.ontology.iris import DEFAULT_BASE
from khabar.ontology.vocabulary import turtle
from pyoxigraph import RdfFormat, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parent / "samples"
RELEASES = {
    "GEDEvent_v24_1.csv": "ucdp-ged",
    "ged171.csv": "ucdp-ged",
    "GEDEvent_v24_0_1.csv": "ucdp-ged",
    "GEDEvent_v19_0_3.csv": "ucdp-ged",
    "acled.csv": "acled",
    "acled_api.csv": "acled",
    "acled_2022.csv": "acled",
    "acled_2019.csv": "acled",
    "acled_2018.csv": "acled",
    "ngecEvents.2099.txt": "polecat",
    "ngecEventsDV-2098.txt": "polecat",
}
PREFIXES = f"""
PREFIX kh: <https://w3id.org/khabar/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX e: <{DEFAULT_BASE}entity/>
"""


def mapped(file: str) -> Mapped:
    description = descriptions()[RELEASES[file]]
    (chunk,) = chunks(SAMPLES / file, description)
    return map_chunk(chunk, description, DEFAULT_BASE)


def stored(file: str) -> Store:
    found, store = mapped(file), Store()
    store.load(found.quads + found.register, format=RdfFormat.N_QUADS)
    return store


def asked(store: Store, query: str) -> set[tuple[str, ...]]:
    found = store.query(PREFIXES + query, use_default_graph_as_union=True)
    return {tuple(_short(term.value) if term else "" for term in row) for row in found}


def _short(text: str) -> str:
    return text if text.count("/") < 3 else text.rpartition("/")[2]


def values_of(file: str, path: str, of: str) -> set[str]:
    query = f"SELECT ?x {{ <{DEFAULT_BASE}{RELEASES[file]}/event/{of}> {path} ?x }}"
    return {row[0] for row in asked(stored(file), query)}


@pytest.mark.parametrize("file", RELEASES)
def test_every_row_of_every_release_is_read(file: str) -> None:
    found = mapped(file)
    told = [p.at.line for p in found.problems]
    # In one row of UCDP the best estimate lies below the lowest.
    assert told == {"GEDEvent_v24_0_1.csv": [7]}.get(file, [8] if RELEASES[file] == "ucdp-ged" else [])
    assert (len(found.events), found.refused) == ({"ucdp-ged": 9, "acled": 11, "polecat": 9}[RELEASES[file]], 0)


@pytest.mark.parametrize("name", ["ucdp-ged", "polecat"])
def test_all_releases_give_the_same_quads(name: str) -> None:
    of_release = [mapped(file) for file, data_set in RELEASES.items() if data_set == name]
    assert len({found.quads for found in of_release}) == 1
    assert len({found.register for found in of_release}) == 1


def test_exports_and_the_api_of_acled_give_the_same_quads() -> None:
    assert len({mapped(file).quads for file in RELEASES if file in {"acled.csv", "acled_api.csv"}}) == 1
    assert mapped("acled_2022.csv").quads == mapped("acled_2019.csv").quads == mapped("acled.csv").quads


@pytest.mark.parametrize("file", ["GEDEvent_v24_1.csv", "acled.csv", "ngecEvents.2099.txt"])
def test_rows_break_no_rule_but_where_the_estimates_do(file: str) -> None:
    report = shapes.validate(stored(file))
    broken = {finding.focus for finding in report.findings if finding.level is Level.VIOLATION}
    is_ucdp = RELEASES[file] == "ucdp-ged"
    assert broken == ({f"{DEFAULT_BASE}ucdp-ged/event/900007#killed"} if is_ucdp else set())


@pytest.mark.parametrize(
    ("event", "first", "last", "kind", "low", "best", "high"),
    [
        ("900001", "2099-03-01", "2099-03-01", "clash", "2", "2", "4"),
        ("900002", "2099-03-04", "2099-03-06", "clash", "3", "3", "3"),
        ("900003", "2099-04-01", "2099-04-30", "clash", "0", "12", "20"),
        ("900004", "2099-01-01", "2099-12-31", "clash", "40", "40", "90"),
        ("900005", "2099-05-02", "2099-05-08", "clash", "5", "6", "6"),
        ("900006", "2099-06-01", "2099-06-01", "killing", "7", "7", "7"),
        ("900007", "2099-06-02", "2099-06-02", "killing", "6", "5", "9"),
    ],
)
def test_ucdp_days_types_and_estimates(
    event: str, first: str, last: str, kind: str, low: str, best: str, high: str
) -> None:
    query = f"""SELECT ?first ?last ?type ?low ?best ?high {{
        <{DEFAULT_BASE}ucdp-ged/event/{event}> kh:notBefore ?first ; kh:notAfter ?last ; kh:eventType ?type ;
          kh:quantity ?killed . ?killed schema:minValue ?low ; schema:value ?best ; schema:maxValue ?high }}"""
    assert asked(stored("GEDEvent_v24_1.csv"), query) == {(first, last, kind, low, best, high)}


def test_ucdp_says_who_attacked_only_where_violence_is_one_sided() -> None:
    file = "GEDEvent_v24_1.csv"
    assert values_of(file, "kh:participant", "900001") == {"118", "9001"}
    assert values_of(file, "kh:initiator|kh:affected", "900001") == set()
    assert values_of(file, "kh:initiator/rdfs:label", "900007") == {"IS"}
    assert values_of(file, "kh:affected/rdfs:label", "900007") == {"Civilians"}
    assert values_of(file, "kh:participant", "900007") == set()


def test_ucdp_countries_are_those_of_articles() -> None:
    file = "GEDEvent_v24_1.csv"
    assert values_of(file, "kh:place/kh:locatedIn", "900001") == {"syria"}
    assert values_of(file, "kh:place/kh:locatedIn", "900007") == {"yemen"}
    assert values_of(file, "kh:place/kh:locatedIn", "900009") == {"dr-congo"}
    assert values_of(file, "kh:participant/kh:belongsTo", "900009") == {"russia"}


def test_ucdp_sources_are_the_offices_then_the_article_then_ucdp_itself() -> None:
    file, label = "GEDEvent_v24_1.csv", "prov:wasAttributedTo/rdfs:label"
    assert values_of(file, label, "900001") == {"Example Agency", "Example Post"}
    assert values_of(file, label, "900003") == {"A yearly report of the Example Observatory"}
    assert values_of(file, "prov:wasAttributedTo", "900004") == {"ucdp-ged"}
    # "-1" in a coordinate is a coordinate.
    assert values_of(file, "kh:place/<http://www.w3.org/2003/01/geo/wgs84_pos#lat>", "900009") == {"-1"}


def test_places_are_as_exact_as_the_set_says() -> None:
    assert values_of("GEDEvent_v24_1.csv", "kh:placePrecision", "900001") == {"place-exact"}
    assert values_of("acled.csv", "kh:placePrecision", "SYR1") == {"place-exact"}
    assert values_of("ngecEvents.2099.txt", "kh:placePrecision", "900001") == set()


def test_acled_types_days_and_codes() -> None:
    query = "SELECT ?event ?type ?first ?last { ?event kh:eventType ?type ; kh:notBefore ?first ; kh:notAfter ?last }"
    assert asked(stored("acled.csv"), query) == {
        ("SYR1", "clash", "2098-11-24", "2098-11-24"),
        ("SYR2", "territory-capture", "2098-11-25", "2098-11-25"),
        ("SYR3", "air-strike", "2098-11-26", "2098-11-26"),
        ("SYR4", "shelling", "2098-11-26", "2098-11-26"),
        ("SYR5", "kidnapping", "2098-11-24", "2098-11-30"),
        ("SYR6", "protest", "2098-11-28", "2098-11-28"),
        ("SYR7", "repression", "2098-11-28", "2098-11-28"),
        ("SYR8", "riot", "2098-11-29", "2098-11-29"),
        ("SYR9", "prevention", "2098-12-01", "2098-12-31"),
        ("SYR10", "basing", "2098-12-16", "2098-12-16"),
        ("SYR11", "situation", "2098-12-17", "2098-12-17"),
    }
    old = asked(stored("acled_2018.csv"), "SELECT ?event ?type { ?event kh:eventType ?type }")
    assert {row for row in old if row[0] in {"SYR1", "SYR3", "SYR5", "SYR6"}} == {
        ("SYR1", "clash"), ("SYR3", "attack"), ("SYR5", "attack"), ("SYR6", "protest")
    }  # fmt: skip


def test_a_code_without_a_scheme_is_plain_text() -> None:
    store = stored("acled.csv")
    (row,) = store.query(PREFIXES + f"SELECT ?code {{ GRAPH ?g {{ <{DEFAULT_BASE}acled/event/SYR3> kh:code ?code }} }}")
    assert row[0].value == "Explosions/Remote violence/Air/drone strike"
    assert row[0].datatype.value == "http://www.w3.org/2001/XMLSchema#string"


def test_acled_parties() -> None:
    def said(event: str, role: str) -> set[str]:
        return values_of("acled.csv", f"kh:{role}/rdfs:label", event)

    assert said("SYR2", "participant") == {
        "Example Front", "Military Forces of Syria", "Example Brigade", "Example Battalion"
    }  # fmt: skip
    assert (said("SYR3", "initiator"), said("SYR3", "affected")) == (
        {"Military Forces of Syria"},
        {"Civilians (Syria)"},
    )
    assert said("SYR3", "participant") == {"Students (Syria)"}
    # Protesters who are shot at are the first actor: the order says nothing.
    assert said("SYR7", "initiator") == set()
    assert values_of("acled.csv", "prov:wasAttributedTo/rdfs:label", "SYR1") == {"Example Agency", "Example Post"}
    assert values_of("acled.csv", "kh:place/kh:locatedIn", "SYR10") == {"dr-congo"}


def test_polecat_types_fall_back_on_the_type_alone() -> None:
    query = "SELECT ?event ?type ?code { ?event kh:eventType ?type ; kh:code ?code }"
    found = {event[-1]: (kind, code) for event, kind, code in asked(stored("ngecEvents.2099.txt"), query)}
    assert found == {
        "1": ("shelling", "ASSAULT/heavy-weapons"),
        "2": ("arrest", "COERCE/arrest"),
        "3": ("visit", "CONSULT/visit"),
        "4": ("agreement", "AGREE"),
        "5": ("withdrawal", "RETREAT/withdraw"),
        "6": ("de-escalation", "RETREAT/a mode of a year to come"),
        "7": ("relation", "SUPPORT"),
        "8": ("protest", "PROTEST/demo"),
        "9": ("condemnation", "ACCUSE/disapprove"),
    }


def test_polecat_none_is_nobody_and_several_are_several() -> None:
    def said(number: int, path: str) -> set[str]:
        return values_of("ngecEvents.2099.txt", path, f"20990302-1-example_{number}")

    assert said(7, "kh:initiator") == set()
    assert said(8, "kh:place") == set()
    assert said(8, "prov:wasAttributedTo") == {"polecat"}
    assert said(3, "kh:initiator/rdfs:label") == {"Foreign Minister A", "Foreign Minister B"}
    assert said(3, "kh:initiator/kh:belongsTo") == {"russia", "iran"}
    # One actor of two countries: which is his is not said, and not guessed.
    assert said(7, "kh:affected/rdfs:label") == {"Turkey"}
    assert said(9, "kh:notBefore") == {"2099-03-01"}


def _types() -> Iterator[tuple[str, str]]:
    for name, description in descriptions().items():
        for kind in {*description.type.values.values(), description.type.constant} - {""}:
            yield name, kind


@pytest.mark.parametrize("name", descriptions())
def test_a_set_speaks_of_what_there_is(name: str) -> None:
    description = descriptions()[name]
    if description.layout.columns:
        assert description.columns <= {*description.layout.columns, *description.layout.optional}
    assert set(description.label) == {"ar", "en"}
    assert all(not party.scheme or party.scheme in SCHEMES for party in description.parties)
    assert all(party.role in {"initiator", "participant", "affected", "place"} for party in description.parties)
    assert description.layout.files or name == "acled"


@pytest.mark.parametrize(("name", "kind"), sorted(set(_types())))
def test_types_of_a_set_are_types_of_the_ontology(name: str, kind: str) -> None:
    assert f"\nkht:{kind} a kh:EventType" in turtle("event-types.ttl").decode()


def test_every_type_and_mode_of_plover_has_a_type() -> None:
    types = "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION"
    for code in [*types.split(), "MOBILIZE", "COERCE", "ASSAULT"]:
        assert event_type("plover", code)
        assert event_type("plover", code + "/none-of-these") == event_type("plover", code)


@pytest.mark.parametrize(
    ("scheme", "text"), [("cameo", "2024-03-01"), ("cameo", "20240"), ("cameo", "20 "), ("plover", "AGREEMENT")]
)
def test_what_only_begins_like_a_code_is_none(scheme: str, text: str) -> None:
    with pytest.raises(CellError):
        event_type(scheme, text)


@pytest.mark.parametrize("name", ["gdelt", "gdelt-1"])
def test_gdelt_has_the_columns_of_its_codebook(name: str) -> None:
    columns = descriptions()[name].layout.columns
    assert len(columns) == len(set(columns)) == {"gdelt": 61, "gdelt-1": 58}[name]
    second = [column for column in columns if "ADM2" in column]
    assert len(second) == {"gdelt": 3, "gdelt-1": 0}[name]
    assert [c for c in descriptions()["gdelt"].layout.columns if "ADM2" not in c] == list(
        descriptions()["gdelt-1"].layout.columns
    )


def test_no_file_of_a_set_is_taken_for_another() -> None:
    names = {
        "20180101000000.export.CSV": "gdelt",
        "20180101000000.translation.export.CSV.zip": "gdelt",
        "20130401.export.CSV.zip": "gdelt-1",
        "GEDEvent_v24_1.csv": "ucdp-ged",
        "GEDEvent_v26_0_8.csv": "ucdp-ged",
        "ged171-csv.zip": "ucdp-ged",
        "ngecEvents.DV.2018.txt.zip": "polecat",
    }
    for name, data_set in names.items():
        found = [n for n, d in descriptions().items() if any(Path(name).match(p) for p in d.layout.files)]
        assert found == [data_set], name


def test_a_user_may_write_what_the_sets_have() -> None:
    text = files("khabar.loaders.tables").joinpath("sets/acled.toml").read_text("utf-8")
    assert described(tomllib.loads(text), "acled.toml") == descriptions()["acled"]


@pytest.mark.parametrize("width", [57, 58])
def test_the_files_of_gdelt_before_2013_have_a_column_less(tmp_path: Path, width: int) -> None:
    description = descriptions()["gdelt-1"]
    said = {"GLOBALEVENTID": "1", "SQLDATE": "20050101", "EventCode": "0874", "DATEADDED": "20050101"}
    said |= {"SOURCEURL": "http://example.org/a"}
    (tmp_path / "t.csv").write_text("\t".join([said.get(c, "") for c in description.layout.columns][:width]) + "\n")
    (chunk,) = chunks(tmp_path / "t.csv", description)
    quads = map_chunk(chunk, description, DEFAULT_BASE).quads.decode()
    assert f"<{DEFAULT_BASE}gdelt-1/event/1>" in quads
    assert ("#wasAttributedTo> <http://example.org/a>" in quads) == (width == 58)
