"""Configuration: built in < the user's file < khabar.toml up the tree < KHABAR_* < what the caller says."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..endpoints import check_settings
from ..errors import UsageError, did_you_mean
from ..ontology import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["FILE_NAME", "Config", "Setting", "configure"]

FILE_NAME = "khabar.toml"
_LONGEST_WAIT = 86_400
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its value, and where that came from (``built in``, a file, a variable, or ``given``)."""

    name: str
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force.

    `store` is a directory; `lang` lists languages of labels, the first preferred; `endpoints` holds the tables
    ``[endpoints.NAME]`` as they are written, `about` the table ``[about]`` that describes the data to their users.
    """

    base: str = DEFAULT_BASE
    store: Path = Path(".khabar")
    curator: str | None = None
    lang: tuple[str, ...] = ("en", "ar")
    queries: tuple[Path, ...] = ()
    lexicon: Path | None = None
    wait: float = 10.0
    endpoints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()


def configure(folder: str | Path = ".", **given: object) -> Config:
    """Work out the configuration for a folder; `given` settles what is not None in it.

    Raises UsageError, naming the file and the key, for what cannot be read or is no setting.
    """
    start = Path(folder).resolve()
    settings = {name: Setting(name, getattr(_BUILT_IN, name), "built in") for name in _READERS}
    root = next((d for d in (start, *start.parents) if (d / FILE_NAME).is_file()), None)
    for layer in (_user_file(), root / FILE_NAME if root else None):
        settings |= _beside(_from_file(layer), settings) if layer and layer.is_file() else {}
    settings |= _from_environment(os.environ, start)
    settings |= {k: _read(k, v, "given", Path.cwd()) for k, v in given.items() if v is not None}
    if settings["store"].origin == "built in":
        settings["store"] = Setting("store", (root or start) / ".khabar", "built in")
    return Config(**{k: s.value for k, s in settings.items()}, settings=tuple(settings.values()))


def _user_file() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "khabar" / FILE_NAME


def _from_file(path: Path) -> dict[str, Setting]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    # Not every fault of a file is a TOMLDecodeError: an endless number is a ValueError, deep nesting a RecursionError.
    except (OSError, ValueError, RecursionError) as e:
        raise UsageError(f"{path}: cannot be read: {e}") from e
    return {key: _read(key, value, str(path), path.parent) for key, value in table.items()}


def _beside(found: dict[str, Setting], settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """Let the endpoints of one file stand beside those of another; all else is settled by the last."""
    if "endpoints" in found:
        every = {**settings["endpoints"].value, **found["endpoints"].value}
        found["endpoints"] = replace(found["endpoints"], value=every)
    return found


def _from_environment(environment: Mapping[str, str], folder: Path) -> dict[str, Setting]:
    found = {}
    for name in _READERS:
        variable = f"KHABAR_{name.upper()}"
        if environment.get(variable):
            found[name] = _read(name, environment[variable], variable, folder)
    return found


def _read(name: str, value: object, origin: str, folder: Path) -> Setting:
    if name not in _READERS:
        hint = did_you_mean(name, _READERS) or f"the settings are: {', '.join(_READERS)}"
        raise UsageError(f"{origin}: there is no setting {name!r}\n  {hint}")
    try:
        return Setting(name, _READERS[name](value, folder), origin)
    except (TypeError, ValueError) as e:
        raise UsageError(f"{origin}: {name}: {e}") from None
    except UsageError as e:
        raise UsageError(f"{origin}: {e}") from None


def _base(value: object, _folder: Path) -> str:
    base = _text(value, _folder)
    if not base.startswith(("http://", "https://")) or not base.endswith(("/", "#")) or _NOT_IN_IRI.search(base):
        raise ValueError(f"{base!r} cannot be the base of IRIs; write an http(s) address that ends in /")
    return base


def _text(value: object, _folder: Path) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"expected text, not {value!r}")
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
    languages = tuple(_text(v, folder).strip().lower() for v in _many(value))
    if not languages:
        raise ValueError("name at least one language")
    return languages


def _seconds(value: object, _folder: Path) -> float:
    seconds = float(str(value))
    if not 0 <= seconds <= _LONGEST_WAIT:
        raise ValueError(f"must lie between 0 and {_LONGEST_WAIT} seconds")
    return seconds


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
_BUILT_IN = Config()
_READERS: dict[str, Callable[[object, Path], Any]] = {
    "base": _base,
    "store": _path,
    "curator": _text,
    "lang": _languages,
    "queries": _paths,
    "lexicon": _path,
    "wait": _seconds,
    "endpoints": _endpoints,
    "about": _about,
}
