"""The demonstration: the worked example, loaded, and four questions a reader would ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..queries import Rows
    from .project import Loaded, Project

__all__ = ["QUESTIONS", "Answer", "Passage", "demonstrate"]

QUESTIONS = ("who-left", "told-by-whom", "side-by-side", "doubted")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the article, and their place in it: code points, end exclusive."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what it says, column by column, and the passages that bear it out."""

    facts: tuple[str, ...]
    passages: tuple[Passage, ...]


def demonstrate(project: Project) -> tuple[Loaded, dict[str, tuple[Answer, ...]]]:
    """Load the example into the project's store and answer each of `QUESTIONS`."""
    loaded = project.load(examples.path())
    return loaded, {name: tuple(_answers(project.query(name))) for name in QUESTIONS}


def _answers(rows: Rows) -> Iterator[Answer]:
    for row in rows.dicts():
        numbers = [n.removeprefix("quote") for n in row if n.startswith("quote")]
        places = {f"{part}{n}" for n in numbers for part in ("quote", "start", "end")}
        passages = (Passage(*(row[f"{part}{n}"] for part in ("quote", "start", "end"))) for n in numbers)  # type: ignore[arg-type]
        facts = (str(v) for k, v in row.items() if k not in places and v is not None)
        yield Answer(tuple(facts), tuple(passages))
