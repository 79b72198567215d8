"""How fast does khabar push, beside the best upload by hand and rdflib's own?

    python benchmarks/push.py [--articles 2000] [--rounds 3] [oxigraph] [virtuoso] [fuseki]

Each server is started here on loopback and wiped before every upload. Rounds alternate, so that what the machine does
beside is shared; ratios are taken within a round, and their median is printed. By hand means: whole graphs by PUT on
four connections, and N-Quads of 500 graphs a request where the server takes them; the faster one counts. khabar's own
time holds all it does, from a store on disk that nothing is remembered of: hashing it, looking for what the server
would not keep, the manifest, counting on the server. rdflib's SPARQLUpdateStore is used its best way (addN, one commit
a graph), on 200 graphs of all, counted up; what it stored is counted on the server.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import rdflib
from khabar.endpoints import endpoint
from khabar.endpoints.client import Client
from khabar.project.config import Config
from khabar.project.pushing import Pushing
from khabar.stores import EmbeddedStore
from khabar.stores.push.verify import measured
from khabar.stores.replace import Change
from pyoxigraph import NamedNode, RdfFormat
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from many_articles import BASE, graph_name, lines, store_of
from servers import KINDS, Server, ServerError, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from khabar.endpoints import Endpoint
    from khabar.stores.push import Pushed
    from pyoxigraph import Store

GOAL_RAW, GOAL_RDFLIB, GOAL_SECOND = 0.8, 5, 0.15
SUBSET = 200


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bodies(store: Store) -> list[tuple[str, bytes]]:
    names = sorted(graph.value for graph in store.named_graphs())
    return [(name, store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(name))) for name in names]


def put_by_hand(live: Endpoint, graphs: list[tuple[str, bytes]]) -> None:
    with Client(live) as client, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: client.put(*pair), graphs))


def quads_by_hand(live: Endpoint, graphs: list[tuple[str, bytes]], *, loose: bool) -> None:
    with Client(live) as client:
        for n in range(0, len(graphs), 500):
            client.post_quads(as_quads(graphs[n : n + 500]), loose=loose)


def as_quads(graphs: list[tuple[str, bytes]]) -> bytes:
    return b"".join(body.replace(b" .\n", f" <{name}> .\n".encode()) for name, body in graphs)


def by_khabar(live: Endpoint, place: Path, *, prune: bool = False) -> Pushed:
    _, done = Pushing(Config(store=place, base=BASE), live).push(prune=prune)
    assert not done.failed, done.failed
    return done


def by_rdflib(server: Server, live: Endpoint, graphs: list[tuple[str, bytes]]) -> None:
    store = SPARQLUpdateStore(live.urls.query, rdflib_update_url(server, live), autocommit=False)
    for name, body in graphs:
        graph = rdflib.Graph(identifier=rdflib.URIRef(name))
        graph.parse(data=body, format="nt")
        target = rdflib.Graph(store, identifier=graph.identifier)
        store.addN((s, p, o, target) for s, p, o in graph)
        store.commit()


def rdflib_update_url(server: Server, live: Endpoint) -> str:
    if server.kind != "virtuoso":
        return live.urls.update
    # rdflib knows no Digest: on this server, which nobody else can reach, anyone may write for the comparison.
    with suppress(ServerError):  # from the second round on the right is there already
        server.isql('grant SPARQL_UPDATE to "SPARQL";')
    return live.urls.query


def one_round(server: Server, live: Endpoint, graphs: list[tuple[str, bytes]], place: Path) -> dict[str, float]:
    """Give the seconds of each way, each on an empty server."""
    taken = {}
    ways = {"PUT x4": lambda: put_by_hand(live, graphs)}
    if live.urls.quads:
        ways["quads"] = lambda: quads_by_hand(live, graphs, loose=False)
    if live.urls.quads_loose:
        ways["quads, no transaction"] = lambda: quads_by_hand(live, graphs, loose=True)
    for name, way in ways.items():
        server.wipe()
        taken[name] = timed(way)
    server.wipe()
    some = graphs[:: max(1, len(graphs) // SUBSET)]
    taken["rdflib"] = timed(lambda: by_rdflib(server, live, some)) * len(graphs) / len(some)
    with Client(live) as client:
        counts = measured(client, [name for name, _ in some])
    assert [counts[name][0] for name, _ in some] == [body.count(b"\n") for _, body in some], "rdflib lost some"
    server.wipe()
    for name in ("khabar.graphs", "khabar.since"):
        (place / name).unlink(missing_ok=True)
    taken["khabar"] = timed(lambda: by_khabar(live, place))
    taken["nothing new"] = timed(lambda: by_khabar(live, place))
    return taken | {"2 % changed, 20 gone": again(live, place, len(graphs))}


def again(live: Endpoint, place: Path, count: int) -> float:
    changed, gone = range(0, count, 50), range(1, 21)
    load(place, {graph_name(n): lines(n, 1) for n in changed} | {graph_name(n): () for n in gone})
    done: list[Pushed] = []
    seconds = timed(lambda: done.append(by_khabar(live, place, prune=True)))
    assert (done[0].written, done[0].deleted) == (len(changed) + 1, len(gone)), done
    load(place, {graph_name(n): lines(n, 0) for n in (*changed, *gone)})
    return seconds


def load(place: Path, graphs: dict[str, Iterable[str]]) -> None:
    """Replace graphs, as a load of articles does it."""
    update = " ;\n".join(
        f"DROP SILENT GRAPH <{name}> ; INSERT DATA {{ GRAPH <{name}> {{ {' '.join(body)} }} }}"
        for name, body in graphs.items()
    )
    with EmbeddedStore.at(place, write=True, tells=True) as opened:
        opened.apply(Change((), update, b"", frozenset(graphs)))


def compare(kind: str, articles: int, rounds: int) -> None:
    graphs = bodies(store_of(articles))
    with tempfile.TemporaryDirectory() as folder, started(kind, Path(folder) / "server") as server:
        place = Path(folder) / "store"
        with EmbeddedStore.at(place, write=True) as opened:
            opened.store.bulk_load(as_quads(graphs), format=RdfFormat.N_QUADS)
        table = {"url": server.url, "kind": kind}
        environ = {"KHABAR_LIVE_USER": server.user, "KHABAR_LIVE_PASSWORD": server.password} if server.user else {}
        live = endpoint("live", {"live": table}, environ=environ)
        runs = [one_round(server, live, graphs, place) for _ in range(rounds)]
    triples = sum(body.count(b"\n") for _, body in graphs)
    print(f"\n{kind}: {articles} graphs, {triples} triples, medians of {rounds}")
    for way in runs[0]:
        seconds = statistics.median(run[way] for run in runs)
        print(f"  {way:24} {seconds:7.2f} s  {triples / seconds / 1000:7.1f}k triples/s")
    hand = [way for way in runs[0] if way.startswith(("PUT", "quads"))]
    strict = [way for way in hand if way != "quads, no transaction"]
    best, safe = (statistics.median(min(r[w] for w in ways) / r["khabar"] for r in runs) for ways in (hand, strict))
    rdf = statistics.median(run["rdflib"] / run["khabar"] for run in runs)
    second = statistics.median(run["2 % changed, 20 gone"] / run["khabar"] for run in runs)
    print(
        f"  khabar: {safe:.2f} of the best upload by hand (goal {GOAL_RAW}), {best:.2f} where no transaction counts too"
    )
    top = statistics.median(run["rdflib"] / min(run[w] for w in hand) for run in runs)
    print(f"  khabar: {rdf:.1f} times as fast as rdflib (goal {GOAL_RDFLIB}); the best upload by hand: {top:.1f} times")
    print(f"  2 % changed and 20 gone: {second:.1%} of a full push (goal {GOAL_SECOND:.0%})")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=sorted(KINDS))
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    for one in given.kinds:
        if missing := KINDS[one].missing():
            print(f"{one}: left out: {missing}")
        else:
            compare(one, given.articles, given.rounds)
