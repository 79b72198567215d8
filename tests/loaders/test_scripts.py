"""A language and the letters of a text that is said to be in it."""

from __future__ import annotations

import pytest
from khabar.loaders.scripts import scripts_differ

ARABIC = "الجيش ينسحب من قاعدة الشمال"
LATIN = "The army leaves the northern base"


@pytest.mark.parametrize("language", ["en", "fr", "de-CH", "EN"])
def test_arabic_letters(language):
    assert scripts_differ(language, ARABIC) == "ARABIC"
    assert scripts_differ(language, f"{ARABIC} NATO 2018") == "ARABIC"
    assert scripts_differ(language, LATIN) == ""


@pytest.mark.parametrize("language", ["ar", "fa", "ar-SY"])
def test_latin_letters(language):
    assert scripts_differ(language, LATIN) == "LATIN"
    assert scripts_differ(language, ARABIC) == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", f"{ARABIC} {LATIN}"),
        ("en", "نعم"),
        ("en", "2018"),
        ("en", ""),
        ("ar", "Армия уходит с базы"),
        ("en-Arab", ARABIC),
        ("ar-Latn", LATIN),
        ("ku", ARABIC),
        ("ku", LATIN),
        ("tlh", ARABIC),
    ],
)
def test_nothing_is_said_of_what_is_mixed_short_or_unknown(language, text):
    assert scripts_differ(language, text) == ""


def test_no_real_text_is_misjudged(data):
    for path in [*(data / "texts").glob("ar_*.txt"), *(data / "texts").glob("wikinews_*.txt")]:
        assert scripts_differ("ar", path.read_text("utf-8")) == ""
        assert scripts_differ("en", path.read_text("utf-8")) == "ARABIC"
    for path in (data / "texts").glob("en_*.txt"):
        assert scripts_differ("ar", path.read_text("utf-8")) == "LATIN"
