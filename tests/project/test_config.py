"""What a khabar.toml may hold, and what is said of what it may not."""

import pytest
from khabar.errors import UsageError
from khabar.project import configure


def configured(folder, content):
    (folder / "khabar.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return configure(folder)


def test_a_byte_order_mark_is_passed_over(folder):
    assert configured(folder, b'\xef\xbb\xbfcurator = "me"\n').curator == "me"


def test_languages_are_codes(folder):
    assert configured(folder, 'lang = ["AR", "zh-Hant"]').lang == ("ar", "zh-hant")
    assert configure(folder, lang="ar,en").lang == ("ar", "en")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("wait = true", "wait: expected a number of seconds, not true"),
        ('wait = "soon"', "wait: expected a number of seconds, not 'soon'"),
        ('lang = "english"', "lang: 'english' is no language; did you mean 'en'?"),
        ('lang = ["ar", "العربية"]', "did you mean 'ar'?"),
        ('lang = "klingon"', "write the language's code, e.g. ar, en, fr"),
        ("curator = false", "curator: expected text, not false"),
        ('curator = ""', "curator: expected text; nothing is there"),
        ("\n\nbase = https://x.example/", "khabar.toml:3:8: cannot be read: invalid value: base = https://x.example/"),
        ("base = https", "\n  text goes into quotation marks, as in base = "),
        ('base = "https://x', "khabar.toml:1: cannot be read: unterminated string"),
        ("base", "khabar.toml:1: cannot be read: expected '='"),
        (b"\xff\xfec\0", "khabar.toml: cannot be read: is not UTF-8\n  save it as UTF-8"),
        ("wait = " + "9" * 5000, "cannot be read"),
        ("x = " + "[" * 100_000, "is nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_plain_words(folder, content, message):
    with pytest.raises(UsageError) as caught:
        configured(folder, content)
    assert message in str(caught.value)
    assert "\ufeff" not in str(caught.value)


def test_help_needs_no_configuration(khabar, folder):
    (folder / "khabar.toml").write_text("base = ", "utf-8")
    assert [khabar(*words, "--help").code for words in ([], ["query"], ["load"], ["doctor"])] == [0, 0, 0, 0]
    assert khabar("query").code == 2


def test_an_unknown_question_is_said_before_a_missing_store(khabar, folder):
    ran = khabar("query", "nope")
    assert (ran.code, "no question is called 'nope'" in ran.err) == (2, True)
    assert khabar("query", "speakers").code == 4
