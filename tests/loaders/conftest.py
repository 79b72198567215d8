"""The real data, read only; a test that wants it is skipped, saying why, where it is not there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

DATA = os.environ.get("KHABAR_TEST_DATA")


@pytest.fixture(scope="session")
def data() -> Path:
    if not DATA or not Path(DATA).is_dir():
        pytest.skip("KHABAR_TEST_DATA names no folder of test data")
    return Path(DATA)


@pytest.fixture(scope="session")
def oddities(data) -> list[str]:
    """Real snippets with odd characters in them."""
    return [row["snippet"] for row in json.loads((data / "odd/arabic_real_oddities.json").read_text("utf-8"))]


@pytest.fixture(scope="session")
def gold(data) -> list[dict[str, object]]:
    """Every amount that was annotated by hand, with its reading."""
    found: list[dict[str, object]] = []
    for path in sorted((data / "texts").glob("*.gold.json")):
        article = json.loads(path.read_text("utf-8"))
        found += [amount for statement in article["statements"] for amount in statement["amounts"]]
        found += article.get("narrator_amounts", [])
    return found
