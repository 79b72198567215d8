"""Which terms come back as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ...errors import EndpointError
from .findings import Finding, State, not_done, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..results import Row
    from .scratch import Scratch

__all__ = ["ODD", "PORTABLE", "terms"]

_XSD = "http://www.w3.org/2001/XMLSchema#"


def _typed(datatype: str, *values: str) -> tuple[str, ...]:
    full = datatype if ":" in datatype else _XSD + datatype
    return tuple(f'"{value}"^^<{full}>' for value in values)


# What every store that was tried gives back as it was written (design: the portable profile).
PORTABLE = (
    '"plain"',
    '""',
    '"a \\"quotation\\", a \\\\ and a \\n line"',
    '"English"@en',
    *_typed("integer", "0", "-1", "30000", "2147483647"),
    *_typed("decimal", "35.4", "-0.5", "123456789.123456"),
    *_typed("date", "2024-12-20"),
    *_typed("gYear", "2024"),
    *_typed("gYearMonth", "2024-12"),
    *_typed("dateTime", "2024-12-20T10:00:00Z"),
    *_typed("anyURI", "https://khabar.example/?a=b"),
    *_typed("http://id.loc.gov/datatypes/edtf/EDTF", "2024-12~"),
    "<urn:x-khabar:object>",
)
_ARABIC = (
    '"انسحبت ٣٠٬٠٠٠ قوة من «حميميم»"@ar',
    '"مُشَكَّل\u200f \u202bاتجاه\u202c 🕊"@ar',
    "<https://khabar.example/entity/قاعدة-حميميم>",
    "<https://khabar.example/entity/%D9%82>",
)
ODD = {
    "integers over 32 bits": _typed("integer", "2147483648", "-999999999999999"),
    "booleans in results": _typed("boolean", "true", "false"),
    "integers over 64 bits": _typed("integer", "9223372036854775808", "123456789012345678901234567890"),
    "odd numerals": _typed("integer", "007", "+5") + _typed("decimal", "30000.00", "5"),
    "long decimals": _typed("decimal", "0.12345678901234567890"),
    "integer subtypes": _typed("long", "5") + _typed("nonNegativeInteger", "5"),
    "doubles": _typed("double", "1.0E0", "2.5E8"),
    "durations": _typed("duration", "P12Y") + _typed("dayTimeDuration", "P3DT2H"),
    "times": _typed("time", "10:00:00"),
    "odd dateTimes": _typed("dateTime", "2024-12-20T10:00:00.000Z", "2024-12-20T24:00:00Z"),
    "dateTimeStamps": _typed("dateTimeStamp", "2024-12-20T10:00:00Z"),
    "years before 1": _typed("gYear", "-0044"),
    "ill-typed literals": _typed("integer", "٣٠", "many"),
    "WKT": _typed("http://www.opengis.net/ont/geosparql#wktLiteral", "POINT(35.950123456 35.4)"),
    "long IRIs": (f"<urn:x-khabar:{'x' * 2000}>",),
    "language tags in capitals": ('"قال"@ar-SY',),
}


def terms(place: Scratch) -> Iterator[Finding]:
    """Write terms and read them back, the ordinary ones and those that stores are known to rewrite."""
    yield _same(place, "portable terms", "portable", PORTABLE)
    if place.put:
        yield _same(place, "portable terms by INSERT", "inserted", PORTABLE, insert=True)
    yield _same(place, "Arabic", "عربي", _ARABIC)
    yield from _odd(place)
    yield _blank_nodes(place)


def _odd(place: Scratch) -> Iterator[Finding]:
    every = tuple(o for objects in ODD.values() for o in objects)
    try:
        back = _back(place, place.graph("odd"), every)
    except EndpointError:
        # One of them is refused: each kind for itself, to find out which.
        for number, (what, objects) in enumerate(ODD.items()):
            yield _same(place, what, f"odd-{number}", objects)
        return
    number = 0
    for what, objects in ODD.items():
        yield _compared(what, objects, back[number : number + len(objects)])
        number += len(objects)


def _same(place: Scratch, what: str, name: str, objects: Sequence[str], *, insert: bool = False) -> Finding:
    try:
        return _compared(what, objects, _back(place, place.graph(name), objects, insert=insert))
    except EndpointError as e:
        return Finding(what, not_done(what, e).state, f"refused: {said(e)}")


def _back(place: Scratch, graph: str, objects: Sequence[str], *, insert: bool = False) -> list[str | None]:
    """Write terms, and give what each of them is when it is read; None for what is not there."""
    body = "".join(f"<urn:x-khabar:s> <urn:x-khabar:p{i}> {o} .\n" for i, o in enumerate(objects)).encode()
    (place.insert if insert else place.write)(graph, body)
    question = f"SELECT ?p ?o (LANG(?o) AS ?l) {{ GRAPH <{graph}> {{ <urn:x-khabar:s> ?p ?o }} }}"
    read = {_number(row): _as_read(row) for row in place.client.solutions(question)}
    return [read.get(i) for i in range(len(objects))]


def _compared(what: str, objects: Sequence[str], back: Sequence[str | None]) -> Finding:
    changed = [f"{o} {_became(b)}" for o, b in zip(objects, back, strict=True) if o != b]
    if not changed:
        return Finding(what, State.OK, "read back as written")
    more = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
    return Finding(what, State.NO, _short(changed[0]) + more)


def _became(other: str | None) -> str:
    return f"becomes {other}" if other else "is lost"


def _number(row: Row) -> int:
    assert isinstance(row[0], NamedNode)
    return int(row[0].value.rpartition("p")[2])


def _as_read(row: Row) -> str:
    _, term, tag = row
    # The parser of results writes tags in small letters; LANG gives them as the store has them.
    if isinstance(term, Literal) and isinstance(tag, Literal) and tag.value:
        return f"{Literal(term.value)}@{tag.value}"
    return str(term)


def _blank_nodes(place: Scratch) -> Finding:
    graph = place.graph("blank")
    try:
        place.write(graph, b'_:a <urn:x-khabar:p> _:b .\n_:b <urn:x-khabar:p> "x" .\n')
        pattern = '?a <urn:x-khabar:p> ?b . ?b <urn:x-khabar:p> "x"'
        kept = place.client.ask(f"ASK {{ GRAPH <{graph}> {{ {pattern} FILTER(isBlank(?a) && isBlank(?b)) }} }}")
    except EndpointError as e:
        return not_done("blank nodes", e)
    detail = "stay blank nodes" if kept else "come back as something else"
    return Finding("blank nodes", State.OK if kept else State.NO, detail)


def _short(text: str) -> str:
    text = text.replace(_XSD, "xsd:")
    return text if len(text) <= 160 else text[:80] + " … " + text[-70:]  # noqa: PLR2004
