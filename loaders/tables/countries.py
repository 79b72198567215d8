"""Countries by the codes and names of data sets, under the names that articles use: ``entity/iran`` in either.

A code says nothing without its scheme: ``IS`` is Israel in FIPS 10-4 and Iceland in ISO 3166. What lists have among
countries and is none, such as CAMEO's ``AFR``, is a place, not a country.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ...ontology.iris import slug
from ..records import Entity, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["SCHEMES", "country", "known"]

SCHEMES = ("cameo", "cow", "fips", "gw", "iso2", "iso3", "iso-number", "name")
_NUMBERS = frozenset({"cow", "gw", "iso-number"})
_NO_LANGUAGE = "zxx"  # BCP 47: no linguistic content


def country(scheme: str, code: str, dataset: str) -> Entity:
    """Give the country of a code; of an unknown one an entity of the data set, labelled by the code itself.

    Its kind is ``Place`` for a region, such as CAMEO's ``EUR``. `known` tells whether a code is known.

    >>> country("fips", "IS", "gdelt").reference, country("iso2", "IS", "gdelt").reference
    ('entity/israel', 'entity/iceland')
    >>> country("fips", "QQ", "gdelt").reference
    'gdelt/country/fips-qq'
    """
    found = _table(scheme).get(_key(scheme, code))
    return found or Entity(f"{dataset}/country/{scheme}-{slug(code)}", "Country", (Text(code, _NO_LANGUAGE),))


def known(scheme: str, code: str) -> bool:
    """Tell whether a code, or a name, stands for a country or a region that khabar knows.

    >>> known("gw", "652"), known("name", "DR Congo (Zaire)"), known("iso3", "AFR"), known("cameo", "AFR")
    (True, True, False, True)
    """
    return _key(scheme, code) in _table(scheme)


@cache
def _table(scheme: str) -> Mapping[str, Entity]:
    return {_key(scheme, code): entity for row, entity in _entities() for code in _codes(scheme, row)}


@cache
def _entities() -> tuple[tuple[Mapping[str, Any], Entity], ...]:
    table = tomllib.loads(files(__package__).joinpath("countries.toml").read_text("utf-8"))
    return tuple(
        (row, Entity(f"entity/{name}", kind, (Text(row["ar"], "ar"), Text(row["en"], "en"))))
        for part, kind in (("country", "Country"), ("region", "Place"))
        for name, row in table[part].items()
    )


def _codes(scheme: str, row: Mapping[str, Any]) -> Iterator[str]:
    two, three, number = (*row.get("iso", "").split(), "", "", "")[:3]
    codes = {
        "iso2": (two,),
        "iso3": (three, *row.get("old", ())),
        "iso-number": (number,),
        "cameo": (three, *row.get("old", ()), row.get("cameo", "")),
        "cow": row.get("cow", row.get("gw", "")).split(),
        "name": (row["en"], row["ar"], *row.get("also", ())),
    }.get(scheme, row.get(scheme, "").split())
    return (code for code in codes if code not in {"", "-"})


def _key(scheme: str, code: str) -> str:
    if scheme == "name":
        plain = unicodedata.normalize("NFKD", code.replace("&", " and ").replace("’", "'").casefold())
        words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
        return " ".join("saint" if word == "st" else word for word in words if word != "the")
    code = code.strip().upper()
    # Tables that went through a spreadsheet or a data frame have 4.0 for 004.
    return code.removesuffix(".0").lstrip("0") if scheme in _NUMBERS else code
