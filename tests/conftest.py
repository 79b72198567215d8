"""What many tests share: a project in an empty folder, the command line in this process, the real data."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from khabar import Project, examples

# A busy machine must fail no test; and where a landing hangs on it, the same commit must give the same result.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

pytest_plugins = ["servers.fixtures"]


@pytest.fixture(autouse=True)
def _away_from_home(tmp_path, monkeypatch):
    """Keep the developer's own configuration out of every test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    for name in [n for n in os.environ if n.startswith("KHABAR_") and n != "KHABAR_TEST_DATA"]:
        monkeypatch.delenv(name)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that is the current one."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def project(folder):
    """A project with an empty store."""
    return Project.open(folder)


@pytest.fixture
def seed():
    """The worked example's fact sheet."""
    return examples.path("putin-syria.yaml")


@pytest.fixture
def seed_copy(folder, seed):
    """The worked example, copied to where a test may change it."""
    for name in ("putin-syria.yaml", "putin-syria.txt"):
        (folder / name).write_bytes(seed.with_name(name).read_bytes())
    return folder / "putin-syria.yaml"


@pytest.fixture(scope="session")
def data():
    """The folder of real data."""
    place = os.environ.get("KHABAR_TEST_DATA")
    if not place:
        pytest.skip("KHABAR_TEST_DATA is unset: the real data is not here")
    return Path(place)


@dataclass(frozen=True)
class Ran:
    """What one call of the command line gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def khabar(monkeypatch, capsys):
    """Call the command line as a user would: ``khabar("load", "sheet.yaml")``."""
    from khabar import cli

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["khabar", *map(str, arguments)])
        code = cli._run()
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call
