"""Whether «قد» stands before a past verb, where it says "has", or before a present one, where it says "may".

There is no dictionary of Arabic behind this, only the letters that a present verb begins with (أ ت ن ي), the endings
that only a past verb has, and a list of the verbs that these two leave open. Where they tell nothing, nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .quotes import find_all

if TYPE_CHECKING:
    from .lexicon import Lexicon
    from .records import Span

__all__ = ["has_not_may", "is_past", "past_hedge"]

_TATWEEL = "\u0640"
_MARKS = {"Mn", "Cf"}
_REACH = 160
_ARABIC = re.compile("[ء-ي]{2,}")
_SPACE = r"[^\S\n]+"
_QAD = re.compile(rf"[وف]?(ل?)قد{_SPACE}([^\W\d_]+)")
# «كان الجيش قد …»: what comes after is past, unless a clause of its own begins in between.
_HAD = re.compile(rf"(?<!\w)[وف]?(?:كان|كانت|كانا|كانتا|كانوا)((?:{_SPACE}\w+){{0,5}}){_SPACE}\Z")
_CLAUSE = re.compile(r"(?<!\w)[وفبل]?(?:[أإا]ن|التي|الذي|الذين|ما|مما)(?:ه|ها|هم|هما|نا)?(?!\w)")

# Endings of the past; no present verb has those of the first row.
_PAST_ONLY = ("ت", "وا", "تا", "ته", "تها", "تهم")
_ENDINGS = (*_PAST_ONLY, "", "ا", "نا", "ن", "ه", "ها", "هم", "ني", "وه", "وها", "وهم")
# A present verb may end so with its own last letters («تثبت»), above all a short one; «ندعوا» is a common misspelling.
_LEAST = {"ت": 5, "وا": 6, "تا": 6}
_LIKE_PAST = re.compile(r"[أتن](?:لتفت|ستميت|تفاوت|تشتت|تثبت|ستثبت|رجوا|دعوا|شكوا|بدوا|تلوا|خلوا|نموا|علوا|سموا)")
# The forms whose past begins with a bare alif (VII to X): انسحب، استعان، اجتمع، اتفق، ازداد، ادعى، اضطر، اطلع.
_ALIF = re.compile(r"ا(?:ن\w\w|ست\w\w|[^لنت]ت\w|ت\w|زد\w|د\w|[صض]ط\w|ط\w)\w*(?<!ي\w)(?<![ةا])(?<!ون|ين|ات)")
# What begins with one of these is present, or may be a particle, a preposition or an article with a word of any kind.
_OPEN = re.compile(r"[أآإتنيابكل]|س[أتني]")
_NO_VERB_ENDS = ("ة", "ا", "ون", "ين", "ات")


def past_hedge(text: str, span: Span, hedge: str, lexicon: Lexicon) -> str | None:
    """Give the words of an article, such as «قد انسحبوا», for which a hedge wrongly stands, or None.

    The hedge must be «قد» and no more than the verb after it, for other words may weaken what is said.
    """
    parts = [part.strip() for part in hedge.split("…") if part.strip()]
    found = [words for part in parts for words in _readings(text, span, part, lexicon)]
    return found[0] if found and all(found) else None


def _readings(text: str, span: Span, part: str, lexicon: Lexicon) -> list[str | None]:
    if len(part.split()) > 2:  # noqa: PLR2004
        return [None]
    places = find_all(text, part, span.start, span.end)
    return [has_not_may(text, at, lexicon) for at in places if not _in_word(text, at)] or [None]


def _in_word(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalpha()


def has_not_may(text: str, at: int, lexicon: Lexicon) -> str | None:
    """Give «قد», which stands at an offset, with the past verb after it; None where there is none for certain.

    >>> from .lexicon import lexicon
    >>> text = "الجنود قد انسحبوا، في خطوة قد تعكس تحولا"
    >>> has_not_may(text, text.find("قد"), lexicon()), has_not_may(text, text.rfind("قد"), lexicon())
    ('قد انسحبوا', None)
    """
    found = _QAD.match(_bare(text[at : at + _REACH]))
    if not found:
        return None
    told = bool(found[1]) or _after_had(_bare(text[max(0, at - _REACH) : at]))
    return found.group() if is_past(found[2], lexicon, told=told) else None


def _after_had(before: str) -> bool:
    had = _HAD.search(before)
    return had is not None and not _CLAUSE.search(had[1])


def is_past(verb: str, lexicon: Lexicon, *, told: bool = False) -> bool:
    """Tell whether a verb after «قد» is past for certain; `told` where the words before leave it no choice.

    >>> from .lexicon import lexicon
    >>> [is_past(verb, lexicon()) for verb in ("حققت", "تمكنت", "أَعلنوا", "تحدث", "يكون", "لا")]
    [True, True, True, False, False, False]
    """
    word = _bare(verb)
    if not _ARABIC.fullmatch(word) or word in lexicon.past["not_verbs"]:
        return False
    if _stems(word, _ENDINGS) & lexicon.past["sure"]:
        return True
    if _stems(word, ("", *_PAST_ONLY) if told else _PAST_ONLY) & lexicon.past["unsure"]:
        return True
    if _LIKE_PAST.fullmatch(word):
        return False
    return _by_letters(word, told=told)


def _by_letters(word: str, *, told: bool) -> bool:
    if word[0] in "تأ" and any(word.endswith(e) and len(word) >= least for e, least in _LEAST.items()):
        return True
    if word[0] in "أآ":
        return told
    if word[0] == "ا":
        return _ALIF.fullmatch(word) is not None or word.endswith(("ت", "وا"))
    return not _OPEN.match(word) and (word.endswith(("نا", "وا")) or not word.endswith(_NO_VERB_ENDS))


def _stems(word: str, endings: tuple[str, ...]) -> set[str]:
    """Give the verb without each ending; «تلقت» is of «تلقى», «أعلن» may be written «اعلن»."""
    cut = {word[: len(word) - len(e)] for e in endings if word.endswith(e)}
    if word.endswith(("ت", "وا")):
        cut |= {stem + "ى" for stem in cut}
    return cut | {"أ" + stem[1:] for stem in cut if stem.startswith("ا")}


def _bare(words: str) -> str:
    """Give words in their common letters, without harakat and tatweel; unlike a folded word it keeps أ and ى."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(c for c in plain if c != _TATWEEL and unicodedata.category(c) not in _MARKS)
