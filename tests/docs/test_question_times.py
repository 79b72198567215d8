"""The page of the questions' times says who gave other rows, and who cannot answer."""

import sys
from pathlib import Path

import pytest
from khabar.queries import Rows
from pyoxigraph import Literal, NamedNode

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tests"))
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "contenders"]:
        del sys.modules[name]


def test_the_page_tells_other_rows_and_no_answers(tmp_path, monkeypatch):
    from contenders import times_page
    from contenders.beside import Asked

    for name, file in (("PAGE", "page.md"), ("RESULTS", "results.json"), ("CACHE", "")):
        monkeypatch.setattr(times_page, name, tmp_path / file)
    mine = Asked(1.5, 3, "same")
    found = {
        "one": {"khabar": mine, "Virtuoso": Asked(0.25, 3, "same"), "maplib": Asked(0.5, 3)},
        "two": {"khabar": mine, "Virtuoso": Asked(0.25, 3, "other"), "maplib": Asked(0.5, 4)},
        "three": {"khabar": Asked(said="over 60 s"), "maplib": Asked(said="it | crashes")},
    }
    times_page.keep("wide", {"articles": 1_000, "quads": 10}, found)
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "| `one` | 3 | 1.50 | 0.25 | 0.50 | 500,000 |" in page
    assert "| `two` | 3 | 1.50 | 0.25 (other rows: 3) | 0.50 (other rows: 4) | 500,000 |" in page
    assert "| `three` |  | no: over 60 s | - | no: it / crashes |  |" in page
    times_page.keep("narrow", {"articles": 1_000, "quads": 10}, {"four": {"khabar": mine}})
    page = (tmp_path / "page.md").read_text("utf-8")
    assert page.index("`four`") < page.index("`one`")


def test_rows_are_the_same_in_whatever_order():
    from contenders.beside import digest

    rows = ((NamedNode("urn:a"), None), (None, Literal("a")))
    assert digest(Rows(("x", "y"), rows)) == digest(Rows(("x", "y"), rows[::-1]))
    assert digest(Rows(("x", "y"), rows)) != digest(Rows(("x", "y"), rows[:1]))


def test_maplib_is_asked_again_behind_what_ended_it(tmp_path, monkeypatch):
    from contenders import beside

    (tmp_path / "all.nq").write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n", "utf-8")
    started = []

    def asked(triples, names, texts, runs, limit):
        started.append(list(names))
        assert triples.read_text("utf-8") == "<urn:a> <urn:b> <urn:c> .\n"
        yield from (beside.Asked(1.0, 1) for name in names[:1])

    monkeypatch.setattr(beside, "_maplib", asked)
    found = beside.of_maplib(tmp_path / "maplib", tmp_path / "all.nq", {"a": "A", "b": "B"}, 1, 1.0)
    assert list(found) == ["a", "b"]
    assert started == [["a", "b"], ["b"]]
