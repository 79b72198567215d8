from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from khabar.output import Curies
from khabar.queries.lookup import Resolver
from pyoxigraph import NamedNode

if TYPE_CHECKING:
    from khabar.queries import Rows


class Nothing:
    """A source that holds nothing: a CURIE is read without asking it."""

    def select(self, text: str) -> Rows:
        raise AssertionError(text)


@pytest.mark.parametrize(
    ("iri", "curie"),
    [
        ("https://w3id.org/khabar/ns#Statement", "kh:Statement"),
        ("https://w3id.org/khabar/code/USD", "khc:USD"),
        ("https://w3id.org/khabar/type/withdrawal", "kht:withdrawal"),
        ("http://www.wikidata.org/entity/Q794", "wd:Q794"),
        ("https://schema.org/value", "schema:value"),
        ("https://khabar.example/entity/iran", "e:iran"),
        ("https://khabar.example/article/x#char=44,137", "a:x#char=44,137"),
        ("https://khabar.example/article/x/facts", "a:x/facts"),
        ("https://khabar.example/graph/register", "graph:register"),
        ("https://khabar.example/agent/example-analyst", "agent:example-analyst"),
    ],
)
def test_the_longest_namespace_shortens_and_can_be_typed_back(iri, curie):
    assert Curies().shorten(iri) == curie
    assert Resolver(Nothing()).resolve(curie) == NamedNode(iri)


@pytest.mark.parametrize("iri", ["https://khabar.example/entity/", "https://elsewhere.example/x", "urn:x"])
def test_what_no_namespace_fits_stays_whole(iri):
    assert Curies().shorten(iri) == iri


def test_the_base_is_the_publishers():
    curies = Curies("http://news.example/")
    assert curies.shorten("http://news.example/entity/iran") == "e:iran"
    assert curies.shorten("https://khabar.example/entity/iran") == "https://khabar.example/entity/iran"
