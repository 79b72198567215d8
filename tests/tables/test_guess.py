"""Known data sets are known by their headers, or by their names and what is in them; nothing else is taken for one."""

import csv
import io
from pathlib import Path

import pytest
from khabar.errors import UnreadableError
from khabar.loaders.tables.description import descriptions
from khabar.loaders.tables.guess import guess

SAMPLES = Path(__file__).parent / "samples"
KNOWN = {
    "GEDEvent_v24_1.csv": "ucdp-ged",
    "GEDEvent_v19_0_3.csv": "ucdp-ged",
    "GEDEvent_v24_0_1.csv": "ucdp-ged",
    "ged171.csv": "ucdp-ged",
    "acled.csv": "acled",
    "acled_2018.csv": "acled",
    "acled_2019.csv": "acled",
    "acled_2022.csv": "acled",
    "acled_api.csv": "acled",
    "ngecEvents.2099.txt": "polecat",
    "ngecEventsDV-2098.txt": "polecat",
}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("new", ["", "rows.csv", "rows.txt"])
def test_the_samples_are_known_under_their_own_names_and_others(tmp_path, name, new):
    path = tmp_path / (new or name)
    path.write_bytes((SAMPLES / name).read_bytes())
    assert guess(path).name == KNOWN[name]


def test_real_files_are_known(data, tmp_path):
    gdelt = data / "tables/20180101000000.export.CSV"
    assert guess(gdelt).name == "gdelt"
    assert guess(data / "tables/gdelt_mentions_20170701.csv").name == "gdelt-mentions"
    rows = [line.split("\t") for line in gdelt.read_text("utf-8").splitlines()[:50]]
    named = tmp_path / "mine.csv"
    for delimiter in ",;\t":
        made = io.StringIO()
        csv.writer(made, delimiter=delimiter).writerows([descriptions()["gdelt"].layout.columns, *rows])
        named.write_text(made.getvalue(), "utf-8")
        assert guess(named).name == "gdelt"


def test_other_real_files_are_not_taken_for_known_ones(data):
    known = {"20180101000000.export.CSV", "gdelt_mentions_20170701.csv", "GEDEvent_v24_1.csv"}
    for path in [*(data / "tables").iterdir(), *(data / "odd").iterdir(), *(data / "texts").iterdir()]:
        if path.name not in known:
            assert guess(path) is None, path


OTHERS = {
    "sheet.yaml": "khabar: 1\n",
    "rows.csv": "date,what\n2026-11-24,x\n",
    "rows.json": "{}",
    "empty.csv": "",
    "bad.csv": "\0\1\2",
    "wide.tsv": "\t".join(map(str, range(61))) + "\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_not_taken_for_known_ones(tmp_path, name):
    (tmp_path / name).write_text(OTHERS[name])
    assert guess(tmp_path / name) is None


def test_what_is_no_file_is_nothing(tmp_path):
    for path in ("-", tmp_path, tmp_path / "none.csv", tmp_path / "20180101000000.export.CSV"):
        assert guess(path) is None


NAMED = {
    "20180101000000.export.CSV": ("a\tb\tc\n", "is named like gdelt, and is not: 1: its rows have 3 cells"),
    "20180101000001.export.CSV": ("\t".join("x" * 61) + "\n", "is named like gdelt, and is not: "),
    "GEDEvent_v24_1.csv": ("version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer"),
    "GEDEvent_v25_1.csv": ("id,year\n1,2024\n", "is named like ucdp-ged, and is not: "),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_file_that_only_has_the_name_is_refused(tmp_path, name):
    text, message = NAMED[name]
    (tmp_path / name).write_text(text)
    with pytest.raises(UnreadableError) as told:
        guess(tmp_path / name)
    assert message in str(told.value)
