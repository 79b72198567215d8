"""Before there is anything to work on: how khabar is started, stopped at once, and how a project begins."""

import errno
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest


def test_it_runs_as_a_module(folder):
    ran = subprocess.run([sys.executable, "-m", "khabar", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("khabar, version")
    ran = subprocess.run([sys.executable, "-m", "khabar", "stats"], capture_output=True, text=True, check=False)
    assert (ran.returncode, "there is no store here yet" in ran.stderr) == (4, True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_ctrl_c_while_modules_are_imported_is_quiet(folder):
    (folder / "click.py").write_text("import time\nprint('here', flush=True)\ntime.sleep(60)\n", "utf-8")
    code = "import sys; sys.path.insert(0, '.'); import khabar.cli"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == -signal.SIGINT
        assert process.stderr.read() == b""


def test_importing_the_command_line_leaves_ctrl_c_as_it_is(folder):
    code = "import signal as s, khabar.cli; print(s.getsignal(s.SIGINT) is s.default_int_handler)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "True\n"
    ignored = "import signal as s; s.signal(s.SIGINT, s.SIG_IGN); import khabar.cli; print(s.getsignal(s.SIGINT).name)"
    ran = subprocess.run([sys.executable, "-c", ignored], capture_output=True, text=True, check=True)
    assert ran.stdout == "SIG_IGN\n"


def test_a_parameter_given_twice_is_refused(khabar, folder):
    ran = khabar("query", "who-left", "-p", "lang=ar", "-p", "lang=en")
    assert (ran.code, ran.err) == (2, "Error: -p lang: is given twice; a parameter has one value\n")


@pytest.mark.parametrize("name", ["my news project", "it's", "$HOME", "plain", "أخبار"])
def test_the_next_command_can_be_copied(khabar, folder, name):
    ran = khabar("init", name)
    assert ran.code == 0
    words = shlex.split(ran.err.splitlines()[-1].removeprefix("next: "))
    assert words[:3] == ["cd", name, "&&"]


def test_a_project_that_cannot_be_begun_leaves_nothing(khabar, folder, monkeypatch):
    write = Path.write_bytes

    def full(path, data):
        if path.name == "article.yaml":
            write(path, data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    (folder / "there").mkdir()
    monkeypatch.setattr(Path, "write_bytes", full)
    for name in ("new/deep", "there"):
        ran = khabar("init", name)
        assert (ran.code, "No space left on device; nothing was kept" in ran.err) == (2, True)
    assert [p.relative_to(folder).as_posix() for p in folder.rglob("*")] == ["there"]
