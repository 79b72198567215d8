"""From the store to files that the bulk loader of a triple store takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ProblemsError
from ..ontology import Names
from ..stores import EmbeddedStore, bulk
from ..stores.push import About, StoreGraphs
from ..stores.push.portable import check

if TYPE_CHECKING:
    from pathlib import Path

    from ..stores.bulk import Manifest
    from .config import Config

__all__ = ["export_bulk"]


def export_bulk(config: Config, directory: str | Path, *, part_bytes: int = 0, lossy: bool = False) -> Manifest:
    """Write every graph of the store into a new directory, with a manifest and load scripts.

    A part holds `part_bytes` of text at most (0: the default). Raises ProblemsError for what not every store would
    keep, unless `lossy`; UsageError where the directory cannot be written or is not empty.
    """
    names = Names(config.base)
    with EmbeddedStore.at(config.store, wait=config.wait) as opened:
        local = StoreGraphs(opened.store, names, About(**config.about))
        if not lossy:
            problems = [p for unit in local.units() for p in check(local.body(unit.graph), unit.graph)]
            if problems:
                raise ProblemsError(problems)
        return bulk.write(local, directory, names.base, part_bytes=part_bytes or bulk.PART_BYTES)
