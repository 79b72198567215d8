"""What a publisher says of a data set: the part of its description that no store can tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["About"]


@dataclass(frozen=True, slots=True)
class About:
    """What a publisher says of a data set; texts by language. A licence and a publisher are IRIs, or else words."""

    title: Mapping[str, str] = field(
        default_factory=lambda: {
            "ar": "أقوال وأحداث من مقالات صحفية",
            "en": "Statements and events from news articles",
        }
    )
    description: Mapping[str, str] = field(
        default_factory=lambda: {
            "ar": "من قال إن ماذا حدث: وقائع مقالات صحفية، مع كل قائل وكل تحفظ وكل اقتباس.",
            "en": "Who says that what happened: facts of news articles, with every speaker, hedge and quotation kept.",
        }
    )
    keywords: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "ar": ("أخبار", "أقوال", "أحداث", "نزاعات", "إسناد"),
            "en": ("news", "statements", "events", "conflicts", "provenance"),
        }
    )
    licence: str = ""
    publisher: str = ""
    publisher_name: str = ""
    themes: tuple[str, ...] = ()
