"""A damaged export is found out, and every fault has a message of its own."""

import gzip
import hashlib
import json
import shutil

import pytest
from khabar.errors import ProblemsError, UnreadableError, UsageError
from khabar.stores import bulk

FIRST, SECOND = "part-00000.nq.gz", "part-00001.nq.gz"


@pytest.fixture
def copy(exported, tmp_path):
    """A copy of the export that a test may damage."""
    return shutil.copytree(exported, tmp_path / "copy")


def problems(directory):
    with pytest.raises(ProblemsError) as caught:
        bulk.check(directory)
    assert all(p.message_ar for p in caught.value.problems)
    return {(p.rule, p.at.file.rpartition("/")[2], p.message) for p in caught.value.problems}


def edit(directory, change):
    path = directory / "manifest.json"
    said = json.loads(path.read_bytes())
    change(said)
    path.write_text(json.dumps(said), encoding="utf-8")


def test_a_whole_export_gives_its_manifest(store, exported):
    manifest = bulk.check(exported)
    assert len(manifest.parts) > 2
    assert sum(g.triples for g in manifest.graphs) == manifest.triples > len(store)


def test_a_missing_part(copy):
    (copy / SECOND).unlink()
    assert problems(copy) == {("bulk-unreadable", SECOND, "cannot be read: No such file or directory")}


def test_a_part_cut_short(copy):
    data = (copy / FIRST).read_bytes()
    (copy / FIRST).write_bytes(data[:-100])
    assert problems(copy) == {("bulk-damaged", FIRST, f"has {len(data) - 100} bytes, and not {len(data)}")}


def test_one_flipped_bit(copy):
    data = bytearray((copy / SECOND).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / SECOND).write_bytes(data)
    assert problems(copy) == {("bulk-damaged", SECOND, "is damaged: its hash is not the one in the manifest")}


def test_all_faults_are_told_at_once(copy):
    (copy / FIRST).unlink()
    (copy / SECOND).write_bytes(b"")
    shutil.copy(copy / "part-00002.nq.gz", copy / "part-99999.nq.gz")
    assert {(rule, file) for rule, file, _ in problems(copy)} == {
        ("bulk-unreadable", FIRST),
        ("bulk-damaged", SECOND),
        ("bulk-stranger", "part-99999.nq.gz"),
    }


def test_a_part_changed_together_with_its_hash(copy):
    """The hashes of the graphs still tell: here one triple is taken away."""
    lines = gzip.decompress((copy / FIRST).read_bytes()).splitlines(keepends=True)
    (copy / FIRST).write_bytes(gzip.compress(b"".join(lines[1:]), mtime=0))
    graph = lines[0].rsplit(b" ", 2)[1][1:-1].decode()

    def change(said):
        data = (copy / FIRST).read_bytes()
        said["parts"][0] |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}

    edit(copy, change)
    assert problems(copy) == {("bulk-graph", FIRST, f"the graph {graph} is not as the manifest says")}


def test_a_graph_that_is_nowhere(copy):
    edit(
        copy,
        lambda said: said["graphs"].append(said["graphs"][0] | {"graph": "https://khabar.example/no", "triples": 0}),
    )
    assert problems(copy) == {("bulk-graph", FIRST, "the graph https://khabar.example/no is missing")}


def test_counts_that_do_not_add_up(copy):
    edit(copy, lambda said: said["parts"][1].update(triples=said["parts"][1]["triples"] + 1))
    (problem,) = problems(copy)
    assert problem[0] == "bulk-manifest"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "khabar-bulk", "version": 2}', '{"format": "khabar-bulk", "version": 1}', "\xff"],
)
def test_a_manifest_that_is_none(copy, text):
    (copy / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(UnreadableError, match=r"manifest\.json: is no manifest"):
        bulk.check(copy)


def test_a_manifest_that_leads_elsewhere(copy):
    edit(copy, lambda said: said["parts"][0].update(file="../../secret"))
    with pytest.raises(UnreadableError, match="no name of a part"):
        bulk.check(copy)


def test_a_directory_that_is_no_export(tmp_path):
    with pytest.raises(UsageError, match=r"is .* a bulk export"):
        bulk.check(tmp_path)
