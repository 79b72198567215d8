"""Tables to one file, or only weighed: -o and --dry-run, which leave the store alone."""

import gzip

import parted
import pytest
from parted import contents, parsed, stored, table, tables


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(parted.loading, "chunks", parted.small_chunks)


@pytest.fixture
def path(folder):
    (folder / "rows.toml").write_text(parted.TOML)
    return table(folder, parted.lines(1500))


@pytest.mark.parametrize("name", ["out.nq", "out.nq.gz", "-"])
def test_a_table_becomes_one_file(khabar, folder, path, name):
    done = khabar("load", path, "-o", name, "--jobs", "1")
    assert (done.code, (folder / ".khabar").exists()) == (1, False)
    assert done.err.endswith(f"; output: {'stdout' if name == '-' else name}\n")
    made = done.out.encode() if name == "-" else (folder / name).read_bytes()
    made = gzip.decompress(made) if name.endswith(".gz") else made
    assert {p.name for p in folder.iterdir()} == {"rows.csv", "rows.toml", *({name} - {"-"})}
    tables(folder).load(path)
    assert parsed(made.splitlines()) == stored(folder / ".khabar")


def test_what_would_be_written(khabar, folder, path):
    done = khabar("load", path, "-o", "out.nq", "--dry-run", "--jobs", "1")
    assert "would write 1,500 rows: " in done.err
    assert not (folder / "out.nq").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out.ttl"], "-o out.ttl: a table becomes N-Quads"),
        (["-o", "rows.csv"], "is one of the files to be read"),
        (["-o", "out.nq", "--out-parts", "out"], "leave -o and --dry-run out"),
        (["--out-parts", "out", "--engine", "dsk"], "--engine dsk: did you mean 'dask'?"),
        (["--out-parts", "out", "--engine", "fats"], "did you mean 'fast'?"),
        (["--dry-run", "--resume"], "--resume goes on with a load"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--out-parts DIR"),
        (["--out-parts", "out", "--scheduler", "tcp://127.0.0.1:1"], "--engine dask or --engine spark"),
    ],
)
def test_what_does_not_go_together_is_refused(khabar, folder, path, arguments, said):
    before = contents(folder)
    done = khabar("load", path, *arguments)
    assert done.code == 2
    assert said in done.err
    assert contents(folder) == before


def test_parts_are_for_tables(khabar, folder, seed):
    done = khabar("load", seed, "--out-parts", "out")
    assert (done.code, "khabar export --layout bulk" in done.err) == (2, True)
    assert not (folder / "out").exists()


def test_a_dry_run_counts_what_a_load_would_do(folder):
    rows = [line for line in parted.lines(900) if "many" not in line and line.split(",")[0] != "5"]
    path = table(folder, rows)
    made = tables(folder)
    weighed = made.weigh(path)
    assert not (folder / ".khabar").exists()
    loaded = made.load(path)
    assert weighed.new == loaded.new
    assert weighed.again == loaded.changed + loaded.same > 0
    assert weighed.refused == loaded.refused

    before = stored(folder / ".khabar")
    unlike = [line.replace("2-11", "2-21") for line in {r.split(",")[0]: r for r in rows}.values()]
    changed = table(folder, [*unlike, "5,2020-01-01,010,who 1,who 1,SYR,at 1,31.5,41.25,1\n"], "changed.csv")
    weighed = made.weigh(changed)
    assert stored(folder / ".khabar") == before
    loaded = made.load(changed)
    assert (weighed.new, weighed.changed, weighed.same) == (loaded.new, loaded.changed, loaded.same)
    assert loaded.new == 1
    assert loaded.changed > 10
    assert loaded.same > 10
