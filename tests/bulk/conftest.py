"""A store with the worked example, with the ontology, and with texts that loaders like to break; and its export."""

import gzip

import pyoxigraph as ox
import pytest
from khabar import Project, examples
from khabar.ontology import Names
from khabar.stores import EmbeddedStore, bulk
from khabar.stores.push import StoreGraphs

BASE = "https://khabar.example/"
HARD = "".join(
    f"<{BASE}hard> <{BASE}says> {text} .\n"
    for text in (
        '"قال: \\"نعم\\" \\\\ ثم سكت"@ar',
        '"سطر\\nوسطر\\r\\tآخر"@ar',
        '"\U0001f1f8\U0001f1fe \u200fمن اليمين\u200e"',
        '"é e\u0301"',  # composed and not, side by side
        '"$(echo no) `echo no` \'; drop table x; -- %s"',
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
        '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"0.25"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"2030-01-05"^^<http://www.w3.org/2001/XMLSchema#date>',
        f'"{"طويل " * 3000}"@ar',
        f"<{BASE}%D8%A8-بلد>",
    )
).encode()


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The store that is exported."""
    place = tmp_path_factory.mktemp("exported")
    Project.open(place).load(examples.path("putin-syria.yaml"))
    with EmbeddedStore.at(place / ".khabar", write=True) as opened:
        for name in ("graph/hard", "graph/رسم"):
            opened.store.load(HARD, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(BASE + name))
        yield opened.store


@pytest.fixture(scope="session")
def exported(store, tmp_path_factory):
    """The export, in several parts, with the description; nobody may write into it."""
    directory = tmp_path_factory.mktemp("bulk") / "out"
    bulk.write(StoreGraphs(store, Names(BASE)), directory, BASE, part_bytes=300_000)
    return directory


@pytest.fixture(scope="session")
def lines(exported):
    """The lines of all parts, in order."""
    return [
        line for part in sorted(exported.glob("part-*")) for line in gzip.decompress(part.read_bytes()).splitlines()
    ]
