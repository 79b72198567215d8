"""The data files of the kinds: known keys, patterns that can be filled, examples that make an endpoint."""

import re
import tomllib
from dataclasses import fields
from importlib.resources import files

import pytest
from khabar import endpoints
from khabar.endpoints import endpoint, kind, kinds
from khabar.endpoints.kinds import Kind, Says, Urls
from khabar.endpoints.probe.findings import State
from khabar.endpoints.settings import AUTHS, LANES
from khabar.errors import UsageError

FILES = sorted(
    (f for f in files(endpoints).joinpath("kinds").iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
)
ALL = {"blazegraph", "fuseki", "generic", "graphdb", "neptune", "oxigraph", "qlever", "rdf4j", "stardog", "virtuoso"}


def names(of):
    return {f.name for f in fields(of)}


@pytest.fixture(params=FILES, ids=lambda f: f.name)
def table(request):
    return tomllib.loads(request.param.read_text("utf-8"))


@pytest.fixture(params=sorted(ALL))
def each(request):
    return kind(request.param)


def test_there_are_ten():
    assert set(kinds()) == ALL
    assert list(kinds()) == sorted(kinds())


def test_every_key_is_known(table):
    assert set(table) <= names(Kind) - {"name"}
    assert set(table.get("urls", {})) <= names(Urls)
    assert set(table.get("says", {})) <= names(Says)
    assert set(table.get("seen", {}).values()) <= {str(state) for state in State}
    assert all(name == name.lower() for name in table.get("marks", {}))


def test_every_file_says_from_where_it_knows(table, request):
    first = request.node.callspec.params["table"].read_text("utf-8").splitlines()[0]
    assert re.match(r"# (Measured with \d|From its documentation|Any SPARQL 1\.1 endpoint)", first)
    # Only what was measured has been seen.
    assert ("seen" in table) == first.startswith("# Measured")


def test_its_values_are_of_the_right_kind(each):
    assert each.label
    assert each.auth in AUTHS
    assert {each.new, each.replace} <= set(LANES)
    assert each.insert_triples > 0
    assert each.batch > 0
    assert 0 < each.connections <= 64


def test_its_lanes_have_addresses(each):
    lanes = {each.new, each.replace}
    assert each.urls.query
    assert each.urls.update
    assert bool(each.urls.quads) or "quads" not in lanes
    assert bool(each.urls.graph) or not lanes & {"put", "stage"}
    assert each.move or "stage" not in lanes


def test_its_example_makes_an_endpoint(each):
    made = endpoint("live", {"live": {"url": each.example, "kind": each.name}}, environ={"NETRC": "/nonexistent"})
    urls = [getattr(made.urls, f.name) for f in fields(Urls)]
    assert all(url.startswith(each.example) for url in urls if url)
    if each.urls.graph:
        assert made.graph_url("https://e/ق").endswith("=https%3A%2F%2Fe%2F%D9%82")
    assert not [url for url in urls if "{" in url.replace("{graph}", "")]


def test_an_unknown_kind_is_answered_with_the_known_ones():
    with pytest.raises(UsageError, match="did you mean 'virtuoso'"):
        kind("virtuso")
    with pytest.raises(UsageError, match="the kinds are: blazegraph, fuseki"):
        kind("zzz")
