"""YAML with every scalar as text, and the line each key stands on.

YAML's own types would turn ``no`` into false, ``012`` into ten and ``2018-01-01`` into a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["BrokenYamlError", "Node", "read_texts"]

# A header is three deep.
_DEEPEST = 8


class BrokenYamlError(Exception):
    """The text is not YAML, or holds more than texts and mappings; `line` is that of the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Node:
    """A text or a mapping of nodes, and the line that its key stands on."""

    value: str | dict[str, Node]
    line: int


def read_texts(yaml: str, lines: list[int]) -> Node:
    """Read a YAML document; `lines` gives for each line of it the number to report.

    Raises:
        BrokenYamlError: on a syntax error, a list, a key given twice, or mappings nested too deep.

    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        root = YAML(typ="safe", pure=True).compose(yaml)
    except MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise BrokenYamlError(str(error.problem), _line(lines, line)) from error
    except YAMLError as error:
        raise BrokenYamlError(str(error), lines[0]) from error
    if root is None:
        raise BrokenYamlError("it is empty", lines[0])
    return _node(root, lines, 0)


def _line(lines: list[int], index: int) -> int:
    return lines[min(index, len(lines) - 1)]


def _node(node: Any, lines: list[int], depth: int) -> Node:  # noqa: ANN401 - ruamel's nodes are untyped
    line = _line(lines, node.start_mark.line)
    if node.id == "scalar":
        return Node(str(node.value), line)
    # An alias may point at a mapping that it stands in, which has no end.
    if node.id != "mapping" or depth > _DEEPEST:
        raise BrokenYamlError("only texts and mappings may stand here", line)
    children: dict[str, Node] = {}
    for key, value in node.value:
        at = _line(lines, key.start_mark.line)
        if key.id != "scalar" or key.value in children:
            raise BrokenYamlError(f"the key '{key.value}' is given twice or is no text", at)
        children[str(key.value)] = Node(_node(value, lines, depth + 1).value, at)
    return Node(children, line)
