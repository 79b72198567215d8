"""Whether a text is written in the script of the language that it is said to be in."""

from __future__ import annotations

import unicodedata
from collections import Counter

__all__ = ["script_of", "scripts_differ"]

# Languages that are written in one of the two scripts alone; of all others nothing is said.
_USUAL = {
    "ARABIC": "ar arz ary apc ajp acm afb aeb arq apd fa prs ur ps ckb sd ug ks pnb azb bal lrc mzn glk",
    "LATIN": "en fr de es it pt nl sv no nb nn da fi et lv lt pl cs sk sl hr ro hu tr id vi sw so ga cy sq eu ca",
}
_SCRIPTS = {language: script for script, languages in _USUAL.items() for language in languages.split()}
_SUBTAG = 4
_MOST, _LEAST = 0.8, 8


def script_of(text: str) -> str:
    """Give ``ARABIC`` or another script's name where four letters in five are of it, else an empty text.

    >>> script_of("أكد وزير الدفاع (MoD)"), script_of("The army, الجيش")
    ('ARABIC', '')
    """
    letters = Counter[str]()
    for character, times in Counter(text).items():
        if character.isalpha():
            letters[unicodedata.name(character, "").partition(" ")[0]] += times
    if not letters:
        return ""
    script, count = letters.most_common(1)[0]
    return script if count >= max(_MOST * letters.total(), _LEAST) else ""


def scripts_differ(language: str, text: str) -> str:
    """Give the script of a text that its language is never written in, Arabic or Latin; else an empty text.

    A tag that names its script (``ar-Latn``, RFC 5646 section 2.2.3) is taken at its word.
    """
    first, *rest = language.lower().split("-")
    usual = _SCRIPTS.get(first)
    if usual is None or any(len(part) == _SUBTAG and part.isalpha() for part in rest):
        return ""
    script = script_of(text)
    return script if script != usual and script in _USUAL else ""
