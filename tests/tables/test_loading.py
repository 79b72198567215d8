"""Tables into the store: once, again, corrected, re-ordered, broken off; in one process and in several."""

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from khabar.errors import ProblemsError, StoreError, UsageError
from khabar.loaders.tables.description import described
from khabar.loaders.tables.reading import chunks, rows
from khabar.project import tables as loading
from khabar.project.config import configure
from khabar.project.tables import Tables, description_of
from khabar.stores import EmbeddedStore
from khabar.stores.parts import Taking
from khabar.stores.seen import Seen

TABLE = {
    "name": "made-up",
    "id": ["id"],
    "type": {"columns": ["code"], "scheme": "cameo"},
    "day": {"first": "day"},
    "party": [{"role": "initiator", "key": ["who"]}],
    "amount": [{"unit": "killed", "value": "dead"}],
}
HEAD = "id,day,code,who,dead\n"


def lines(count, first=0):
    rng = random.Random(7)
    made = []
    for n in range(first, first + count):
        day = f"20{rng.randrange(10, 26)}-0{rng.randrange(1, 10)}-1{n % 9}"
        made.append(f"{n},{day},{rng.choice(('010', '0874', '190'))},who {n % 50},{n % 7}\n")
    return made


def table(folder, given, name="rows.csv"):
    path = Path(folder) / name
    path.write_text(HEAD + "".join(given), "utf-8")
    return path


@pytest.fixture
def tables(folder):
    return Tables(configure(folder), described(TABLE, "made-up.toml"), jobs=1)


def quads(folder):
    with EmbeddedStore.at(folder / ".khabar") as opened:
        return {str(quad) for quad in opened.store}


def numbers(done):
    return done.new, done.changed, done.same, done.refused


def test_a_table_is_loaded_once(tables, folder):
    path = table(folder, lines(300))
    assert numbers(tables.load(path)) == (300, 0, 0, 0)
    before = quads(folder)
    assert numbers(tables.load(path)) == (0, 0, 300, 0)
    assert quads(folder) == before


def test_rows_that_have_changed_are_replaced(tables, folder):
    given = lines(300)
    tables.load(table(folder, given))
    corrected = [row.replace(",who", ",no longer who") if n % 100 == 0 else row for n, row in enumerate(given)]
    assert numbers(tables.load(table(folder, corrected, "other.csv"))) == (0, 3, 297, 0)
    (once,) = (folder / "once",)
    alone = Tables(configure(once, store=str(once / ".khabar")), tables.description, jobs=1)
    once.mkdir()
    alone.load(table(once, corrected))
    said = {q for q in quads(folder) if "/register" not in q}
    assert said == {q for q in quads(once) if "/register" not in q}


def test_a_row_of_no_id_is_the_same_in_any_order(folder):
    plain = Tables(configure(folder), described({k: v for k, v in TABLE.items() if k != "id"}, "x"), jobs=1)
    given = lines(200) + lines(5)
    assert plain.load(table(folder, given)).new == 205
    before = quads(folder)
    random.Random(3).shuffle(given)
    assert numbers(plain.load(table(folder, given, "shuffled.csv"))) == (0, 0, 205, 0)
    assert quads(folder) == before


def test_an_id_given_twice_is_told(tables, folder):
    done = tables.load(table(folder, [*lines(10), *lines(1)]))
    assert numbers(done) == (10, 0, 0, 1)
    assert "line 2" in done.problems[0].message


@pytest.mark.parametrize("on_error", ["report", "skip", "stop"])
def test_rows_that_cannot_be_read(tables, folder, on_error):
    tables.on_error = on_error
    path = table(folder, [*lines(10), "x,never,010,who,1\n", "y,2020-01-01,777,who,1\n"])
    if on_error == "stop":
        with pytest.raises(ProblemsError):
            tables.load(path)
        return
    done = tables.load(path)
    assert numbers(done) == (10, 0, 0, 2)
    told = [(p.at.line, p.at.key) for p in done.problems]
    assert told == ([] if on_error == "skip" else [(12, "day"), (13, "code")])


def test_rows_that_break_a_rule_are_refused(tables, folder):
    tables.description = replace(tables.description, status="no-such-status")
    with pytest.raises(ProblemsError) as raised:
        tables.load(table(folder, lines(5)))
    assert {p.at.line for p in raised.value.problems} == {2}
    assert not [quad for quad in quads(folder) if "made-up" in quad]


class Counting:
    """A store whose bulk loads are counted."""

    def __init__(self, store):
        self.store, self.loads = store, []

    def __getattr__(self, name):
        return getattr(self.store, name)

    def bulk_load(self, quads, **how):
        self.loads.append(quads.count(b"\n"))
        self.store.bulk_load(quads, **how)


def test_parts_of_new_rows_are_stored_together_up_to_a_limit(tables, folder):
    path = table(folder, lines(1000))
    cut = list(chunks(path, tables.description, most=100))
    made = list(tables.mapped(cut))
    sizes = [part.quads.count(b"\n") for part in made]
    store = Counting(EmbeddedStore.in_memory().store)
    taking = Taking(store, Seen(store), most=sum(sizes[:4]))
    stored = [taking.take(part.quads, part.register, part.events)[1] for part in made]
    # What is named is stored with the first, and takes a part's room.
    assert [number for number in stored if number] == [3, 4, 4, 4]
    again = made[-1]
    taken, before = taking.take(again.quads, again.register, again.events)
    assert (taken.new, taken.same, before) == (0, len(again.events), len(made) - sum(stored) + 1)
    assert taking.flush() == 0
    assert max(store.loads) <= sum(sizes[:4])
    assert sum(store.loads) >= sum(sizes)


def test_what_came_before_a_part_that_is_refused_is_stored(tables, folder, monkeypatch):
    monkeypatch.setattr(loading, "chunks", partial(chunks, most=100))
    tables.on_error = "stop"
    path = table(folder, [*lines(250), "x,never,010,who,1\n"])
    with pytest.raises(ProblemsError):
        tables.load(path)
    *before, last = chunks(path, tables.description, most=100)
    events = {q.split()[0] for q in quads(folder) if "/event/" in q and "#code>" in q}
    assert len(events) == last.row - before[0].row > 0


def test_processes_load_the_same(folder):
    stores = []
    for jobs in (1, 2):
        place = folder / str(jobs)
        place.mkdir()
        tables = Tables(configure(place, store=str(place / ".khabar")), described(TABLE, "x"), jobs=jobs)
        tables.load(table(place, lines(3000)))
        stores.append(quads(place))
    assert stores[0] == stores[1]


def test_which_description(folder):
    path = table(folder, lines(3))
    with pytest.raises(UsageError, match="did you mean 'gdelt'"):
        description_of([path], "gdlt")
    assert description_of(["a.yaml"], None) is None
    path.with_suffix(".toml").write_text('name = "beside"', "utf-8")
    assert description_of([path], None).name == "beside"


SCRIPT = """
import sys
from functools import partial
from khabar.loaders.tables import reading
from khabar.loaders.tables.description import read
from khabar.project import tables as loading
from khabar.project.config import configure
# Small parts, three of which are stored together, so that a kill falls between and into many.
loading.chunks = lambda path, description, encoding="": reading.chunks(path, description, most=400)
loading.Taking = partial(loading.Taking, most=14_000)
done = loading.Tables(configure(sys.argv[1]), read(sys.argv[2]), jobs=1).load(sys.argv[3], resume=True)
print(done.skipped)
"""


def run(folder, toml, path):
    return subprocess.Popen([sys.executable, "-c", SCRIPT, folder, toml, path], stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_load_that_is_killed_goes_on(folder, tables):
    toml = folder / "made-up.toml"
    toml.write_text(
        'name = "made-up"\nid = ["id"]\ntype = {columns = ["code"], scheme = "cameo"}\nday = {first = "day"}\n'
        'party = [{role = "initiator", key = ["who"]}]\namount = [{unit = "killed", value = "dead"}]\n'
    )
    path = table(folder, lines(12_000))
    whole = folder / "whole"
    whole.mkdir()
    Tables(configure(whole, store=str(whole / ".khabar")), tables.description, jobs=1).load(path)
    rng = random.Random(11)
    for _ in range(4):
        with run(folder, toml, path) as process:
            time.sleep(rng.uniform(0.5, 2.5))
            process.send_signal(signal.SIGKILL)
        assert whole_parts(folder, path)
    with run(folder, toml, path) as process:
        assert process.wait() == 0
    assert quads(folder) == quads(whole)


def whole_parts(folder, path):
    """Tell whether each part is in the store with all its rows, or with none."""
    try:
        found = quads(folder)
    except StoreError as e:
        if "no store here yet" in str(e) or "before there was a store" in str(e):
            return True
        raise
    events = {q.split()[0] for q in found if "#code>" in q}
    base = "<https://khabar.example/made-up/event/"
    description = described(TABLE, "x")
    parts = ([cells[0] for _, _, cells, _ in rows(chunk, description)] for chunk in chunks(path, description, most=400))
    return all(sum(f"{base}{n}>" in events for n in part) in {0, len(part)} for part in parts)
