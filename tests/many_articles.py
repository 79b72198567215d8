"""Stores with as many articles as wanted, 200 triples each, in the shapes of khabar's own graphs, in portable terms."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BASE", "change", "graph_name", "lines", "store_of"]

BASE = "https://khabar.example/"
TRIPLES = 200
KH = "https://w3id.org/khabar/ns#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
XSD = "http://www.w3.org/2001/XMLSchema#"
WORDS = ("أكد", "الرئيس", "أن", "حوالي", "ألف", "جندي", "من", "القوات", "انسحبوا", "البلاد", "ولم", "تكشف", "السلطات")


def graph_name(number: int) -> str:
    """Name the graph of an article."""
    return f"{BASE}article/{number:016x}/facts"


def lines(number: int, version: int = 0) -> Iterator[str]:
    """Give the triples of an article as N-Triples; another version has other words."""
    rng = random.Random(f"{number}/{version}")
    article = f"{BASE}article/{number:016x}"
    for n in range(TRIPLES // 8):
        statement, quote = f"{article}#s{n:02}", " ".join(rng.choices(WORDS, k=9))
        start = rng.randrange(5000)
        yield f"<{statement}> <{RDF_TYPE}> <{KH}Statement> ."
        yield f"<{statement}> <{KH}article> <{article}> ."
        yield f"<{statement}> <{KH}speaker> <{BASE}entity/person-{rng.randrange(500)}> ."
        yield f"<{statement}> <{KH}act> <https://w3id.org/khabar/code/affirm> ."
        yield f'<{statement}> <{KH}verbatim> "{rng.choice(("true", "false"))}"^^<{XSD}boolean> .'
        yield f'<{statement}> <{LABEL}> "{quote}"@ar .'
        yield f"<{statement}> <{KH}evidence> <{article}#char={start},{start + len(quote)}> ."
        yield f'<{article}#char={start},{start + len(quote)}-{n}> <{KH}start> "{start}"^^<{XSD}integer> .'


def store_of(count: int) -> Store:
    """Give a store of that many articles."""
    store = Store()
    for number in range(count):
        change(store, number, 0)
    return store


def change(store: Store, number: int, version: int) -> None:
    """Put a version of an article in the place of what was there."""
    graph = NamedNode(graph_name(number))
    store.remove_graph(graph)
    store.bulk_load("\n".join(lines(number, version)).encode() + b"\n", format=RdfFormat.N_TRIPLES, to_graph=graph)
