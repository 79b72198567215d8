"""Configuration: built in < the user's file < khabar.toml up the tree < KHABAR_* < what the caller says."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError, did_you_mean
from ..ontology import DEFAULT_BASE
from .settings import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FILE_NAME", "Config", "Setting", "built_in", "configure"]

FILE_NAME = "khabar.toml"
_BARE = re.compile(r"[\w-]+\s*=\s*[^\s\"'\[{].*")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its value, and where that came from (``built in``, a file, a variable, or ``given``)."""

    name: str
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force.

    `store` is a directory; `lang` lists languages of labels, the first preferred; `wait` is how many seconds to wait
    for another process that writes, `timeout` how many a query of the store may take (0: as many as it needs);
    `endpoints` holds the tables ``[endpoints.NAME]`` as they are written, `about` the table ``[about]`` that describes
    the data to their users.
    """

    base: str = DEFAULT_BASE
    store: Path = Path(".khabar")
    curator: str | None = None
    lang: tuple[str, ...] = ("en", "ar")
    queries: tuple[Path, ...] = ()
    lexicon: Path | None = None
    wait: float = 10.0
    timeout: float = 0.0
    endpoints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()


_BUILT_IN = Config()


def configure(folder: str | Path = ".", **given: object) -> Config:
    """Work out the configuration for a folder; `given` settles what is not None in it.

    Raises UsageError, naming the file and the key, for what cannot be read or is no setting.
    """
    start = _here(folder)
    settings = {name: Setting(name, getattr(_BUILT_IN, name), "built in") for name in READERS}
    root = next((d for d in (start, *start.parents) if (d / FILE_NAME).is_file()), None)
    for layer in (_user_file(), root / FILE_NAME if root else None):
        settings |= _beside(_from_file(layer), settings) if layer and layer.is_file() else {}
    settings |= _from_environment(os.environ, start)
    settings |= {k: _read(k, v, "given", _here(".")) for k, v in given.items() if v is not None}
    if settings["store"].origin == "built in":
        settings["store"] = Setting("store", (root or start) / ".khabar", "built in")
    return Config(**{k: s.value for k, s in settings.items()}, settings=tuple(settings.values()))


def built_in(store: str | Path = _BUILT_IN.store) -> Config:
    """Give the configuration where nothing is set: what can still be done where a file of settings cannot be read."""
    return replace(_BUILT_IN, store=Path(store))


def _here(folder: str | Path) -> Path:
    try:
        return Path(folder).resolve()
    except FileNotFoundError as e:
        raise UsageError("the current folder is not there any more\n  go to another one with cd") from e


def _user_file() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "khabar" / FILE_NAME


def _from_file(path: Path) -> dict[str, Setting]:
    try:
        # Some editors begin a text with a byte order mark.
        text = path.read_bytes().decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as e:
        raise UsageError(f"{path}: cannot be read: is not UTF-8\n  save it as UTF-8") from e
    except tomllib.TOMLDecodeError as e:
        raise UsageError(_broken(path, text, str(e))) from e
    except RecursionError as e:
        raise UsageError(f"{path}: cannot be read: is nested too deeply") from e
    # An endless number is a ValueError of its own.
    except (OSError, ValueError) as e:
        raise UsageError(f"{path}: cannot be read: {getattr(e, 'strerror', None) or e}") from e
    return {key: _read(key, value, str(path), path.parent) for key, value in table.items()}


def _broken(path: Path, text: str, message: str) -> str:
    """Say where TOML could not be read, and what stands there."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    what, line, column = found.groups() if found else (message, None, None)
    lines = text.splitlines()
    number = int(line) if line else max(len(lines), 1)
    written = lines[number - 1].strip() if number <= len(lines) else ""
    place = f"{path}:{number}" + (f":{column}" if column else "")
    fix = '\n  text goes into quotation marks, as in base = "https://news.example/"' if _BARE.fullmatch(written) else ""
    return f"{place}: cannot be read: {what[:1].lower()}{what[1:]}: {written}{fix}"


def _beside(found: dict[str, Setting], settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """Let the endpoints of one file stand beside those of another; all else is settled by the last."""
    if "endpoints" in found:
        every = {**settings["endpoints"].value, **found["endpoints"].value}
        found["endpoints"] = replace(found["endpoints"], value=every)
    return found


def _from_environment(environment: Mapping[str, str], folder: Path) -> dict[str, Setting]:
    found = {}
    for name in READERS:
        variable = f"KHABAR_{name.upper()}"
        if environment.get(variable):
            found[name] = _read(name, environment[variable], variable, folder)
    return found


def _read(name: str, value: object, origin: str, folder: Path) -> Setting:
    if name not in READERS:
        hint = did_you_mean(name, READERS) or f"the settings are: {', '.join(READERS)}"
        raise UsageError(f"{origin}: there is no setting {name!r}\n  {hint}")
    try:
        return Setting(name, READERS[name](value, folder), origin)
    except (TypeError, ValueError) as e:
        raise UsageError(f"{origin}: {name}: {e}") from None
    except UsageError as e:
        raise UsageError(f"{origin}: {e}") from None
