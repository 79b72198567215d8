"""What the peers are told to make of the facts is what khabar makes of them; the page says what was measured."""

import sys
from pathlib import Path

import pytest
from khabar.loaders.mapping import map_sheet
from pyoxigraph import RdfFormat, parse

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    # The documents have a module of that name too.
    monkeypatch.delitem(sys.modules, "generate", raising=False)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] in {"contenders", "generate", "tables"}]:
        del sys.modules[name]


def quads(data):
    return set(parse(data, format=RdfFormat.N_QUADS))


def test_the_peers_are_told_to_make_what_khabar_makes(tmp_path):
    from contenders.facts import write
    from contenders.run_rdflib import main
    from generate import sheets

    write(4, tmp_path)
    main(tmp_path, tmp_path / "rdflib.nq")
    ours = set().union(*(quads(map_sheet(sheet).nquads()) for sheet in sheets(4)))
    assert quads((tmp_path / "rdflib.nq").read_bytes()) == ours


def test_a_goal_that_is_missed_is_said_to_be(tmp_path):
    from contenders.page import write_page

    used = {"cpu": 2.0, "wall": 2.0, "peak": 100.0}
    found = {
        "rows": 10, "rounds": 1, "day": "2030-01-01", "machine": {"cores": "2"}, "speedup": 1.8, "ratio": 1.6,
        "ways": {"map": used, "two": used, "floor": used, "load": used},
    }  # fmt: skip
    write_page({"table": {"10": found}}, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert "| load beside bulk_load, 10 rows | <= 1.5 | 1.60 | **missed** |" in page
    assert "| two processes beside one, mapping 10 rows | >= 1.7 | 1.80 | met |" in page
    assert "prefers-color-scheme: dark" in (tmp_path / "benchmarks.svg").read_text("utf-8")


def test_the_growth_of_the_engine_is_told_apart(tmp_path):
    from contenders.page import write_page

    def found(rows, cpu, merging):
        used = {"cpu": cpu, "wall": 2.0, "peak": 100.0, "merging": merging, "disk": 7.0}
        return {"rows": rows, "rounds": 1, "day": "2030-01-01", "machine": {"cores": "2"}, "ways": {"load": used}}

    write_page({"table": {"10": found(10, 10.0, 5.0), "20": found(20, 30.0, 19.0)}}, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert "A row of 20 beside one of 10: load 1.50 times, without merging 1.10." in page
    assert "| load: CPU a row at 20 beside 10 | <= 1.2 | 1.50 | **missed** |" in page
