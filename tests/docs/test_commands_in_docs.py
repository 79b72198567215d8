"""What the documents say is so: their commands run, in order, and print what stands below them.

How blocks are marked, and what `…` stands for, is said in docs/README.md.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from console import Folder, blocks, matches, rewrite, steps

pytest.importorskip("pty", reason="terminals of this kind are POSIX's")

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = [path for path in DOCUMENTS if re.search(r"^```(console|python)", path.read_text("utf-8"), re.MULTILINE)]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.slow
@pytest.mark.parametrize("path", RUN, ids=name)
def test_commands_print_what_the_document_says(path, tmp_path):
    folder = Folder(tmp_path)
    for block in blocks(path.read_text("utf-8")):
        folder.follow(block)
        if block.language == "python":
            assert not folder.doctest(block.text)
        for step in steps(block) if block.language == "console" else ():
            real = folder.run(step.command)
            if not matches(step.output, real):
                pytest.fail(f"{name(path)}:{step.line}: $ {step.command}\n--- says\n{step.output}--- prints\n{real}")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_excerpts_are_excerpts(path):
    for block in blocks(path.read_text("utf-8")):
        if source := block.options.get("from"):
            assert block.text in (ROOT / source).read_text("utf-8"), f"{name(path)}:{block.line}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_somewhere(path):
    links = LINK.findall(path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readme_has_the_two_lines():
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/khabar demo" in lines
    assert "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/pytest" in lines


def test_there_are_documents_to_run():
    assert {"README.md", "docs/first-article.md", "docs/errors.md"} <= set(map(name, RUN))


@pytest.mark.parametrize(
    ("expected", "real", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a  \n", True),
        ("a\n", "a\nb\n", False),
        ("", "", True),
        ("", "a\n", False),
        ("in … s\n", "in 3 s\n", True),
        ("in … s\n", "in\n3 s\n", False),
        ("a\n…\nc\n", "a\nb\nb\nc\n", True),
        ("a\n…\nc\n", "a\nc\n", True),
        ("a\n…\nc\n", "a\nb\n", False),
        ("خبر  1\n", "\u2068خبر\u2069  1\n", True),
    ],
)
def test_comparison(expected, real, same):
    assert matches(expected, real) is same


def test_rewriting_keeps_what_is_right_and_mends_what_is_not(tmp_path):
    document = "```text file=a.txt\nx\n```\n\n```console\n$ cat a.txt\n…\n$ echo 1\n2\n$ pwd\n```\n"
    want = "```text file=a.txt\nx\n```\n\n```console\n$ cat a.txt\n…\n$ echo 1\n1\n$ pwd\n…\n```\n"
    assert rewrite(document, Folder(tmp_path)) == want


def test_a_change_must_find_its_lines_once(tmp_path):
    folder = Folder(tmp_path)
    file, change = blocks("```text file=a.txt\nx\nx\n```\n```diff file=a.txt\n-x\n+y\n```\n")
    folder.follow(file)
    with pytest.raises(ValueError, match="2 times"):
        folder.follow(change)


def test_folder_and_status_hold_for_the_next_command(tmp_path):
    folder = Folder(tmp_path)
    folder.run("mkdir sub && cd sub")
    assert folder.run("basename $PWD; echo $?") == "sub\n0\n"
    folder.run("false")
    assert folder.run("echo $?") == "1\n"
