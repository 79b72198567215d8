"""The load scripts run for real, on the stores that can be had: every graph arrives as the manifest says."""

import gzip
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

import parted
import pyoxigraph as ox
import pytest
from khabar.stores import bulk
from servers.fuseki import Fuseki

pytestmark = pytest.mark.slow


def run(script, *arguments):
    """Run a load script as a user would, with the programs that the tests use."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "FUSEKI_JAR": str(Fuseki._jar())}
    return subprocess.run([script, *arguments], env=env, capture_output=True, text=True, timeout=300, check=False)


def loaded(server, exported):
    """Load into the files of a server that is down, and start it again."""
    server.stop()
    done = run(exported / f"load_{server.kind}.sh", server.folder / "data")
    assert done.returncode == 0, done.stderr
    server.start()


def isql(server, script, directory):
    address = f"127.0.0.1:{server.sql_port}"
    command = ["isql-vt", address, *server.admin, script, "-u", f"dir={directory}"]
    done = subprocess.run(command, cwd=script.parent, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr


def assert_all_arrived(server, exported):
    """Compare counts and lengths as the server counts them, and what it gives back, line by line."""
    written, lines = defaultdict(lambda: (0, 0)), defaultdict(list)
    for graph in bulk.check(exported).graphs:
        triples, length = written[graph.graph]
        written[graph.graph] = triples + graph.triples, length + graph.length
    for part in exported.glob("part-*"):
        for line in gzip.decompress(part.read_bytes()).splitlines():
            lines[line.rsplit(b" ", 2)[1].decode()[1:-1]].append(line)
    rows = server.query(
        "SELECT ?g (COUNT(*) AS ?n) (SUM(STRLEN(STR(?s)) + STRLEN(STR(?p)) + STRLEN(STR(?o))) AS ?l) "
        "{ GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    )
    counted = {row["g"].value: (int(row["n"].value), int(row["l"].value)) for row in rows}
    assert {g: counted.get(g) for g in written} == written
    for name in written:
        data = server.request(
            "GET", f"{server.graph_path}?graph={quote(name, safe='')}", accept="application/n-triples"
        )
        triples = ox.parse(data, format=ox.RdfFormat.N_TRIPLES)
        assert sorted(f"{t.subject} {t.predicate} {t.object} <{name}> .".encode() for t in triples) == sorted(
            lines[name]
        )


@pytest.mark.parametrize("kind", ["fuseki", "oxigraph"])
def test_it_is_loaded_offline_and_twice_is_once(kind, exported, private_server):
    server = private_server(kind)
    loaded(server, exported)
    assert_all_arrived(server, exported)
    loaded(server, exported)
    assert_all_arrived(server, exported)


@pytest.fixture(scope="module")
def of_a_table(tmp_path_factory):
    """Parts of a table, over which graphs are spread."""
    folder = tmp_path_factory.mktemp("table")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parted.loading, "chunks", parted.small_chunks)
        path = parted.table(folder, parted.lines(1500))
        parted.tables(folder).write_parts(path, directory=folder / "out")
    return folder / "out"


@pytest.mark.parametrize("kind", ["fuseki", "oxigraph"])
def test_parts_of_a_table_are_loaded_offline(kind, of_a_table, private_server):
    server = private_server(kind)
    loaded(server, of_a_table)
    assert_all_arrived(server, of_a_table)


def test_virtuoso_loads_parts_of_a_table(of_a_table, virtuoso_server):
    copy = shutil.copytree(of_a_table, virtuoso_server.folder / "bulk-table")
    virtuoso_server.wipe()
    said = isql(virtuoso_server, copy / "load_virtuoso.sql", "bulk-table")
    assert f"loaded {bulk.check(copy).triples} triples" in said
    assert_all_arrived(virtuoso_server, of_a_table)


def test_virtuoso_loads_it_while_it_runs(exported, virtuoso_server):
    copy = shutil.copytree(exported, virtuoso_server.folder / "bulk-whole")
    said = isql(virtuoso_server, copy / "load_virtuoso.sql", "bulk-whole")
    assert f"loaded {bulk.check(copy).triples} triples" in said
    assert "*** Error" not in said
    assert_all_arrived(virtuoso_server, exported)


def test_virtuoso_says_when_a_line_was_misread(exported, virtuoso_server):
    """Its loader itself says nothing: the part counts as done, without an error."""
    copy = shutil.copytree(exported, virtuoso_server.folder / "bulk-misread")
    part = copy / "part-00001.nq.gz"
    lines = gzip.decompress(part.read_bytes()).splitlines(keepends=True)
    lines.insert(10, b"<https://khabar.example/a> oops <https://khabar.example/g> .\n")
    part.write_bytes(gzip.compress(b"".join(lines), mtime=0))
    said = isql(virtuoso_server, copy / "load_virtuoso.sql", "bulk-misread")
    assert "NOT AS WRITTEN" in said


def test_virtuoso_says_when_a_part_was_cut_off(exported, virtuoso_server):
    copy = shutil.copytree(exported, virtuoso_server.folder / "bulk-cut")
    part = copy / "part-00001.nq.gz"
    part.write_bytes(part.read_bytes()[:-2000])
    said = isql(virtuoso_server, copy / "load_virtuoso.sql", "bulk-cut")
    assert "*** Error KH00" in said
    assert "NOT " in said


def test_virtuoso_says_when_there_is_nothing_to_load(exported, virtuoso_server):
    said = isql(virtuoso_server, exported / "load_virtuoso.sql", "no-such-directory")
    assert "NOT LOADED: 0 of" in said


def test_virtuoso_can_load_again_after_it_was_emptied(exported, virtuoso_server):
    copy = shutil.copytree(exported, virtuoso_server.folder / "bulk-again")
    isql(virtuoso_server, copy / "load_virtuoso.sql", "bulk-again")
    virtuoso_server.wipe()
    said = isql(virtuoso_server, copy / "load_virtuoso.sql", "bulk-again")
    assert f"loaded {bulk.check(copy).triples} triples" in said
    assert_all_arrived(virtuoso_server, exported)
