"""The doctor looks at everything, whatever is broken, and says what to do."""

import importlib.metadata
import subprocess
import sys

import pytest
from khabar.project.doctor import examine
from khabar.stores import EmbeddedStore


def seen(**options):
    return {finding.name: finding for finding in examine(**options)}


def problems(**options):
    return {name: finding.detail for name, finding in seen(**options).items() if not finding.ok}


def test_all_is_well(folder):
    assert problems() == {}
    found = seen()
    assert {"python", "pyoxigraph", "rdflib", "terminal", "configuration", "base", "questions", "rules"} <= set(found)
    assert "the first load makes it" in found["store"].detail
    assert "built in" in found["configuration"].detail
    assert list(folder.iterdir()) == []


def test_a_broken_configuration_is_one_problem(folder):
    (folder / "khabar.toml").write_text("base = https", "utf-8")
    found = problems()
    assert set(found) == {"configuration"}
    assert "khabar.toml:1:8: cannot be read" in found["configuration"]
    with EmbeddedStore.at(folder / "kept", write=True):
        pass
    assert "0 quads" in seen(store="kept")["store"].detail
    assert set(problems(store="kept")) == {"configuration"}


def test_a_missing_package_is_named(folder, monkeypatch):
    version = importlib.metadata.version

    def missing(name):
        if name in {"pyshacl", "pandas"}:
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert problems() == {"pyshacl": "is not installed: pip install pyshacl, or reinstall khabar"}
    assert "optional" in seen()["pandas"].detail


@pytest.mark.parametrize("module", ["pyoxigraph", "ruamel.yaml"])
def test_it_runs_where_a_package_cannot_be_imported(folder, module):
    code = (
        f"import sys; sys.modules[{module!r}] = None; sys.argv = ['khabar', 'doctor']; import khabar.cli as c; c.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    assert f"import of {module} halted" in done.stdout
    assert done.stdout.startswith("what\tstate\tdetail") or done.stdout.startswith("python\tok\t")


def test_another_command_says_who_knows_more(folder):
    code = (
        "import sys; sys.modules['pyoxigraph'] = None; sys.argv = ['khabar', 'stats']; import khabar.cli as c; c.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, "khabar doctor looks for what is missing" in done.stderr) == (2, True)


def test_a_folder_that_is_gone(folder):
    gone = folder / "gone"
    gone.mkdir()
    code = "import os, sys; os.rmdir('../gone'); sys.argv[1:] = sys.argv[1:]; import khabar.cli as c; c.main()"

    def run(*arguments):
        gone.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=gone, capture_output=True, text=True, check=False
        )

    done = run("doctor")
    assert (done.returncode, "go to another one with cd" in done.stdout, done.stderr) == (1, True, "")
    done = run("stats")
    assert (done.returncode, "the current folder is not there any more" in done.stderr) == (2, True)
    assert run("--help").returncode == 0


def test_broken_questions_and_words_are_problems(folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "bad.rq").write_text("SELECT", "utf-8")
    (folder / "khabar.toml").write_text("queries = 'mine'\nlexicon = 'none.toml'", "utf-8")
    found = problems()
    assert set(found) == {"questions", "lexicon"}
    assert "bad.rq" in found["questions"]


def test_a_damaged_store_is_a_problem(project, seed, folder):
    project.load(seed)
    for path in (folder / ".khabar").glob("MANIFEST*"):
        path.write_bytes(b"nonsense")
    assert "the store is damaged" in problems()["store"]
