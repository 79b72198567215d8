"""khabar: who says that what happened, as RDF, with every speaker, hedge and quotation kept.

The names below are the public API; each is imported when it is first used, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khabar import examples
    from khabar.errors import (
        KhabarError,
        Level,
        Position,
        Problem,
        ProblemsError,
        StoreBusyError,
        StoreError,
        UnreadableError,
        UsageError,
    )
    from khabar.loaders.factsheet import read as read_factsheet
    from khabar.loaders.mapping import map_sheet
    from khabar.ontology import Names
    from khabar.project import Config, Project
    from khabar.queries import Rows
    from khabar.shapes import validate

__all__ = [
    "Config",
    "KhabarError",
    "Level",
    "Names",
    "Position",
    "Problem",
    "ProblemsError",
    "Project",
    "Rows",
    "StoreBusyError",
    "StoreError",
    "UnreadableError",
    "UsageError",
    "__version__",
    "examples",
    "map_sheet",
    "read_factsheet",
    "validate",
]
__version__ = "0.1.0"

_HOMES = {
    "examples": "khabar.examples",
    "KhabarError": "khabar.errors:KhabarError",
    "Level": "khabar.errors:Level",
    "Position": "khabar.errors:Position",
    "Problem": "khabar.errors:Problem",
    "ProblemsError": "khabar.errors:ProblemsError",
    "StoreBusyError": "khabar.errors:StoreBusyError",
    "StoreError": "khabar.errors:StoreError",
    "UnreadableError": "khabar.errors:UnreadableError",
    "UsageError": "khabar.errors:UsageError",
    "read_factsheet": "khabar.loaders.factsheet:read",
    "map_sheet": "khabar.loaders.mapping:map_sheet",
    "Names": "khabar.ontology:Names",
    "Config": "khabar.project:Config",
    "Project": "khabar.project:Project",
    "Rows": "khabar.queries:Rows",
    "validate": "khabar.shapes:validate",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'khabar' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    home = import_module(module)
    return getattr(home, attribute) if attribute else home


def __dir__() -> list[str]:
    return sorted(__all__)
