"""Bad sheets, a folder each: ``sheet.yaml`` or ``sheet.json``, the article where one is needed, ``expected.txt``.

``expected.txt`` holds the class of the error and its message, word for word, with paths relative to the folder, or
``only warnings`` and those; a case is added by adding a folder. To write what is there now:
``KHABAR_WRITE_EXPECTED=1 pytest tests/factsheet/test_bad.py``; read it before you commit it, for it is what a
journalist will read.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from khabar.errors import KhabarError
from khabar.loaders import factsheet

# Read at once: a fixture hides KHABAR_… from the tests themselves.
WRITE = bool(os.environ.get("KHABAR_WRITE_EXPECTED"))
CASES = sorted(p for p in (Path(__file__).parent / "bad").iterdir() if p.is_dir())


def message(folder: Path) -> str:
    (sheet,) = folder.glob("sheet.*")
    try:
        _, warnings = factsheet.read(sheet.name)
    except KhabarError as e:
        return f"{type(e).__name__}\n{e}\n"
    return "\n".join(["only warnings", *map(str, warnings), ""]) if warnings else "no error\n"


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.name)
def test_says_what_is_wrong(folder, monkeypatch):
    monkeypatch.chdir(folder)
    expected = folder / "expected.txt"
    if WRITE:
        expected.write_text(message(folder), encoding="utf-8")
    assert message(folder) == expected.read_text(encoding="utf-8")


def test_none_passes():
    """A case that is no longer wrong would pass for ever with «no error» in its file."""
    assert len(CASES) > 80
    assert [p.name for p in CASES if (p / "expected.txt").read_text(encoding="utf-8") == "no error\n"] == []
