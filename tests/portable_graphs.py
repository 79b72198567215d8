"""Graphs of any terms that every store keeps as they are, for property tests."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

__all__ = ["stores"]

XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
PIECES = st.text(st.sampled_from("abzAZ09-._~/?=&%خبرé漢😀"), max_size=20).map(lambda text: text.replace("%", "%D8"))
# Fuseki takes them out, which a push says beforehand.
DOT_SEGMENT = re.compile(r"[^?#]*/\.\.?(?:[/?#].*)?")
IRIS = (
    st.builds("https://khabar.example/{}{}".format, PIECES, st.just("") | PIECES.map("#{}".format))
    .filter(lambda iri: not DOT_SEGMENT.fullmatch(iri))
    .map(NamedNode)
)
LITERALS = st.one_of(
    st.builds(Literal, TEXTS),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["ar", "en", "ar-sy", "zh-hant"])),
    st.integers(-(2**31) + 1, 2**31 - 1).map(lambda n: Literal(str(n), datatype=NamedNode(f"{XSD}integer"))),
    st.booleans().map(lambda b: Literal(str(b).lower(), datatype=NamedNode(f"{XSD}boolean"))),
    st.dates().map(lambda d: Literal(d.isoformat(), datatype=NamedNode(f"{XSD}date"))),
)
TRIPLES = st.lists(st.tuples(IRIS, IRIS, IRIS | LITERALS), min_size=1, max_size=30)


def store_of(graphs: dict[NamedNode, list[tuple[NamedNode, NamedNode, NamedNode | Literal]]]) -> Store:
    store = Store()
    for graph, triples in graphs.items():
        store.extend(Quad(*triple, graph) for triple in triples)
    return store


def stores() -> st.SearchStrategy[Store]:
    """Give stores of a few graphs."""
    return st.dictionaries(IRIS, TRIPLES, min_size=1, max_size=4).map(store_of)
