"""Sheets that use what the seed does not, a folder each: sheet, article, and the quads they give, sorted.

``KHABAR_WRITE_EXPECTED=1 pytest tests/factsheet/test_good.py`` writes the quads that are given now.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from khabar import shapes
from khabar.errors import Level
from khabar.loaders import factsheet
from khabar.loaders.mapping import map_sheet
from pyoxigraph import RdfFormat, parse

# Read at once: a fixture hides KHABAR_… from the tests themselves.
WRITE = bool(os.environ.get("KHABAR_WRITE_EXPECTED"))
CASES = sorted(p for p in (Path(__file__).parent / "good").iterdir() if p.is_dir())


def quads(folder: Path) -> bytes:
    (sheet,) = folder.glob("sheet.*")
    found, warnings = factsheet.read(sheet)
    assert warnings == ()
    return map_sheet(found).nquads()


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.name)
def test_gives_the_quads(folder):
    expected, found = folder / "expected.nq", sorted(quads(folder).splitlines(keepends=True))
    if WRITE:
        expected.write_bytes(b"".join(found))
    assert found == expected.read_bytes().splitlines(keepends=True)
    assert len(list(parse(b"".join(found), format=RdfFormat.N_QUADS))) == len(set(found)) == len(found)


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.name)
def test_keeps_every_rule(folder):
    assert [(f.rule, f.focus) for f in shapes.validate(quads(folder)) if f.level is Level.VIOLATION] == []
