"""Every wrong input through the command line: one clear message, the documented exit code, an untouched store."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
IRGC_LABELS = "    ar: الحرس الثوري الإيراني\n    en: Islamic Revolutionary Guard Corps\n"
SECOND_ARTICLE = """khabar: 1
article: {file: putin-syria.txt, lang: ar}
curator: me
statements:
"""


def edited(old, new):
    """Make a case: the seed's sheet with one thing changed."""

    def change(sheet):
        text = sheet.read_text("utf-8")
        assert old in text
        sheet.write_text(text.replace(old, new, 1), "utf-8")
        return sheet

    return change


def written(text):
    """Make a case: a sheet of these words, or bytes."""

    def change(sheet):
        sheet.write_bytes(text if isinstance(text, bytes) else text.encode())
        return sheet

    return change


def text_changed(sheet):
    article = sheet.with_suffix(".txt")
    article.write_text(article.read_text("utf-8").replace("4000", "5000"), "utf-8")
    return sheet


def text_not_utf8(sheet):
    sheet.with_suffix(".txt").write_bytes("سطر\n".encode() + "خبر".encode("cp1256"))
    return sheet


def text_missing(sheet):
    sheet.with_suffix(".txt").unlink()
    return sheet


CASES = {
    "missing file": (lambda _: Path("nowhere.yaml"), 2, "nowhere.yaml: there is no such file"),
    "directory": (lambda s: s.parent.joinpath("d.yaml").mkdir() or s.parent / "d.yaml", 2, "is a directory"),
    "the article": (lambda s: s.with_suffix(".txt"), 2, "is no fact sheet; did you mean"),
    "a table of one's own": (
        lambda s: s.with_name("a.csv").write_text("id,a\n1,2\n") and s.with_name("a.csv"),
        2,
        "khabar init --table",
    ),
    "unknown suffix": (lambda s: s.rename(s.with_suffix(".docx")), 2, "say --as"),
    "empty file": (written(""), 3, "putin-syria.yaml: the file is empty"),
    "not UTF-8": (written(b"khabar: 1\ncurator: \xe3\xd1"), 3, "yaml:2: is not UTF-8: byte 0xe3 at offset 19"),
    "broken YAML": (written("khabar: 1\narticle: {file: x\nlang: ar\n"), 3, "putin-syria.yaml:3:"),
    "YAML bomb": (written(BOMB), 3, "anchors (&x) and aliases (*x)"),
    "no mapping": (written("just words"), 1, "text stands where the keys of a fact sheet are expected"),
    "unknown key": (edited("speaker: iran", "speeker: iran"), 1, "did you mean 'speaker'?"),
    "duplicate key": (edited("lang: ar", "lang: ar\n  lang: ar"), 1, "is given twice"),
    "undeclared": (edited("speaker: iran", "speaker: irann"), 1, "'irann' is used but not declared"),
    "quote not in the text": (edited("quote: بوتين يعلن", "quote: بوتين أعلن"), 1, "is not in the article"),
    "quote twice": (edited("quote: هذا الانسحاب المزعوم", "quote: سوريا"), 1, "in the article"),
    "hamza": (edited("قائلا إن الحرس", "قائلا ان الحرس"), 1, "spelt otherwise"),
    "harakat": (edited("quote: بوتين يعلن", "quote: بوتينُ يعلن"), 1, "as the text has it, on line 1: بوتين يعلن"),
    "text changed": (text_changed, 1, "the text has changed since the sheet was written"),
    "text not UTF-8": (text_not_utf8, 3, "putin-syria.txt:2: is not UTF-8: byte 0xce at offset 7"),
    "text missing": (text_missing, 2, "putin-syria.txt: there is no such file"),
    "cycle": (edited("id: s07", "id: s07\n    says: s06"), 1, "never ends: s06 → s07 → s06"),
    "no date": (edited("lang: ar", "lang: ar\n  published: 2024-13-01"), 1, "'2024-13-01' is not a date"),
    "a word for a number": (edited("nth: 1", "nth: first"), 1, "'first' is not a number"),
    "violation of a rule": (edited(IRGC_LABELS, ""), 1, "entities.irgc.ar: "),
}  # fmt: skip


@pytest.fixture
def loaded(khabar, seed_copy):
    """A store with the seed in it, and its quads."""
    assert khabar("load", seed_copy).code == 0
    return khabar("export", "-f", "nq").out


@pytest.mark.parametrize("name", CASES)
def test_refused(name, khabar, seed_copy, loaded):
    make, code, message = CASES[name]
    ran = khabar("load", make(seed_copy))
    assert message in ran.err, ran.err
    assert (ran.code, ran.out) == (code, "")
    assert "Traceback" not in ran.err
    assert khabar("export", "-f", "nq").out == loaded


@pytest.mark.parametrize("word", ["no", "on", "012", "1e3", "null", "~", "2018-01-01", "true", "0x1f"])
def test_words_that_yaml_would_change_stay_text(word, khabar, seed_copy):
    edited("en: Ali Khamenei", f"en: {word}")(seed_copy)
    assert khabar("load", seed_copy).code == 0
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    khamenei = "<https://khabar.example/entity/ali-khamenei>"
    ran = khabar("sparql", f"SELECT ?l {{ {khamenei} {label} ?l FILTER(LANG(?l) = 'en') }}")
    assert ran.out == f'?l\n"{word}"@en\n'


def test_arabic_indic_digits_are_understood(khabar, seed_copy):
    article = seed_copy.with_suffix(".txt")
    article.write_text(article.read_text("utf-8").replace("حوالي 30 ألف", "حوالي ٣٠ ألف"), "utf-8")
    sheet = seed_copy.read_text("utf-8").replace("حوالي 30 ألف", "حوالي ٣٠ ألف")
    seed_copy.write_text("\n".join(line for line in sheet.splitlines() if "sha256" not in line), "utf-8")
    assert khabar("load", seed_copy).code == 0
    assert '"حوالي ٣٠ ألف جندي"@ar\t30000\t' in khabar("query", "numbers").out


def test_all_problems_of_all_files_at_once(khabar, seed_copy):
    other = seed_copy.with_name("other.yaml")
    other.write_text(SECOND_ARTICLE + "  - quote: nothing\n    speeker: me\n", "utf-8")
    edited("speaker: iran", "speeker: iran")(seed_copy)
    err = khabar("load", seed_copy, other).err
    assert err.count("did you mean 'speaker'?") == 2
    assert "«nothing» is not in the article" in err


def test_two_sheets_on_one_text(khabar, seed_copy):
    other = seed_copy.with_name("other.yaml")
    other.write_bytes(seed_copy.read_bytes())
    ran = khabar("load", seed_copy, other)
    assert (ran.code, "describes the same text as" in ran.err) == (1, True)


def test_a_violation_can_be_let_through(khabar, seed_copy):
    edited(IRGC_LABELS, "")(seed_copy)
    refused = khabar("load", seed_copy)
    assert (refused.code, "putin-syria.yaml:" in refused.err) == (1, True)
    assert khabar("load", "--fail-on", "none", seed_copy).code == 0


def test_a_warning_can_be_made_to_stop(khabar, seed_copy):
    assert khabar("load", "--fail-on", "warning", seed_copy).code == 1
    assert khabar("validate", seed_copy).code == 0
    assert khabar("validate", "--fail-on", "warning", seed_copy).code == 1


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc to be refused by")
def test_a_store_where_nothing_may_be_written(khabar, seed_copy):
    ran = khabar("load", "-s", "/proc/khabar-store", seed_copy)
    assert (ran.code, ran.err.startswith("Error: /proc/khabar-store: cannot be made: ")) == (4, True)


def test_a_store_that_cannot_be(khabar, seed_copy):
    ran = khabar("load", "-s", seed_copy.with_suffix(".txt"), seed_copy)
    assert (ran.code, "is a file; a store is a directory" in ran.err) == (4, True)
    assert khabar("load", "-s", seed_copy.with_suffix(".txt") / "below", seed_copy).code == 4


def test_interrupted(seed_copy):
    """Ctrl-C in the middle of a load: exit 130, one line, and the store opens."""
    place = seed_copy.parent / "store"
    command = [sys.executable, "-m", "khabar.cli", "load", "-s", str(place), str(seed_copy)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not place.exists() and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in {130, 0}
    assert "Traceback" not in err
    done = subprocess.run([*command[:3], "load", "-s", str(place), str(seed_copy)], check=False, capture_output=True)
    assert done.returncode == 0
