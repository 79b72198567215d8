"""A plan, the progress of a push and what it did, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..stores.push import Plan, Progress, Pushed

__all__ = ["plan_lines", "plan_summary", "progress_line", "pushed_summary"]

_KILO = 1000
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_WORDS = {"+": "new", "~": "changed", "-": "to delete", "!": "to write again after a push that broke off"}


def plan_lines(plan: Plan) -> Iterator[str]:
    """Give a line a step: its sign, the graph, and what is to be sent."""
    for step in plan.steps:
        sent = "" if step.deletes else f"  {_number(step.triples, 'triple')}, {_size(step.size)}"
        yield f"{step.change} {step.graph}{sent}"


def plan_summary(plan: Plan) -> str:
    """Give what a plan comes to, and what it leaves."""
    counts = {sign: sum(step.change == sign for step in plan.steps) for sign in _WORDS}
    parts = [f"{n:,} {_WORDS[sign]}" for sign, n in counts.items() if n]
    if not parts:
        head = f"nothing to do: {_number(plan.same, 'graph')} the same"
    else:
        head = f"{', '.join(parts)}, {plan.same:,} the same; {_number(plan.triples, 'triple')}, {_size(plan.size)}"
    kept = f"\n{_number(len(plan.kept), 'graph')} there, and no longer here; --prune deletes what is gone"
    return f"{plan.target}: {head}" + (kept if plan.kept else "")


def progress_line(progress: Progress) -> str:
    """Give how far a push is, and the time left."""
    left = f", {_time(progress.left)} left" if progress.left is not None else ""
    pace = f", {_size(round(progress.size / progress.seconds))}/s" if progress.size and progress.seconds else ""
    return f"{progress.graphs:,} of {progress.of_graphs:,} graphs{pace}{left}"


def pushed_summary(pushed: Pushed) -> str:
    """Give what a push did, with every graph that failed."""
    deleted = f", {pushed.deleted:,} deleted" if pushed.deleted else ""
    head = (
        f"pushed {_number(pushed.written, 'graph')}{deleted}: {_number(pushed.triples, 'triple')}, "
        f"{_size(pushed.size)} in {_time(pushed.seconds)}; all were counted there"
    )
    failed = [f"failed: {graph}: {why}" for graph, why in pushed.failed.items()]
    again = f"{_number(len(failed), 'graph')} not written: push again when the cause is mended, and only those are sent"
    return "\n".join([head, *failed, *([again] if failed else [])])


def _number(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _size(n: int) -> str:
    if n < _KILO:
        return _number(n, "byte")
    size, unit = float(n), 0
    while size >= _KILO and unit < len(_UNITS) - 1:
        size, unit = size / _KILO, unit + 1
    return f"{size:.3g} {_UNITS[unit]}"


def _time(seconds: float) -> str:
    if seconds < 60:  # noqa: PLR2004
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
