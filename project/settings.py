"""The settings one by one: what may stand in each, and what it means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..endpoints import check_settings
from ..errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["READERS"]

_LONGEST_WAIT = 86_400
_TAGS = {
    "arabic": "ar",
    "عربي": "ar",
    "العربية": "ar",
    "english": "en",
    "french": "fr",
    "german": "de",
    "spanish": "es",
}
_TAGS |= {"persian": "fa", "farsi": "fa", "russian": "ru", "turkish": "tr", "hebrew": "he", "kurdish": "ku"}
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def _base(value: object, _folder: Path) -> str:
    base = _text(value, _folder)
    if not base.startswith(("http://", "https://")) or not base.endswith(("/", "#")) or _NOT_IN_IRI.search(base):
        raise ValueError(f"{base!r} cannot be the base of IRIs; write an http(s) address that ends in /")
    return base


def _text(value: object, _folder: Path) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"expected text, not {_toml(value)}" if value != "" else "expected text; nothing is there")
    if "\x00" in value:
        raise ValueError("holds the character U+0000, which no name or address can have")
    return value


def _path(value: object, folder: Path) -> Path:
    return folder / (value if isinstance(value, Path) else _text(value, folder))


def _many(value: object) -> Iterator[object]:
    yield from (value.split(",") if isinstance(value, str) else value if isinstance(value, list | tuple) else [value])


def _paths(value: object, folder: Path) -> tuple[Path, ...]:
    return tuple(_path(v, folder) for v in _many(value))


def _languages(value: object, folder: Path) -> tuple[str, ...]:
    languages = tuple(_language(_text(v, folder).strip().lower()) for v in _many(value))
    if not languages:
        raise ValueError("name at least one language")
    return languages


def _language(tag: str) -> str:
    from ..loaders.factsheet.values import is_language

    if is_language(tag):
        return tag
    hint = _TAGS.get(tag)
    raise ValueError(
        f"{tag!r} is no language; "
        + (f"did you mean '{hint}'?" if hint else "write the language's code, e.g. ar, en, fr")
    )


def _seconds(value: object, _folder: Path) -> float:
    try:
        seconds = float("" if isinstance(value, bool) else str(value))
    except ValueError:
        raise TypeError(f"expected a number of seconds, not {_toml(value)}") from None
    if not 0 <= seconds <= _LONGEST_WAIT:
        raise ValueError(f"must lie between 0 and {_LONGEST_WAIT} seconds")
    return seconds


def _toml(value: object) -> str:
    """Give a value as its author wrote it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _endpoints(value: object, folder: Path) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict):
        raise TypeError("write a table [endpoints.NAME] with url and kind")
    for name, table in value.items():
        if not isinstance(table, dict):
            raise TypeError(f"write a table [endpoints.{name}] with url and kind")
        check_settings(name, table)
        if "ca" in table:
            table["ca"] = str(folder / table["ca"])
    return value


def _about(value: object, _folder: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("write a table [about] with title, description, licence, publisher")
    for key, said in value.items():
        if key not in _ABOUT:
            hint = did_you_mean(key, _ABOUT) or f"the keys are: {', '.join(_ABOUT)}"
            raise ValueError(f"there is no key {key!r}; {hint}")
        if not isinstance(said, _ABOUT[key]):
            raise TypeError(f"{key}: expected {_SHAPES[_ABOUT[key]]}, not {said!r}")
    return value


_ABOUT: dict[str, type[object]] = {
    "title": dict,
    "description": dict,
    "keywords": dict,
    "licence": str,
    "publisher": str,
    "publisher_name": str,
    "themes": list,
}
_SHAPES: dict[type[object], str] = {
    dict: 'texts by language, { en = "…", ar = "…" }',
    str: "text",
    list: "a list of texts",
}
READERS: dict[str, Callable[[object, Path], Any]] = {
    "base": _base,
    "store": _path,
    "curator": _text,
    "lang": _languages,
    "queries": _paths,
    "lexicon": _path,
    "wait": _seconds,
    "timeout": _seconds,
    "endpoints": _endpoints,
    "about": _about,
}
