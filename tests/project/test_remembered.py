"""Answers that took long are kept, and never given once the store is another."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from khabar.ontology.terms import KH
from khabar.project import remembered
from khabar.project.config import configure
from khabar.project.project import Project
from khabar.project.remembered import RememberingSource
from khabar.queries import Rows, StoreSource
from khabar.stores import EmbeddedStore
from pyoxigraph import Literal, NamedNode, Quad, Store

A, P = NamedNode("http://example.com/a"), NamedNode("http://example.com/p")
ALL = (
    "SELECT ?s ?o ?none WHERE { ?s <http://example.com/p> ?o OPTIONAL { ?o <http://example.com/p> ?none } } ORDER BY ?o"
)
VALUES = (
    Literal("خبر", language="ar"),
    Literal("plain"),
    Literal(3),
    Literal("x", datatype=NamedNode("http://example.com/odd")),
    A,
)


@dataclass
class Counted:
    """A source that counts how often it is asked."""

    store: Store
    asked: list[str] = field(default_factory=list)

    def select(self, text: str) -> Rows:
        self.asked.append(text)
        return StoreSource(self.store).select(text)


def write(place, *values) -> None:
    with EmbeddedStore.at(place, write=True) as store, store.writing():
        store.store.extend(Quad(A, P, value, NamedNode("http://example.com/g")) for value in values)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(remembered, "LONG", 0.0)
    write(tmp_path / "store", *VALUES)
    return tmp_path / "store"


def ask(place, text=ALL) -> tuple[Rows, int]:
    """Give the rows, and how often the store was asked for them."""
    source = Counted(Store.read_only(str(place)))
    return RememberingSource(source, place).select(text), len(source.asked)


def kept(place) -> int:
    return len(list(place.glob("khabar.answer.*")))


def test_the_second_time_the_store_is_not_asked_and_the_rows_are_the_same(place):
    first, again = ask(place), ask(place)
    assert (first[1], again[1]) == (1, 0)
    assert first[0] == again[0]
    assert {row[1] for row in again[0].terms} == set(VALUES)
    assert {row[2] for row in again[0].terms} >= {None, A}


def test_after_any_write_it_is_asked_anew(place):
    ask(place)
    write(place, Literal("more"))
    rows, asked = ask(place)
    assert asked == 1
    assert Literal("more") in {row[1] for row in rows.terms}
    # By somebody who knows nothing of us.
    stranger = Store(str(place))
    stranger.remove(Quad(A, P, Literal("more"), NamedNode("http://example.com/g")))
    stranger.flush()
    del stranger
    rows, asked = ask(place)
    assert asked == 1
    assert Literal("more") not in {row[1] for row in rows.terms}


def test_what_was_written_while_it_was_asked_is_not_taken_for_the_answer(place):
    class Written(Counted):
        def select(self, text: str) -> Rows:
            rows = super().select(text)
            write(place, Literal("meanwhile"))
            return rows

    RememberingSource(Written(Store.read_only(str(place))), place).select(ALL)
    assert kept(place) == 0
    assert Literal("meanwhile") in {row[1] for row in ask(place)[0].terms}


def test_another_query_has_another_answer(place):
    assert len(ask(place)[0]) > len(ask(place, ALL + " LIMIT 1")[0])
    assert kept(place) == 2


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (NOW() AS ?now) {}",
        "SELECT (Rand() AS ?n) {}",
        "SELECT (STRUUID() AS ?n) {}",
        "SELECT (UUID() AS ?n) {}",
        "SELECT (BNODE() AS ?n) {}",
    ],
)
def test_what_is_another_thing_each_time_is_not_kept(place, text):
    assert (ask(place, text)[1], ask(place, text)[1], kept(place)) == (1, 1, 0)


def test_quick_and_large_answers_are_not_kept(place, monkeypatch):
    monkeypatch.setattr(remembered, "MOST_CELLS", 3)
    ask(place)
    monkeypatch.undo()
    ask(place)
    assert kept(place) == 0


def test_a_file_that_cannot_be_read_is_no_answer(place):
    ask(place)
    for content in (b"", b"[]", b"{}", b"\xff", b'{"format": "0"}'):
        (file,) = place.glob("khabar.answer.*")
        file.write_bytes(content)
        assert ask(place)[1] == 1
    assert ask(place)[1] == 0


def test_so_many_answers_are_kept_and_no_more(place, monkeypatch):
    monkeypatch.setattr(remembered, "MOST_ANSWERS", 3)
    for n in range(1, 6):
        ask(place, f"{ALL} LIMIT {n}")
    assert kept(place) == 3
    assert (ask(place, f"{ALL} LIMIT 5")[1], ask(place, f"{ALL} LIMIT 1")[1]) == (0, 1)


def test_a_project_remembers_what_it_was_asked(place, tmp_path):
    project = Project(configure(tmp_path, store=str(place)))
    first = project.query("event-types")
    assert (len(first), kept(place)) == (0, 1)
    assert project.query("event-types") == first
    with EmbeddedStore.at(place, write=True) as store, store.writing():
        store.store.add(Quad(A, NamedNode(f"{KH}eventType"), P, A))
    assert [n for *_, n in project.query("event-types")] == [1]
