"""The header of a query file: YAML in ``#+`` comments above plain SPARQL.

An unknown key is an error, for a misspelt ``optional`` would otherwise change the answer in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import Level, UsageError, did_you_mean
from .yaml_texts import BrokenYamlError, Node, read_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["KINDS", "TYPES", "Header", "Parameter", "parse_header"]

KINDS = ("report", "check")
TYPES = ("iri", "string", "integer", "decimal", "date", "boolean", "lang")
_KEYS = ("summary", "kind", "level", "params")
_PARAMETER_KEYS = ("type", "class", "optional", "default", "en", "ar")
_LANGUAGES = ("en", "ar")
# What rdflib, pyoxigraph and Virtuoso all take as the name of a variable.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question: its type, its default, and what it means in English and Arabic.

    `of_class` is the local name of the `kh:` class in which a label is looked up; it is empty for other types
    than ``iri``. `default` is None where there is none: the parameter is then either optional or required.
    """

    name: str
    type: str
    of_class: str = ""
    optional: bool = False
    default: str | None = None
    en: str = ""
    ar: str = ""

    @property
    def required(self) -> bool:
        """Tell whether the question cannot be asked without a value."""
        return self.default is None and not self.optional


@dataclass(frozen=True, slots=True)
class Header:
    """What a query file says of itself; `summary` is keyed by language, ``en`` and ``ar``.

    `level` says how grave a row of a check is; a report's rows are no problems, whatever it says.
    """

    summary: Mapping[str, str]
    kind: str
    parameters: tuple[Parameter, ...] = ()
    level: Level = Level.WARNING

    def parameter(self, name: str) -> Parameter | None:
        """Give the parameter of that name, or None."""
        return next((p for p in self.parameters if p.name == name), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    file: str

    def error(self, line: int, message: str) -> UsageError:
        return UsageError(f"{self.file}:{line}: {message}")

    def mapping(self, node: Node, known: Collection[str] | None, what: str) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            raise self.error(node.line, f"{what} must be a mapping")
        for key, child in node.value.items():
            if known is not None and key not in known:
                hint = did_you_mean(key, known) or f"known: {', '.join(known)}"
                raise self.error(child.line, f"unknown key '{key}' in {what}; {hint}")
        return node.value

    def text(self, node: Node, what: str) -> str:
        if not isinstance(node.value, str) or not node.value.strip():
            raise self.error(node.line, f"{what} must be a text")
        return node.value

    def one_of(self, node: Node, known: Collection[str], what: str) -> str:
        value = self.text(node, what)
        if value not in known:
            hint = did_you_mean(value, known) or f"known: {', '.join(known)}"
            raise self.error(node.line, f"unknown {what} '{value}'; {hint}")
        return value

    def header(self, root: Node) -> Header:
        keys = self.mapping(root, _KEYS, "the header")
        if missing := [key for key in ("summary", "kind") if key not in keys]:
            raise self.error(root.line, f"the header lacks '{missing[0]}'")
        summary = self.texts(keys["summary"], "summary")
        kind = self.one_of(keys["kind"], KINDS, "kind")
        parameters = self.mapping(keys["params"], None, "params") if "params" in keys else {}
        return Header(summary, kind, tuple(self.parameter(n, p) for n, p in parameters.items()), self.level(keys, kind))

    def level(self, keys: Mapping[str, Node], kind: str) -> Level:
        if "level" not in keys:
            return Level.WARNING
        if kind != "check":
            raise self.error(keys["level"].line, "only a check has a level")
        return Level[self.one_of(keys["level"], tuple(map(str, Level)), "level").upper()]

    def texts(self, node: Node, what: str) -> Mapping[str, str]:
        keys = self.mapping(node, _LANGUAGES, what)
        if missing := [lang for lang in _LANGUAGES if lang not in keys]:
            raise self.error(node.line, f"{what} lacks its text in '{missing[0]}'")
        return MappingProxyType({lang: self.text(keys[lang], what) for lang in _LANGUAGES})

    def parameter(self, name: str, node: Node) -> Parameter:
        what = f"parameter '{name}'"
        if not _NAME.fullmatch(name):
            raise self.error(node.line, f"{what}: a name has letters, digits and underscores only")
        keys = self.mapping(node, _PARAMETER_KEYS, what)
        if missing := [key for key in ("type", *_LANGUAGES) if key not in keys]:
            raise self.error(node.line, f"{what} lacks '{missing[0]}'")
        parameter = Parameter(
            name,
            self.one_of(keys["type"], TYPES, "type"),
            self.text(keys["class"], "class") if "class" in keys else "",
            "optional" in keys and self.one_of(keys["optional"], ("true", "false"), "optional") == "true",
            self.text(keys["default"], "default") if "default" in keys else None,
            self.text(keys["en"], "en"),
            self.text(keys["ar"], "ar"),
        )
        if parameter.of_class and parameter.type != "iri":
            raise self.error(keys["class"].line, f"{what}: only a parameter of type iri has a class")
        # Its line is either a comment or live; it cannot be both.
        if parameter.optional and parameter.default is not None:
            raise self.error(keys["default"].line, f"{what}: it is either optional or has a default")
        return parameter


def parse_header(text: str, file: str) -> Header:
    """Read the header of the query file whose text is given; `file` names it in errors.

    Raises:
        UsageError: with file and line, on broken YAML, an unknown key or value, or a missing one.

    """
    reader = _Reader(file)
    header, lines = _header_lines(text, reader)
    try:
        root = read_texts(header, lines)
    except BrokenYamlError as error:
        raise reader.error(error.line, f"the header cannot be read: {error}") from error
    return reader.header(root)


def _header_lines(text: str, reader: _Reader) -> tuple[str, list[int]]:
    """Give the YAML without its ``#+``, and the line of the file that each line of it stands on."""
    numbered = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.startswith("#+")]
    if not numbered:
        raise reader.error(1, "the query has no header: lines that begin with '#+ '")
    # A stray header line further down would be passed over in silence.
    for expected, (number, _) in enumerate(numbered, numbered[0][0]):
        if number != expected:
            raise reader.error(number, "the lines of the header must follow one another")
    return "\n".join(line[2:] for _, line in numbered), [number for number, _ in numbered]
