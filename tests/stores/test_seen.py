"""A load is spared the looks for what cannot be there, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.stores import EmbeddedStore
from khabar.stores.seen import Seen
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

NODE = NamedNode("http://n.example/")


@given(st.sets(st.text()))
def test_what_was_noted_may_always_be_there(names):
    seen = Seen(Store())
    seen.note(names)
    assert all(seen.perhaps(name) for name in names)


def test_most_of_what_was_not_noted_cannot_be_there():
    seen = Seen(EmbeddedStore.in_memory().store)
    seen.note(f"http://n.example/{n}" for n in range(10_000))
    assert sum(seen.perhaps(f"http://other.example/{n}") for n in range(10_000)) < 100


@pytest.mark.parametrize("graph", [NamedNode("http://g.example/"), DefaultGraph()])
def test_in_a_store_that_had_data_all_may_be_there(graph):
    store = Store()
    store.add(Quad(NODE, NODE, NODE, graph))
    assert Seen(store).perhaps("http://never.example/")
