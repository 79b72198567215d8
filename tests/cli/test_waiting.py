"""Queries that take too long: given up after a time, or by Ctrl-C, and what is left then."""

import signal
import subprocess
import sys
import threading
import time

import pytest
from khabar import Project
from khabar.errors import StoreError, UsageError
from khabar.queries import is_given_up, within
from servers import faults

# The seed has over 1,500 quads: their pairs' pairs take the engine hours.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d || ?g = ?d) }"


@pytest.fixture
def loaded(khabar, folder):
    khabar("init")
    assert khabar("load", "article.yaml").code == 0
    return folder


def run(*words):
    return subprocess.Popen([sys.executable, "-m", "khabar", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    "words", [("sparql", ENDLESS, "--timeout", "0.5"), ("query", "endless", "--queries", "q", "--timeout", "0.5")]
)
def test_a_query_is_given_up_after_its_time(loaded, words):
    (loaded / "q").mkdir()
    header = '#+ summary: {en: "Counts for ever.", ar: "يعدّ بلا نهاية."}\n#+ kind: report\n'
    (loaded / "q" / "endless.rq").write_text(header + ENDLESS + "\n", "utf-8")
    with run(*words) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (4, b"")
    assert err.decode().splitlines() == [
        "Error: the query was given up after 0.5 seconds",
        "  narrow it by a parameter or a LIMIT, or give it more time: --timeout, or timeout in khabar.toml",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_ctrl_c_ends_a_query_that_works(loaded):
    with run("sparql", ENDLESS) as process:
        time.sleep(2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.lstrip().startswith(b"interrupted")


def test_the_setting_holds_for_the_library_and_the_store_stays_of_use(loaded):
    (loaded / "khabar.toml").write_text("timeout = 0.3\n", "utf-8")
    with pytest.raises(StoreError, match="given up after"):
        # It ends by itself after some seconds: nothing of a test should work on for hours.
        Project.open(loaded).sparql("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?a != ?d || ?c = ?d) }")
    assert is_given_up()
    patient = Project.open(loaded).within(60)
    assert patient.query("who-left") == Project.open(loaded, timeout=0).query("who-left")


def test_what_goes_wrong_in_a_query_is_told_where_it_is_waited_for():
    def fail():
        raise UsageError("no such thing")

    with pytest.raises(UsageError, match="no such thing"):
        within(5, fail)
    with pytest.raises(UsageError, match="no such thing"):
        within(0, fail)


def test_a_time_out_of_the_work_itself_is_no_limit_of_ours():
    def fail():
        raise TimeoutError("theirs")

    with pytest.raises(TimeoutError, match="theirs"):
        within(30, fail)


def test_work_is_done_elsewhere_and_its_answer_given():
    assert within(5, threading.get_ident) != threading.get_ident()


def test_an_endpoint_may_be_silent_for_as_long_as_is_said(khabar, folder, quirk_server):
    quirk_server.misbehave(faults.hang(5), times=None)
    ran = khabar("sparql", "ASK { }", "-e", f"{quirk_server.url}/query", "--timeout", "0.2")
    assert ran.code == 4
    assert "no answer within 0.2" in ran.err
