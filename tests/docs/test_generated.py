"""Files made from code are as the code would make them now."""

from __future__ import annotations

from pathlib import Path

import pytest
from generate import MAKERS
from khabar.cli import cli

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_generated_file_is_up_to_date(name):
    committed = (ROOT / name).read_text("utf-8")
    assert committed == MAKERS[name](), f"{name} is out of date: run python docs/generate.py"


def test_every_command_has_its_section():
    page = (ROOT / "docs/commands.md").read_text("utf-8")
    assert [name for name in cli.commands if f"\n## khabar {name}\n" not in page] == []
