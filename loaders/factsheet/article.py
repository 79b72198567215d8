"""The sheet's first section: which text it is about."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError, UsageError
from ...ontology import article_id
from ..messages import say
from ..records import Article
from ..scripts import scripts_differ
from ..text import first_line, read_file
from .values import is_address, is_language

if TYPE_CHECKING:
    from .section import Section

__all__ = ["read_article"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ARTICLE_ID = re.compile(r"[a-z2-7]{16}")


def read_article(section: Section, folder: Path) -> Article | None:
    """Read the text and what is known of it; None where the section does not name a text.

    A text that is missing or cannot be read is raised at once: without it nothing in the sheet can be checked.
    """
    name, language = section.text("file"), _language(section)
    if name is None or language is None:
        return None
    try:
        text = read_file(folder / name)
    except UsageError as e:
        raise UsageError(f"{section.at('file')}: {e}\n  the text is looked for beside the sheet") from e
    if not first_line(text):
        raise UnreadableError("there is nothing in the text but white space", Position(str(folder / name)))
    article = Article(
        text=text,
        language=language,
        headline=section.text("headline") or first_line(text),
        file=Path(name).name,
        published=section.day("published"),
        url=_address(section),
        publisher=section.text("publisher"),
        author=section.text("author"),
        revision_of=_revision(section),
    )
    _check_pin(section, article)
    _check_script(section, article)
    _check_day(section, article)
    return article


def _check_script(section: Section, article: Article) -> None:
    script = scripts_differ(article.language, article.text).capitalize()
    if script:
        others = "ar, fa, ur" if script == "Arabic" else "en, fr, de"
        tag = f"{article.language}-{'Arab' if script == 'Arabic' else 'Latn'}"
        name = say(f"phrase.script.{script.lower()}")
        section.report(
            "sheet-language.script", section.at("lang"), article.language, script=name, others=others, tag=tag
        )


def _check_day(section: Section, article: Article) -> None:
    # East of Greenwich it may be tomorrow already.
    latest = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    if article.published and article.published > latest.isoformat():
        section.report("sheet-published", section.at("published"), article.published)


def _language(section: Section) -> str | None:
    language = section.text("lang")
    if language is not None and not is_language(language):
        fix = "write the language's code, e.g. ar, en, fr"
        section.report("sheet-language.tag", section.at("lang"), language, fix)
        return None
    return language.lower() if language else None


def _address(section: Section) -> str | None:
    url = section.text("url")
    if url is not None and not is_address(url):
        section.report("sheet-iri", section.at("url"), url)
        return None
    return url


def _revision(section: Section) -> str | None:
    """Give the reference of the version that is corrected, named by its SHA-256 or its article id."""
    words = section.text("revision-of")
    if words is None:
        return None
    name = words.lower().rsplit("/", 1)[-1]
    if _SHA256.fullmatch(name):
        return f"article/{article_id(name)}"
    if _ARTICLE_ID.fullmatch(name):
        return f"article/{name}"
    section.report("sheet-revision.name", section.at("revision-of"), words)
    return None


def _check_pin(section: Section, article: Article) -> None:
    pinned = (section.text("sha256") or article.sha256).lower()
    if not _SHA256.fullmatch(pinned):
        section.report("sheet-sha256", section.at("sha256"), pinned, sha256=article.sha256)
    elif pinned != article.sha256:
        section.report("text-changed", section.at("sha256"), pinned, sha256=article.sha256)
    if article.revision_of == article.reference:
        section.report("sheet-revision.itself", section.at("revision-of"))
