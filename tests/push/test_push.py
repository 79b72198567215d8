"""Pushes to the real servers: all of it, nothing twice, only what differs, and back as it was sent."""

import many_articles
import pytest
from khabar.endpoints.client import Client
from khabar.errors import EndpointError, UsageError
from khabar.stores.push import Change, StoreGraphs, Target
from khabar.stores.push.lease import held
from pyoxigraph import Literal, NamedNode, Quad, Store

pytestmark = pytest.mark.slow


def test_the_seed_comes_back_as_it_was_sent(site, seed_store):
    done = site.push(seed_store, full=True)
    assert not done.failed
    assert done.triples == sum(unit.triples for unit in site.manifest().values())
    assert site.wrong(seed_store) == []


def test_a_second_push_sends_nothing(site, articles):
    site.push(articles)
    before = site.manifest()
    assert site.plan(articles).steps == ()
    assert site.push(articles).written == 0
    assert site.manifest() == before


def test_only_what_differs_is_sent(site, articles):
    site.push(articles)
    many_articles.change(articles, 3, 1)
    articles.remove_graph(NamedNode(many_articles.graph_name(5)))
    plan = site.plan(articles, prune=True)
    signs = {step.graph: step.change for step in plan.steps}
    described = f"{many_articles.BASE}dataset"
    assert signs == {
        many_articles.graph_name(3): Change.CHANGED,
        many_articles.graph_name(5): Change.GONE,
        described: Change.CHANGED,
    }
    done = site.push(articles, prune=True)
    assert (done.written, done.deleted, done.failed) == (2, 1, {})
    assert site.wrong(articles) == []
    assert many_articles.graph_name(5) not in site.manifest()


def test_without_prune_what_is_gone_stays(site, articles, server):
    site.push(articles)
    articles.remove_graph(NamedNode(many_articles.graph_name(5)))
    plan = site.plan(articles)
    assert plan.kept == (many_articles.graph_name(5),)
    site.push(articles)
    assert server.count(many_articles.graph_name(5)) == many_articles.TRIPLES


def test_what_was_in_the_target_before_is_replaced(site, articles, server):
    # Nobody's manifest tells of it, so that the plan takes the graph for a new one.
    server.put(many_articles.graph_name(7), b'<urn:other> <urn:p> "left behind" .\n')
    assert not site.push(articles).failed
    assert site.wrong(articles) == []


def test_a_saved_plan_is_refused_when_the_target_has_moved(site, articles):
    plan = site.plan(articles)
    many_articles.change(articles, 1, 2)
    with pytest.raises(UsageError, match="has changed in the store"):
        push_plan(site, plan, articles)
    plan = site.plan(articles)
    site.push(articles)
    with pytest.raises(UsageError, match="the target has moved since"):
        push_plan(site, plan, articles)


def push_plan(site, plan, store):
    with Client(site.live) as client:
        return Target(client, site.names).push(plan, StoreGraphs(store, site.names))


def test_two_pushers_are_kept_apart(site, articles):
    with Client(site.live) as client, held(client, site.names.manifest, "urn:run:other"):
        with pytest.raises(EndpointError, match="another push holds this target"):
            site.push(articles)
        assert site.manifest() == {}
        assert site.push(articles, take_over=True).written == 31
    assert site.plan(articles).steps == ()


def test_literals_of_every_alphabet(site):
    store = Store()
    texts = ["خبر", "١٢", "e\u0301", "😀", "\u202e\u2066x\u2069", 'a"b\\c\nd\te', "\\u0041", "\u200f", " ", "<>&'"]
    for n, text in enumerate(texts):
        store.add(Quad(NamedNode("urn:s"), NamedNode(f"urn:p{n}"), Literal(text), NamedNode("urn:g")))
        store.add(Quad(NamedNode("urn:s"), NamedNode(f"urn:p{n}"), Literal(text, language="ar"), NamedNode("urn:g")))
    assert not site.push(store, full=True).failed
    assert site.wrong(store) == []


def test_what_a_bulk_load_left_there_is_adopted(site, articles, server):
    local = site.local(articles)
    for unit in local.units()[1:]:
        server.put(unit.graph, local.body(unit.graph))
    with Client(site.live) as client:
        sent = []
        add, post = client.add, client.post_quads
        client.add = lambda graph, *body: (sent.append(graph), add(graph, *body))
        client.post_quads = lambda quads, **how: (sent.append(quads.rpartition(b"<")[2]), post(quads, **how))
        target = Target(client, site.names)
        target.push(target.plan(local), local, adopt=True, full=True)
    assert len(sent) == 1
    assert site.wrong(articles) == []


def test_very_many_graphs_are_deleted_at_once(site):
    articles = many_articles.store_of(120)
    site.push(articles)
    for number in range(1, 120):
        articles.remove_graph(NamedNode(many_articles.graph_name(number)))
    assert site.push(articles, prune=True).deleted == 119
    assert site.wrong(articles) == []
    assert len(site.manifest()) == 2
