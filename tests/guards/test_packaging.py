"""The root is the package: what is shipped, and what the type checkers see, is listed by hand and compared here."""

import ast
import tomllib
from pathlib import Path

import khabar
import pytest

ROOT = Path(__file__).parents[2]
NOT_SHIPPED = {"tests", "docs", "benchmarks", "build", "dist"}
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]


def packages():
    inits = (
        p for p in ROOT.rglob("__init__.py") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)
    )
    folders = (p.parent.relative_to(ROOT) for p in inits)
    return {f for f in folders if not f.parts or f.parts[0] not in NOT_SHIPPED}


def test_only_four_modules_stand_at_the_root():
    assert {p.name for p in ROOT.glob("*.py")} == {"__init__.py", "__main__.py", "cli.py", "errors.py"}


def test_every_package_is_listed():
    assert {".".join(("khabar", *f.parts)) for f in packages()} == set(SETUP["packages"])


def test_every_data_file_is_shipped():
    shipped = SETUP["package-data"]
    for folder in packages():
        patterns = shipped.get(".".join(("khabar", *folder.parts)), [])
        for file in (ROOT / folder).iterdir():
            if folder.parts and file.is_file() and file.suffix not in {".py", ".pyc"}:
                assert any(file.match(p) for p in patterns), f"{file.relative_to(ROOT)} is not in package-data"


def test_every_data_file_arrives():
    installed = Path(khabar.__file__).parent
    for folder in packages() - {Path()}:
        for file in (ROOT / folder).iterdir():
            if file.is_file() and file.suffix != ".pyc":
                assert (installed / folder / file.name).is_file(), f"{file.name} did not arrive"


def test_the_type_checkers_see_the_same_tree():
    links = {p.name: p.readlink() for p in (ROOT / ".import/khabar").iterdir()}
    entries = {f.parts[0] for f in packages() if f.parts} | {"__init__.py", "__main__.py", "cli.py", "errors.py"}
    entries.add("py.typed")
    assert links == {name: Path("../..") / name for name in entries}


def test_nothing_lands_beside_the_package():
    assert SETUP["package-dir"] == {"khabar": "."}
    assert all(name == "khabar" or name.startswith("khabar.") for name in SETUP["packages"])


@pytest.mark.parametrize("name", khabar.__all__)
def test_public_names_are_there(name):
    assert getattr(khabar, name) is not None


def test_public_names_are_typed():
    tree = ast.parse((ROOT / "__init__.py").read_text("utf-8"))
    (block,) = [n for n in tree.body if isinstance(n, ast.If)]
    typed = {a.asname or a.name for n in block.body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert typed == set(khabar.__all__) - {"__version__"} == set(khabar._HOMES)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = khabar.nothing


def test_data_in_a_folder_that_is_no_package_is_shipped_too():
    (pattern,) = (p for p in SETUP["package-data"]["khabar.queries"] if "/" in p)
    installed = Path(khabar.__file__).parent / "queries"
    there = {p.relative_to(ROOT / "queries") for p in (ROOT / "queries").rglob("*.rq") if p.parent != ROOT / "queries"}
    assert there
    assert {p for p in there if p.match(pattern) and (installed / p).is_file()} == there
