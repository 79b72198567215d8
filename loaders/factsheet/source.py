"""What stands between a file and its YAML parser: characters it would mistake, and its faults put in plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...errors import Position, UnreadableError

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

__all__ = ["broken", "forbidden", "join_surrogates", "shield"]

# YAML 1.2 takes none of these for a line end (chapter 5.4) and JSON allows all of them; parsers fold or refuse them.
_MISTAKEN = re.compile("[\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRIVATE = range(0xF0000, 0xFFFFE)

# What ruamel says -> what is wrong, and what to do.
_FAULTS = (
    (
        r"mapping values are not allowed here",
        "a colon stands where YAML expects none",
        "a value that holds «: » goes into quotation marks, e.g. quote: 'he said: yes'; else check the indentation",
    ),
    (
        r"found character '\\t'",
        "a tab stands where only spaces may stand",
        "replace the tab by spaces",
    ),
    (
        r"found character '(.)' that cannot start any token",
        "a value cannot begin with {}",
        "put the value in quotation marks, e.g. quote: '{}…'",
    ),
    (
        r"could not find expected ':'",
        "this line is neither a key with a value nor an item of a list",
        "write key: value; a long text that goes on here must be indented further than its key",
    ),
    (
        r"found unexpected end of stream",
        "a quotation mark is opened here and never closed",
        "close it, or put a text that begins with a quotation mark between quotation marks of the other kind",
    ),
    (
        r"expected <block end>, but found '<scalar>'|expected '<document start>'",
        "text stands after the end of a value",
        "a text that begins with a quotation mark goes whole between others, e.g. quote: '\"Yes\", he said'",
    ),
    (
        r"expected <block end>, but found",
        "this line is indented differently from those it belongs with",
        "begin the keys of one thing, and the items of one list, in one column",
    ),
    (
        r"'<stream end>'",
        "a bracket or brace is opened here and never closed",
        "close it with ] or }}",
    ),
    (
        r"(expected ',' or|expected the node content)",
        "a list in [ ] or keys in {{ }} go wrong here",
        "put commas between the parts, and quotation marks around a value that holds one of , [ ] {{ }}",
    ),
    (
        r"sequence entries are not allowed here",
        "an item of a list begins in the middle of a line",
        "begin it on a line of its own; a value that begins with «- » goes into quotation marks",
    ),
    (
        r"found unknown escape character|expected escape sequence",
        "a backslash between double quotation marks begins an escape that there is not",
        "write \\\\ for a backslash, or use single quotation marks",
    ),
    (
        r"incompatible YAML document",
        "the %YAML line asks for a version that is not 1.2",
        "take the line away",
    ),
)


def shield(source: str) -> tuple[str, dict[int, str]]:
    """Put private characters in the place of those a parser would mistake; give the table that takes them back."""
    found = sorted(set(_MISTAKEN.findall(source)))
    if not found:
        return source, {}
    free = (c for c in map(chr, _PRIVATE) if c not in source)
    stand_ins = dict(zip(found, free, strict=False))
    return source.translate(str.maketrans(stand_ins)), {ord(s): c for c, s in stand_ins.items()}


def join_surrogates(text: str) -> str:
    r"""Make one character of each pair that JSON writes for it; a lone half is a ValueError.

    >>> join_surrogates("\ud83d\ude00")
    '😀'
    """
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def broken(error: MarkedYAMLError, file: str) -> UnreadableError:
    """Say where YAML breaks, why, and what to write instead."""
    problem = str(error.problem or error.context)
    # What is never closed is mended where it was opened, not where the file ends.
    opened = re.search("end of stream|stream end|expected ':'", problem)
    mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
    at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
    for pattern, message, fix in _FAULTS:
        found = re.search(pattern, problem)
        if found:
            what = found.groups() * 2
            return UnreadableError(f"broken YAML: {message.format(*what)}", at, fix.format(*what))
    return UnreadableError(f"broken YAML: {problem}", at)


def forbidden(error: ReaderError, source: str, file: str) -> UnreadableError:
    """Say which character cannot stand in a sheet as it is."""
    line = source.count("\n", 0, error.position) + 1
    column = error.position - source.rfind("\n", 0, error.position)
    code = f"U+{error.character:04X}"
    fix = f'write "\\x{error.character:02x}" between double quotation marks, if the article has it'
    return UnreadableError(f"the control character {code} cannot stand in a sheet", Position(file, line, column), fix)
