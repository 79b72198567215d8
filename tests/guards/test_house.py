"""The measures of the house: sizes, floors, docstrings. A line of code that finds no room here changes the rooms."""

import ast
import statistics
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("commands", "endpoints", "examples", "loaders", "ontology", "output", "project", "queries", "shapes", "stores")
MODULES = sorted([ROOT / "cli.py", ROOT / "errors.py", *chain(*(sorted((ROOT / r).rglob("*.py")) for r in ROOMS))])
BELOW = {
    "ontology": {"errors"},
    "endpoints": {"errors", "ontology"},
    "loaders": {"errors", "ontology"},
    "queries": {"errors", "ontology", "endpoints"},
    "shapes": {"errors", "ontology"},
    "stores": {"errors", "ontology", "endpoints"},
    "project": {"errors", "ontology", "endpoints", "loaders", "queries", "shapes", "stores", "examples"},
    "commands": {"errors", "output", "project", "loaders", "__version__"},
    "output": {"errors", "ontology", "queries"},
    "examples": set(),
}


def functions(path):
    tree = ast.parse(path.read_text("utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def public_functions(path):
    """Give what a reader of the module sees: functions at its top, and methods of its public classes."""
    tree = ast.parse(path.read_text("utf-8"))
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]
    found = chain(tree.body, *(c.body for c in classes))
    return [f for f in found if isinstance(f, ast.FunctionDef) and not f.name.startswith("_")]


def length(function):
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def imported_rooms(path):
    """Give the rooms of khabar that a module imports, types alone not counted."""
    here = path.relative_to(ROOT).parts
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {id(n) for i in ast.walk(tree) if is_type_checking(i) for n in ast.walk(i)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in typing_only:
            above = here[: len(here) - node.level] if node.level else ()
            names = [node.module] if node.module else [a.name for a in node.names]
            for name in names:
                target = (*above, *name.split(".")) if node.level else tuple(name.split("."))
                if node.level or target[0] == "khabar":
                    yield target[0] if node.level else target[1] if len(target) > 1 else ""


def is_type_checking(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def test_modules_are_small():
    sizes = {p: p.read_text("utf-8").count("\n") for p in MODULES}
    assert statistics.median(n for n in sizes.values() if n > 15) <= 150
    assert {p.name for p, n in sizes.items() if n > 500} == set()


def test_functions_are_short():
    lengths = {f"{p.name}:{f.name}": length(f) for p in MODULES for f in functions(p)}
    ordered = sorted(lengths.values())
    assert statistics.median(ordered) <= 7
    assert ordered[int(len(ordered) * 0.9)] <= 25
    assert {name for name, n in lengths.items() if n > 60} == set()


def test_the_command_line_is_thin():
    sizes = {p: p.read_text("utf-8").count("\n") for p in MODULES}
    thin = sum(n for p, n in sizes.items() if p.name == "cli.py" or p.parent.name == "commands")
    assert thin <= sum(sizes.values()) / 10


def test_public_functions_say_what_they_give():
    missing = [f"{p.name}:{f.name}" for p in MODULES for f in public_functions(p) if not ast.get_docstring(f)]
    assert missing == []


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent != ROOT], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_is_below(path):
    room = path.relative_to(ROOT).parts[0]
    assert set(imported_rooms(path)) <= BELOW[room] | {room}


def test_no_path_of_a_machine_and_no_registry():
    for path in [*MODULES, ROOT / "pyproject.toml", ROOT / ".ci/run"]:
        text = path.read_text("utf-8")
        assert not [word for word in ("/home/", "/root/", "/tmp/", "index-url") if word in text], path
