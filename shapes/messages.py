"""What a finding says: a rule's messages in every language, with what was found put into them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .engines import Result
    from .rulebook import Rule

__all__ = ["filled", "messages"]

_BLANK = re.compile(r"\{[?$](\w+)\}")
_IRI = re.compile(r"\A<([^<>]*)>\Z")


def messages(rule: Rule | None, result: Result, path: str | None) -> dict[str, str]:
    """Give the messages of a result by language tag (SHACL sections 2.1.5 and 5.3.2).

    Engines lose the tags of messages, and some the second language (model section 5, lesson 4): so the shapes are
    asked. A SPARQL constraint's own messages go before its shape's.
    """
    if rule is None:
        return {"": result.message}
    known = {"this": result.focus, "value": result.value or "", "path": path or "", "PATH": path or ""}
    for templates in rule.templates:
        values = _values(templates, result.message)
        if values is not None:
            return filled(templates, values | known)
    return filled(rule.messages, known) or {"": result.message}


def filled(templates: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Put values where a message names a variable; one without a value stays as it stands.

    >>> filled({"en": "{?value} is no {$kind}."}, {"value": "7"})
    {'en': '7 is no {$kind}.'}
    """
    return {tag: _BLANK.sub(lambda m: values.get(m[1], m[0]), text) for tag, text in templates.items()}


def _values(templates: Mapping[str, str], message: str) -> dict[str, str] | None:
    """Read the variables' values off the message that an engine made; None where it made it of something else."""
    for text in templates.values():
        names = _BLANK.findall(text)
        pattern = "(.*)".join(re.escape(part) for part in _BLANK.split(text)[::2])
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            # shifty writes an IRI in angle brackets, pySHACL bare.
            return dict(zip(names, (_IRI.sub(r"\1", value) for value in found.groups()), strict=True))
    return None
