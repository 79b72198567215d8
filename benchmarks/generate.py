"""Generated articles, for benchmarks and for tests of scale; the same seed gives the same sheets.

Each article has its own text, in Arabic or English, about events that several articles describe. People, states, forces
and bases are shared through the register. Use: `for sheet in sheets(1000): map_sheet(sheet)`; `clusters` joins the
descriptions of one event. Run: python benchmarks/generate.py 1000 > articles.nq
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from khabar.loaders.mapping import map_sheet
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
from khabar.ontology import Names
from khabar.ontology.terms import KH

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["clusters", "quads", "sheets"]

STATES, PEOPLE, FORCES, BASES = 12, 60, 40, 30
FIRST_DAY = date(2030, 1, 1)
STATEMENTS = 8
TYPES = ("withdrawal", "deployment", "attack", "meeting", "presence", "funds-transfer")
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def register() -> tuple[Entity, ...]:
    """Give every entity that articles share."""
    states = [_entity("state", "Country", n) for n in range(STATES)]
    people = [_entity("person", "Person", n, nationality=_of("state", n % STATES)) for n in range(PEOPLE)]
    forces = [_entity("force", "Force", n, belongs_to=_of("state", n % STATES)) for n in range(FORCES)]
    bases = [
        _entity("base", "Base", n, belongs_to=_of("state", n % STATES), located_in=_of("state", (n + 1) % STATES))
        for n in range(BASES)
    ]
    return (*states, *people, *forces, *bases)


def sheets(count: int, seed: int = 1) -> Iterator[Sheet]:
    """Yield so many sheets, one after the other; an event is described by ten articles on average."""
    shared = {e.reference: e for e in register()}
    chance = random.Random(seed)
    earlier: Sheet | None = None
    for n in range(count):
        earlier = _sheet(n, chance, shared, earlier)
        yield earlier


def clusters(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield pairs of a cluster and an event of it, both as references, for the events of as many sheets."""
    for n, sheet in enumerate(sheets(count, seed)):
        for k, event in enumerate(sheet.events[:4]):
            yield f"cluster/event-{n // 10}-{k}", f"{sheet.article.reference}{event.reference}"


def quads(count: int, seed: int = 1) -> Iterator[bytes]:
    """Yield the N-Quads of each sheet, and those of the clusters."""
    names = Names()
    for sheet in sheets(count, seed):
        yield map_sheet(sheet, names).nquads()
    graph = names.resolve("graph/clusters")
    for cluster, event in clusters(count, seed):
        triples = ((event, f"{KH}cluster", cluster), (cluster, RDF_TYPE, f"{KH}Cluster"))
        yield "".join(f"<{names.resolve(s)}> <{p}> <{names.resolve(o)}> <{graph}> .\n" for s, p, o in triples).encode()


def _of(kind: str, n: int) -> str:
    return f"entity/{kind}-{n}"


def _entity(kind: str, of_class: str, n: int, **more: str) -> Entity:
    labels = (Text(f"{of_class} {n}", "en"), Text(f"{_ARABIC[of_class]} {n}", "ar"))
    return Entity(_of(kind, n), of_class, labels, **more)  # type: ignore[arg-type]


_ARABIC = {"Country": "دولة", "Person": "المسؤول", "Force": "الفرقة", "Base": "قاعدة", "UnnamedActor": "مصادر"}


def _sheet(n: int, chance: random.Random, shared: dict[str, Entity], earlier: Sheet | None) -> Sheet:
    language = "ar" if n % 3 else "en"
    sources = Entity("#sources", "UnnamedActor", (Text("sources", "en"), Text("مصادر", "ar")))
    narrator = "#narrator"
    lines, statements, events, mentions, used = [f"Article {n}"], [], [], [], {sources.reference: sources}
    at = len(lines[0]) + 1
    for k in range(STATEMENTS):
        event = _event(n, k, chance)
        person = _of("person", chance.randrange(PEOPLE))
        speaker = chance.choices((person, "#sources", narrator), (6, 1, 2))[0]
        name = next(t.value for t in shared[person].labels if t.language == language)
        quote = f"{name}: {k} / {n} / {event.type} {chance.randrange(10**6)}"
        span = Span(at, at + len(quote), quote)
        denied = chance.random() < 0.1
        statements.append(_statement(k, span, speaker, denied=denied, gist=f"says {event.type}"))
        events.append(event if not denied else _denied(event))
        mentions.append(Mention(Span(at, at + len(name), name), person))
        used |= {r: shared[r] for r in (person, *(r for _, r in event.roles))}
        lines.append(quote)
        at += len(quote) + 1
    if n % 4 == 0:
        # A chain: the first statement passes the second on.
        first = statements[0]
        statements[0] = Statement(
            first.reference, first.span, first.speaker, first.act, content="#s1", labels=first.labels
        )
        del events[0]
    article = Article(
        "\n".join(lines), language, lines[0], f"{n}.txt", (FIRST_DAY + timedelta(days=n % 700)).isoformat(),
        f"https://news.example/{n}", f"Publisher {n % 50}",
        revision_of=earlier.article.reference if earlier and n % 20 == 0 else None,
    )  # fmt: skip
    return Sheet(
        article,
        f"curator-{n % 7}",
        _closed(used, shared),
        tuple(mentions),
        tuple(statements),
        tuple(events),
        _review(n),
    )


def _closed(used: dict[str, Entity], shared: dict[str, Entity]) -> tuple[Entity, ...]:
    """Add what the entities refer to themselves: a sheet describes all that it names."""
    more = {r for e in used.values() for r in (e.nationality, e.belongs_to, e.located_in) if r}
    return tuple((used | {r: shared[r] for r in more}).values())


def _event(n: int, k: int, chance: random.Random) -> Event:
    # The articles of one ten describe the same events, each in its own way.
    same = random.Random(f"{n // 10} {k}")
    kind, force, base = same.choice(TYPES), same.randrange(FORCES), same.randrange(BASES)
    roles = [("initiator", _of("state", force % STATES)), ("participant", _of("person", same.randrange(PEOPLE)))]
    if kind in {"withdrawal", "deployment", "presence", "attack"}:
        roles.append(("force", _of("force", force)))
    roles.append(("origin" if kind in {"withdrawal", "funds-transfer"} else "place", _of("base", base)))
    if kind == "funds-transfer":
        roles.append(("destination", _of("state", same.randrange(STATES))))
    amount = Decimal(same.randrange(1, 50) * 100 + chance.randrange(3) * 50)
    unit = "USD" if kind == "funds-transfer" else "soldier"
    reference = f"#e{k}"
    quantity = Quantity(f"{reference}-q1", Text(f"{amount} {unit}", "en"), unit, chance.random() < 0.3, amount)
    day = (FIRST_DAY + timedelta(days=n // 10)).isoformat()
    when = When("time-stated", Text(day, "en"), day, day) if k % 2 else When("time-relative", Text("lately", "en"))
    labels = (Text(f"{kind} {n // 10} {k}", "en"), Text(f"حدث {n // 10} {k}", "ar"))
    return Event(reference, kind, "completed", tuple(roles), (quantity,), when, labels)


def _denied(event: Event) -> Event:
    return Event(event.reference, event.type, "not-occurred", event.roles, (), event.when, event.labels)


def _statement(k: int, span: Span, speaker: str, *, denied: bool, gist: str) -> Statement:
    return Statement(
        f"#s{k}", span, speaker, "narrate" if speaker == "#narrator" else "affirm", "negated" if denied else "affirmed",
        "certain" if k % 5 else "possible", content=f"#e{k}", hedge=None,
        labels=(Text(gist, "en"), Text(span.quote, "ar")),
    )  # fmt: skip


def _review(n: int) -> tuple[Assessment, ...]:
    if n % 3:
        return ()
    return (Assessment("#a1", "tension", "#s2", "text", "#s3", "One goes, the other comes."),)


if __name__ == "__main__":
    for part in quads(int(sys.argv[1])):
        sys.stdout.buffer.write(part)
