from __future__ import annotations

from typing import TYPE_CHECKING

import many_articles
import pytest
from khabar import Project
from push_site import site_of

if TYPE_CHECKING:
    from push_site import Site
    from pyoxigraph import Store


@pytest.fixture
def site(server) -> Site:
    """Each of the real servers in turn, as a target."""
    return site_of(server)


@pytest.fixture
def articles() -> Store:
    """Thirty articles."""
    return many_articles.store_of(30)


@pytest.fixture
def seed_store(tmp_path, seed) -> Store:
    """The worked example with the ontology, as a store in memory."""
    from khabar.stores import EmbeddedStore

    place = tmp_path / "seed"
    Project.open(store=str(place)).load(seed)
    kept = EmbeddedStore.in_memory()
    with EmbeddedStore.at(place) as opened:
        kept.store.extend(opened.store)
    return kept.store
