"""Each mutation spoils the worked example in one way, and just the one rule it is filed under must notice.

In `mutations/<class>.toml` a table is named after the rule; `remove` holds SPARQL patterns and `add` SPARQL
triples. `focus` is the node that must be found; `beside` names a second article where one is needed.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import khabar
import pytest
from khabar.errors import Level
from khabar.ontology.terms import PREFIXES
from khabar.shapes import rulebook, validate
from pyoxigraph import Quad, RdfFormat, Store, parse

HERE = Path(__file__).parent / "mutations"
BASE = "https://khabar.example/"
MINE = {
    "a": BASE + "article/vu5cjwwwcnjqiwtf#",
    "b": BASE + "article/bbbbbbbbbbbbbbbb#",
    "e": BASE + "entity/",
    "wd": "http://www.wikidata.org/entity/",
}
MUTATIONS = [
    (path.stem, rule, mutation)
    for path in sorted(HERE.glob("*.toml"))
    for rule, mutations in tomllib.loads(path.read_text(encoding="utf-8")).items()
    for mutation in mutations
]
RULES = {rule.name: rule for rule in rulebook().rules}


@cache
def seed():
    sheet, _ = khabar.read_factsheet(khabar.examples.path())
    return khabar.map_sheet(sheet).nquads()


def triples(text, rdf_format):
    # One graph for all: a mutation need not say where a triple stands, and the rules do not ask.
    return [Quad(*quad.triple) for quad in parse(text, format=rdf_format)]


def mutated(*, remove="", add="", beside=""):
    store = Store()
    store.extend(triples(seed(), RdfFormat.N_QUADS))
    if beside:
        store.extend(triples((HERE / beside).read_bytes(), RdfFormat.TURTLE))
    before = len(store)
    if remove:
        store.update(f"DELETE WHERE {{ {remove} }}", base_iri=BASE, prefixes=PREFIXES | MINE)
        assert len(store) < before, "nothing was removed"
    before = len(store)
    if add:
        store.update(f"INSERT DATA {{ {add} }}", base_iri=BASE, prefixes=PREFIXES | MINE)
        assert len(store) > before, "nothing was added"
    return store


def found(store):
    return {(f.rule, f.focus, f.path, f.value) for f in validate(store)}


@cache
def of_the_seed():
    return frozenset(found(mutated()))


def expanded(name):
    if name.startswith("<"):
        return BASE + name[1:-1] if "//" not in name else name[1:-1]
    prefix, _, local = name.partition(":")
    return MINE[prefix] + local


def test_the_seed_has_no_violation_one_warning_and_one_info():
    report = validate(mutated())
    assert report.counts == {Level.VIOLATION: 0, Level.WARNING: 1, Level.INFO: 1}
    assert {f.rule for f in report} == {"ArticleDate", "ForceBelongsTo"}


def test_the_second_article_has_no_findings():
    assert found(mutated(beside="another-article.ttl")) == of_the_seed()


@pytest.mark.parametrize(
    ("rule", "mutation"), [(rule, m) for _, rule, m in MUTATIONS], ids=[f"{r}-{m['name']}" for _, r, m in MUTATIONS]
)
def test_a_mutation_trips_just_its_rule(rule, mutation):
    changes = {key: mutation[key] for key in ("remove", "add", "beside") if key in mutation}
    new = found(mutated(**changes)) - of_the_seed()
    assert [finding[:2] for finding in new] == [(rule, expanded(mutation["focus"]))]


def test_every_rule_is_tripped_by_a_mutation_filed_with_its_class():
    assert {rule for _, rule, _ in MUTATIONS} == set(RULES)
    assert all(RULES[rule].file == f"{stem}.ttl" for stem, rule, _ in MUTATIONS)


def test_there_are_enough_mutations_and_none_twice():
    changes = [tuple(sorted(m.items())) for _, _, m in MUTATIONS]
    assert len(set(changes)) == len(changes) >= 100
