"""What the loader says of an input, in English and in Arabic: the texts stand side by side in ``messages.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import Level, Problem

if TYPE_CHECKING:
    from ..errors import Position

__all__ = ["Said", "catalogue", "problem", "say"]


class Said(NamedTuple):
    """One text in both languages."""

    en: str
    ar: str


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Give the texts by name: a rule's (``sheet-empty``), or one of several of a rule (``sheet-shape.list``)."""
    tables = tomllib.loads((files(__package__) / "messages.toml").read_text("utf-8"))
    return dict(_flat("", tables))


def say(name: str, **values: object) -> Said:
    """Give a text with its values put in; a value that is itself said in both languages goes into each.

    >>> say("phrase.times.few", n=3)
    Said(en='3 times', ar='3 مرات')
    """
    texts = catalogue()[name]
    return Said(_put(texts["en"], 0, values), _put(texts["ar"], 1, values))


def problem(name: str, at: Position, value: str = "", fix: str = "", **values: object) -> Problem:
    """Give the problem that a name of the catalogue stands for; `value` is what stands in the input.

    The rule is the name's first part, the level and a standing fix are the catalogue's.
    """
    texts = catalogue()[name]
    values["value"] = value
    said = say(name, **values)
    level = Level[texts.get("level", "violation").upper()]
    fix = fix or _put(texts.get("fix", ""), 0, values)
    return Problem(name.partition(".")[0], said.en, at, level, value, fix, said.ar)


def _put(template: str, language: int, values: dict[str, object]) -> str:
    own = {name: value[language] if isinstance(value, Said) else value for name, value in values.items()}
    return template.format_map(own)


def _flat(prefix: str, table: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    if "en" in table:
        return [(prefix, table)]
    return [row for name, inner in table.items() for row in _flat(f"{prefix}.{name}" if prefix else name, inner)]
