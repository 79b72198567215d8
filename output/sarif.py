"""Problems as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines they are about."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from ..errors import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..errors import Position, Problem

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.VIOLATION: "error", Level.WARNING: "warning", Level.INFO: "note"}


def sarif(problems: Iterable[Problem], version: str = "") -> bytes:
    """Give one run as UTF-8 JSON: a rule for each name (section 3.49), a result for each problem (section 3.27).

    Columns count code points. A rule has its message in English and Arabic where all its problems share them; a
    problem whose place in a file is not known has a logical location alone.
    """
    found = tuple(problems)
    names = list(dict.fromkeys(p.rule for p in found))
    driver: dict[str, Any] = {
        "name": "khabar",
        "rules": [_rule(name, [p for p in found if p.rule == name]) for name in names],
    }
    if version:
        driver["version"] = version
    results = [_result(p, names.index(p.rule)) for p in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return orjson.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, option=orjson.OPT_INDENT_2) + b"\n"


def _rule(name: str, problems: list[Problem]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": name, "defaultConfiguration": {"level": _LEVELS[problems[0].level]}}
    texts = {"en": {p.message for p in problems}, "ar": {p.message_ar for p in problems}}
    shared = {tag: {"text": _whole(next(iter(said)))} for tag, said in texts.items() if len(said) == 1 and said != {""}}
    return rule | ({"messageStrings": shared} if shared else {})


def _result(p: Problem, index: int) -> dict[str, Any]:
    more = {"message_ar": p.message_ar, "value": p.value, "fix": p.fix}
    return {
        "ruleId": _whole(p.rule),
        "ruleIndex": index,
        "level": _LEVELS[p.level],
        "message": {"text": _whole(p.message)},
        "locations": [_location(p.at)],
        "properties": {name: _whole(text) for name, text in more.items() if text},
    }


def _location(at: Position) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if at.file != "store":
        region = {"startLine": at.line, "startColumn": at.column}
        known = {name: number for name, number in region.items() if number is not None}
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(at.file)}} | (
            {"region": known} if known else {}
        )
    if at.key:
        location["logicalLocations"] = [{"fullyQualifiedName": _whole(at.key)}]
    return location


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")


def _whole(text: str) -> str:
    """Mend half a surrogate pair, which a file name may hold and JSON may not."""
    return text.encode("utf-8", "replace").decode()
