"""The benchmark that reads the W3C suites, as a module: its tests and its printed counts are one thing."""

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def suites():
    path = Path(__file__).parents[2] / "benchmarks/syntax_suites.py"
    spec = importlib.util.spec_from_file_location("syntax_suites", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
