from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import many_articles
import pytest
from khabar import Project
from khabar.endpoints import endpoint
from khabar.endpoints.client import Client
from khabar.ontology import Names
from khabar.stores.push import StoreGraphs, Target
from khabar.stores.push.canonical import sha256
from khabar.stores.push.manifest import Manifest
from khabar.stores.push.retry import Patience

if TYPE_CHECKING:
    from khabar.endpoints import Endpoint
    from pyoxigraph import Store

QUICK = Patience(tries=6, first=0.05, most=0.5)


@dataclass(frozen=True)
class Site:
    """One server as a target, and what a test wants to know of it."""

    live: Endpoint
    names: Names

    def push(self, store: Store, *, prune=False, patience=QUICK, **options):
        with Client(self.live) as client:
            local = StoreGraphs(store, self.names)
            target = Target(client, self.names, patience)
            return target.push(target.plan(local, prune=prune), local, **options)

    def plan(self, store: Store, *, prune=False):
        with Client(self.live) as client:
            return Target(client, self.names).plan(StoreGraphs(store, self.names), prune=prune)

    def wrong(self, store: Store) -> list[str]:
        """Give the graphs that the server does not give back as the store has them."""
        with Client(self.live) as client:
            units = StoreGraphs(store, self.names).units()
            return [unit.graph for unit in units if sha256(unit.graph, client.get(unit.graph)) != unit.sha256]

    def manifest(self):
        with Client(self.live) as client:
            return Manifest(client, self.names.manifest).read()


def site_of(server, name="t", **settings) -> Site:
    environ = {"KHABAR_T_USER": server.user, "KHABAR_T_PASSWORD": server.password} if server.user else {}
    table = {"url": server.url, "kind": server.kind, **settings}
    return Site(endpoint(name, {name: table}, environ=environ), Names(many_articles.BASE))


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
