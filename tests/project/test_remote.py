"""What a project does with its store it does with an endpoint, and finds the same."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from khabar import Project
from khabar.endpoints import Cause
from khabar.endpoints.client import Client
from khabar.errors import EndpointError, UsageError
from khabar.ontology.terms import PREFIXES
from khabar.ontology.vocabulary import FILES, turtle
from khabar.project.validation import Rules
from khabar.queries import StoreSource, run_checks
from khabar.shapes import validate
from khabar.stores.push.portable import check
from pyoxigraph import NamedNode, RdfFormat, Store
from servers import faults

BASE = "https://khabar.example/"
ARTICLE = f"{BASE}article/vu5cjwwwcnjqiwtf"
MINE = {"a": f"{ARTICLE}#", "e": f"{BASE}entity/", "wd": "http://www.wikidata.org/entity/"}
MUTATIONS = [
    mutation
    for path in sorted((Path(__file__).parents[1] / "shapes" / "mutations").glob("*.toml"))
    for mutations in tomllib.loads(path.read_text("utf-8")).values()
    for mutation in mutations
    if "beside" not in mutation
]


def configured(server, name="live", **more):
    """Write an endpoint into the khabar.toml of the folder."""
    table = {"url": server.url, "kind": server.kind} | more
    lines = "".join(f"{key} = {value!r}\n" for key, value in table.items())
    with Path("khabar.toml").open("a", encoding="utf-8") as file:
        file.write(f"[endpoints.{name}]\n{lines}")
    return Project.open()


def fill(server, store):
    """Put the named graphs of a store there, and the ontology."""
    for graph, file in FILES.items():
        store.load(turtle(file), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    # Who reads needs no password on any of them.
    who = {"user": server.user} if server.user else {}
    with Client(configured(server, "writing", **who).at("writing", password=server.password).endpoint) as client:
        for graph in store.named_graphs():
            client.put(graph.value, store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph))


@pytest.fixture
def spoiled(project, seed):
    """The worked example with every mutation of the rules' own tests at once that stores keep as it is."""
    project.load(seed)
    store = Store()
    store.bulk_load(b"".join(f"{quad} .\n".encode() for quad in project.export()), format=RdfFormat.N_QUADS)
    for n, mutation in enumerate(MUTATIONS):
        scratch, graph = Store(), f"{BASE}graph/mutation-{n}"
        if "add" in mutation:
            added = f"INSERT DATA {{ GRAPH <{graph}> {{ {mutation['add']} }} }}"
            scratch.update(added, base_iri=BASE, prefixes=PREFIXES | MINE)
            triples = scratch.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
            if b"_:" in triples or list(check(triples, graph, None)):
                continue
            store.extend(scratch)
        if "remove" in mutation:
            pattern = f"GRAPH ?g {{ {mutation['remove']} }}"
            store.update(f"DELETE WHERE {{ {pattern} }}", base_iri=BASE, prefixes=PREFIXES | MINE)
    return store


@pytest.mark.slow
def test_every_server_is_found_to_have_the_same_faults(server, spoiled, project):
    local = Store()
    local.extend(spoiled)
    fill(server, spoiled)
    mine = Project.open(store="mine")
    expected = validate(local)
    there = configured(server).at("live").validated()
    assert there.report == expected
    assert len({finding.rule for finding in expected}) > 60
    assert there.after == run_checks(StoreSource(spoiled), mine.catalogue)
    assert {problem.at.file for problem in there.problems} == {"live"}


@pytest.mark.slow
def test_what_is_there_can_be_taken_away_again(server, project, seed):
    project.load(seed)
    store = Store()
    store.extend(project.export())
    fill(server, store)
    there = configured(server).at("live")
    mine = {str(quad) for quad in project.export()}
    assert {str(quad) for quad in there.export()} == mine
    graphs = sorted({quad.graph_name.value for quad in project.export()})
    assert {str(q) for q in there.export(graphs[0])} == {q for q in mine if q.endswith(f"<{graphs[0]}>")}
    with pytest.raises(UsageError, match="there is no graph urn:none"):
        there.export("urn:none")


@pytest.mark.slow
def test_a_graph_larger_than_what_the_server_gives_is_read_in_pieces(private_server, project):
    server, graph = private_server("virtuoso", max_rows=100), f"{BASE}graph/large"
    # More of one subject than of another, and one that has no name.
    lines = [f'<urn:s{n % 40}> <urn:p{n}> "{n}" .' for n in range(900)] + [f'_:x <urn:p{n}> "{n}" .' for n in range(9)]
    server.put(graph, "\n".join([*lines, ""]).encode())
    there = configured(server).at("live")
    found = there.export()
    assert len(found) == 909
    assert len({quad.subject for quad in found}) == 41
    # One subject alone is more than it gives.
    server.put(graph, "\n".join([*(f'<urn:s> <urn:p{n}> "{n}" .' for n in range(300)), ""]).encode())
    with pytest.raises(EndpointError) as caught:
        there.validate()
    assert caught.value.cause == Cause.CUT


@pytest.fixture
def quirks(quirk_server, project, seed):
    project.load(seed)
    quirk_server.store.extend(project.export())
    for graph, file in FILES.items():
        quirk_server.store.load(turtle(file), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    quirk_server.protocol.union = True
    configured(SimpleNamespace(url=f"{quirk_server.url}/query", kind="generic"))
    return quirk_server


def test_questions_parameters_and_queries(quirks, project):
    there = Project.open().at("live")
    assert there.query("speakers", lang="ar") == project.query("speakers", lang="ar")
    asked = there.query("statements-by-speaker", speaker="فلاديمير بوتين")
    assert len(asked) > 5
    assert asked == project.query("statements-by-speaker", speaker="vladimir-putin")
    assert there.show("statements-by-speaker", speaker="فلاديمير بوتين") == project.show(
        "statements-by-speaker", speaker="vladimir-putin"
    )
    assert there.sparql("ASK { ?s ?p ?o }") is True
    assert len(there.sparql("CONSTRUCT WHERE { ?s a ?c }")) > 50
    with pytest.raises(UsageError, match="did you mean"):
        there.query("statements-by-speaker", speaker="Vladimir Puttin")


def test_an_endpoint_is_known_by_name_or_address(quirks):
    project = Project.open()
    assert project.at(f"{quirks.url}/query").query("speakers") == project.at("live").query("speakers")
    assert project.at(quirks.url, kind="virtuoso").query("speakers") == project.at("live").query("speakers")
    with pytest.raises(UsageError, match="did you mean 'live'"):
        project.at("life")


def test_a_default_graph_apart_is_noticed(quirks):
    quirks.protocol.union = False
    with pytest.raises(UsageError, match="its default graph has nothing of its named graphs"):
        Project.open().at("live").query("speakers")
    quirks.store.clear()
    assert len(Project.open().at("live").query("speakers")) == 0


def test_validation_reads_each_graph_once_and_takes_rules_of_ones_own(quirks, project):
    there = Project.open().at("live")
    assert there.validated().report == project.validated().report
    sent = [request.form["query"] for request in quirks.requests]
    graphs = {quad.graph_name.value for quad in project.export()}
    assert [sum(f"GRAPH <{graph}> {{ ?s ?p ?o }}" in query for query in sent) for graph in sorted(graphs)] == [1] * len(
        graphs
    )
    Path("mine.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:mine> sh:targetClass <https://w3id.org/khabar/ns#Article> ; "
        "sh:property [ sh:path <urn:missing> ; sh:minCount 1 ] .",
        "utf-8",
    )
    problems = there.validate(rules=Rules(("mine.ttl",), only=True))
    assert [(problem.rule, problem.at.key) for problem in problems] == [("urn:mine", ARTICLE)]


def test_what_a_push_keeps_for_itself_is_not_judged(quirks):
    there = Project.open().at("live")
    before = there.export()
    for graph in ("manifest", "dataset", "staging/abc"):
        quirks.store.update(
            f"INSERT DATA {{ GRAPH <{BASE}{graph}> {{ <urn:a> a <https://w3id.org/khabar/ns#Event> }} }}"
        )
    quirks.store.update("INSERT DATA { GRAPH <http://elsewhere.example/g> { <urn:a> <urn:b> <urn:c> } }")
    assert there.export() == before
    # A graph of any name that was pushed is one of the data.
    sha = f'<http://elsewhere.example/g> <https://schema.org/sha256> "{"0" * 64}"'
    quirks.store.update(f"INSERT DATA {{ GRAPH <{BASE}manifest> {{ {sha} }} }}")
    assert len(there.export()) == len(before) + 1


def test_a_graph_that_changes_meanwhile_is_not_judged(quirks):
    def one_less(exchange):
        is_graph = "CONSTRUCT" in (exchange.read().text("query") or "")
        (faults.cut_rows(3, None) if is_graph else lambda e: e.send(e.work()))(exchange)

    quirks.misbehave(one_less, times=None)
    with pytest.raises(EndpointError, match="came") as caught:
        Project.open().at("live").validate()
    assert caught.value.cause == Cause.CUT


def test_the_command_line_asks_there(quirks, khabar):
    for command in (
        ["query", "speakers", "-p", "lang=ar"],
        ["query", "statements-by-speaker", "-p", "speaker=بوتين", "--show"],
        ["sparql", "SELECT ?s { ?s a <https://w3id.org/khabar/ns#Event> } ORDER BY ?s"],
        ["sparql", "ASK { ?s ?p ?o }"],
        ["stats"],
        ["validate", "-f", "tsv"],
    ):
        here, there = khabar(*command), khabar(*command, "-e", "live")
        assert (there.code, there.out.replace("live", "store")) == (here.code, here.out), command
    mine, other = khabar("export", "-f", "nq"), khabar("export", "-f", "nq", "-e", "live")
    assert sorted(other.out.splitlines()) == sorted(mine.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "speakers", "-e", "live", "-s", "x"], "not both"),
        (["query", "speakers", "--kind", "oxigraph"], "go with -e"),
        (["validate", "a.yaml", "-e", "live"], "not both"),
        (["stats", "-e", "life"], "did you mean 'live'"),
        (["export", "-e", "live", "--layout", "bulk", "-o", "x"], "not for an endpoint"),
        (["sparql", "DROP ALL", "-e", "live"], "never updates"),
    ],
)
def test_calls_that_make_no_sense(arguments, said, quirks, khabar):
    ran = khabar(*arguments)
    assert (ran.code, said in ran.err) == (2, True), ran.err


def test_a_password_on_stdin_reaches_the_server_and_nobody_else(quirks, khabar, monkeypatch):
    quirks.user, quirks.password = "reader", "كلمة السر"
    assert khabar("stats", "-e", "live").code == 4
    monkeypatch.setenv("KHABAR_LIVE_USER", "reader")
    for password, code in (("كلمة السر", 0), ("secret-but-wrong", 4)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{password}\n".encode())))
        ran = khabar("stats", "-e", "live", "--password-stdin")
        assert ran.code == code
        assert password not in ran.out + ran.err


def test_an_endpoint_that_is_gone_says_so_in_one_line_of_advice(folder, khabar):
    Path("khabar.toml").write_text('[endpoints.live]\nurl = "http://127.0.0.1:9"\n', "utf-8")
    ran = khabar("query", "speakers", "-e", "live")
    assert (ran.code, ran.out) == (4, "")
    assert "is the server running" in ran.err
