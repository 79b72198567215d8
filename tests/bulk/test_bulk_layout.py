"""What is written for bulk loaders: every graph, whole, once, in order, and always the same bytes."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox
import pytest
from khabar.errors import StoreError, UsageError
from khabar.stores import bulk
from khabar.stores.push.description import describe
from khabar.stores.push.units import body, units

BASE = "https://khabar.example/"


def tree(directory):
    return {p.name: p.read_bytes() for p in directory.iterdir()}


def graph_of(line):
    return line.rsplit(b" ", 2)[1][1:-1].decode()


class Plain:
    """The graphs of a store, and none besides."""

    def __init__(self, store):
        self.store = store

    def units(self):
        return units(self.store, BASE)

    def body(self, graph):
        return body(self.store, graph, BASE)


def filled(*graphs, size=1):
    """A store with so many triples in each graph."""
    store = ox.Store()
    for name in graphs:
        for n in range(size):
            subject = ox.NamedNode(f"{BASE}s{n}")
            store.add(ox.Quad(subject, ox.NamedNode(f"{BASE}p"), ox.Literal("نص", language="ar"), ox.NamedNode(name)))
    return store


def test_the_parts_hold_the_store_and_what_is_given_beside_it(store, exported):
    read = ox.Store()
    for part in exported.glob("part-*.nq.gz"):
        read.load(gzip.decompress(part.read_bytes()), format=ox.RdfFormat.N_QUADS)
    expected = ox.Store()
    expected.extend(iter(store))
    expected.load(describe(store, BASE), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"{BASE}dataset"))
    assert set(read) == set(expected)


def test_graphs_are_whole_and_sorted_and_so_are_their_lines(lines):
    names = [name for name, _ in groupby(lines, graph_of)]
    assert names == sorted(set(names))
    for _, of in groupby(lines, graph_of):
        group = list(of)
        assert group == sorted(set(group))


def test_lines_are_utf_8_and_end_in_lf_without_blank_nodes(exported):
    data = b"".join(gzip.decompress(p.read_bytes()) for p in sorted(exported.glob("part-*.nq.gz")))
    assert "قال".encode() in data
    assert b"\r" not in data
    assert data.endswith(b" .\n")
    assert not any(line.startswith(b"_:") or b" _:" in line.split(b'"')[0] for line in data.splitlines())


def test_a_part_is_one_gzip_member_without_name_or_time(exported):
    for part in exported.glob("part-*.nq.gz"):
        data = part.read_bytes()
        assert data[:4] == b"\x1f\x8b\x08\x00"  # no flags: no name, no comment
        assert data[4:8] == b"\x00\x00\x00\x00"
        unpacked = gzip.decompress(data)
        assert int.from_bytes(data[-4:], "little") == len(unpacked)


def test_the_manifest_says_what_is_there(store, exported, lines):
    said = json.loads((exported / "manifest.json").read_bytes())
    assert (said["format"], said["version"], said["base"]) == ("khabar-bulk", 1, BASE)
    assert said["triples"] == len(lines)
    for part in said["parts"]:
        data = (exported / part["file"]).read_bytes()
        unpacked = gzip.decompress(data)
        assert (part["bytes"], part["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert (part["unpacked"], part["triples"]) == (len(unpacked), unpacked.count(b"\n"))
        assert part["graphs"] == sum(g["part"] == part["file"] for g in said["graphs"])
    groups = {name: list(of) for name, of in groupby(lines, graph_of)}
    assert [g["graph"] for g in said["graphs"]] == list(groups)
    for graph in said["graphs"]:
        text = b"".join(line + b"\n" for line in groups[graph["graph"]])
        assert graph["sha256"] == hashlib.sha256(text).hexdigest()
        assert graph["triples"] == len(groups[graph["graph"]])


def test_lengths_are_what_a_server_would_count(store, exported):
    lengths = {g.graph: g.length for g in bulk.check(exported).graphs}
    rows = store.query(
        "SELECT ?g (SUM(STRLEN(STR(?s)) + STRLEN(STR(?p)) + STRLEN(STR(?o))) AS ?n) "
        "{ GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    )
    counted = {row["g"].value: int(row["n"].value) for row in rows}
    assert {g: n for g, n in lengths.items() if g != f"{BASE}dataset"} == counted


def test_a_part_keeps_to_its_limit_unless_one_graph_is_larger(tmp_path):
    store = filled(*(f"{BASE}g{n}" for n in range(6)), size=3)
    store.extend(filled(f"{BASE}g2", size=40))
    one = bulk.check(_write(filled(f"{BASE}g0", size=3), tmp_path / "a")).parts[0].unpacked
    parts = bulk.check(_write(store, tmp_path / "b", part_bytes=2 * one)).parts
    assert [part.graphs for part in parts] == [2, 1, 2, 1]
    assert [part.unpacked <= 2 * one for part in parts] == [True, False, True, True]


def test_same_content_gives_the_same_files_in_another_process(store, exported, tmp_path):
    dump = tmp_path / "reversed.nq"
    dump.write_bytes(b"".join(sorted(store.dump(format=ox.RdfFormat.N_QUADS).splitlines(keepends=True), reverse=True)))
    program = (
        "import sys, pyoxigraph as ox\n"
        "from khabar.ontology import Names\n"
        "from khabar.stores import bulk\n"
        "from khabar.stores.push import StoreGraphs\n"
        "store = ox.Store(); store.load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)\n"
        "bulk.write(StoreGraphs(store, Names(sys.argv[3])), sys.argv[2], sys.argv[3], part_bytes=300_000)"
    )
    subprocess.run([sys.executable, "-c", program, dump, tmp_path / "again", BASE], check=True)
    assert tree(tmp_path / "again") == tree(exported)


def test_an_empty_store_gives_a_manifest_and_no_part(tmp_path):
    assert _write(ox.Store(), tmp_path / "out").joinpath("manifest.json").exists()
    assert bulk.check(tmp_path / "out").parts == ()


def test_it_goes_into_an_empty_directory_and_the_current_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _write(filled(f"{BASE}g"), ".")
    assert Path("manifest.json").samefile(tmp_path / "manifest.json")
    assert bulk.check(".").triples == 1


def test_files_follow_the_umask_and_scripts_can_be_run(tmp_path):
    before = os.umask(0o022)
    try:
        out = _write(filled(f"{BASE}g"), tmp_path / "out")
    finally:
        os.umask(before)
    modes = {p.suffix: p.stat().st_mode & 0o777 for p in out.iterdir()}
    assert modes == {".gz": 0o644, ".json": 0o644, ".sql": 0o644, ".sh": 0o755}
    assert out.stat().st_mode & 0o777 == 0o755


def test_never_into_a_directory_with_files_nor_over_a_file(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("there", "file"):
        with pytest.raises(UsageError, match="not an empty directory"):
            _write(filled(f"{BASE}g"), tmp_path / name)
    assert [p.name for p in (tmp_path / "there").iterdir()] == ["mine.txt"]
    with pytest.raises(UsageError, match="cannot be written: No such file"):
        _write(filled(f"{BASE}g"), tmp_path / "no" / "where")


class Failing(Plain):
    """Graphs of which one cannot be read."""

    def body(self, graph):
        if graph.endswith("b"):
            raise StoreError(f"{graph}: cannot be read")
        return super().body(graph)


@pytest.mark.parametrize("there", [False, True])
def test_a_graph_that_cannot_be_read_leaves_nothing(tmp_path, there):
    if there:
        (tmp_path / "out").mkdir()
    with pytest.raises(StoreError, match=f"{BASE}b"):
        bulk.write(Failing(filled(f"{BASE}a", f"{BASE}b")), tmp_path / "out", BASE)
    assert [p for p in tmp_path.rglob("*") if p.name != "out"] == []


def test_blank_nodes_have_names_in_it(tmp_path):
    store, graph = ox.Store(), ox.NamedNode(f"{BASE}g")
    store.add(ox.Quad(ox.BlankNode(), ox.NamedNode(f"{BASE}p"), ox.Literal("one"), graph))
    (line, *_) = gzip.decompress((_write(store, tmp_path / "out") / "part-00000.nq.gz").read_bytes()).splitlines()[-1:]
    assert line.startswith(f"<{BASE}.well-known/genid/".encode())
    bulk.check(tmp_path / "out")


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path):
    program = (
        "import sys, resource, signal, random, pyoxigraph as ox\n"
        "from khabar.ontology import Names\n"
        "from khabar.stores import bulk\n"
        "from khabar.stores.push import StoreGraphs\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "store, n = ox.Store(), ox.NamedNode('https://khabar.example/n')\n"
        "store.extend(ox.Quad(n, n, ox.Literal(str(random.random())), n) for _ in range(20_000))\n"
        "bulk.write(StoreGraphs(store, Names()), sys.argv[1], Names().base)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, tmp_path / "out"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "Exception ignored" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_memory_is_that_of_a_graph_and_not_of_all(tmp_path):
    program = (
        "import sys, resource, pyoxigraph as ox\n"
        "from khabar.ontology import Names\n"
        "from khabar.stores import bulk\n"
        "from khabar.stores.push import StoreGraphs\n"
        "store, n, graphs = ox.Store(sys.argv[2]), ox.NamedNode('https://khabar.example/n'), int(sys.argv[3])\n"
        "names = [ox.NamedNode(f'https://khabar.example/g{g}') for g in range(graphs)]\n"
        "texts = [ox.Literal(f'{i} ' + 'x' * 1000) for i in range(1000)]\n"
        "store.bulk_extend(ox.Quad(n, n, text, name) for name in names for text in texts)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "bulk.write(StoreGraphs(store, Names()), sys.argv[1], Names().base)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    grown = []
    for graphs in (2, 40):
        arguments = (tmp_path / f"out{graphs}", tmp_path / f"store{graphs}", graphs)
        done = subprocess.run([sys.executable, "-c", program, *map(str, arguments)], capture_output=True, check=True)
        grown.append(int(done.stdout))
    assert grown[1] < grown[0] + 20_000  # KB; the graphs have 40 MB


def _write(store, directory, **settings):
    bulk.write(Plain(store), directory, BASE, **settings)
    return directory
