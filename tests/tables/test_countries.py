"""Countries: one name for each, whichever code a data set uses."""

from __future__ import annotations

import json
import os
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from khabar.loaders.tables.countries import SCHEMES, country, known
from khabar.ontology.iris import is_slug

TABLE = tomllib.loads(files("khabar.loaders.tables").joinpath("countries.toml").read_text("utf-8"))
DATA = os.environ.get("KHABAR_TEST_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="set KHABAR_TEST_DATA to the folder of real data")


@pytest.mark.parametrize(
    ("scheme", "code", "slug"),
    [
        ("fips", "IS", "israel"),
        ("iso2", "IS", "iceland"),
        ("fips", "AU", "austria"),
        ("iso2", "AU", "australia"),
        ("fips", "TU", "turkey"),
        ("fips", "RS", "russia"),
        ("iso2", "RS", "serbia"),
        ("fips", "IZ", "iraq"),
        ("fips", "GM", "germany"),
        ("iso2", "GM", "gambia"),
        ("fips", "SZ", "switzerland"),
        ("iso2", "SZ", "eswatini"),
        ("fips", "GZ", "palestine"),
        ("fips", "WE", "palestine"),
        ("fips", "OD", "south-sudan"),
        ("iso3", "ROM", "romania"),
        ("iso-number", "4", "afghanistan"),
        ("iso-number", "004", "afghanistan"),
        ("iso-number", "760", "syria"),
        ("gw", "652", "syria"),
        ("gw", "652.0", "syria"),
        ("gw", "365", "russia"),
        ("gw", "345", "serbia"),
        ("gw", "678", "yemen"),
        ("gw", "260", "germany"),
        ("cow", "255", "germany"),
        ("cow", "679", "yemen"),
        ("gw", "970", "kiribati"),
        ("cow", "970", "nauru"),
        ("name", "Russia (Soviet Union)", "russia"),
        ("name", "Syrian Arab Republic", "syria"),
        ("name", "DR Congo (Zaire)", "dr-congo"),
        ("name", "Congo", "republic-of-the-congo"),
        ("name", "Yemen (North Yemen)", "yemen"),
        ("name", "Türkiye", "turkey"),
        ("name", "St. Lucia", "saint-lucia"),
        ("name", "Trinidad & Tobago", "trinidad-and-tobago"),
        ("name", "Cote d’Ivoire", "ivory-coast"),
        ("name", "The Gambia", "gambia"),
        ("name", "سورية", "syria"),
        ("name", "ايران", "iran"),
    ],
)
def test_a_code_names_a_country(scheme: str, code: str, slug: str) -> None:
    assert country(scheme, code, "x").reference == f"entity/{slug}"
    assert known(scheme, code)


@pytest.mark.parametrize("slug", ["russia", "iran", "syria", "united-states", "israel"])
def test_a_country_has_the_name_and_labels_of_the_worked_example(slug: str) -> None:
    text = files("khabar.examples").joinpath("putin-syria.yaml").read_text("utf-8")
    row = TABLE["country"][slug]
    assert f"\n  {slug}:\n    is: country\n    ar: {row['ar']}\n    en: {row['en']}\n" in text


def test_a_region_is_a_place_and_only_where_the_scheme_has_it() -> None:
    assert country("cameo", "AFR", "gdelt").kind == "Place"
    assert country("cameo", "RUS", "gdelt").kind == "Country"
    assert not known("iso3", "AFR")
    assert country("fips", "OS", "gdelt").reference == "entity/oceans"


def test_an_unknown_code_stays_as_it_is_in_the_data_set() -> None:
    found = country("fips", "QQ", "gdelt")
    assert (found.reference, found.kind, found.labels[0].value) == ("gdelt/country/fips-qq", "Country", "QQ")
    assert not known("fips", "QQ")
    assert country("iso3", "USA; GBR", "polecat").reference.removeprefix("polecat/country/iso3-").isalnum()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_code_stands_for_two_countries(scheme: str) -> None:
    seen: dict[str, str] = {}
    for part in ("country", "region"):
        for slug, row in TABLE[part].items():
            for code in _codes(scheme, row):
                assert country(scheme, code, "x").reference == f"entity/{slug}", code
                assert seen.setdefault(code, slug) == slug
    assert len(seen) > 30


def _codes(scheme: str, row: dict[str, str]) -> list[str]:
    iso = [*row.get("iso", "").split(), "-", "-", "-"]
    place = {"iso2": 0, "iso3": 1, "iso-number": 2, "cameo": 1}
    if scheme in place:
        found = [iso[place[scheme]]]
    elif scheme == "name":
        found = [row["en"], row["ar"], *row.get("also", [])]
    else:
        found = row.get(scheme, row.get("gw", "") if scheme == "cow" else "").split()
    return [code for code in found if code != "-"]


def test_every_country_has_a_slug_and_both_labels() -> None:
    for part in ("country", "region"):
        for slug, row in TABLE[part].items():
            assert is_slug(slug)
            assert any("\u0600" < letter < "\u0700" for letter in row["ar"]), slug
            assert row["en"].isascii() or row["en"] in {"Åland Islands", "Curaçao", "Réunion", "Saint Barthélemy"} | {
                "São Tomé and Príncipe"
            }


@needs_data
def test_every_country_of_a_gazetteer_is_known_by_its_iso_codes() -> None:
    gazetteer = json.loads(Path(str(DATA), "gazetteer/world-countries.json").read_text("utf-8"))
    assert len(gazetteer) == 250
    for row in gazetteer:
        found = {country("iso2", row["cca2"], "x").reference, country("iso3", row["cca3"], "x").reference}
        found |= {country("iso-number", row["ccn3"], "x").reference} if row["ccn3"] else set()
        assert len(found) == 1, row["name"]["common"]
        assert known("iso2", row["cca2"])
        assert country("name", row["name"]["common"], "x").reference in found


@needs_data
def test_every_country_code_of_a_day_of_gdelt_is_known() -> None:
    lines = Path(str(DATA), "tables/20180101000000.export.CSV").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    fips = {row[place] for row in rows for place in (37, 45, 53)} - {""}
    cameo = {row[place] for row in rows for place in (7, 17)} - {""}
    assert (len(fips), len(cameo)) == (85, 72)
    assert [code for code in fips if not known("fips", code)] == []
    assert [code for code in cameo if not known("cameo", code)] == []
