"""A server as the target of a test's pushes, and what a test wants to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import many_articles
from khabar.endpoints import endpoint
from khabar.endpoints.client import Client
from khabar.ontology import Names
from khabar.stores.push import StoreGraphs, Target
from khabar.stores.push.canonical import sha256
from khabar.stores.push.manifest import Manifest
from khabar.stores.push.retry import Patience
from khabar.stores.push.verify import measured

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khabar.endpoints import Endpoint
    from khabar.stores.push.units import Unit
    from pyoxigraph import Store

QUICK = Patience(tries=6, first=0.05, most=0.5)


@dataclass(frozen=True)
class Site:
    """One server as a target, and what a test wants to know of it."""

    live: Endpoint
    names: Names

    def local(self, store: Store) -> StoreGraphs:
        """Give the store as the command line would push it."""
        return StoreGraphs(store, self.names, endpoint=self.live.urls.query)

    def push(self, store: Store, *, prune=False, patience=QUICK, **options):
        with Client(self.live) as client:
            local = self.local(store)
            target = Target(client, self.names, patience)
            return target.push(target.plan(local, prune=prune), local, **options)

    def plan(self, store: Store, *, prune=False):
        with Client(self.live) as client:
            return Target(client, self.names, QUICK).plan(self.local(store), prune=prune)

    def wrong(self, store: Store, graphs=None) -> list[str]:
        """Give the graphs, of those named or of all, that the server does not give back as the store has them."""
        units = [unit for unit in self.local(store).units() if graphs is None or unit.graph in graphs]
        there = self.hashes(units)
        return [unit.graph for unit in units if there[unit.graph] != unit.sha256]

    def hashes(self, units: Iterable[Unit]) -> dict[str, str]:
        """Give the hash of each graph as the server gives it back; of no triples where it does not know it."""
        names = [unit.graph for unit in units]
        with Client(self.live) as client:
            sizes = measured(client, names)
            return {name: sha256(name, client.get(name) if sizes[name][0] else b"") for name in names}

    def manifest(self):
        with Client(self.live) as client:
            return Manifest(client, self.names.manifest).read()

    def strays(self, store: Store) -> list[str]:
        """Give the staging graphs of the store's graphs that a push has left there."""
        names = [self.names.staging(unit.graph) for unit in self.local(store).units()]
        with Client(self.live) as client:
            return [name for name, (triples, _) in measured(client, names).items() if triples]


def site_of(server, name="t", **settings) -> Site:
    """Take a server of the tests for a target."""
    environ = {"KHABAR_T_USER": server.user, "KHABAR_T_PASSWORD": server.password} if server.user else {}
    table = {"url": server.url, "kind": server.kind, **settings}
    return Site(endpoint(name, {name: table}, environ=environ), Names(many_articles.BASE))
