"""An address of a row becomes an IRI that stores take, whatever stands in it; else it is a name."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from khabar.loaders.nquads import iri
from khabar.loaders.tables.cells import address
from pyoxigraph import RdfFormat, parse

# What web addresses are made of, the parts that go wrong more often than in random text.
parts = st.sampled_from(
    [*"/?#&=%[]:@.;,'()!*+$~-_|\\^`{}<>\"", "%41", "%zz", "a", "1", "ب", "é", "::1", "\u200e", "\ufffe"]
)


@given(st.lists(parts, max_size=12).map("".join), st.sampled_from(["http", "https", "ftp"]))
@example("example.org/?a[b]=1", "http")
@example("example.org/100%", "http")
@example("example.org/#a#b", "http")
@example("example.org:x/", "http")
@example("[::1]/", "http")
@example("a@b@c/", "http")
def test_an_address_is_an_iri_or_none(rest: str, scheme: str) -> None:
    found = address(f"{scheme}://{rest}")
    if found:
        (quad,) = parse(b"<urn:s> <urn:p> " + iri(found) + b" .", format=RdfFormat.N_TRIPLES)
        assert quad.object.value.startswith(f"{scheme}://")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://example.org/a?b=c%20d#e", "http://example.org/a?b=c%20d#e"),
        ("https://user@example.org:8080", "https://user@example.org:8080"),
        ("http://مثال.example/خبر", "http://مثال.example/خبر"),
        ("http://example.org/?x[y]=1", "http://example.org/?x%5By%5D=1"),
        ("http://example.org/#a#b", "http://example.org/#a%23b"),
        ("http://example.org:port/", ""),
        ("http:///a", ""),
        ("BBC Monitoring Asia Pacific", ""),
        ("javascript:alert(1)", ""),
        ("http://example.org/a b", ""),
    ],
)
def test_an_address_stays_as_it_is_where_it_can(text: str, expected: str) -> None:
    assert address(text) == expected
