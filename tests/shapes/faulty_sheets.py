"""Small random fact sheets, some with a fault put into their triples; one seed gives the same sheets always."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from khabar import Names, map_sheet
from khabar.loaders.records import (
    Article,
    Assessment,
    Entity,
    Event,
    Mention,
    Quantity,
    Sheet,
    Span,
    Statement,
    Text,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KH = "https://w3id.org/khabar/ns#"
ACTORS = tuple((f"entity/actor-{n}", "Person" if n % 2 else "Country") for n in range(12))
FORCES = tuple((f"entity/force-{n}", "Force") for n in range(6))
BASES = tuple((f"entity/base-{n}", "Base") for n in range(6))
PLACES = tuple((f"entity/place-{n}", "Place") for n in range(6))
KINDS = ("withdrawal", "attack", "basing", "meeting", "funds-transfer")
STATUSES = ("completed", "planned", "ongoing", "unspecified", "wanted")
CERTAINTIES = ("certain", "probable", "possible")
TRIPLE = re.compile(rb"(\S+) (\S+) (.+)", re.DOTALL)


@dataclass(frozen=True)
class Made:
    """A sheet as N-Quads, and the name of the fault in it; empty for none."""

    quads: bytes
    fault: str


def sheets(count: int, seed: int = 7, faulty: float = 0.5) -> Iterator[Made]:
    """Give `count` sheets, of which about a share `faulty` has one fault."""
    rng = random.Random(seed)
    for number in range(count):
        graphs = map_sheet(sheet(rng, number), Names())
        fault = rng.choice(list(FAULTS)) if rng.random() < faulty else ""
        if fault:
            part = graphs.owned if rng.random() < 0.8 else graphs.shared
            lines = part[next(iter(part))]
            lines[:] = FAULTS[fault](rng, lines)
        yield Made(graphs.nquads(), fault)


def sheet(rng: random.Random, number: int) -> Sheet:
    words = [f"كلمة{rng.randrange(9000)}" for _ in range(40)]
    text = f"خبر {number}: " + " ".join(words)
    article = Article(text, "ar", f"خبر {number}", published="2024-03-05")
    chosen = [rng.choice(group) for group in (ACTORS, FORCES, BASES, PLACES)]
    used = [*chosen, *ACTORS[:2], PLACES[0]]
    events = tuple(event(rng, n, chosen, span(rng, text)) for n in range(1, rng.randint(2, 3)))
    statements = tuple(statement(rng, n, e, used, span(rng, text)) for n, e in enumerate(events, 1))
    return Sheet(
        article=article,
        curator="example-analyst",
        entities=(narrator(), *(entity(rng, *pair) for pair in dict.fromkeys(used))),
        mentions=tuple(Mention(span(rng, text), reference) for reference, _ in used[:2]),
        statements=statements,
        events=events,
        assessments=assessments(rng, statements),
    )


def span(rng: random.Random, text: str) -> Span:
    start = rng.randrange(len(text) - 30)
    end = start + rng.randint(5, 25)
    return Span(start, end, text[start:end])


def narrator() -> Entity:
    return Entity("#narrator", "Narrator", (Text("the article's own voice", "en"), Text("صوت المقال", "ar")))


def entity(rng: random.Random, reference: str, kind: str) -> Entity:
    name = reference.rpartition("/")[2]
    at = Decimal(rng.randint(10, 40))
    return Entity(
        reference,
        kind,
        (Text(name, "en"), Text(f"كيان {name[-1]}", "ar")),
        belongs_to="entity/actor-0" if kind in {"Force", "Base"} else None,
        located_in="entity/place-0" if kind == "Base" else None,
        latitude=at if kind == "Base" else None,
        longitude=at if kind == "Base" else None,
    )


def event(rng: random.Random, number: int, used: list[tuple[str, str]], at: Span) -> Event:
    actor, force, base, place = (reference for reference, _ in used)
    reference = f"#e{number:02}"
    amount = Quantity(f"{reference}-q1", Text(at.quote, "ar"), "soldier", True, Decimal(rng.randint(1, 900)), span=at)
    dated = When("time-stated", Text("أمس", "ar"), "2024-03-01", "2024-03-04") if rng.random() < 0.5 else When()
    roles = (
        ("initiator", actor),
        ("participant", "entity/actor-1"),
        ("force", force),
        ("origin", place),
        ("via", base),
    )
    return Event(
        reference,
        rng.choice(KINDS),
        rng.choice(STATUSES),
        roles,
        (amount,) if rng.random() < 0.6 else (),
        dated,
        (Text(f"event {number}", "en"),),
    )


def statement(rng: random.Random, number: int, about: Event, used: list[tuple[str, str]], at: Span) -> Statement:
    own = rng.random() < 0.3
    certainty = "certain" if own else rng.choice(CERTAINTIES)
    return Statement(
        f"#s{number:02}",
        at,
        "#narrator" if own else used[0][0],
        "narrate" if own else "affirm",
        certainty=certainty,
        verb=None if own else Text("قال", "ar"),
        hedge=None if certainty == "certain" else Text(at.quote[1:4].strip(), "ar"),
        content=about.reference,
        labels=(Text(f"statement {number}", "en"),),
    )


def assessments(rng: random.Random, statements: tuple[Statement, ...]) -> tuple[Assessment, ...]:
    if len(statements) < 2 or rng.random() < 0.5:
        return ()
    one, other = (s.reference for s in statements[:2])
    return (Assessment("#a01", "tension", one, "text", target=other, note="compare", confidence=Decimal("0.5")),)


def _any(
    change: Callable[[random.Random, bytes, bytes, bytes, list[bytes]], list[bytes]],
) -> Callable[..., list[bytes]]:
    """Make a fault that changes one line, drawn by chance."""

    def apply(rng: random.Random, lines: list[bytes]) -> list[bytes]:
        at = rng.randrange(len(lines))
        found = TRIPLE.fullmatch(lines[at])
        assert found
        return lines[:at] + change(rng, *found.groups(), lines) + lines[at + 1 :]

    return apply


def _line(s: bytes, p: bytes, o: bytes) -> bytes:
    return b" ".join((s, p, o))


def _object(*values: str) -> Callable[..., list[bytes]]:
    return _any(lambda rng, s, p, o, lines: [_line(s, p, rng.choice(values).encode())])


def _second(rng: random.Random, s: bytes, p: bytes, o: bytes, lines: list[bytes]) -> list[bytes]:
    other = [line.split(b" ", 2)[2] for line in lines if line.split(b" ", 2)[1] == p]
    return [_line(s, p, o), _line(s, p, rng.choice([*other, b'"0"', b"<urn:other>"]))]


XSD = "http://www.w3.org/2001/XMLSchema#"
LINKS = ("content", "partOf", "cause", "belongsTo", "locatedIn", "conflictsWith")
CODE = "https://w3id.org/khabar/code/"
FAULTS: dict[str, Callable[[random.Random, list[bytes]], list[bytes]]] = {
    "a line is missing": _any(lambda rng, s, p, o, lines: []),
    "a value too many": _any(_second),
    "a value without a description": _object("<https://khabar.example/entity/nobody>"),
    "a value of the wrong kind": _object(
        '"x"', '""@ar', f'"7"^^<{XSD}integer>', f'"2024-02-31"^^<{XSD}date>', f'"1.5"^^<{XSD}decimal>'
    ),
    "another code": _object(
        *(f"<{CODE}{n}>" for n in ("planned", "negated", "deny", "possible", "not-occurred", "no-such"))
    ),
    "a property that is not there": _any(lambda rng, s, p, o, lines: [_line(s, p[:-1] + b"x>", o)]),
    "a node that points to itself": _any(
        lambda rng, s, p, o, lines: [
            _line(s, p, o),
            _line(
                s,
                f"<{KH}{rng.choice(LINKS)}>".encode(),
                s,
            ),
        ]
    ),
    "a date that comes too late": _any(
        lambda rng, s, p, o, lines: [
            _line(s, p, o),
            _line(s, f"<{KH}notBefore>".encode(), f'"2025-01-01"^^<{XSD}date>'.encode()),
        ]
    ),
    "a blank node": _any(lambda rng, s, p, o, lines: [_line(s, p, b"_:someone")]),
}
