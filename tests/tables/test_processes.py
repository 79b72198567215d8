"""Worker processes: results in order, work done again when one is killed, errors that come back whole."""

import pickle
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from grim import deadly, twice
from khabar.errors import EndpointError, Position, StoreError, UnreadableError
from khabar.loaders.tables.engines.processes import each
from khabar.project.config import configure
from khabar.project.tables import Tables, description_of


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_inputs(jobs):
    assert list(each(twice, iter(range(7)), jobs)) == [0, 2, 4, 6, 8, 10, 12]


def test_what_a_killed_worker_was_at_is_done_again(tmp_path):
    found = each(partial(deadly, str(tmp_path), 3, 2, twice), range(8), 2)
    assert list(found) == [n * 2 for n in range(8)]
    assert len(list(tmp_path.iterdir())) == 2


def test_work_that_kills_every_worker_is_given_up(tmp_path):
    found = each(partial(deadly, str(tmp_path), 3, 99, twice), range(8), 2)
    assert [next(found) for _ in range(3)] == [0, 2, 4]
    with pytest.raises(StoreError, match=r"3 worker processes ended by themselves at the same part.*\n.*--jobs 1"):
        next(found)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
def test_workers_end_where_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\n"
        "from khabar.loaders.tables.engines.processes import each\n"
        "from os_ids import own\n"
        "if __name__ == '__main__':\n"
        "    found = each(own, range(99), 2)\n"
        "    print(next(found), next(found), flush=True)\n"
        "    time.sleep(99)\n"
    )
    (tmp_path / "os_ids.py").write_text("import os\ndef own(_):\n    return os.getpid()\n")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        workers = {int(name) for name in parent.stdout.readline().split()}
        assert workers
        assert all(map(is_running, workers))
        parent.kill()
    latest = time.monotonic() + 20
    while left := {worker for worker in workers if is_running(worker)}:
        assert time.monotonic() < latest, left
        time.sleep(0.05)


def is_running(process):
    """Tell whether a process is there and has not ended; one that ended stays until somebody asks how."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] != "Z"


def test_an_error_is_the_same_from_another_process(folder):
    path = folder / "rows.csv"
    path.write_bytes(b"id,day,code\n" + "".join(f"{n},2020-01-01,قتل\n" for n in range(100)).encode("cp1256"))
    (folder / "rows.toml").write_text(
        'name = "rows"\nid = ["id"]\ntype = {constant = "killing"}\nday = {first = "day"}\n'
    )
    said = []
    for jobs in (1, 2):
        with pytest.raises(UnreadableError) as raised:
            Tables(configure(folder), description_of([path], None), jobs=jobs).load(path)
        said.append((str(raised.value), raised.value.problems))
    assert said[0] == said[1]


def test_errors_keep_what_they_carry(tmp_path):
    for error in (UnreadableError("a", Position("f", 3), "b"), EndpointError("a", "busy", 3.0)):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
