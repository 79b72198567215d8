"""One probe, from the first request to the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import EndpointError
from ...ontology import DEFAULT_BASE
from ..client import Client
from ..failures import Cause
from ..kinds import kinds
from ..settings import is_address
from . import reading, signing, writing
from .findings import Finding, Probed, State, said
from .scratch import scratch
from .terms import terms
from .verdict import broken_promises, marked, recommended, roots, which_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..endpoint import Endpoint
    from .scratch import Scratch

__all__ = ["probe"]

_PATIENCE = 20.0


def probe(endpoint: Endpoint, base: str = DEFAULT_BASE, *, read_only: bool = False) -> Probed:
    """Find out what the server of an endpoint can do.

    All is tried in graphs ``<base>staging/probe/…``, which are removed at the end, after an error and after Ctrl-C too;
    with `read_only` nothing is written. A server that does not answer at the query URL of its kind is tried as every
    other kind; so is one that is given as a URL alone. A server that cannot be reached is a finding, no error.
    """
    patient = replace(endpoint, timeout=min(endpoint.timeout, _PATIENCE))
    try:
        with Client(patient) as client:
            headers = reading.hello(client).headers
    except EndpointError as e:
        return Probed(endpoint, False, (Finding("reachable", State.PROBLEM, said(e)),), endpoint.kind.name)
    taken = _taken_for(patient, headers)
    seen = _Seen(taken)
    seen.look(base, read_only=read_only)
    fits = which_kind(taken, headers, seen.findings)
    findings = [Finding("reachable", State.OK, taken.url), reading.server(headers), *seen.findings]
    findings.append(_kind(endpoint, taken, fits))
    settled = replace(taken, timeout=endpoint.timeout)
    settings = recommended(settled, fits, findings, seen.asked)
    return Probed(settled, True, tuple(findings), fits, _broken(endpoint, taken, findings), settings)


class _Seen:
    """What has been found so far."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.findings: list[Finding] = []
        self.asked: tuple[str, ...] | None = None

    def look(self, base: str, *, read_only: bool) -> None:
        """Try what can be tried."""
        with Client(self.endpoint) as client:
            done, error = reading.query(client)
            self.findings.append(done)
            if error is None:
                self.findings += [reading.round_trip(client), reading.result_size(client)]
            if read_only or error is not None:
                self._sign_in("", error)
            if read_only and error is None:
                self.findings.append(reading.default_graph(client))
            elif error is None:
                with scratch(client, base, self.findings) as place:
                    self.findings.extend(self._written(place))

    def _sign_in(self, graph: str, error: EndpointError | None) -> None:
        self.asked = signing.asked_for(self.endpoint, graph)
        self.findings.append(signing.sign_in(self.endpoint, self.asked, error, wrote=bool(graph)))

    def _written(self, place: Scratch) -> Iterator[Finding]:
        done, error = writing.update(place)
        self._sign_in(place.graph("nobody"), error)
        yield done
        if error is None:
            yield reading.union(place.client, writing.ONE.decode().rstrip(" .\n"), place.graph("update"))
        yield from writing.graph_store(place)
        if error is None or place.put:
            yield from _further(place)


def _further(place: Scratch) -> Iterator[Finding]:
    yield from writing.quads(place)
    if place.put:
        yield from writing.bodies(place)
        yield from writing.bad_body(place)
        yield from writing.cut_body(place)
        yield writing.seen_whole(place)
    yield writing.move(place)
    yield writing.insert_size(place)
    yield from terms(place)


def _taken_for(endpoint: Endpoint, headers: Mapping[str, str]) -> Endpoint:
    """Give the endpoint as it is, or as one of the kind that its address answers to."""
    answers, marks = _answers(endpoint, also=Cause.UNAUTHORISED), marked(headers)
    if answers and not _is_free(endpoint):
        return endpoint
    others = marks if answers else [*marks, *(kind for kind in kinds().values() if kind not in marks)]
    tried = (endpoint.taken_as(kind, root) for kind in others for root in roots(endpoint.url, kind))
    return next((other for other in tried if _answers(other)), endpoint)


def _is_free(endpoint: Endpoint) -> bool:
    """Tell whether nobody has said what kind it is."""
    return endpoint.kind.name == "generic" and is_address(endpoint.name)


def _answers(endpoint: Endpoint, also: Cause | None = None) -> bool:
    try:
        with Client(endpoint) as client:
            return client.ask("ASK { }")
    except EndpointError as e:
        return e.cause == also


def _kind(given: Endpoint, taken: Endpoint, fits: str) -> Finding:
    label, configured = kinds()[fits].label, given.kind.name
    if fits == configured:
        return Finding("kind", State.OK, f"{fits} ({label})")
    if _is_free(given):
        return Finding("kind", State.OK, f"looks like {fits} ({label})")
    state = State.NO if taken.kind.name == configured else State.PROBLEM
    return Finding("kind", state, f"looks like {fits} ({label}); the settings say {configured}")


def _broken(given: Endpoint, taken: Endpoint, findings: list[Finding]) -> tuple[str, ...]:
    if taken.kind.name != given.kind.name and not _is_free(given):
        return (f"{given.kind.name}: query = {given.urls.query}: gives no answer",)
    return broken_promises(taken, findings)
