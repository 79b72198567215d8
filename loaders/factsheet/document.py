"""Read YAML 1.2 (and so JSON) into nodes that know where they stand; every scalar is text.

There are two parsers. The one written in C reads a sheet twenty times faster. Wherever it finds fault, and where it is
not installed, the one written in Python reads anew: it says in more detail what is wrong, and it takes what is right
and the other does not know, such as the pairs of surrogates that JSON writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError
from .building import Builder
from .source import broken, forbidden, shield

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...errors import Problem
    from .building import Event
    from .nodes import Node

__all__ = ["careful", "parse", "quick"]

# What the two take differently.
_UNLIKE = re.compile("[\t\ufeff]|[|>][-+0-9]*#")
_MAX_LENGTH = 8 * 1024 * 1024


def parse(source: str, file: str, problems: list[Problem]) -> Node:
    """Parse one document; a key given twice goes to `problems`, what is no YAML at all is an UnreadableError."""
    if len(source) > _MAX_LENGTH:
        raise UnreadableError(
            f"is larger than a fact sheet can be ({_MAX_LENGTH >> 20} million characters)", Position(file)
        )
    shielded, back = shield(source.removeprefix("\ufeff"))
    builder = quick(shielded, file, back) or careful(shielded, file, back)
    problems += builder.problems
    return builder.root


def quick(shielded: str, file: str, back: dict[int, str]) -> Builder | None:
    """Read with the parser written in C; None where there is none, or anything is wrong with the sheet."""
    import yaml

    parser = getattr(yaml, "CBaseLoader", None)
    if parser is None or _UNLIKE.search(shielded):
        return None
    try:
        # None never comes: who reads on behind the end of the stream is at fault.
        return Builder(file, shielded, back, iter(parser(shielded).get_event, None))
    except (yaml.YAMLError, UnreadableError, UnicodeEncodeError):
        return None


def careful(shielded: str, file: str, back: dict[int, str]) -> Builder:
    """Read with the parser written in Python, which raises an UnreadableError where YAML breaks."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    events: Iterator[Event] = YAML(typ="base", pure=True).parse(shielded)
    try:
        return Builder(file, shielded, back, events)
    except MarkedYAMLError as e:
        raise broken(e, file) from None
    except ReaderError as e:
        raise forbidden(e, shielded, file) from None
    except YAMLError as e:
        raise UnreadableError(f"broken YAML: {e}", Position(file)) from None
