"""What is in order and what is missing: the first thing to look at when something does not work."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import KhabarError
from ..ontology import DEFAULT_BASE
from ..stores import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .project import Project

__all__ = ["Finding", "examine"]

_PACKAGES = ("click", "rdflib", "pyoxigraph", "pyshacl", "SPARQLWrapper")
_EXTRAS = {"pandas": "answers as data frames: pip install 'khabar[pandas]'"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its name, whether it is in order, and what was seen or what to do."""

    name: str
    ok: bool
    detail: str


def examine(project: Project) -> tuple[Finding, ...]:
    """Look at Python, the packages, the terminal, the configuration and the store; changes nothing."""
    return (
        Finding("python", sys.version_info >= (3, 11), platform.python_version()),
        *map(_package, _PACKAGES),
        *(_extra(name, use) for name, use in _EXTRAS.items()),
        *_settings(project),
        _terminal(),
        _catalogue(project),
        _store(project),
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "is not installed; reinstall khabar")


def _extra(name: str, use: str) -> Finding:
    found = _package(name)
    return found if found.ok else Finding(name, True, f"not installed (optional; {use})")


def _settings(project: Project) -> Iterator[Finding]:
    if project.config.base == DEFAULT_BASE:
        yield Finding("base", True, f"{DEFAULT_BASE} is a placeholder; set base in khabar.toml before you publish")
    else:
        yield Finding("base", True, project.config.base)


def _terminal() -> Finding:
    encoding = (sys.stdout.encoding or "none").lower()
    return Finding("terminal", "utf" in encoding, encoding if "utf" in encoding else f"{encoding}: set PYTHONUTF8=1")


def _catalogue(project: Project) -> Finding:
    try:
        return Finding("questions", True, str(len(list(project.catalogue))))
    except KhabarError as e:
        return Finding("questions", False, str(e))


def _store(project: Project) -> Finding:
    place = project.config.store
    if not place.exists():
        return Finding("store", True, f"{place}: none yet; the first load makes it")
    try:
        with EmbeddedStore.at(place, wait=0) as store:
            return Finding("store", True, f"{place}: {sum(1 for _ in store.export())} quads beside the ontology's")
    except KhabarError as e:
        return Finding("store", False, str(e))
