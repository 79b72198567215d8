"""JSON-LD without a network: khabar's own context is put in, any other that is not in the file is refused."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

from ..errors import Position, UnreadableError
from ..ontology.vocabulary import turtle

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CONTEXT", "with_own_context"]

CONTEXT = "https://w3id.org/khabar/context.jsonld"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]', re.DOTALL)
_FIX = "write the context itself into the file, or use khabar's: "


def with_own_context(text: str, name: str) -> str:
    """Give the document with khabar's context in the place of its address, on the same lines.

    Raises UnreadableError, with the line, for the address of any other context and for ``@import``.
    """
    parts, end = [], 0
    for start, stop, address in _addresses(text):
        if address != CONTEXT:
            line = text.count("\n", 0, start) + 1
            message = f"the context {address!r} is not in the file, and khabar fetches nothing"
            raise UnreadableError(message, Position(name, line), _FIX + CONTEXT)
        parts += [text[end:start], _own()]
        end = stop
    return "".join([*parts, text[end:]])


@cache
def _own() -> str:
    return json.dumps(json.loads(turtle("context.jsonld"))["@context"], separators=(",", ":"))


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a context stands by its address: start, end, the address.

    Works on tokens, for the parser of JSON-LD tells no positions; broken JSON is left to it.
    """
    key, colon, depth, inside = "", False, 0, 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark == ":":
            colon = True
            continue
        if mark in "[]{}":
            depth += 1 if mark in "[{" else -1
            # In a list only its own items are contexts; inside an object `@context` begins anew.
            inside = depth if mark == "[" and colon and key == "@context" else 0 if depth < inside else inside
        elif mark != ",":
            value = _string(mark)
            if (colon and key in {"@context", "@import"}) or (inside and depth == inside):
                yield token.start(), token.end(), value
            key = "" if colon else value
        colon = False


def _string(token: str) -> str:
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token
