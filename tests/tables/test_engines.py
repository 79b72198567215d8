"""Dask and Spark for real: the parts that processes of this machine make, byte for byte, also when workers are killed.

Spark is large and not among what tests need: where it or Java is missing, its tests are skipped.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import parted
import pytest
from grim import Blind, Deadly, twice
from khabar.errors import StoreError, UsageError
from khabar.loaders.tables.engines import dask, engine
from parted import contents, table, tables

NO_SPARK = (
    "pyspark is not installed"
    if importlib.util.find_spec("pyspark") is None
    else "there is no Java"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME"))
    else ""
)
CLUSTERS = ["dask", pytest.param("spark", marks=pytest.mark.skipif(bool(NO_SPARK), reason=NO_SPARK))]
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(parted.loading, "chunks", parted.small_chunks)


@pytest.fixture(scope="module", params=CLUSTERS)
def cluster(request):
    """An engine with two workers; those of Spark find the tests' own modules by the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(parted.__file__).parent), *sys.path]))
        with engine(request.param, 2) as made:
            yield made


@pytest.fixture
def path(folder):
    return table(folder, parted.lines(1500))


@pytest.fixture
def whole(folder, path):
    """The parts that one process makes."""
    tables(folder).write_parts(path, directory=folder / "whole")
    return contents(folder / "whole")


def test_results_come_in_the_order_of_the_inputs(cluster):
    assert list(cluster.each(twice, iter(range(20)))) == [n * 2 for n in range(20)]


def test_parts_are_the_same_byte_for_byte(cluster, folder, path, whole):
    tables(folder).write_parts(path, directory=folder / "out", engine=cluster)
    assert contents(folder / "out") == whole


def test_the_work_of_a_killed_worker_is_done_again(cluster, folder, path, whole):
    deadly = Deadly(cluster, folder / "marks")
    tables(folder).write_parts(path, directory=folder / "out", engine=deadly)
    assert deadly.deaths == 1
    assert contents(folder / "out") == whole


def test_workers_that_share_no_files_get_and_give_bytes(cluster, folder, path, whole):
    blind = Blind(cluster)
    tables(folder).write_parts(path, directory=folder / "out", engine=blind)
    assert contents(folder / "out") == whole
    assert any(blind.sent)


def test_work_that_kills_every_worker_is_given_up_and_can_go_on(cluster, folder, path, whole):
    with pytest.raises(StoreError, match=r"ended by themselves|exited unexpectedly"):
        tables(folder).write_parts(path, directory=folder / "out", engine=Deadly(cluster, folder / "marks", times=99))
    assert not (folder / "out/manifest.json").exists()
    tables(folder).write_parts(path, directory=folder / "out", engine=cluster, resume=True)
    assert contents(folder / "out") == whole


def test_an_error_in_a_worker_is_told_as_ever(cluster, folder):
    path = folder / "rows.csv"
    path.write_bytes(parted.HEAD.encode() + "".join(parted.lines(300)).replace("SYR", "سوريا").encode("cp1256"))
    said = []
    for made in (None, cluster):
        with pytest.raises(Exception, match="is not utf-8") as raised:
            tables(folder).write_parts(path, directory=folder / f"out-{made is None}", engine=made)
        said.append((type(raised.value), str(raised.value)))
    assert said[0] == said[1]


def test_workers_without_the_program_are_refused(monkeypatch):
    monkeypatch.setattr(dask, "_PACKAGE", "no-such-program")
    with engine("dask", 1) as made, pytest.raises(StoreError, match=r"tcp://.*: this worker has no no-such-program"):
        list(made.each(twice, [1]))


def test_workers_that_join_late_get_work(monkeypatch):
    import distributed

    taken = []
    inputs = (taken.append(n) or n for n in range(30))
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        engine("dask", 1, cluster.scheduler_address) as made,
    ):
        found = made.each(twice, inputs)
        assert (next(found), len(taken)) == (0, 2)
        cluster.scale(3)
        made.client.wait_for_workers(3)
        assert [next(found), next(found)] == [2, 4]
        assert len(taken) > 2 + 3
        monkeypatch.setattr(dask, "_PACKAGE", "no-such-program")
        cluster.scale(4)
        made.client.wait_for_workers(4)
        with pytest.raises(StoreError, match="this worker has no no-such-program"):
            list(found)


@pytest.mark.skipif(bool(NO_SPARK), reason=NO_SPARK)
@pytest.mark.parametrize("begun", [False, True])
def test_spark_and_java_say_nothing_of_a_ctrl_c(folder, begun):
    path, out = table(folder, parted.lines(30_000)), folder / "out"
    (folder / "rows.toml").write_text(parted.TOML)
    command = [sys.executable, "-m", "khabar", "load", path, "--out-parts", out, "--engine", "spark"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    until = time.monotonic() + 60
    while not (children(process.pid) if not begun else list(out.glob("*.gz"))) and time.monotonic() < until:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said.splitlines()) == (
        130,
        ["interrupted; the parts that were finished stay: go on with --resume"],
    )


def children(process: int) -> str:
    return Path(f"/proc/{process}/task/{process}/children").read_text()


def test_large_inputs_go_without_a_word():
    with engine("dask", 1) as made:
        assert list(made.each(len, [bytes(12_000_000), b""])) == [12_000_000, 0]


def test_the_command_line_finds_a_scheduler(folder, path, whole, khabar):
    (folder / "rows.toml").write_text(parted.TOML)
    with engine("dask", 2) as made:
        address = made.client.scheduler.address
        done = khabar("load", path, "--out-parts", "out", "--engine", "dask", "--scheduler", address)
    assert done.code == 1
    assert "1,500 rows: " in done.err
    assert "; parts: out" in done.err
    assert contents(folder / "out") == whole


def test_no_scheduler_and_no_workers_are_told(monkeypatch):
    import distributed

    monkeypatch.setattr(dask, "_PATIENCE", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match=f"{port}: there is no Dask scheduler"), engine("dask", 1, f"127.0.0.1:{port}"):
        pass
    with distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty:
        address = empty.scheduler_address
        with engine("dask", 1, address) as made, pytest.raises(StoreError, match="no worker has come"):
            list(made.each(twice, [1]))


@pytest.mark.parametrize(("name", "extra"), [("dask", "cluster"), ("spark", "spark")])
def test_a_missing_extra_is_named(name, extra, monkeypatch):
    for module in ("distributed", "pyspark", "pyspark.sql", "pyspark.errors", "py4j", "py4j.protocol"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=rf"pip install 'khabar\[{extra}\]'"), engine(name):
        pass


def test_a_worker_with_several_threads_makes_the_same(folder, path, whole):
    class Threads:
        def each(self, work, inputs):
            with ThreadPoolExecutor(4) as pool:
                yield from pool.map(work, inputs)

    tables(folder).write_parts(path, directory=folder / "out", engine=Threads())
    assert contents(folder / "out") == whole
