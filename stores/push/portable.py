"""The portable profile: what every store gives back as it was sent, found before anything is sent.

Stores rewrite numbers, dates and tags in silence, or refuse them. Each rule below was seen on a real server (Virtuoso
7.2, Oxigraph 0.5); a kind's data file may name those that it needs, and needs all where it names none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...errors import Position, Problem
from ...ontology.terms import PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

__all__ = ["RULES", "check"]

_MOST_DIGITS = 15
_LARGEST = 10**18  # well inside ±2^63, where Virtuoso turns to decimals or wraps round
_INTEGER = re.compile(r"-?[1-9][0-9]*|0")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*[1-9])?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{4}.*", re.DOTALL)


def _is_integer(text: str) -> bool:
    return _INTEGER.fullmatch(text) is not None and abs(int(text)) < _LARGEST


def _is_decimal(text: str) -> bool:
    return _DECIMAL.fullmatch(text) is not None and sum(c.isdigit() for c in text) <= _MOST_DIGITS


def _never(_text: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule on literals of some datatypes: which are right, and what to write where one is not, in en and ar."""

    name: str
    datatypes: tuple[str, ...]
    right: Callable[[str], bool]
    advice: str
    advice_ar: str


def _xsd(*names: str) -> tuple[str, ...]:
    return tuple(XSD + name for name in names)


_DERIVED = ("long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
            "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")  # fmt: skip
_LITERALS = (
    _Rule("integer", _xsd("integer"), _is_integer,
          "write it without + or leading zeros, and below 10^18; larger ones as text",
          "اكتبه بلا + ولا أصفار بادئة، ودون 10^18؛ والأكبر نصا"),
    _Rule("decimal", _xsd("decimal"), _is_decimal,
          "write it without trailing zeros, with at most 15 digits, e.g. 35.5",
          "اكتبه بلا أصفار زائدة، وبما لا يزيد على 15 رقما، مثل 35.5"),
    _Rule("double", _xsd("double", "float"), _never,
          "write xsd:decimal: each store writes floating point in its own way",
          "اكتب xsd:decimal: فكل مخزن يكتب الأعداد العائمة على طريقته"),
    _Rule("derived-integer", _xsd(*_DERIVED), _never,
          "write xsd:integer: the derived types become that, or are lost",
          "اكتب xsd:integer: فالأنواع المشتقة تصير إليه أو تضيع"),
    _Rule("boolean", _xsd("boolean"), lambda text: text in {"true", "false"},
          "write true or false", "اكتب true أو false"),
    _Rule("date-time", _xsd("dateTime"), lambda text: _DATE_TIME.fullmatch(text) is not None,
          "write a year of four digits, no 24:00, and no zeros at the end of the fraction",
          "اكتب السنة بأربعة أرقام، ولا تكتب 24:00، ولا أصفارا في آخر الكسر"),
    _Rule("date", _xsd("date", "gYear", "gYearMonth"), lambda text: _DATE.fullmatch(text) is not None,
          "write a year of four digits, after year 0", "اكتب السنة بأربعة أرقام، بعد السنة 0"),
    _Rule("duration", _xsd("duration", "dayTimeDuration", "yearMonthDuration"), _never,
          "write the duration as text, or as two dates", "اكتب المدة نصا، أو تاريخين"),
    _Rule("time", _xsd("time"), _never, "write the time as text, or as xsd:dateTime",
          "اكتب الوقت نصا، أو xsd:dateTime"),
    _Rule("wkt", (PREFIXES["geo"] + "wktLiteral",), _never,
          "write the coordinates as two decimals, wgs:lat and wgs:long",
          "اكتب الإحداثيات عددين عشريين، wgs:lat و wgs:long"),
)  # fmt: skip
_BY_DATATYPE = {datatype.encode(): rule for rule in _LITERALS for datatype in rule.datatypes}


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A rule on what a line of N-Triples may not hold.

    It can be broken only where the text holds `sign` and a line has `longer` bytes: what is quick to see is seen first.
    """

    name: str
    pattern: re.Pattern[bytes]
    advice: str
    advice_ar: str
    sign: bytes = b'"@'
    longer: int = 0


_PATTERNS = (
    _Pattern("language", re.compile(rb'"@[a-z0-9-]*[A-Z][A-Za-z0-9-]* \.\n'),
             "write the language tag in small letters", "اكتب رمز اللغة بأحرف صغيرة"),
    _Pattern("iri", re.compile(rb"<[^<>\n]{1800,}>"),
             "use a shorter IRI: some stores cut it off in silence", "استعمل معرفا أقصر: فبعض المخازن يقطعه بصمت",
             b"<", 1800),
    _Pattern("nul", re.compile(rb"(?<!\\)(?:\\\\)*\\u0000"),
             "take the character U+0000 out of the text", "احذف المحرف U+0000 من النص", rb"\u0000"),
    _Pattern("long-text", re.compile(rb'"[^"\n]{1000000,}'),
             "keep a text under a million characters", "اجعل النص دون مليون محرف", b'"', 1_000_000),
)  # fmt: skip
RULES = tuple(rule.name for rule in (*_LITERALS, *_PATTERNS))
_TYPED = re.compile(rb'"\^\^<([^>\n]*)> \.\n')


def check(ntriples: bytes, graph: str, rules: Collection[str] | None = None) -> list[Problem]:
    """Give what of a graph's N-Triples a store would refuse or change, each with the line in them and the subject.

    `rules` are names of `RULES`; None means all.
    """
    wanted = RULES if rules is None else rules
    problems, line, last = list[Problem](), 1, 0
    for place, *said in sorted([*_literals(ntriples, wanted), *_lines(ntriples, wanted)]):
        line, last = line + ntriples.count(b"\n", last, place), place
        start = ntriples.rfind(b"\n", 0, place) + 1
        text = ntriples[start : ntriples.find(b"\n", place)].decode()
        problems.append(_problem(Position(graph, line), text, *said))
    return problems


def _literals(ntriples: bytes, wanted: Collection[str]) -> Iterator[tuple[int, str, str, str]]:
    for typed in _TYPED.finditer(ntriples):
        rule = _BY_DATATYPE.get(typed[1])
        # No IRI holds a quotation mark, so the first of the line begins the literal.
        if rule and rule.name in wanted:
            text = ntriples[ntriples.find(b'"', ntriples.rfind(b"\n", 0, typed.start()) + 1) + 1 : typed.start()]
            if not rule.right(text.decode()):
                yield typed.start(), rule.name, rule.advice, rule.advice_ar


def _lines(ntriples: bytes, wanted: Collection[str]) -> Iterator[tuple[int, str, str, str]]:
    longest = max(map(len, ntriples.split(b"\n")))
    for rule in _PATTERNS:
        if rule.name in wanted and longest >= rule.longer and rule.sign in ntriples:
            for match in rule.pattern.finditer(ntriples):
                yield match.start(), rule.name, rule.advice, rule.advice_ar


def _problem(at: Position, line: str, name: str, advice: str, advice_ar: str) -> Problem:
    subject, _, rest = line.partition(" ")
    shown = rest if len(rest) <= 160 else rest[:159] + "…"  # noqa: PLR2004
    return Problem(
        rule=f"portable/{name}",
        message=f"not every store would keep this as it is: {shown}",
        at=replace(at, key=subject.strip("<>")),
        value=shown,
        fix=advice,
        message_ar=f"لا يحفظ كل مخزن هذا كما هو: {shown} ({advice_ar})",
    )
