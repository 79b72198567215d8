"""The table of keys, and the JSON Schema made from it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft7Validator
from khabar.loaders.factsheet.document import parse
from khabar.loaders.factsheet.keys import FAMILIES, SECTIONS
from khabar.loaders.factsheet.nodes import List, Map, Node
from khabar.loaders.factsheet.reference import reference_page
from khabar.loaders.factsheet.schema import SCHEMA_FILE, json_schema
from khabar.ontology import vocabulary

KEYS = [pytest.param(key, id=f"{name}-{key.name}") for name, keys in SECTIONS.items() for key in keys]


def plain(node: Node) -> object:
    if isinstance(node, Map):
        return {key: plain(value) for key, value in node.values.items()}
    return [plain(n) for n in node.items] if isinstance(node, List) else node.text


@pytest.fixture(scope="module")
def validator():
    Draft7Validator.check_schema(json_schema())
    return Draft7Validator(json_schema())


@pytest.fixture
def seed():
    source = (files("khabar.examples") / "putin-syria.yaml").read_text("utf-8")
    return plain(parse(source, "seed", []))


def test_the_committed_file_is_the_schema():
    committed = (files("khabar.loaders.factsheet") / SCHEMA_FILE).read_text("utf-8")
    assert committed == json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def test_accepts_the_seed(validator, seed):
    assert [e.message for e in validator.iter_errors(seed)] == []


PATHS = [
    [],
    ["article"],
    ["entities", "iran"],
    ["mentions", 0],
    ["statements", 0],
    ["statements", 0, "claims"],
    ["statements", 22, "claims", "quantity", 0],
    ["review", 0],
]


@pytest.mark.parametrize("path", PATHS)
def test_refuses_an_unknown_key_anywhere(validator, seed, path):
    inner = seed
    for step in path:
        inner = inner[step]
    inner["colour"] = "green"
    assert not validator.is_valid(seed)


@pytest.mark.parametrize(
    ("key", "value"), [("polarity", "negatd"), ("act", "sing"), ("verbatim", "perhaps"), ("quote", ["a"])]
)
def test_refuses_wrong_values(validator, seed, key, value):
    seed["statements"][0][key] = value
    assert not validator.is_valid(seed)


def test_accepts_what_an_editor_takes_for_no_text(validator, seed):
    seed["article"] |= {"published": 2024, "author": True}
    seed["statements"][0] |= {"id": 12, "nth": 1, "verbatim": True, "polarity": "منفي"}
    seed["entities"]["syria"] |= {"is": "دولة"}
    seed["entities"]["russia"] |= {"lat": 35.4, "labels": {"fr": "Russie"}}
    assert [e.message for e in validator.iter_errors(seed)] == []


@pytest.mark.parametrize("key", KEYS)
def test_keys_are_described_in_both_languages(key):
    assert key.en.endswith(".")
    assert key.ar.endswith(".")
    assert any("\u0600" <= c <= "\u06ff" for c in key.ar)
    for kind in key.kind.split("|"):
        family, _, name = kind.partition(":")
        known = {"code": vocabulary().schemes, "reference": FAMILIES, "section": SECTIONS, "map": SECTIONS}.get(family)
        assert known is None or name in known


def test_the_reference_page_names_every_key_and_code():
    page = reference_page()
    assert all(f"`{key.name}`" in page for keys in SECTIONS.values() for key in keys)
    assert all(f"| `{name}` |" in page for name in vocabulary()["unit"])
