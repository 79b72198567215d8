"""What the loader says: every problem in both languages, every text of the catalogue used and shown by a case."""

from __future__ import annotations

import ast
import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
from khabar import loaders
from khabar.errors import KhabarError, Position, ProblemsError
from khabar.loaders import factsheet
from khabar.loaders.messages import catalogue, problem, say
from khabar.loaders.quotes import Quote, locate

BAD = Path(__file__).parent / "bad"
CODE = Path(str(files(loaders)))
RULES = {name: texts for name, texts in catalogue().items() if not name.startswith("phrase.")}
CALLS = {"report", "problem", "say", "NotFound", "Problem"}


def found(folder: Path):
    (sheet,) = folder.glob("sheet.*")
    try:
        return factsheet.read(sheet.name)[1]
    except ProblemsError as e:
        return e.problems
    except KhabarError:
        return ()


@pytest.fixture(scope="module")
def problems():
    """Give every problem of the bad sheets."""
    with pytest.MonkeyPatch.context() as patch:
        rows = []
        for folder in sorted(p for p in BAD.iterdir() if p.is_dir()):
            patch.chdir(folder)
            rows += found(folder)
    return rows


def calls(*folders: str):
    for path in sorted(p for folder in folders for p in CODE.glob(f"{folder}*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in CALLS:
                    yield path.name, name, node


def texts(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp():
            return [*texts(node.body), *texts(node.orelse)]
        case ast.JoinedStr():
            return texts(node.values[0])
    return []


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_no_problem_is_without_arabic(problems):
    assert len(problems) > 120
    for p in problems:
        assert re.search("[\u0621-\u064a]{2}", p.message_ar), p
        assert not re.search(r"\{\w*\}", p.message_ar.replace(p.value or "\0", "")), p.message_ar


def test_no_code_of_the_loader_makes_a_problem_without_arabic():
    made = [(path, node) for path, name, node in calls("**/") if name == "Problem"]
    assert made
    for path, node in made:
        assert len(node.args) == 7 or "message_ar" in {k.arg for k in node.keywords}, f"{path}:{node.lineno}"


def test_every_name_in_the_code_is_in_the_catalogue():
    named = [
        text
        for _, name, node in calls("", "factsheet/")
        if name != "Problem" and node.args
        for text in texts(node.args[0])
    ]
    assert len(named) > 40
    prefixes = {"phrase.section.", "phrase.kind.", "phrase.reserved.", "phrase.times.", "phrase.script."}
    assert [n for n in named if n not in catalogue() and n not in prefixes] == []
    unused = [n for n in catalogue() if n not in named and not n.startswith(tuple(prefixes))]
    assert unused == []


@pytest.mark.parametrize("name", catalogue())
def test_both_languages_say_one_thing(name):
    texts = catalogue()[name]
    assert texts.keys() <= {"en", "ar", "fix", "level"}
    more = {"sheet-kind": {"kinds"}, "quote": {"line", "shown", "typed"}}.get(name.partition(".")[0], set())
    assert fields(texts["ar"]) <= fields(texts["en"]) | fields(texts.get("fix", "")) | {"value"} | more
    assert re.search("[\u0621-\u064a]", texts["ar"].replace("{why}", "سبب"))
    assert not re.search(r"\w [،؛.:]|[?,;]", re.sub(r"\{\{.*?\}\}", "", texts["ar"])), "Arabic punctuation"


@pytest.mark.parametrize("name", RULES)
def test_every_text_is_shown_by_a_bad_sheet(name, problems):
    template = RULES[name]["en"]
    parts = [
        re.escape(literal) + (".*" if field else "") for literal, field, _, _ in string.Formatter().parse(template)
    ]
    pattern = re.compile("".join(parts), re.DOTALL)
    shown = [p for p in problems if p.rule == name.partition(".")[0] and pattern.fullmatch(p.message)]
    assert shown
    assert {str(p.level) for p in shown} == {RULES[name].get("level", "violation")}


@pytest.mark.parametrize(
    ("n", "ar"), [(1, "مرة واحدة"), (2, "مرتين"), (3, "3 مرات"), (11, "11 مرة"), (103, "103 مرات")]
)
def test_arabic_counts(n, ar):
    assert locate("x " * n, Quote("x", nth=n + 1)).said.ar.startswith(f"وردت «x» {ar}،")


def test_a_value_with_braces_is_put_in_as_it_is():
    made = problem("sheet-code", Position("a"), "{x} {value!r}", key="{y}")
    assert made.message == "'{x} {value!r}' is no code for '{y}'"
    assert "«{x} {value!r}»" in made.message_ar
    assert say("phrase.after", after="{").en == " after «{»"
