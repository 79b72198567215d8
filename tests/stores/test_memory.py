"""What is remembered of a store's graphs: never wrong, whoever wrote to it and however that ended."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from khabar.ontology import Names
from khabar.ontology.vocabulary import FILES
from khabar.stores import EmbeddedStore
from khabar.stores.memory import fingerprint, keep, recall
from khabar.stores.push import StoreGraphs, local
from khabar.stores.replace import Change
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

NAMES = Names()
GRAPHS = [f"https://khabar.example/article/{n}/facts" for n in range(5)]


def line(graph, value):
    return Quad(NamedNode("urn:s"), NamedNode(f"urn:p{value % 3}"), Literal(str(value)), NamedNode(graph))


def said(graph, value):
    """Give a change as a load makes it."""
    update = f"INSERT DATA {{ GRAPH <{graph}> {{ {' '.join(map(str, line(graph, value).triple))} }} }}"
    return Change((), update, b"", frozenset({graph}))


def gone(graph, _=0):
    return Change((), f"DROP SILENT GRAPH <{graph}>", b"", frozenset({graph}))


def graphs_of(place, opened, names=NAMES):
    return StoreGraphs(opened.store, names, directory=place)


def measured(place, monkeypatch=None):
    """Give the units by the notes and without them, and which graphs had to be looked at."""
    looked = set()
    with EmbeddedStore.at(place) as opened:
        with pytest.MonkeyPatch.context() as patch:
            plain = local.with_bodies
            patch.setattr(local, "with_bodies", lambda *a: (looked.add(u.graph) or (u, b) for u, b in plain(*a)))
            remembered = list(graphs_of(place, opened).units())
            bodies = [graphs_of(place, opened).body(NAMES.dataset)]
        fresh = StoreGraphs(opened.store, NAMES)
        assert remembered == list(fresh.units())
        assert bodies == [fresh.body(NAMES.dataset)]
    return looked


STEPS = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(GRAPHS), st.integers(0, 9)),
    st.tuples(st.just("drop"), st.sampled_from(GRAPHS), st.just(0)),
    st.tuples(st.just("raw"), st.sampled_from(GRAPHS), st.integers(0, 9)),
    st.tuples(st.just("writing"), st.sampled_from(GRAPHS), st.integers(0, 9)),
    st.tuples(st.just("fail"), st.sampled_from(GRAPHS), st.integers(0, 9)),
)


def step(opened, kind, graph, value):
    quad = line(graph, value)
    if kind in {"say", "drop"}:
        opened.apply(said(graph, value) if kind == "say" else gone(graph))
    elif kind == "raw":
        # Nobody says so: the store is anybody's who has opened it.
        opened.store.add(quad)
    elif kind == "writing":
        with opened.writing():
            opened.store.add(quad)
    else:
        with suppress(ZeroDivisionError), opened.writing([graph]):
            opened.store.add(quad)
            raise ZeroDivisionError


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.booleans(), st.lists(STEPS, max_size=3)), min_size=1, max_size=5))
def test_any_sequence_of_writes_gives_the_units_that_are_there(sessions):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        for tells, session in sessions:
            with EmbeddedStore.at(place, write=True, tells=tells) as opened:
                for one in session:
                    step(opened, *one)
                if not tells:
                    opened.store.bulk_load(f"{line(GRAPHS[0], 9)} .\n".encode(), format=RdfFormat.N_QUADS)
            measured(place)


@pytest.fixture
def place(tmp_path):
    made = tmp_path / "store"
    with EmbeddedStore.at(made, write=True, tells=True) as opened:
        for number, graph in enumerate(GRAPHS):
            opened.apply(said(graph, number))
    assert measured(made) == {*GRAPHS, *FILES}
    assert measured(made) == set()
    return made


def test_only_what_a_load_wrote_is_looked_at_again(place):
    for number in (7, 8):
        with EmbeddedStore.at(place, write=True, tells=True) as opened:
            opened.apply(said(GRAPHS[2], number))
        with EmbeddedStore.at(place, write=True, tells=True) as opened:
            opened.apply(gone(GRAPHS[number - 7]))
        assert measured(place) == {GRAPHS[2]}
    assert measured(place) == set()


def test_to_open_a_store_and_write_nothing_forgets_nothing(place):
    with EmbeddedStore.at(place, write=True, tells=True):
        pass
    assert measured(place) == set()


def test_who_does_not_say_what_he_writes_is_found_out(place):
    with EmbeddedStore.at(place, write=True, tells=True) as opened:
        opened.apply(said(GRAPHS[2], 7))
        opened.store.add(line(GRAPHS[3], 8))
        opened.apply(said(GRAPHS[2], 9))
    assert measured(place) == {*GRAPHS, *FILES}


def test_a_load_that_is_killed_leaves_nothing_remembered(place):
    code = (
        "import os, sys\nsys.path.insert(0, sys.argv[2])\nimport test_memory as t\n"
        "with t.EmbeddedStore.at(sys.argv[1], write=True, tells=True) as opened:\n"
        "    opened.apply(t.said(t.GRAPHS[2], 7))\n    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(place), str(Path(__file__).parent)], check=False)
    assert done.returncode == -9
    assert measured(place) == {*GRAPHS, *FILES}


def test_another_base_has_notes_of_its_own(place):
    names = Names("https://other.example/")
    with EmbeddedStore.at(place) as opened:
        expected = list(StoreGraphs(opened.store, names).units())
        assert list(graphs_of(place, opened, names).units()) == expected
    assert measured(place) == {*GRAPHS, *FILES}


@pytest.mark.parametrize("broken", ["", "{}", "[1]", '{"format": "0"}', "\x00"])
@pytest.mark.parametrize("name", ["khabar.graphs", "khabar.since"])
def test_notes_that_nobody_can_read_are_made_again(name, broken, place):
    (place / name).write_text(broken)
    assert measured(place) == {*GRAPHS, *FILES}
    assert measured(place) == set()


def test_a_copy_of_a_store_remembers_only_if_it_is_one(place, tmp_path):
    shutil.copytree(place, tmp_path / "copy")
    assert measured(tmp_path / "copy") == set()
    sst = max((tmp_path / "copy").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    os.utime(sst, ns=(1, 1))
    assert measured(tmp_path / "copy") == {*GRAPHS, *FILES}


def test_notes_about_a_store_that_has_moved_on_are_not_kept(place):
    before = fingerprint(place)
    with EmbeddedStore.at(place, write=True, tells=True) as opened:
        opened.apply(said(GRAPHS[2], 7))
    keep(place, "other", {GRAPHS[2]: "wrong"}, before)
    assert recall(place, "other") == {}


def test_where_nothing_can_be_written_nothing_is_remembered(place, monkeypatch):
    def refused(*_, **__):
        raise PermissionError

    with EmbeddedStore.at(place, write=True, tells=True) as opened:
        opened.apply(said(GRAPHS[2], 7))
    monkeypatch.setattr(Path, "write_text", refused)
    assert measured(place) == {GRAPHS[2]}
    assert measured(place) == {GRAPHS[2]}


@pytest.mark.parametrize("room", [0, 100, 10**6])
def test_what_was_written_out_is_kept_as_far_as_there_is_room(room, place):
    with EmbeddedStore.at(place) as opened:
        keeping, plain = StoreGraphs(opened.store, NAMES, kept_bytes=room), StoreGraphs(opened.store, NAMES)
        names = [unit.graph for unit in keeping.units()]
        kept = dict(keeping._bodies)
        assert sum(map(len, kept.values())) <= room
        assert bool(kept) == (room > 0)
        assert [keeping.body(name) for name in names] == [plain.body(name) for name in names]
