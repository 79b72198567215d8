"""What follows from the findings: which kind fits, what the kind promises and the server does not keep, what to set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..kinds import Kind, kinds
from ..settings import is_address
from .findings import Finding, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..endpoint import Endpoint

__all__ = ["broken_promises", "marked", "recommended", "roots", "which_kind"]


def marked(headers: Mapping[str, str]) -> list[Kind]:
    """Give the kinds whose marks a reply bears."""
    return [kind for kind in kinds().values() if kind.marks and _bears(headers, kind.marks)]


def roots(url: str, kind: Kind) -> tuple[str, ...]:
    """Give what a kind may mean by an address: what its query address is made from, or that itself."""
    suffix = kind.urls.query.removeprefix("{url}")
    return (url.removesuffix(suffix), url) if suffix and url.endswith(suffix) else (url,)


def _bears(headers: Mapping[str, str], marks: Mapping[str, str]) -> bool:
    return all(name in headers and headers[name].startswith(value) for name, value in marks.items())


def which_kind(endpoint: Endpoint, headers: Mapping[str, str], findings: Iterable[Finding]) -> str:
    """Name the kind that the server looks like, by its marks, else by what was seen; in doubt, what it is taken for."""
    if found := marked(headers):
        return found[0].name
    states = {finding.what: str(finding.state) for finding in findings}
    taken_for = endpoint.kind.name
    fits = {kind.name: _agreement(kind, states) for kind in kinds().values() if kind.seen or kind.name == taken_for}
    best = max(fits, key=lambda name: (fits[name], name == taken_for))
    # A few things alike are no likeness: most stores do most things right.
    return best if best == taken_for or fits[best] == 1 else taken_for


def _agreement(kind: Kind, states: Mapping[str, str]) -> float:
    both = kind.seen.keys() & states.keys()
    return sum(kind.seen[what] == states[what] for what in both) / len(both) if both else 0


def broken_promises(endpoint: Endpoint, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Say what the kind promises, was tried, and does not hold."""
    by_what = {finding.what: finding for finding in findings}
    return tuple(
        f"{reason}: {what}: {by_what[what].detail}"
        for what, reason in _promises(endpoint)
        if what in by_what and by_what[what].state is not State.OK
    ) + tuple(_too_few(endpoint, by_what.get("INSERT DATA size")))


def _promises(endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    kind, lanes = endpoint.kind, {endpoint.lane} if endpoint.lane else {endpoint.kind.new, endpoint.kind.replace}
    yield "query", "every store answers queries"
    yield "update", f"{kind.name}: update = {endpoint.urls.update}"
    yield "portable terms", "every store keeps the portable terms"
    yield "Arabic", "every store keeps Arabic"
    if endpoint.urls.graph:
        yield from ((f"graph {m}", f"{kind.name}: graph = {endpoint.urls.graph}") for m in ("PUT", "GET", "DELETE"))
    if endpoint.urls.quads:
        yield "N-Quads POST", f"{kind.name}: quads = {endpoint.urls.quads}"
        yield "N-Quads all or none", f"{kind.name}: quads = {endpoint.urls.quads}"
    if "insert" in lanes:
        yield "portable terms by INSERT", f"{kind.name}: lane insert"
    if (endpoint.lane or kind.replace) == "put":
        yield "PUT seen whole", f"{kind.name}: replace = put"
    if kind.move or "stage" in lanes:
        yield "MOVE", f"{kind.name}: move = true"
    if kind.parameters:
        yield "union default graph", f"{kind.name}: parameters"


def _too_few(endpoint: Endpoint, size: Finding | None) -> Iterator[str]:
    promised = endpoint.kind.insert_triples
    if size is not None and size.number < promised:
        yield f"{endpoint.kind.name}: insert_triples = {promised}: {size.what}: {size.detail}"


def recommended(endpoint: Endpoint, fits: str, findings: Iterable[Finding], asked: tuple[str, ...] | None) -> str:
    """Give the table for khabar.toml: what the server needs and its kind does not say already."""
    kind, states = kinds()[fits], {finding.what: finding for finding in findings}
    name = "NAME" if is_address(endpoint.name) else endpoint.name
    root = roots(endpoint.url, kind)[0] if kind.name != endpoint.kind.name else endpoint.url
    settings: dict[str, str | int | bool] = {"url": root, "kind": fits}
    if endpoint.credentials.user and endpoint.credentials.origin == "given":
        settings["user"] = endpoint.credentials.user
    if asked and kind.auth not in asked:
        settings["auth"] = asked[0]
    if lane := _lane(kind, states):
        settings["lane"] = lane
    size = states.get("INSERT DATA size")
    if size is not None and 0 < size.number < kind.insert_triples:
        settings["insert_triples"] = size.number
    if endpoint.ca:
        settings["ca"] = str(endpoint.ca)
    if endpoint.timeout != 60:  # noqa: PLR2004
        settings["timeout"] = int(endpoint.timeout) or 1
    # As JSON writes them, texts, numbers and truth values are TOML too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    return "\n".join([f"[endpoints.{name}]", *lines, ""])


def _lane(kind: Kind, states: Mapping[str, Finding]) -> str:
    """Give the lane to settle on where one of the kind's own goes wrong, or would."""
    if "update" not in states:
        return ""
    works = {what for what, finding in states.items() if finding.state is State.OK}
    able = {
        "quads": {"N-Quads POST"} <= works,
        "put": {"graph PUT", "PUT seen whole"} <= works,
        "stage": {"graph PUT", "MOVE"} <= works,
        "insert": "update" in works,
    }
    if (able[kind.new] or (kind.new == "put" and "graph PUT" in works)) and able[kind.replace]:
        return ""
    return next((lane for lane in ("put", "stage", "insert") if able[lane]), "")
