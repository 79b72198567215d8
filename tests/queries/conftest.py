from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import rdflib
from khabar.loaders import factsheet
from khabar.loaders.mapping import map_sheet
from khabar.loaders.tables.description import read
from khabar.loaders.tables.mapped import map_chunk
from khabar.loaders.tables.reading import chunks
from khabar.ontology import Names
from khabar.ontology.vocabulary import FILES, turtle
from khabar.queries import Catalogue, DatasetSource, StoreSource
from pyoxigraph import NamedNode, RdfFormat, Store

ARTICLES = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class Corpus:
    """The same graphs in both engines."""

    store: Store
    source: StoreSource
    dataset_source: DatasetSource


def stored(*data: tuple[bytes, RdfFormat]) -> Corpus:
    """Put graphs and the ontology into a store, as `khabar load` would, and the store into a data set."""
    store = Store()
    for content, form in data:
        store.load(content, format=form)
    for graph, file in FILES.items():
        store.load(turtle(file), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return Corpus(store, StoreSource(store), DatasetSource(dataset))


def mapped(path: Path) -> tuple[bytes, RdfFormat]:
    sheet, _ = factsheet.read(path)
    return map_sheet(sheet, Names()).nquads(), RdfFormat.N_QUADS


@pytest.fixture(scope="session")
def seed_corpus() -> Corpus:
    """The example article."""
    with as_file(files("khabar.examples")) as folder:
        return stored(mapped(folder / "putin-syria.yaml"))


@pytest.fixture(scope="session")
def valley_corpus() -> Corpus:
    """Four invented articles on the same events: three sources, five days, a revision, clusters across articles."""
    sheets = sorted(ARTICLES.glob("*.yaml"))
    assert len(sheets) == 4
    return stored(*map(mapped, sheets), ((ARTICLES / "clusters.nq").read_bytes(), RdfFormat.N_QUADS))


@pytest.fixture(scope="session")
def flawed_corpus() -> Corpus:
    """Graphs with every flaw that a check looks for."""
    return stored(((ARTICLES / "flawed.trig").read_bytes(), RdfFormat.TRIG))


@pytest.fixture(scope="session")
def rows_corpus() -> Corpus:
    """The rows of an invented table: withdrawals with a force and without, events on both sides, one without a day."""
    description = read(ARTICLES / "rows.toml")
    parts = [map_chunk(c, description, "https://khabar.example/") for c in chunks(ARTICLES / "rows.csv", description)]
    return stored(*((part.quads + part.register, RdfFormat.N_QUADS) for part in parts))


@pytest.fixture(scope="session")
def store(seed_corpus: Corpus) -> Store:
    return seed_corpus.store


@pytest.fixture(scope="session")
def source(seed_corpus: Corpus) -> StoreSource:
    return seed_corpus.source


@pytest.fixture(scope="session")
def dataset(seed_corpus: Corpus) -> rdflib.Dataset:
    return seed_corpus.dataset_source.dataset


@pytest.fixture(scope="session")
def dataset_source(seed_corpus: Corpus) -> DatasetSource:
    return seed_corpus.dataset_source


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue()
