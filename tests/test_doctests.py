"""The examples in docstrings are run, in the package as installed."""

import doctest
import pkgutil
from importlib import import_module

import khabar
import pytest

MODULES = sorted(
    m.name for m in pkgutil.walk_packages(khabar.__path__, "khabar.") if not m.name.startswith("khabar.tests")
)


def test_there_are_examples():
    found = [t for m in MODULES for t in doctest.DocTestFinder().find(import_module(m)) if t.examples]
    assert len(found) > 30


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert doctest.testmod(import_module(name)).failed == 0
