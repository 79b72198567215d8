"""What can be found out without writing anything."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from ...errors import EndpointError
from ..client import JSON
from ..failures import Cause
from .findings import Finding, State, not_done, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..client import Client
    from ..transport import Reply

__all__ = ["default_graph", "hello", "query", "result_size", "round_trip", "server", "union"]

# A little more than ten thousand rows, which is where Virtuoso cuts unless it is told otherwise.
_SIDE = 101
_RATHER_SLOW = 1.0


def hello(client: Client) -> Reply:
    """Ask the smallest question, and give the reply whatever it says; raises EndpointError where none comes."""
    return client.exchange("POST", client.endpoint.urls.query, None, {"Accept": JSON}, "query", {"query": "ASK { }"})


def server(headers: Mapping[str, str]) -> Finding:
    """Say what the server calls itself."""
    name = headers.get("server", "").strip() or headers.get("x-powered-by", "").strip()
    return Finding("server", State.OK, name) if name else Finding("server", State.NO, "does not say what it is")


def query(client: Client) -> tuple[Finding, EndpointError | None]:
    """See whether a query, posted as a form, is answered; beside the finding, the error that the server gave."""
    try:
        rows = client.solutions('SELECT ?a ?b { VALUES (?a ?b) { ("قال" UNDEF) } }')
    except EndpointError as e:
        return Finding("query", State.PROBLEM, said(e)), e
    if rows == [(Literal("قال"), None)]:
        return Finding("query", State.OK, f"POST {client.endpoint.urls.query}"), None
    return Finding("query", State.PROBLEM, f"one row was asked for, and {rows!r} came"), None


def round_trip(client: Client) -> Finding:
    """Take the time of the smallest question: the middle one of seven."""
    times = []
    try:
        for _ in range(7):
            began = time.perf_counter()
            client.ask("ASK { }")
            times.append(time.perf_counter() - began)
    except EndpointError as e:
        return not_done("round trip", e)
    middle = statistics.median(times)
    return Finding("round trip", State.OK if middle < _RATHER_SLOW else State.PROBLEM, f"{middle * 1000:.1f} ms")


def result_size(client: Client) -> Finding:
    """Ask for 10,201 rows, which no data is needed for, and see how many come."""
    what, asked = "result size", _SIDE * _SIDE
    numbers = " ".join(map(str, range(_SIDE)))
    try:
        rows, reply = client.answer(f"SELECT ?a ?b {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}")
    except EndpointError as e:
        # Cut, and said so: a query that meets it fails, and none gives too few rows.
        return Finding(what, State.NO, said(e)) if e.cause == Cause.CUT else not_done(what, e)
    if len(rows) == asked:
        return Finding(what, State.OK, f"{asked:,} rows came whole")
    told = [f"{name}: {value}" for name, value in reply.headers.items() if "maxrows" in name.replace("-", "")]
    return Finding(
        what, State.PROBLEM, f"{len(rows):,} of {asked:,} rows came, {told[0] if told else 'without a word'}"
    )


def union(client: Client, pattern: str, graph: str) -> Finding:
    """See whether a triple of a named graph is found without its name, and with it."""
    what, kind = "union default graph", client.endpoint.kind
    try:
        named = client.ask(f"ASK {{ GRAPH ?g {{ {pattern} }} FILTER(?g = <{graph}>) }}")
        plain = client.ask(f"ASK {{ {pattern} }}")
        if plain and named:
            with_what = "&".join(f"{k}={v}" for k, v in kind.parameters.items())
            return Finding(
                what, State.OK, "the default graph is the union" + (f", with {with_what}" if with_what else "")
            )
        if plain:
            return Finding(what, State.PROBLEM, "the default graph is the union, and GRAPH finds nothing any more")
        if kind.union_graph and client.ask(f"ASK {{ GRAPH <{kind.union_graph}> {{ {pattern} }} }}"):
            return Finding(what, State.NO, f"the default graph is apart; GRAPH <{kind.union_graph}> is the union")
    except EndpointError as e:
        return not_done(what, e)
    return Finding(what, State.NO, "the default graph has nothing of the named graphs")


def default_graph(client: Client) -> Finding:
    """Find out the same with what is stored already."""
    what = "union default graph"
    terms = "isIRI(?s) && isIRI(?o)"
    try:
        rows = client.solutions(f"SELECT ?s ?p ?o ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({terms}) }} LIMIT 1")
    except EndpointError as e:
        return not_done(what, e)
    if not rows or any(term is None or isinstance(term, BlankNode) for term in rows[0]):
        return Finding("default graph", State.NO, "not known: no named graph has a triple to try it with")
    s, p, o, g = rows[0]
    assert isinstance(g, NamedNode)
    return union(client, f"{s} {p} {o}", g.value)
