"""Make characters that would act on the reader's screen visible instead."""

from __future__ import annotations

import unicodedata

__all__ = ["is_right_to_left", "isolate", "visible", "visible_lines"]

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
# Embeddings, overrides and isolates reorder what follows; an unpaired one would leak out of its cell.
_REORDERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_BREAKING = {0x2028, 0x2029, 0xFEFF}
_CONTROL_PICTURES = 0x2400
_DELETE, _LAST_C0 = 0x7F, 0x1F


def visible(text: str) -> str:
    r"""Give the text with control, reordering and line-breaking characters replaced by pictures of them.

    >>> visible("a\x1b[31mb\n\x9b\u202e")
    'a␛[31mb␊‹U+009B›‹U+202E›'
    """
    return "".join(map(_visible, text))


def visible_lines(text: str) -> str:
    """Give a message of several lines with each line made `visible`; its own line breaks stay."""
    return "\n".join(map(visible, text.split("\n")))


def is_right_to_left(text: str) -> bool:
    """Tell whether the text has a letter of a right-to-left script."""
    return any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


def isolate(text: str) -> str:
    """Wrap right-to-left text so that it leaves its neighbours in order (UAX 9); for screens only."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}" if is_right_to_left(text) else text


def _visible(character: str) -> str:
    code = ord(character)
    if code <= _LAST_C0:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return "␡"
    unsafe = code in _REORDERING or code in _BREAKING or unicodedata.category(character) in {"Cc", "Cs"}
    return f"‹U+{code:04X}›" if unsafe else character
