"""Draw docs/model.svg: the model on one sentence of the worked example. All it says is read from the fact sheet."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from khabar import examples
from khabar.loaders.factsheet import read
from khabar.ontology import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khabar.loaders.records import Entity, Event, Sheet, Statement

__all__ = ["picture"]

TARGET = Path(__file__).parent / "model.svg"
SIZE = (1200, 836)
STYLE = """
  .page { fill: #fbfaf7; stroke: #d9d5cb }
  .paper { fill: #ffffff; stroke: #cfcabd }
  .panel.facts { fill: #eef3fb; stroke: #a9bfe3 } .panel.register { fill: #edf6ee; stroke: #a5cdaa }
  .panel.review { fill: #fdf3e3; stroke: #e5c285 } .node { fill: #ffffff }
  .node.facts, .chip.facts { stroke: #3f6fb5 } .node.register, .chip.register { stroke: #3b8a49 }
  .node.review { stroke: #bf7d14 } .chip { fill: none; stroke-width: 1.5 }
  text { fill: #22252b; font: 14px "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif }
  .small { font-size: 12.5px; fill: #5d636e } .title { font-weight: 600; font-size: 15px }
  .graph { font-size: 13px; font-weight: 600 }
  .graph.facts { fill: #2f5ea3 } .graph.register { fill: #2d7439 } .graph.review { fill: #95600c }
  .key { fill: #5d636e; font-size: 13px } .edge { font-size: 12.5px; font-weight: 600 }
  .edge.facts { fill: #2f5ea3 } .edge.review { fill: #95600c }
  .ar { font-family: "Noto Naskh Arabic", "Geeza Pro", "Traditional Arabic", Amiri, serif; font-size: 15px }
  .ar.big { font-size: 20px } .ar.dim { fill: #5d636e }
  .line { fill: none; stroke-width: 1.7 } .line.facts { stroke: #3f6fb5 } .line.review { stroke: #bf7d14 }
  .line.register { stroke: #3b8a49 } .head.register { fill: #3b8a49 } .edge.register { fill: #2d7439 }
  .dashed { stroke-dasharray: 6 4 } .head.facts { fill: #3f6fb5 } .head.review { fill: #bf7d14 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #191b1f; stroke: #383c44 } .paper { fill: #22252b; stroke: #474c56 }
    .panel.facts { fill: #1b2534; stroke: #3c5680 } .panel.register { fill: #1a2a1e; stroke: #3b6544 }
    .panel.review { fill: #2d2517; stroke: #7a5c26 } .node { fill: #22252b }
    text { fill: #e7e8ea } .small, .key, .ar.dim { fill: #a9afba }
    .graph.facts, .edge.facts { fill: #8fb4ee } .graph.register, .edge.register { fill: #8fce9a }
    .graph.review, .edge.review { fill: #e7b763 }
    .node.facts, .chip.facts, .line.facts { stroke: #7ea6e6 } .head.facts { fill: #7ea6e6 }
    .node.register, .chip.register, .line.register { stroke: #76b982 } .head.register { fill: #76b982 }
    .node.review, .line.review { stroke: #dba64a } .head.review { fill: #dba64a }
  }
"""
# Words of the sentence from its beginning: width, graph they lead to, gloss.
CHIPS = (
    ("أكد", 62, "facts", "affirmed"),
    ("الرئيس الروسي فلاديمير بوتين", 252, "register", "the Russian president Vladimir Putin"),
    ("أن", 34, "", "that"),
    ("حوالي 30 ألف جندي", 168, "facts", "about 30 thousand soldiers"),
    ("من", 36, "", "of"),
    ("القوات الإيرانية", 138, "register", "the Iranian forces"),
    ("قد", 34, "", "have"),
    ("انسحبوا", 82, "facts", "withdrawn"),
    ("من", 40, "", "from"),
    ("سوريا", 66, "register", "Syria"),
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; edges start and end on its sides."""

    x: float
    y: float
    w: float
    h: float

    def at(self, across: float, down: float) -> tuple[float, float]:
        """Give a point of it, by shares of its width and height."""
        return self.x + across * self.w, self.y + down * self.h


PAPER = Box(30, 30, 1140, 176)
FACTS = Box(30, 228, 880, 408)
REVIEW = Box(932, 228, 238, 408)
REGISTER = Box(30, 658, 1140, 148)
STATEMENT, DENIAL = Box(566, 272, 322, 176), Box(566, 502, 322, 118)
EVENT, QUANTITY = Box(286, 322, 222, 126), Box(46, 322, 160, 126)
SYRIA, COUNTRY, FORCES, SPEAKER = (Box(x, 686, w, 92) for x, w in ((46, 100), (164, 78), (336, 184), (660, 228)))
ASSESSMENT = Box(952, 356, 198, 192)


def picture() -> str:
    """Give the picture as SVG."""
    sheet, _ = read(examples.path())
    said = {s.reference: s for s in sheet.statements}["#s02"]
    denial = {s.reference: s for s in sheet.statements}["#s09"]
    event = {e.reference: e for e in sheet.events}[said.content or ""]
    parts = [*_frames(sheet), *_sentence(sheet, said), *_facts(said, denial, event), *_register(sheet, event)]
    parts += [*_review(sheet, said, denial), *_edges(sheet, event)]
    title = f"The model on one sentence: {_label(said)}"
    markers = "\n".join(map(_marker, ("facts", "register", "review")))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]} {SIZE[1]}" role="img" aria-labelledby="t">\n'
        f'<title id="t">{escape(title)}</title>\n<style>{STYLE}</style>\n{markers}\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


def _frames(sheet: Sheet) -> list[str]:
    article = sheet.article.reference
    return [
        _rect(Box(4, 4, SIZE[0] - 8, SIZE[1] - 8), "page", 14),
        _rect(PAPER, "paper"),
        _text(PAPER.at(0, 0), f"the article: {article}", "small", dx=16, dy=24),
        _rect(FACTS, "panel facts"),
        _text(FACTS.at(0, 0), "facts: what the article says, and who says it", "graph facts", dx=16, dy=26),
        _rect(REGISTER, "panel register"),
        _text(REVIEW.at(0, 0), "register: who and where,", "graph register", dx=16, dy=490),
        _text(REVIEW.at(0, 0), "shared by all articles", "graph register", dx=16, dy=508),
        _rect(REVIEW, "panel review"),
        _text(REVIEW.at(0, 0), "review: what an analyst", "graph review", dx=16, dy=26),
        _text(REVIEW.at(0, 0), "thinks of it", "graph review", dx=16, dy=44),
    ]


def _sentence(sheet: Sheet, said: Statement) -> list[str]:
    gap = (PAPER.w - 70 - sum(width for _, width, _, _ in CHIPS)) / (len(CHIPS) - 1)
    right = PAPER.x + PAPER.w - 35
    parts = [_arabic((PAPER.x + PAPER.w - 16, PAPER.y + 26), sheet.article.headline, "ar dim", anchor="start")]
    for words, width, graph, gloss in CHIPS:
        box = Box(right - width, PAPER.y + 62, width, 40)
        parts += [_rect(box, f"chip {graph}", 8)] if graph else []
        parts += [_arabic((box.x + width / 2, box.y + 27), words, "ar big")]
        parts += [_text((box.x + width / 2, box.y + 62), gloss, "small", anchor="middle")]
        right -= width + gap
    floor = PAPER.y + PAPER.h - 34
    left, edge = PAPER.x + 35, PAPER.x + PAPER.w - 35
    parts.append(f'<path class="line facts" d="M{left} {floor} v10 H{edge} v-10"/>')
    parts.append(_text((left, floor + 25), str(said.span.end), "edge facts"))
    parts.append(_text((edge, floor + 25), str(said.span.start), "edge facts", anchor="end"))
    return parts


def _facts(said: Statement, denial: Statement, event: Event) -> list[str]:
    amount = event.quantities[0]
    about = "about " if amount.approximate else ""
    return [
        *_node(STATEMENT, "facts", f"Statement {said.reference}", _spoken(said), 90),
        *_node(DENIAL, "facts", f"Statement {denial.reference}", _denied(denial), 90),
        *_node(
            EVENT,
            "facts",
            f"Event {event.reference}",
            [
                ("type", _name("type", event.type)),
                ("status", _name("status", event.status)),
                ("time", _name("time-basis", event.when.basis)),
            ],
        ),
        *_node(
            QUANTITY,
            "facts",
            "Quantity",
            [("value", f"{about}{amount.value}"), ("unit", _name("unit", amount.unit)), ("", amount.as_written.value)],
        ),
    ]


def _spoken(said: Statement) -> list[tuple[str, str]]:
    return [
        ("verb", said.verb.value if said.verb else ""),
        ("act", said.act),
        ("polarity", said.polarity),
        ("certainty", said.certainty),
        ("evidence", f"char={said.span.start},{said.span.end}"),
    ]


def _denied(denial: Statement) -> list[tuple[str, str]]:
    return [("speaker", "the article’s own voice"), ("polarity", denial.polarity), ("", denial.span.quote)]


def _register(sheet: Sheet, event: Event) -> list[str]:
    entities = {e.reference: e for e in sheet.entities}
    roles = {role: entities[reference] for role, reference in event.roles if reference in entities}
    said = next(s for s in sheet.statements if s.content == event.reference)
    force = roles["force"]
    shown = [(SYRIA, roles["origin"]), (FORCES, force), (SPEAKER, entities[said.speaker])]
    shown += [(COUNTRY, entities[force.belongs_to or ""])]
    return [part for box, entity in shown for part in _entity(box, entity)]


def _entity(box: Box, entity: Entity) -> list[str]:
    labels = {text.language: text.value for text in entity.labels}
    return [
        _rect(box, "node register"),
        _text(box.at(0.5, 0), entity.kind, "small", anchor="middle", dy=22),
        _text(box.at(0.5, 0), labels["en"], "title", anchor="middle", dy=46),
        _arabic((box.x + box.w / 2, box.y + 74), labels["ar"], "ar"),
    ]


def _review(sheet: Sheet, said: Statement, denial: Statement) -> list[str]:
    judged = next(a for a in sheet.assessments if (a.about, a.target) == (said.reference, denial.reference))
    head = [("kind", judged.kind), ("basis", judged.basis), ("by", sheet.curator)]
    parts = _node(ASSESSMENT, "review", f"Assessment {judged.reference}", head)
    return [
        *parts,
        *(_text((ASSESSMENT.x + 14, ASSESSMENT.y + 128 + 19 * n), line, "small") for n, line in _wrapped(judged.note)),
    ]


def _edges(sheet: Sheet, event: Event) -> list[str]:
    role = {reference: name for name, reference in event.roles}
    force = next(e for e in sheet.entities if role.get(e.reference) == "force")
    return [
        _edge(STATEMENT.at(0, 0.64), EVENT.at(1, 0.495), "facts", "content"),
        _edge(EVENT.at(0, 0.5), QUANTITY.at(1, 0.5), "facts", "quantity"),
        _edge(EVENT.at(0.8, 1), (EVENT.at(0.8, 0)[0], FORCES.y), "facts", "force", middle=0.4),
        _edge(EVENT.at(0.15, 1), SYRIA.at(0.6, 0), "facts", "origin", middle=0.4),
        _bend(STATEMENT.at(0, 0.88), 534, SPEAKER.at(0, 0.5)[1], SPEAKER.x),
        _edge(
            STATEMENT.at(0.5, 0), (STATEMENT.at(0.5, 0)[0], PAPER.y + PAPER.h - 24), "facts", "evidence", middle=0.62
        ),
        *([_edge(FORCES.at(0, 0.5), COUNTRY.at(1, 0.5), "register", "belongs to")] if force.belongs_to else []),
        _edge(ASSESSMENT.at(0, 0.22), STATEMENT.at(1, 0.717), "review", "about", middle=0.45),
        _edge(ASSESSMENT.at(0, 0.92), DENIAL.at(1, 0.26), "review", "target", middle=0.45),
        _edge(STATEMENT.at(0.72, 1), DENIAL.at(0.72, 0), "review", "conflicts with", dashed=True),
    ]


def _node(box: Box, graph: str, title: str, rows: Iterable[tuple[str, str]], indent: int = 62) -> list[str]:
    parts = [_rect(box, f"node {graph}"), _text(box.at(0, 0), title, "title", dx=14, dy=26)]
    for number, (key, value) in enumerate(rows):
        y = box.y + 52 + 25 * number
        parts += [_text((box.x + 14, y), key, "key")] if key else []
        right_to_left = any("\u0600" <= c <= "\u06ff" for c in value)
        if right_to_left and not key:
            parts.append(_arabic((box.x + box.w / 2, y + 2), f"«{value}»", "ar"))
        elif right_to_left:
            parts.append(_arabic((box.x + indent, y), f"«{value}»", "ar", anchor="end"))
        else:
            parts.append(_text((box.x + indent, y), value, ""))
    return parts


def _rect(box: Box, css: str, radius: int = 10) -> str:
    return f'<rect class="{css}" x="{box.x:g}" y="{box.y:g}" width="{box.w:g}" height="{box.h:g}" rx="{radius}"/>'


def _text(at: tuple[float, float], text: str, css: str, anchor: str = "start", dx: float = 0, dy: float = 0) -> str:
    x, y = at[0] + dx, at[1] + dy
    return f'<text class="{css}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _arabic(at: tuple[float, float], text: str, css: str, anchor: str = "middle") -> str:
    # With direction rtl, "start" is the right edge.
    return (
        f'<text class="{css}" x="{at[0]:g}" y="{at[1]:g}" text-anchor="{anchor}" direction="rtl" '
        f'unicode-bidi="embed" xml:lang="ar">{escape(text)}</text>'
    )


def _marker(graph: str) -> str:
    return (
        f'<marker id="{graph}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path class="head {graph}" d="M0 0L10 5L0 10z"/></marker>'
    )


def _edge(
    start: tuple[float, float],
    end: tuple[float, float],
    graph: str,
    name: str,
    *,
    middle: float = 0.5,
    dashed: bool = False,
) -> str:
    (x1, y1), (x2, y2) = start, end
    x, y = x1 + (x2 - x1) * middle, y1 + (y2 - y1) * middle
    ends = f'marker-start="url(#{graph})" marker-end="url(#{graph})"' if dashed else f'marker-end="url(#{graph})"'
    level = abs(y2 - y1) < abs(x2 - x1) / 3
    label = (
        _text((x, y - 7), name, f"edge {graph}", "middle") if level else _text((x + 9, y + 4), name, f"edge {graph}")
    )
    css = f"line {graph}{' dashed' if dashed else ''}"
    return f'<path class="{css}" d="M{x1:g} {y1:g}L{x2:g} {y2:g}" {ends}/>{label}'


def _bend(start: tuple[float, float], x: float, y: float, end: float) -> str:
    corners = f"Q{x:g} {start[1]:g} {x:g} {start[1] + 12:g}V{y - 12:g}Q{x:g} {y:g} {x + 12:g} {y:g}"
    path = f"M{start[0]:g} {start[1]:g}H{x + 12:g}{corners}H{end:g}"
    label = _text((x - 9, (start[1] + y) / 2 + 20), "speaker", "edge facts", "end")
    return f'<path class="line facts" d="{path}" marker-end="url(#facts)"/>{label}'


def _name(scheme: str, code: str) -> str:
    return vocabulary()[scheme][code].labels["en"]


def _label(said: Statement) -> str:
    return next(text.value for text in said.labels if text.language == "en")


def _wrapped(text: str, width: int = 28) -> Iterable[tuple[int, str]]:
    import textwrap

    return enumerate(textwrap.wrap(text, width))


if __name__ == "__main__":
    TARGET.write_text(picture(), "utf-8")
