"""Read a fact sheet into records, gathering every problem on the way."""

from __future__ import annotations

from pathlib import Path

from ...errors import Level, Position, Problem, ProblemsError
from ..lexicon import Lexicon, lexicon
from ..records import Sheet
from ..text import decode, read_bytes
from .article import read_article
from .book import Book
from .document import parse
from .entities import declare_entities, read_entities, read_mentions
from .nodes import key_positions
from .reviews import declare_reviews, read_reviews
from .scope import Scope
from .section import Section
from .statements import declare_statements, read_statements

__all__ = ["read"]


def read(
    path: str | Path, *, curator: str | None = None, words: Lexicon | None = None
) -> tuple[Sheet, tuple[Problem, ...]]:
    """Read one sheet, YAML or JSON, with its article; give it with the warnings it earned.

    `curator` stands in where the sheet names none. Raises UsageError for a missing file, UnreadableError for one
    that is no UTF-8 or no YAML, and ProblemsError, with every problem of the sheet, where one of them is a violation.
    """
    problems: list[Problem] = []
    root = parse(decode(read_bytes(path), str(path)), str(path), problems)
    sheet = Section(root, "sheet", problems)
    _check_version(sheet)
    book = _open(sheet, Path(path).parent, words or lexicon(), problems)
    if book is None:
        raise ProblemsError(_in_order(problems))
    found = _records(sheet, book, _curator(sheet, curator))
    if any(p.level is Level.VIOLATION for p in problems):
        raise ProblemsError(_in_order(problems))
    return found, _in_order(problems)


def _check_version(sheet: Section) -> None:
    version = sheet.text("khabar")
    if version not in {None, "1"}:
        sheet.report("sheet-version", sheet.at("khabar"), version or "")


def _open(sheet: Section, folder: Path, words: Lexicon, problems: list[Problem]) -> Book | None:
    """Read the article, without which nothing else can be checked; None where the sheet names none."""
    section = next(sheet.sections("article", "article"), None)
    article = read_article(section, folder) if section else None
    return Book(article, Scope(problems), words, problems) if article else None


def _records(sheet: Section, book: Book, curator: str) -> Sheet:
    scope = book.scope
    declared = declare_entities(sheet, scope)
    statement_sections = declare_statements(sheet, scope)
    review_sections = declare_reviews(sheet, book)
    entities = read_entities(declared, scope, book.article.language)
    mentions = read_mentions(sheet, book)
    statements, events = read_statements(statement_sections, book)
    assessments = read_reviews(review_sections, book)
    positions = {"": sheet.at("article"), "#narrator": sheet.at("article"), **scope.positions}
    keys = {at.key: at for at in key_positions(sheet.node)}
    return Sheet(book.article, curator, entities, mentions, statements, events, assessments, positions, keys)


def _curator(sheet: Section, default: str | None) -> str:
    name = sheet.text("curator") or default
    if not name:
        sheet.report("sheet-curator", sheet.at())
    return name or ""


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Give the problems in the order of the sheet's lines, each once."""

    def place(problem: Problem) -> tuple[int, int]:
        at: Position = problem.at
        return at.line or 0, at.column or 0

    return tuple(dict.fromkeys(sorted(problems, key=place)))
