"""The load scripts of stores that cannot be had here: run for real, with programs that write down how they are called.

What is expected is what the vendors' documents say of their loaders.
"""

import json
import os
import re
import shutil
import subprocess

import pyoxigraph as ox
import pytest
from khabar.ontology import Names
from khabar.stores import bulk
from khabar.stores.push import StoreGraphs

RECORDER = """#!/usr/bin/env bash
printf '%s\\n' "$(basename "$0")" "$@" >> "$CALLS"
if [[ ! -t 0 && -p /dev/stdin ]]; then cat > "$CALLS.stdin"; fi
for last; do :; done
if [[ -d "$last" ]]; then cp -r "$last" "$CALLS.dir"; fi
exit "${FAKE_EXIT:-0}"
"""
PROGRAMS = ("aws", "curl", "importrdf", "java", "oxigraph", "qlever-index", "stardog-admin")
SCRIPTS = ("blazegraph", "fuseki", "graphdb", "neptune", "oxigraph", "qlever", "stardog")


class Desk:
    """A folder of programs that only note how they were called."""

    def __init__(self, folder, exported):
        self.calls, self.bin = folder / "calls", folder / "bin"
        self.exported = exported
        self.parts = sorted(str(p) for p in exported.glob("part-*.nq.gz"))
        self.bin.mkdir()
        for name in PROGRAMS:
            (self.bin / name).write_text(RECORDER)
            (self.bin / name).chmod(0o755)

    def run(self, name, *arguments, **env):
        self.calls.unlink(missing_ok=True)
        path = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        script = self.exported / f"load_{name}.sh"
        environment = {"PATH": path, "CALLS": str(self.calls), **env}
        return subprocess.run(
            [script, *arguments], env=environment, cwd=self.bin.parent, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def called(self, name, *arguments, **env):
        done = self.run(name, *arguments, **env)
        assert done.returncode == 0, done.stderr
        return self.calls.read_text().splitlines()


@pytest.fixture
def desk(exported, tmp_path):
    place = tmp_path / "a folder"
    place.mkdir()
    return Desk(place, shutil.copytree(exported, place / "the parts"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_bash_can_read_it(exported, name):
    subprocess.run(["bash", "-n", exported / f"load_{name}.sh"], check=True)


@pytest.mark.parametrize("name", SCRIPTS)
def test_without_what_it_needs_it_says_what_that_is(desk, name):
    done = desk.run(name)
    assert done.returncode != 0
    assert re.search(r"\bgive\b|\bis where\b", done.stderr)
    assert not desk.calls.exists()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_loader_that_fails_fails_the_script(desk, name):
    env = {"FUSEKI_JAR": "x.jar", "S3_URI": "s3://b", "IAM_ROLE_ARN": "a", "AWS_REGION": "r", "NEPTUNE": "https://h"}
    assert desk.run(name, "x", FAKE_EXIT="3", **env).returncode == 3
    assert desk.calls.exists()


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("fault", ["cut", "gone"])
def test_a_part_cut_off_or_gone_is_noticed_before_anything_is_loaded(desk, name, fault):
    """Jena, for one, loads what there is of a file that was cut off, and ends with 0."""
    env = {"FUSEKI_JAR": "x.jar", "S3_URI": "s3://b", "IAM_ROLE_ARN": "a", "AWS_REGION": "r", "NEPTUNE": "https://h"}
    part = desk.exported / "part-00001.nq.gz"
    part.write_bytes(part.read_bytes()[:-2000])
    if fault == "gone":
        part.unlink()
    done = desk.run(name, "x", **env)
    assert done.returncode != 0
    assert ("unexpected end of file" if fault == "cut" else "not all of the") in done.stderr
    assert not desk.calls.exists()


def test_no_placeholder_is_left_and_the_numbers_are_right(exported):
    manifest = bulk.check(exported)
    for path in exported.glob("load_*"):
        text = path.read_text("utf-8")
        assert not re.search(r"@[A-Z]+@", text), path
        if path.suffix != ".json":
            assert f"{manifest.triples} triples in {len(manifest.graphs)} named graphs" in text


def test_nothing_of_the_data_stands_in_a_script(exported):
    for path in exported.glob("load_*"):
        assert b"khabar.example" not in path.read_bytes()


def test_oxigraph(desk):
    assert desk.called("oxigraph", "my store") == [
        "oxigraph", "load", "--location", "my store", "--file", *desk.parts,
    ]  # fmt: skip


def test_fuseki(desk):
    assert desk.called("fuseki", "my db", FUSEKI_JAR="the jar", LOADER="phased") == [
        "java", "-cp", "the jar", "tdb2.tdbloader", "--loader=phased", "--loc=my db", *desk.parts,
    ]  # fmt: skip


def test_graphdb(desk):
    """Into a new repository by its configuration; over one that is there only when told so."""
    loaded = desk.called("graphdb", "-c", "repo.ttl")
    assert loaded == ["importrdf", "load", "-c", "repo.ttl", "-m", "parallel", *desk.parts]
    loaded = desk.called("graphdb", "--force", "-i", "news", TOOL="preload")
    assert loaded == ["importrdf", "preload", "--force", "-i", "news", *desk.parts]


def test_stardog(desk):
    assert desk.called("stardog", "news", "--copy-server-side") == [
        "stardog-admin", "db", "create", "-n", "news", "--copy-server-side", "--", *desk.parts,
    ]  # fmt: skip


def test_qlever(desk, lines):
    assert desk.called("qlever", "news") == ["qlever-index", "-i", "news", "-F", "nq", "-f", "-", "-p", "true"]
    assert desk.calls.with_suffix(".stdin").read_bytes().splitlines() == lines


def test_blazegraph_gets_ascii_that_means_the_same(desk, lines):
    called = desk.called("blazegraph", "quads.properties", "news", BLAZEGRAPH_JAR="b.jar")
    loader = "com.bigdata.rdf.store.DataLoader"
    assert called[:-1] == ["java", "-cp", "b.jar", loader, "-namespace", "news", "quads.properties"]
    given = b"".join(p.read_bytes() for p in sorted(desk.calls.with_suffix(".dir").iterdir()))
    assert given.isascii()
    assert b"\\U0001F1F8" in given
    parse = {q for q in ox.parse(given, format=ox.RdfFormat.N_QUADS)}  # noqa: C416
    assert parse == set(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS))
    assert not os.path.exists(called[-1])  # noqa: PTH110


def test_neptune(desk):
    """By the loader's documents: a JSON body, strings for its switches, and a source that is a prefix of keys."""
    env = {
        "S3_URI": "s3://news/khabar & more/",
        "IAM_ROLE_ARN": "arn:aws:iam::123456789012:role/load",
        "AWS_REGION": "eu-west-1",
        "NEPTUNE": "https://db.example:8182",
    }
    called = desk.called("neptune", "--user", "me", **env)
    copied, sent = called[: called.index("curl")], called[called.index("curl") :]
    assert copied[:5] == ["aws", "s3", "cp", str(desk.exported), "s3://news/khabar & more"]
    assert copied[6:10] == ["--exclude", "*", "--include", "part-*.nq.gz"]
    assert "Content-Type: application/json" in sent
    assert sent[-1] == "https://db.example:8182/loader"
    body = json.loads("\n".join(sent[sent.index("--data") + 1 : -1]))
    assert body == {
        "source": "s3://news/khabar & more/part-",
        "format": "nquads",
        "iamRoleArn": "arn:aws:iam::123456789012:role/load",
        "region": "eu-west-1",
        "mode": "NEW",
        "failOnError": "TRUE",
        "parallelism": "HIGH",
        "queueRequest": "TRUE",
    }


def test_a_store_of_nothing_has_scripts_too(tmp_path):
    bulk.write(StoreGraphs(ox.Store(), Names()), tmp_path / "out", Names().base)
    assert len(list((tmp_path / "out").glob("load_*"))) == len(SCRIPTS) + 2
