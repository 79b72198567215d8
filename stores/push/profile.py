"""The rules of the portable profile, as tables.

Each was seen on a real server (Virtuoso 7.2.5, Fuseki 5.6, Oxigraph 0.5.13), by PUT and by INSERT, and so was what
they let pass: `tests/push/test_portable.py` does it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...ontology.terms import PREFIXES, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["BY_DATATYPE", "LINES", "LINE_LIMIT", "LineRule", "LiteralRule", "Rule"]

# Virtuoso takes 9 MB in a PUT and not 10, Oxigraph 12 MB and not 16; updates were tried up to this.
LINE_LIMIT = 2_000_000
_LONGEST_IRI = 1_800
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Rule:
    """What some store does to a term, and what to write in its place."""

    name: str
    why: str
    fix: str
    why_ar: str
    fix_ar: str


@dataclass(frozen=True, slots=True)
class LiteralRule:
    """A rule on literals of some datatypes: which of their lexical forms every store keeps."""

    rule: Rule
    datatypes: tuple[str, ...]
    keeps: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class LineRule:
    """A rule on lines of N-Triples: where in them a line may start that breaks it, and whether that line does."""

    rule: Rule
    candidates: Callable[[bytes], Iterator[int]]
    breaks: Callable[[bytes], bool]


_ZONE = r"(?:Z|[+-](?!00:00)[0-9]{2}:[0-5][0-9])?"
_YEAR, _MONTH, _DAY = r"[0-9]{4}", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]*[1-9])?"
_ODD_FRACTION = re.compile(r"\.(?![0-9]{3}(?:[0-9]{3})?(?![0-9]))")


def _like(pattern: str) -> Callable[[str], bool]:
    fullmatch = re.compile(pattern).fullmatch
    return lambda text: fullmatch(text) is not None


def _between(least: int, most: int) -> Callable[[str], bool]:
    longest = len(str(least))
    return lambda text: len(text) <= longest and least <= int(text) <= most


def _never(_text: str) -> bool:
    return False


def _always(_line: bytes) -> bool:
    return True


def _xsd(*names: str) -> tuple[str, ...]:
    return tuple(XSD + name for name in names)


def _ends(line: bytes) -> tuple[bytes, bytes, bytes]:
    # Not by a parser: that of pyoxigraph gives a line of 16 MB up.
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate, rest.removesuffix(b" .")


def _some_iri(wrong: Callable[[bytes], object]) -> Callable[[bytes], bool]:
    def breaks(line: bytes) -> bool:
        subject, predicate, end = _ends(line)
        datatype = end[end.rfind(b'"') + 1 :].removeprefix(b"^^") if end[:1] == b'"' else b""
        return any(term[:1] == b"<" and wrong(term[1:-1]) for term in (subject, predicate, end, datatype))

    return breaks


def _some_end(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda line: any(end.startswith(starts) for end in _ends(line))


def _matching(pattern: bytes, mark: bytes) -> Callable[[bytes], Iterator[int]]:
    compiled = re.compile(pattern)

    def candidates(ntriples: bytes) -> Iterator[int]:
        # To look for a few bytes takes a tenth of the time of the pattern, which most graphs have no use for.
        matches = compiled.finditer(ntriples) if mark in ntriples else ()
        return (ntriples.rfind(b"\n", 0, match.start()) + 1 for match in matches)

    return candidates


def _longer(limit: int) -> Callable[[bytes], Iterator[int]]:
    def candidates(ntriples: bytes) -> Iterator[int]:
        start = 0
        while len(ntriples) - start > limit:
            end = ntriples.rfind(b"\n", start, start + limit + 1)
            if end < 0:
                yield start
                end = ntriples.find(b"\n", start)
            start = end + 1

    return candidates


_DERIVED = ("long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
            "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")  # fmt: skip
_NUMBER = Rule(
    "number", "stores write this number in another way", "write it without +, leading zeros and zeros at the end",
    "تكتب المخازن هذا العدد على وجه آخر", "اكتبه بلا + ولا أصفار بادئة ولا أصفار زائدة في آخره",
)  # fmt: skip
_DATE = Rule(
    "date", "stores write this date in another way, or do not read it as one",
    "write a year of four digits, month and day of two, and Z for UTC",
    "تكتب المخازن هذا التاريخ على وجه آخر أو لا تقرؤه تاريخا",
    "اكتب السنة بأربعة أرقام والشهر واليوم برقمين، واكتب Z للتوقيت العالمي",
)  # fmt: skip
_LITERALS = (
    LiteralRule(_NUMBER, _xsd("integer"), _like("-?[1-9][0-9]*|0")),
    LiteralRule(Rule(
        "integer-64", "an integer of more than 64 bits overflows in some stores", "write it as text",
        "العدد الصحيح الذي يزيد على 64 بت يفيض في بعض المخازن", "اكتبه نصا",
    ), _xsd("integer"), _between(-(2**63) + 1, 2**63 - 1)),
    LiteralRule(Rule(
        "integer-32", "some stores make an xsd:decimal of an integer of more than 32 bits",
        "write it in thousands or millions with a unit of its own, or as text",
        "تحول بعض المخازن العدد الصحيح الذي يزيد على 32 بت إلى xsd:decimal",
        "اكتبه بالآلاف أو الملايين مع وحدة خاصة به، أو نصا",
    ), _xsd("integer"), _between(-(2**31), 2**31 - 1)),
    LiteralRule(_NUMBER, _xsd("decimal"), _like(r"(?!-0$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")),
    LiteralRule(Rule(
        "long-decimal", "some stores cut this number off", "write at most 15 digits",
        "تقتطع بعض المخازن من هذا العدد", "اكتب 15 رقما على الأكثر",
    ), _xsd("decimal"), lambda text: sum(map(str.isdigit, text)) <= _MOST_DIGITS),
    LiteralRule(Rule(
        "whole-decimal", "some stores write a whole xsd:decimal as 5, others as 5.0", "write xsd:integer",
        "تكتب بعض المخازن العدد العشري الصحيح 5 وبعضها 5.0", "اكتب xsd:integer",
    ), _xsd("decimal"), lambda text: "." in text),
    LiteralRule(Rule(
        "double", "each store writes floating point in its own way", "write xsd:decimal",
        "يكتب كل مخزن الأعداد العائمة على طريقته", "اكتب xsd:decimal",
    ), _xsd("double", "float"), _never),
    LiteralRule(Rule(
        "derived-integer", "some stores make an xsd:integer of this datatype", "write xsd:integer",
        "تحول بعض المخازن هذا النوع إلى xsd:integer", "اكتب xsd:integer",
    ), _xsd(*_DERIVED), _never),
    LiteralRule(Rule(
        "boolean", "stores write this truth value in another way", "write true or false",
        "تكتب المخازن هذه القيمة المنطقية على وجه آخر", "اكتب true أو false",
    ), _xsd("boolean"), _like("true|false")),
    LiteralRule(_DATE, _xsd("date"), _like(f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}")),
    LiteralRule(_DATE, _xsd("gYear"), _like(f"{_YEAR}{_ZONE}")),
    LiteralRule(_DATE, _xsd("gYearMonth"), _like(f"{_YEAR}-{_MONTH}{_ZONE}")),
    LiteralRule(_DATE, _xsd("gMonthDay"), _like(f"--{_MONTH}-{_DAY}{_ZONE}")),
    LiteralRule(_DATE, _xsd("gMonth"), _like(f"--{_MONTH}{_ZONE}")),
    LiteralRule(_DATE, _xsd("gDay"), _like(f"---{_DAY}{_ZONE}")),
    LiteralRule(_DATE, _xsd("dateTime"), _like(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}")),
    LiteralRule(_DATE, _xsd("time"), _like(f"{_TIME}{_ZONE}")),
    LiteralRule(Rule(
        "fraction", "some stores keep three or six digits of a second, no fewer and no more",
        "write whole seconds, or three or six digits of which the last is not 0",
        "تحفظ بعض المخازن من كسر الثانية ثلاثة أرقام أو ستة لا غير",
        "اكتب ثواني صحيحة، أو ثلاثة أرقام أو ستة ليس آخرها صفرا",
    ), _xsd("dateTime", "time"), lambda text: _ODD_FRACTION.search(text) is None),
    LiteralRule(Rule(
        "date-time-stamp", "some stores make an xsd:dateTime of this datatype", "write xsd:dateTime",
        "تحول بعض المخازن هذا النوع إلى xsd:dateTime", "اكتب xsd:dateTime",
    ), _xsd("dateTimeStamp"), _never),
    LiteralRule(Rule(
        "duration", "some stores make a number of a duration", "write it as text, or as two dates",
        "تحول بعض المخازن المدة إلى عدد", "اكتبها نصا، أو تاريخين",
    ), _xsd("duration", "dayTimeDuration", "yearMonthDuration"), _never),
    LiteralRule(Rule(
        "wkt", "some stores round these coordinates, or refuse them", "write two decimals, wgs:lat and wgs:long",
        "تقرب بعض المخازن هذه الإحداثيات أو ترفضها", "اكتب عددين عشريين، wgs:lat و wgs:long",
    ), (PREFIXES["geo"] + "wktLiteral",), _never),
    LiteralRule(Rule(
        "xml", "some stores write XML in another way, or refuse it", "write it as text",
        "تكتب بعض المخازن XML على وجه آخر أو ترفضه", "اكتبه نصا",
    ), (RDF + "XMLLiteral",), _never),
)  # fmt: skip
_DATATYPES = dict.fromkeys(datatype for rule in _LITERALS for datatype in rule.datatypes)
BY_DATATYPE = {d: tuple(rule for rule in _LITERALS if d in rule.datatypes) for d in _DATATYPES}
_RDF_12 = Rule(
    "rdf-1.2", "not every store knows the triple terms and text directions of RDF 1.2",
    "say it with a node of its own, and without a direction",
    "لا تعرف كل المخازن حدود الثلاثيات ولا اتجاه النص من RDF 1.2", "قله بعقدة مستقلة، وبلا اتجاه",
)  # fmt: skip
LINES = (
    LineRule(Rule(
        "language", "stores write the language tag in small letters", "write it so",
        "تكتب المخازن رمز اللغة بأحرف صغيرة", "اكتبه كذلك",
    ), _matching(rb'"@[a-z0-9-]*[A-Z][A-Za-z0-9-]* \.\n', b'"@'), _always),
    LineRule(_RDF_12, _matching(rb"> <<\(", b"> <<("), _some_end(b"<<(")),
    LineRule(_RDF_12, _matching(rb'"@[A-Za-z0-9-]*--(?:ltr|rtl) \.\n', b'"@'), _always),
    LineRule(Rule(
        "blank-node", "a blank node is another one in each store, and with each push", "give it an IRI",
        "العقدة المجهولة غيرها في كل مخزن ومع كل دفع", "أعطها معرفا",
    ), _matching(rb"(?m)^_:|> _:", b"_:"), _some_end(b"_:")),
    LineRule(Rule(
        "long-iri", "some stores cut off IRIs of more than 1,800 bytes", "use a shorter one",
        "تقتطع بعض المخازن المعرفات التي تزيد على 1800 بايت", "استعمل معرفا أقصر",
    ), _longer(_LONGEST_IRI), _some_iri(lambda iri: len(iri) >= _LONGEST_IRI)),
    *(LineRule(Rule(
        "scheme", "Virtuoso keeps the schemes nodeID: and local: for itself", "use another one, such as urn:",
        "يحتفظ Virtuoso لنفسه بالمخططين nodeID: و local:", "استعمل مخططا آخر، مثل urn:",
    ), _matching(scheme, scheme), _some_iri(re.compile(b"(?:nodeID|local):").match))
      for scheme in (b"<nodeID:", b"<local:")),
    LineRule(Rule(
        "dot-segment", "some stores take /./ and /../ out of IRIs", "use one without",
        "تحذف بعض المخازن /./ و /../ من المعرفات", "استعمل معرفا خاليا منهما",
    ), _matching(rb"/\.\.?[/>?#]", b"/."), _some_iri(re.compile(rb"[^?#]*/\.\.?(?:[/?#].*)?").fullmatch)),
    LineRule(Rule(
        "long-text", "not every store takes a text of two million bytes", "leave it out, or say where it can be had",
        "لا يقبل كل مخزن نصا من مليوني بايت", "احذفه، أو اذكر مصدره",
    ), _longer(LINE_LIMIT), _always),
)  # fmt: skip
