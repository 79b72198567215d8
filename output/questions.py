"""The catalogue of questions, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..queries import Parameter, Question

__all__ = ["question_help", "question_table"]


def question_table(questions: Iterable[Question], lang: str) -> Table:
    """Give a row a question; what it answers is in Arabic where that is asked for, else in English."""
    language = "ar" if lang == "ar" else "en"
    rows = [(q.name, q.header.summary[language], ", ".join(p.name for p in q.header.parameters)) for q in questions]
    return Table.of_texts(("question", "answers", "parameters"), rows)


def question_help(question: Question) -> str:
    """Give what a question answers and which parameters it takes, in English and Arabic."""
    head = [question.name, *(f"  {question.header.summary[lang]}" for lang in ("en", "ar")), ""]
    rows = [_parameter(p) for p in question.header.parameters] or ["  none"]
    return "\n".join([*head, "parameters (-p KEY=VALUE):", *rows])


def _parameter(parameter: Parameter) -> str:
    kind = f"{parameter.of_class} (IRI, id or label)" if parameter.of_class else parameter.type
    needed = "required" if parameter.required else f"default {parameter.default}" if parameter.default else "optional"
    return f"  {parameter.name}: {kind}; {needed}\n      {parameter.en}\n      {parameter.ar}"
