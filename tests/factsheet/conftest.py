"""A sheet written from a few lines, with its article beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from khabar.loaders import factsheet

DATA = os.environ.get("KHABAR_TEST_DATA")
ARTICLE = "الجيش ينسحب من قاعدة الشمال\nأكد وزير الدفاع أن نحو 200 جندي غادروا قاعدة الشمال.\n"
HEAD = "article: {file: article.txt, lang: ar}\ncurator: analyst\n"
STATEMENTS = "statements:\n  - quote: الجيش ينسحب\n    claims: {type: withdrawal}\n"


@pytest.fixture(scope="session")
def data() -> Path:
    if not DATA or not Path(DATA).is_dir():
        pytest.skip("KHABAR_TEST_DATA names no folder of test data")
    return Path(DATA)


@pytest.fixture
def write(folder):
    """Write a sheet; `whole` stands in for all of it, else `body` follows the usual beginning."""

    def write(body: str | bytes = STATEMENTS, *, whole: str | bytes | None = None, article: str = ARTICLE) -> Path:
        (folder / "article.txt").write_bytes(article.encode())
        source = whole if whole is not None else HEAD + body
        (folder / "sheet.yaml").write_bytes(source if isinstance(source, bytes) else source.encode())
        return folder / "sheet.yaml"

    return write


@pytest.fixture
def read(write):
    """Write a sheet and read it; give it with its warnings."""

    def read(*args, **kwargs):
        return factsheet.read(write(*args, **kwargs))

    return read
