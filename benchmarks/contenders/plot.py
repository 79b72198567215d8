"""Draw bars on a logarithmic scale as SVG that is readable on a light and on a dark page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from itertools import groupby

__all__ = ["Bar", "plot"]

WIDTH, LEFT, RIGHT, LINE = 760, 190, 90, 28
STYLE = """
  text { font: 14px "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif; fill: #22252b }
  .title { font-weight: 600 } .page { fill: #ffffff } .ours { fill: #2f6fb5 } .theirs { fill: #a9adb5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e8ec } .page { fill: #16181d } .ours { fill: #6aa7ea } .theirs { fill: #6b7079 }
  }
"""


@dataclass(frozen=True)
class Bar:
    """One bar of a group."""

    group: str
    name: str
    value: float
    ours: bool = False


def plot(bars: list[Bar]) -> str:
    """Give the picture; each group has a scale of its own, from a third of its least value."""
    drawn, y = list[str](), LINE
    for title, group in groupby(bars, lambda bar: bar.group):
        drawn.append(f'<text class="title" x="16" y="{y}">{escape(title)}</text>')
        y += 10
        members = list(group)
        for bar in members:
            drawn += _bar(bar, _share(bar, members), y)
            y += LINE
        y += LINE
    label = escape("; ".join(f"{bar.group}, {bar.name}: {_number(bar.value)}" for bar in bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" role="img" '
        f'aria-label="{label}">\n<style>{STYLE}</style>\n<rect class="page" width="{WIDTH}" height="{y}" rx="8"/>\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def _share(bar: Bar, group: list[Bar]) -> float:
    values = [each.value for each in group]
    low = min(values) / 3
    return math.log(bar.value / low) / math.log(max(values) / low)


def _bar(bar: Bar, share: float, y: int) -> list[str]:
    width = (WIDTH - LEFT - RIGHT) * share
    kind = "ours" if bar.ours else "theirs"
    return [
        f'<text x="{LEFT - 8}" y="{y + 16}" text-anchor="end">{escape(bar.name)}</text>',
        f'<rect class="{kind}" x="{LEFT}" y="{y + 3}" width="{width:.1f}" height="18" rx="3"/>',
        f'<text x="{LEFT + width + 6:.1f}" y="{y + 16}">{_number(bar.value)}</text>',
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
