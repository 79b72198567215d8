"""The ontology's files as graphs, read as the package carries them."""

from __future__ import annotations

from importlib.resources import files

import pytest
from rdflib import Graph, URIRef


def read(name: str) -> Graph:
    return Graph().parse(data=files("khabar.ontology").joinpath(name).read_bytes(), format="turtle")


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return read("ontology-shapes.ttl")


@pytest.fixture(scope="session")
def ontology() -> Graph:
    """Everything; read only, since all tests share it."""
    return read("khabar.ttl") + read("event-types.ttl") + read("codes.ttl")


@pytest.fixture(scope="session")
def _terms() -> Graph:
    return read("khabar.ttl")


@pytest.fixture
def terms(_terms: Graph) -> Graph:
    """The classes and properties alone, copied for each test so that nothing leaks."""
    return Graph() + _terms


@pytest.fixture
def sample(terms: Graph, ontology: Graph) -> Graph:
    """The classes and properties and a few concepts: a mutant of these is checked ten times as fast."""
    names = ("type/", "type/diplomatic", "type/meeting", "type/talks", "code/negated", "code/soldier")
    names += ("type", "code", "code/scheme/polarity", "code/scheme/unit")
    for name in names:
        subject = URIRef(f"https://w3id.org/khabar/{name}")
        terms += ontology.triples((subject, None, None))
    return terms
