"""Write the files that are made from code; a test compares them with what is committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands_page import commands_page
from draw_model import picture
from khabar.loaders.factsheet.reference import reference_page
from khabar.loaders.factsheet.schema import json_schema
from model_page import model_page
from questions_page import questions_page

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MAKERS"]

ROOT = Path(__file__).parent.parent


def _schema() -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


MAKERS: dict[str, Callable[[], str]] = {
    "docs/commands.md": commands_page,
    "docs/fact-sheet.md": reference_page,
    "docs/model.md": model_page,
    "docs/model.svg": picture,
    "docs/questions.md": questions_page,
    "loaders/factsheet/schema.json": _schema,
}


if __name__ == "__main__":
    for name, make in MAKERS.items():
        (ROOT / name).write_text(make(), "utf-8")
