"""The JSON Schema of a fact sheet, for editors that complete and check as one types. Made from the table of keys."""

from __future__ import annotations

from typing import Any

from ...ontology import vocabulary
from .keys import ENTITY_KINDS, SECTIONS, Key
from .kinds import kind_labels
from .values import FLAGS

__all__ = ["SCHEMA_FILE", "json_schema"]

SCHEMA_FILE = "schema.json"
_DRAFT = "http://json-schema.org/draft-07/schema#"
_IRI = "https://w3id.org/khabar/fact-sheet/1/schema.json"
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}


def json_schema() -> dict[str, Any]:
    """Give the schema (draft 7, which editors of YAML understand)."""
    return {
        "$schema": _DRAFT,
        "$id": _IRI,
        "title": "khabar fact sheet, version 1",
        **_section("sheet"),
        "definitions": {name: _section(name) for name in SECTIONS if name != "sheet"},
    }


def _section(name: str) -> dict[str, Any]:
    keys = SECTIONS[name]
    required = [key.name for key in keys if key.required]
    return {
        "type": "object",
        "properties": {key.name: _property(key) for key in keys},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _property(key: Key) -> dict[str, Any]:
    one = _one([_kind(kind) for kind in key.kind.split("|")])
    shape = _one([one, {"type": "array", "items": one}]) if key.many else one
    example = {"examples": [key.example]} if key.example else {}
    return {"description": f"{key.en} — {key.ar}", **example, **shape}


def _one(shapes: list[dict[str, Any]]) -> dict[str, Any]:
    return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}


def _kind(kind: str) -> dict[str, Any]:
    family, _, name = kind.partition(":")
    section = {"$ref": f"#/definitions/{name}"}
    # To an editor a bare 012, 2018 or true is no text; khabar reads all scalars as text.
    shapes: dict[str, dict[str, Any]] = {
        "section": section,
        "map": {"type": "object", "additionalProperties": section},
        "texts": {"type": "object", "additionalProperties": _TEXT},
        "kind": {"anyOf": [{"enum": list(ENTITY_KINDS)}, {"enum": _kind_labels()}]},
        "number": {"type": ["number", "string"]},
        "flag": {"enum": [True, False, *FLAGS]},
        "date": {"type": ["string", "number"]},
    }
    if family == "code":
        return {"anyOf": [{"enum": list(vocabulary()[name])}, {"enum": _labels(name)}]}
    return shapes.get(family, _TEXT)


def _kind_labels() -> list[str]:
    return sorted({label for named in kind_labels().values() for label in named.values()})


def _labels(scheme: str) -> list[str]:
    return sorted({label for concept in vocabulary()[scheme].values() for label in concept.labels.values()})
