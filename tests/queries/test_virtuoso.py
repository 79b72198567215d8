"""The same rows from a real Virtuoso 7, which is silently wrong on some forms of SPARQL that others answer right."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from khabar.errors import UsageError
from khabar.queries import Catalogue, Rows, run
from khabar.queries.terms import serialize
from pyoxigraph import Literal, RdfFormat
from servers import KINDS, Server, started

if TYPE_CHECKING:
    from pyoxigraph import Store

NAMES = Catalogue().names
HERE = Path(__file__).parent
GIVEN = {
    prefix + path.stem: json.loads(path.read_text(encoding="utf-8"))["params"]
    for folder, prefix in (("expected", ""), ("expected-more", ""), ("expected-quality", "quality/"))
    for path in (HERE / folder).glob("*.json")
}
MISSING = KINDS["virtuoso"].missing()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=str(MISSING)),
]


@dataclass(frozen=True)
class Source:
    """A server as a source of answers."""

    server: Server

    def select(self, text: str) -> Rows:
        return Rows.from_solutions(self.server.query(text))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Give a server with all graphs of a store, the same one each time it is asked for."""
    with ExitStack() as stack:
        servers: dict[int, Server] = {}

        def serve(store: Store) -> Server:
            if id(store) not in servers:
                servers[id(store)] = stack.enter_context(started("virtuoso", tmp_path_factory.mktemp("virtuoso")))
                for graph in store.named_graphs():
                    servers[id(store)].put(graph.value, store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph))
            return servers[id(store)]

        yield serve


@pytest.fixture
def virtuoso(served, seed_corpus, relying_on):
    return Source(relying_on(served(seed_corpus.store)))


@pytest.fixture
def virtuoso_valley(served, valley_corpus, relying_on):
    return Source(relying_on(served(valley_corpus.store)))


@pytest.fixture
def virtuoso_flawed(served, flawed_corpus, relying_on):
    return Source(relying_on(served(flawed_corpus.store)))


def plain(rows: Rows) -> list[tuple[object, ...]]:
    # Values, not terms: Virtuoso writes true as 1.
    return list(rows)


def same_rows(name, lang, catalogue, ours, theirs):
    question = catalogue.get(name)
    # A name that is looked up must be there: the parameters written down fit one of the corpora each.
    for parameters in ({}, GIVEN[name]):
        try:
            rows = run(question, ours, parameters, lang=lang)
        except UsageError:
            assert parameters
            continue
        assert plain(run(question, theirs, parameters, lang=lang)) == plain(rows)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_in_the_same_order(name, lang, catalogue, source, virtuoso):
    same_rows(name, lang, catalogue, source, virtuoso)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_of_the_invented_articles(name, lang, catalogue, valley_corpus, virtuoso_valley):
    same_rows(name, lang, catalogue, valley_corpus.source, virtuoso_valley)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("quality/")])
def test_the_same_flaws(name, catalogue, flawed_corpus, virtuoso_flawed):
    same_rows(name, "en", catalogue, flawed_corpus.source, virtuoso_flawed)


@pytest.mark.parametrize(
    "text", ["\\u0041", "\\U00000041", "\\\\u0022 } #", 'a" . OPTIONAL { ?any ?p ?o } } #', "'\r\n\t\\"]
)
def test_a_bound_text_is_read_back_as_it_was(text, virtuoso):
    rows = virtuoso.select(f"SELECT ?x WHERE {{ VALUES ?x {{ {serialize(Literal(text))} }} }}")
    assert rows.terms == ((Literal(text),),)


def test_names_are_looked_up_there_too(catalogue, source, virtuoso):
    question = catalogue.get("forces-of")
    assert plain(run(question, virtuoso, {"country": "ايران"})) == plain(run(question, source, {"country": "iran"}))
