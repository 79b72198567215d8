"""The embedded store: an article replaced whole, shared lines taken back exactly, crashes and locks."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from khabar.errors import StoreBusyError, StoreError, UsageError
from khabar.queries import StoreSource
from khabar.stores import EmbeddedStore
from pyoxigraph import Literal, NamedNode, Quad

HERE = str(Path(__file__).parent)
META = "https://khabar.example/graph/meta"
REGISTER = "https://khabar.example/graph/register"
LABEL = b"<http://www.w3.org/2000/01/rdf-schema#label>"


class Graphs:
    """The smallest article: one fact, and lines in the register."""

    def __init__(self, name, facts, register, review=()):
        self.article = f"https://khabar.example/article/{name}"
        self.meta = META
        self.owned = {f"{self.article}/facts": list(facts)}
        if review:
            self.owned[f"{self.article}/review"] = list(review)
        self.shared = {REGISTER: list(register), META: [f"<{self.article}/facts> <urn:by> <urn:me>".encode()]}


def triple(subject, value):
    return b"<urn:" + subject.encode() + b"> " + LABEL + b' "' + value.encode() + b'"'


def load(directory, graphs):
    with EmbeddedStore.at(directory, write=True) as store:
        change = store.plan(graphs)
        store.apply(change)
        return change


def lines(directory, *graphs):
    with EmbeddedStore.at(directory) as store:
        return set(store.nquads(graphs).decode().splitlines())


@pytest.fixture
def place(tmp_path):
    return tmp_path / "store"


def test_loading_twice_changes_nothing(place):
    graphs = Graphs("a", [triple("f", "1")], [triple("iran", "Iran")])
    first = load(place, graphs)
    before = lines(place)
    assert [(a.added, a.removed) for a in first.articles] == [(4, 0)]
    assert load(place, graphs).update == ""
    assert lines(place) == before


def test_a_corrected_sheet_leaves_no_stale_quad(place):
    load(place, Graphs("a", [triple("f", "1"), triple("f", "2")], [triple("iran", "Irn")], [triple("r", "doubt")]))
    load(place, Graphs("a", [triple("f", "2")], [triple("iran", "Iran")]))
    text = "\n".join(lines(place))
    assert '"1"' not in text
    assert '"Irn"' not in text
    assert "doubt" not in text
    assert '"2"' in text
    assert '"Iran"' in text


def test_what_another_sheet_says_stays(place):
    load(place, Graphs("a", [triple("f", "1")], [triple("iran", "Iran"), triple("iran", "Persia")]))
    load(place, Graphs("b", [triple("g", "1")], [triple("iran", "Iran")]))
    load(place, Graphs("a", [triple("f", "1")], [triple("syria", "Syria")]))
    assert {line.split('"')[1] for line in lines(place, REGISTER)} == {"Iran", "Syria"}
    load(place, Graphs("b", [triple("g", "1")], []))
    assert {line.split('"')[1] for line in lines(place, REGISTER)} == {"Syria"}


def remove(directory, *names):
    with EmbeddedStore.at(directory, write=True) as store:
        change = store.plan_removal([f"https://khabar.example/article/{name}" for name in names], META)
        store.apply(change)
        return change


def test_the_last_line_of_a_shared_graph_is_taken_back_too(place):
    links = "https://khabar.example/graph/links"
    a = Graphs("a", [triple("f", "1")], [triple("iran", "Iran")])
    a.shared[links] = [triple("iran", "Q794")]
    load(place, a)
    assert len(lines(place, links)) == 1
    del a.shared[links]
    load(place, a)
    assert "Q794" not in "".join(lines(place))


def test_what_is_removed_is_as_if_it_had_never_been_loaded(tmp_path):
    a = Graphs("a", [triple("f", "1")], [triple("iran", "Iran"), triple("iran", "Persia")], [triple("r", "doubt")])
    b = Graphs("b", [triple("g", "1")], [triple("iran", "Iran"), triple("oman", "Oman")])
    for graphs in (a, b):
        load(tmp_path / "both", graphs)
    load(tmp_path / "one", b)
    before = lines(tmp_path / "both")
    change = remove(tmp_path / "both", "a")
    # Its two facts, Persia, its line in the meta graph, and the ledger's.
    assert [(r.article, r.added, r.removed) for r in change.articles] == [("https://khabar.example/article/a", 0, 5)]
    assert lines(tmp_path / "both") == lines(tmp_path / "one")
    assert len(before - lines(tmp_path / "both")) == 5


def test_articles_that_are_removed_together_leave_nothing(place):
    for name in "ab":
        load(place, Graphs(name, [triple("f", name)], [triple("iran", "Iran")]))
    remove(place, "a", "b")
    assert lines(place) == set()


def test_removing_what_is_not_there_changes_nothing(place):
    load(place, Graphs("a", [triple("f", "1")], [triple("iran", "Iran")]))
    change = remove(place, "no-such")
    assert (change.update, [r.removed for r in change.articles]) == ("", [0])


def test_the_order_of_loading_does_not_matter(tmp_path):
    a = Graphs("a", [triple("f", "1")], [triple("iran", "Iran"), triple("iran", "Persia")])
    b = Graphs("b", [triple("g", "1")], [triple("iran", "Iran"), triple("oman", "Oman")])
    for name, order in (("ab", (a, b)), ("ba", (b, a)), ("aba", (a, b, a))):
        for graphs in order:
            load(tmp_path / name, graphs)
    assert lines(tmp_path / "ab") == lines(tmp_path / "ba") == lines(tmp_path / "aba")


def test_a_batch_is_one_change(place):
    a, b = (Graphs(n, [triple("f", n)], [triple("iran", "Irn")]) for n in "ab")
    for graphs in (a, b):
        load(place, graphs)
    with EmbeddedStore.at(place, write=True) as store:
        change = store.plan(*(Graphs(n, [triple("f", n)], [triple("iran", "Iran")]) for n in "ab"))
        assert b"Irn" not in change.context
        store.apply(change)
    assert {line.split('"')[1] for line in lines(place, REGISTER)} == {"Iran"}


def test_context_is_what_others_say_of_the_same(place):
    load(place, Graphs("a", [triple("f", "1")], [triple("iran", "Iran"), triple("oman", "Oman")]))
    with EmbeddedStore.at(place, write=True) as store:
        change = store.plan(Graphs("b", [triple("g", "1")], [triple("iran", "IRAN")]))
    assert b'"Iran"' in change.context
    assert b"Oman" not in change.context


def test_control_characters_and_backslashes_survive(place):
    words = triple("f", "x\\\\u0022 \\u0007 \\n \\b")
    load(place, Graphs("a", [words], []))
    with EmbeddedStore.at(place) as store:
        found = [q.object.value for q in store.export(["https://khabar.example/article/a/facts"])]
    assert found == ["x\\u0022 \x07 \n \b"]


def test_there_must_be_a_store_to_read(place):
    with pytest.raises(StoreError, match="there is no store here yet"), EmbeddedStore.at(place):
        pass
    assert not place.exists()


def test_a_file_is_no_store(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"), EmbeddedStore.at(tmp_path / "file", write=True):
        pass


def test_an_unknown_graph_is_pointed_out(place):
    load(place, Graphs("a", [triple("f", "1")], []))
    with pytest.raises(UsageError, match=r"did you mean 'https://khabar.example/article/a/facts'"):
        lines(place, "https://khabar.example/article/a/fact")


def test_a_damaged_store_is_reported(place):
    load(place, Graphs("a", [triple("f", "1")], []))
    (place / "CURRENT").write_text("nonsense\n")
    with pytest.raises(StoreError, match="the store is damaged"), EmbeddedStore.at(place):
        pass


HOLD = """
import sys, time
from khabar.stores import EmbeddedStore
from pyoxigraph import Literal, NamedNode, Quad
with EmbeddedStore.at(sys.argv[1], write=sys.argv[2] == "write") as store:
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder():
    running = []

    def hold(place, mode):
        process = subprocess.Popen([sys.executable, "-c", HOLD, str(place), mode], stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout.readline() == "open\n"
        return process

    yield hold
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_second_writer_says_that_it_waits(place, holder):
    load(place, Graphs("a", [triple("f", "1")], []))
    holder(place, "write")
    with pytest.raises(StoreBusyError, match="another process"), EmbeddedStore.at(place, write=True, wait=0.2):
        pass


def test_a_second_writer_waits(place, holder):
    load(place, Graphs("a", [triple("f", "1")], []))
    process = holder(place, "write")
    process.kill()
    assert load(place, Graphs("b", [triple("f", "1")], [])).articles[0].added == 3


def test_readers_read_together(place, holder):
    load(place, Graphs("a", [triple("f", "1")], []))
    holder(place, "read")
    with EmbeddedStore.at(place, wait=0.2) as store:
        assert len(store) > 3


KILLED = """
import sys
from khabar.stores import EmbeddedStore
from pyoxigraph import Literal, NamedNode, Quad
sys.path.insert(0, sys.argv[2])
from test_embedded import Graphs, triple
print("go", flush=True)
n = 0
while True:
    n += 1
    value = str(n)
    graphs = Graphs("a", [triple(f"f{i}", value) for i in range(300)], [triple("iran", value)])
    with EmbeddedStore.at(sys.argv[1], write=True) as store:
        store.apply(store.plan(graphs))
"""


def whole(place):
    """Tell that the article's graphs are those of one load, and the register's line too."""
    found = lines(place, "https://khabar.example/article/a/facts")
    register = lines(place, REGISTER)
    values = {line.split('"')[1] for line in found | register}
    return len(found) == 300 and len(register) == 1 and len(values) == 1


def test_a_killed_load_leaves_the_old_or_the_new(place):
    load(place, Graphs("a", [triple(f"f{i}", "0") for i in range(300)], [triple("iran", "0")]))
    for round_ in range(8):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(place), HERE], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "go\n"
        time.sleep(0.05 + 0.037 * round_)  # a kill must fall at no moment of its own choosing
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert whole(place)


FULL = """
import resource, sys
from khabar.errors import StoreError
from khabar.stores import EmbeddedStore
from pyoxigraph import Literal, NamedNode, Quad
sys.path.insert(0, sys.argv[2])
from test_embedded import Graphs, triple
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
graphs = Graphs("a", [triple(f"f{i}", "n" * 900) for i in range(2000)], [])
try:
    with EmbeddedStore.at(sys.argv[1], write=True) as store:
        store.apply(store.plan(graphs))
except StoreError as e:
    print(e)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="this system cannot limit the size of files")
def test_a_full_disk_is_said_and_changes_nothing(place):
    load(place, Graphs("a", [triple("f", "1")], []))
    before = lines(place)
    done = subprocess.run([sys.executable, "-c", FULL, str(place), HERE], capture_output=True, text=True, check=False)
    assert "the disk is full; nothing of this load was stored" in done.stdout, done.stderr
    assert lines(place) == before


def test_damage_that_shows_late_is_reported_too(place):
    with EmbeddedStore.at(place, write=True) as opened:
        opened.store.bulk_extend(
            Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal(f"{n * 7919}"), NamedNode("urn:g"))
            for n in range(20_000)
        )
    for path in place.glob("*.sst"):
        data = bytearray(path.read_bytes())
        if len(data) > 50_000:
            data[10_000:40_000] = bytes(30_000)
            path.write_bytes(data)
    with pytest.raises(StoreError, match="the store is damaged") as caught, EmbeddedStore.at(place) as opened:
        list(opened.export())
    with pytest.raises(StoreError, match="the store is damaged"), EmbeddedStore.at(place) as opened:
        StoreSource(opened.store).select("SELECT ?o { ?s ?p ?o }")
    assert "load again" in str(caught.value)
    assert "Corruption" in str(caught.value)


def test_a_store_without_its_mark_is_no_new_one(place):
    load(place, Graphs("a", [triple("f", "1")], []))
    (place / "CURRENT").unlink()
    for write in (False, True):
        with pytest.raises(StoreError, match="the store is damaged"), EmbeddedStore.at(place, write=write):
            pass


@pytest.mark.parametrize("name", ["letter.txt", "khabar", "sub"])
def test_a_folder_with_other_things_in_it_is_no_store(tmp_path, name):
    if name == "sub":
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text("mine")
    message = f"is no store, and not empty: {name} is in it"
    with pytest.raises(StoreError, match=message), EmbeddedStore.at(tmp_path, write=True):
        pass
    (tmp_path / "server.log").write_text("mine")
    with pytest.raises(StoreError, match="there is no store here yet"), EmbeddedStore.at(tmp_path):
        pass
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "server.log"])


@pytest.mark.parametrize("name", [".gitignore", "khabar.lock", "LOG", "MANIFEST-000001", "000001.dbtmp"])
def test_what_a_broken_start_leaves_is_in_nobodys_way(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    load(tmp_path, Graphs("a", [triple("f", "1")], []))
    assert len(lines(tmp_path)) == 3


def test_a_copy_without_a_lock_can_be_read(place):
    load(place, Graphs("a", [triple("f", "1")], []))
    before = lines(place)
    (place / "khabar.lock").unlink()
    assert lines(place) == before
    assert (place / "khabar.lock").exists()


def test_a_store_in_which_nothing_can_be_made_can_be_read(place, monkeypatch):
    load(place, Graphs("a", [triple("f", "1")], []))
    before = lines(place)
    (place / "khabar.lock").unlink()

    def refused(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    assert lines(place) == before
    assert not (place / "khabar.lock").exists()
