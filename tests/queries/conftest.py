from __future__ import annotations

from importlib.resources import as_file, files

import pytest
import rdflib
from khabar.loaders import factsheet
from khabar.loaders.mapping import map_sheet
from khabar.ontology import Names
from khabar.ontology.vocabulary import FILES, turtle
from khabar.queries import Catalogue, DatasetSource, StoreSource
from pyoxigraph import NamedNode, RdfFormat, Store


@pytest.fixture(scope="session")
def store() -> Store:
    """The example article and the ontology, as `khabar load` would put them into a store."""
    with as_file(files("khabar.examples")) as folder:
        sheet, _ = factsheet.read(folder / "putin-syria.yaml")
    store = Store()
    store.load(map_sheet(sheet, Names()).nquads(), format=RdfFormat.N_QUADS)
    for graph, file in FILES.items():
        store.load(turtle(file), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    return store


@pytest.fixture(scope="session")
def source(store: Store) -> StoreSource:
    return StoreSource(store)


@pytest.fixture(scope="session")
def dataset(store: Store) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return dataset


@pytest.fixture(scope="session")
def dataset_source(dataset: rdflib.Dataset) -> DatasetSource:
    return DatasetSource(dataset)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue()
