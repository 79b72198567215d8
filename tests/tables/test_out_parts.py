"""Tables as parts for a bulk loader: the same quads as in a store, whole or not there, whatever breaks off."""

import gzip
import random
import resource
import subprocess
import sys
from dataclasses import replace
from functools import partial

import parted
import pytest
from grim import Blind
from khabar.commands import tables as verb
from khabar.errors import Level, Position, Problem, ProblemsError, StoreBusyError, StoreError, UsageError
from khabar.loaders.tables.engines import ENGINES, engine
from khabar.loaders.tables.engines.processes import Processes
from khabar.loaders.tables.mapped import Sample
from khabar.project.config import configure
from khabar.project.parts.aside import Aside
from khabar.project.parts.digests import digest, split
from khabar.project.parts.portable import Odd
from khabar.project.parts.register import Described, in_order
from khabar.project.parts.repeated import Repeated
from khabar.project.parts.unit import make_part
from khabar.project.tables import description_of
from khabar.stores import bulk
from khabar.stores.locks import locked
from parted import contents, in_parts, parsed, stored, table, tables


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(parted.loading, "chunks", parted.small_chunks)


@pytest.fixture
def path(folder):
    return table(folder, parted.lines(1500))


@pytest.fixture
def whole(folder, path):
    """Parts that nothing has disturbed."""
    tables(folder).write_parts(path, directory=folder / "whole")
    return contents(folder / "whole")


def test_parts_are_what_a_store_would_have(folder, path):
    done = tables(folder).write_parts(path, directory=folder / "out")
    loaded = tables(folder).load(path)
    found = in_parts(folder / "out")
    assert parsed(found) == stored(folder / ".khabar")
    assert len(found) == len(set(found)) == done.manifest.triples
    assert (done.rows, done.refused, done.taken - done.repeated) == (loaded.rows, loaded.refused, loaded.new)
    assert done.repeated > 0
    assert done.refused > 0
    assert done.problems == loaded.problems
    assert len(done.manifest.parts) > 3


def test_parts_are_a_bulk_export(folder, path):
    done = tables(folder).write_parts(path, directory=folder / "out")
    assert bulk.check(folder / "out") == done.manifest
    graphs = [graph.graph for graph in done.manifest.graphs]
    assert len(set(graphs)) < len(graphs)
    assert f"in {len(set(graphs))} named graphs" in (folder / "out/load_oxigraph.sh").read_text()
    assert {p.name for p in (folder / "out").iterdir() if p.name.startswith(".")} == set()


def test_a_thing_is_described_in_one_graph_and_one_part(folder, path):
    done = tables(folder).write_parts(path, directory=folder / "out")
    register = {g.graph for g in done.manifest.graphs if g.part == done.manifest.parts[-1].file}
    assert register == {"https://khabar.example/graph/register", "https://khabar.example/dataset/made-up/register"}
    assert {g.part for g in done.manifest.graphs if g.graph in register} == {done.manifest.parts[-1].file}
    kinds = [
        line.split()[0] for line in in_parts(folder / "out") if line.endswith(b"register> .") and b"#type>" in line
    ]
    named = {line.split()[2] for line in in_parts(folder / "out") if b"#initiator>" in line or b"#place>" in line}
    assert len(kinds) == len(set(kinds))
    assert named <= set(kinds)


def test_processes_write_the_same_bytes(folder, path, whole):
    tables(folder, jobs=2).write_parts(path, directory=folder / "out")
    assert contents(folder / "out") == whole


def test_several_tables_and_one_of_them_twice(folder, path):
    other = table(folder, parted.lines(900, seed=8), "other.csv")
    files = (path, other, path)
    done = tables(folder).write_parts(*files, directory=folder / "out")
    tables(folder).load(*files)
    found = in_parts(folder / "out")
    assert parsed(found) == stored(folder / ".khabar")
    assert len(found) == len(set(found)) == bulk.check(folder / "out").triples == done.manifest.triples


def test_rows_without_ids_in_another_order(folder):
    description = {**parted.TABLE, "id": []}
    rows = [line for line in parted.lines(900) if "many" not in line]
    path = table(folder, [*rows, *rows[:100]])
    random.Random(3).shuffle(rows)
    again = table(folder, rows, "again.csv")
    tables(folder, description).write_parts(path, again, directory=folder / "out")
    tables(folder, description).load(path, again)
    assert parsed(in_parts(folder / "out")) == stored(folder / ".khabar")
    assert bulk.check(folder / "out").triples == len(stored(folder / ".khabar"))


def test_mentions_say_the_same_of_an_event_in_several_parts(folder):
    description = {
        "name": "said",
        "type": {"constant": "event"},
        "day": {"first": "day"},
        "by": "all",
        "mention": {
            "of": "made-up",
            "event": "id",
            "article": "url",
            "publisher": "by",
            "confidence": "sure",
            "most": 100,
        },
    }
    rng = random.Random(5)
    made = [
        f"{n % 300},2020-01-01,https://news.example/{n % 150},paper {n % 9},{rng.randrange(100)},{n}\n"
        for n in range(1200)
    ]
    path = folder / "said.csv"
    path.write_text("id,day,url,by,sure,place\n" + "".join(made))
    done = tables(folder, description).write_parts(path, directory=folder / "out")
    tables(folder, description).load(path)
    found = in_parts(folder / "out")
    assert parsed(found) == stored(folder / ".khabar")
    assert len(found) == len(set(found)) == done.manifest.triples
    assert done.repeated == 0


@pytest.mark.parametrize("first", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 12, 3))])
def test_a_run_that_is_killed_goes_on_and_ends_in_the_same_bytes(folder, path, whole, first):
    for changes in range(first, 99, 12):
        out = folder / str(changes)
        if not parted.run_until(changes, folder, path, out):
            break
        if not (out / "manifest.json").exists():
            tables(folder).write_parts(path, directory=out, resume=True)
        bulk.check(out)
        assert {name: data for name, data in contents(out).items() if not name.startswith(".")} == whole
    assert changes > 30


class StoppedError(Exception):
    """A run that was broken off."""


def stopped(done, *, after):
    if done.rows > after:
        raise StoppedError


def test_what_is_done_is_not_done_again(folder, path, whole):
    with pytest.raises(StoppedError):
        tables(folder).write_parts(path, directory=folder / "out", on_progress=partial(stopped, after=700))
    assert not (folder / "out/manifest.json").exists()
    done = tables(folder).write_parts(path, directory=folder / "out", resume=True)
    assert done.skipped >= 2
    assert contents(folder / "out") == whole


def test_a_part_that_is_cut_off_or_of_another_table_is_made_again(folder, path, whole):
    longer = table(folder, parted.lines(2500, seed=9), "longer.csv")
    with pytest.raises(StoppedError):
        tables(folder).write_parts(longer, directory=folder / "out", on_progress=partial(stopped, after=2300))
    tables(folder).write_parts(path, directory=folder / "out", resume=True)
    assert contents(folder / "out") == whole

    with pytest.raises(StoppedError):
        tables(folder).write_parts(path, directory=folder / "second", on_progress=partial(stopped, after=700))
    part = folder / "second/part-00000.nq.gz"
    part.write_bytes(part.read_bytes()[:-100])
    (folder / "second/.khabar-parts/00001").write_bytes(b"{")
    tables(folder).write_parts(path, directory=folder / "second", resume=True)
    assert contents(folder / "second") == whole


def test_other_directories_are_refused(folder, path):
    (folder / "full").mkdir()
    (folder / "full/a.txt").touch()
    (folder / "file").touch()
    tables(folder).write_parts(path, directory=folder / "done")
    with pytest.raises(StoppedError):
        tables(folder).write_parts(path, directory=folder / "begun", on_progress=partial(stopped, after=700))
    for name, resume, said in (
        ("full", False, "is not an empty directory"),
        ("full", True, "is not an empty directory"),
        ("file", False, "is a file"),
        ("done", True, "holds parts that are finished"),
        ("begun", False, "--resume"),
    ):
        before = contents(folder)
        with pytest.raises(UsageError, match=said):
            tables(folder).write_parts(path, directory=folder / name, resume=resume)
        assert contents(folder) == before


def test_two_at_once_are_refused(folder, path):
    (folder / "out/.khabar-parts").mkdir(parents=True)
    made = tables(folder)
    made.config = replace(made.config, wait=0.1)
    with (
        locked(folder / "out/.khabar-parts", write=True, wait=1),
        pytest.raises(StoreBusyError, match="another process"),
    ):
        made.write_parts(path, directory=folder / "out", resume=True)


def test_a_table_that_cannot_be_read_leaves_no_directory(folder):
    (folder / "rows.csv").write_bytes(b"id,day\n")
    with pytest.raises(UsageError):
        tables(folder).write_parts(folder / "none.csv", directory=folder / "out")
    assert not (folder / "out").exists()


def test_rules_hold_and_hold_again(folder, path):
    broken = tables(folder, {**parted.TABLE, "status": "no-such-status"})
    said = []
    for resume in (False, True):
        broken._validated.clear()
        with pytest.raises(ProblemsError) as raised:
            broken.write_parts(path, directory=folder / "out", resume=resume)
        said.append([(p.rule, p.at) for p in raised.value.problems])
    assert said[0] == said[1]
    assert not (folder / "out/manifest.json").exists()


def test_it_can_stop_at_a_row_that_cannot_be_read(folder, path):
    with pytest.raises(ProblemsError, match="many"):
        tables(folder, on_error="stop").write_parts(path, directory=folder / "out")
    assert tables(folder, on_error="skip").write_parts(path, directory=folder / "skip").problems == ()


def test_workers_that_share_no_files_get_and_give_bytes(folder, path, whole):
    far = Blind(Processes(1))
    tables(folder).write_parts(path, directory=folder / "out", engine=far)
    assert contents(folder / "out") == whole
    assert far.sent[:2] == [False, True]
    assert all(far.sent[1:])


def test_a_packed_table_goes_to_workers_as_bytes(folder, path, whole):
    packed = folder / "rows.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    far = Blind(Processes(1))
    tables(folder).write_parts(packed, directory=folder / "out", engine=far)
    assert contents(folder / "out") == whole
    assert all(far.sent)


class Old:
    """An engine whose workers have another version."""

    def each(self, work, inputs):
        yield from (make_part(task, replace(work.keywords["working"], version="0.0.1")) for task in inputs)


def test_a_worker_of_another_version_is_refused(folder, path):
    with pytest.raises(StoreError, match=r"a worker has khabar .*, not 0.0.1"):
        tables(folder).write_parts(path, directory=folder / "out", engine=Old())


def test_repeated_rows_are_found_in_bundles_of_any_size():
    made = [b"".join(sorted(digest(str(n).encode()) for n in rows)) for rows in (range(50), range(40, 90), (3, 45, 99))]
    for bundles in (1, 7, 256):
        with Repeated(bundles=bundles) as repeated:
            for number, keys in enumerate(made):
                repeated.add(number, keys)
            found = repeated.found()
        assert {number: set(split(keys)) for number, keys in found.items()} == {
            0: {digest(str(n).encode()) for n in (3, *range(40, 50))},
            1: {digest(b"45")},
        }


def test_the_first_description_of_a_thing_is_kept():
    kind = b"<a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <T> <g> .\n"
    parts = [b"<p> <by> <x> <g> .\n", kind + b'<a> <l> "1" <g> .\n', kind + b'<a> <l> "2" <g> .\n<p> <by> <x> <g> .\n']
    described = Described()
    found = b"".join(line for part in parts for line in described.new(*in_order(part)))
    assert sorted(found.splitlines(keepends=True)) == sorted([parts[0], kind, b'<a> <l> "1" <g> .\n'])


def test_an_aside_is_read_as_it_was_written():
    problem = Problem("r", "m", Position("f", 3, key="ب"), Level.WARNING, "v", "fix", "م")
    sample = {5: Sample('<a> <b> "ج" <g> .\n'.encode(), Position("f", 2))}
    part, graph = bulk.Part("part-00000.nq.gz", "0" * 64, 1, 2, 3, 4), bulk.Graph("g", "h", 1, 2, "p")
    kept = b"r\n", b"t" * 36, b"x" * 32, b"y" * 16
    made = Aside("n", 2, part, (graph,), (problem,), sample, (Odd(3, problem),), *kept)
    assert Aside.from_bytes(made.to_bytes()) == made


def test_engines_are_known_by_name():
    assert verb.ENGINES == ENGINES
    with pytest.raises(UsageError, match="there is no engine 'ray'"):
        engine("ray")
    with pytest.raises(UsageError, match="need none"):
        engine("processes", scheduler="tcp://somewhere:1")


def test_what_some_store_would_change_is_told_once(folder):
    description = {**parted.TABLE, "source": {"url": "where"}}
    rows = [line for line in parted.lines(900) if "many" not in line]
    addresses = ("https://a.example/./b", f"https://a.example/{'long' * 500}", "https://a.example/plain")
    rows[-1] = f"{rows[-1].rpartition(',')[0]},99999999999\n"
    path = table(folder, [line.replace("at 1", addresses[n % 3]) for n, line in enumerate(rows)])
    done = tables(folder, description).write_parts(path, directory=folder / "out")
    found = {p.rule: p for p in done.problems if p.rule.startswith("portable")}
    assert set(found) == {"portable/dot-segment", "portable/integer-32", "portable/long-iri"}
    assert {(p.at.file, p.level) for p in found.values()} == {(str(folder / "out"), Level.WARNING)}
    lines = {line for line in in_parts(folder / "out") if b"<https://a.example/./b" in line}
    count = int(found["portable/dot-segment"].message.split()[0])
    # Of a row that came again the first was looked at too.
    assert len(lines) <= count <= len(lines) + done.repeated


@pytest.mark.parametrize("name", ["20180101000000.export.CSV", "gdelt_mentions_20170701.csv"])
def test_real_tables_are_what_a_store_would_have(folder, data, name):
    path = data / "tables" / name
    made = parted.loading.Tables(configure(folder), description_of([path], None), jobs=1)
    done = made.write_parts(path, directory=folder / "out")
    made.load(path)
    found = in_parts(folder / "out")
    assert parsed(found) == stored(folder / ".khabar")
    assert len(found) == len(set(found)) == bulk.check(folder / "out").triples == done.manifest.triples


def test_a_full_disk_is_told_and_the_load_goes_on_when_there_is_room(folder, path, whole, khabar):
    (folder / "rows.toml").write_text(parted.TOML)
    command = [sys.executable, "-m", "khabar", "load", path, "--out-parts", "out", "--jobs", "1"]
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (20_000, 20_000))
    done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (4, 2)
    assert "out: cannot be written: File too large\n  go on with --resume" in done.stderr
    assert khabar("load", path, "--out-parts", "out", "--resume", "--jobs", "1").code == 1
    assert contents(folder / "out") == whole
