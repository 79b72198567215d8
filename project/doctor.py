"""What is in order and what is missing: the first thing to look at when something does not work.

Nothing here may fail, whatever is broken: so each thing is looked at by itself, and imported only then.
"""

from __future__ import annotations

import importlib.metadata
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import KhabarError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .config import Config

__all__ = ["Finding", "examine"]

# For a khabar that runs from its sources and was never installed.
_PACKAGES = ("click", "rdflib", "pyoxigraph", "pyshacl", "pyshifty", "SPARQLWrapper")
_EXTRAS = {
    "pandas": "answers as data frames: pip install 'khabar[pandas]'",
    "pyarrow": "tables in Parquet: pip install 'khabar[parquet]'",
}
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its name, whether it is in order, and what was seen or what to do."""

    name: str
    ok: bool
    detail: str


def examine(store: str | Path | None = None) -> tuple[Finding, ...]:
    """Look at Python, the packages, the terminal, the configuration, the questions and the store; changes nothing.

    `store` goes before the store of the configuration. Never raises a `KhabarError`: what is wrong is a finding.
    """
    return tuple(_findings(store))


def _findings(store: str | Path | None) -> Iterator[Finding]:
    yield Finding("python", sys.version_info >= (3, 11), platform.python_version())
    yield from map(_package, _required())
    yield from (_extra(name, use) for name, use in _EXTRAS.items())
    yield _terminal()
    config = _configured(store)
    if isinstance(config, Finding):
        yield config
        if store is None:
            return
        from .config import built_in

        config = built_in(store)
    else:
        yield Finding("configuration", True, _origins(config))
    yield from (_look(name, look, config) for name, look in _LOOKS.items())


def _required() -> tuple[str, ...]:
    try:
        needed = importlib.metadata.requires("khabar") or ()
    except importlib.metadata.PackageNotFoundError:
        return _PACKAGES
    names = (_NAME.match(line) for line in needed if "extra ==" not in line)
    return tuple(name[0] for name in names if name)


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, f"is not installed: pip install {name}, or reinstall khabar")


def _extra(name: str, use: str) -> Finding:
    found = _package(name)
    return found if found.ok else Finding(name, True, f"not installed (optional; {use})")


def _terminal() -> Finding:
    encoding = (sys.stdout.encoding or "none").lower()
    return Finding("terminal", "utf" in encoding, encoding if "utf" in encoding else f"{encoding}: set PYTHONUTF8=1")


def _configured(store: str | Path | None) -> Config | Finding:
    try:
        from .config import configure

        return configure(store=store)
    except KhabarError as e:
        return Finding("configuration", False, _said(e))
    except ImportError as e:
        return Finding("configuration", False, _missing(e))


def _origins(config: Config) -> str:
    found = dict.fromkeys(s.origin for s in config.settings if s.origin not in {"built in", "given"})
    return ", ".join(found) or "built in; khabar init writes a khabar.toml"


def _look(name: str, look: Callable[[Config], str], config: Config) -> Finding:
    try:
        return Finding(name, True, look(config))
    except KhabarError as e:
        return Finding(name, False, _said(e))
    except ImportError as e:
        return Finding(name, False, _missing(e))
    except (OSError, RuntimeError, UnicodeError) as e:
        return Finding(name, False, f"{type(e).__name__}: {e}")


def _said(error: KhabarError) -> str:
    return "; ".join(line.strip() for line in str(error).splitlines())


def _missing(error: ImportError) -> str:
    return f"cannot be looked at: {error}; reinstall khabar"


def _base(config: Config) -> str:
    from ..ontology import DEFAULT_BASE

    placeholder = " is a placeholder; set base in khabar.toml before you publish"
    return config.base + (placeholder if config.base == DEFAULT_BASE else "")


def _words(config: Config) -> str:
    from ..loaders.lexicon import lexicon

    lexicon(config.lexicon)
    return str(config.lexicon or "built in")


def _questions(config: Config) -> str:
    from ..queries import Catalogue

    return str(len(list(Catalogue(config.queries))))


def _rules(_config: Config) -> str:
    from ..shapes import rulebook

    return str(len(rulebook().rules))


def _store(config: Config) -> str:
    from ..stores import EmbeddedStore

    if not Path(config.store).exists():
        return f"{config.store}: none yet; the first load makes it"
    with EmbeddedStore.at(config.store, wait=0) as store:
        return f"{config.store}: {sum(1 for _ in store.export())} quads beside the ontology's"


_LOOKS: dict[str, Callable[[Config], str]] = {
    "base": _base,
    "lexicon": _words,
    "questions": _questions,
    "rules": _rules,
    "store": _store,
}
