"""Users' own shapes, the engine, and the formats of reports, on the command line."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import RdfFormat, parse

PREFIXES = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kh: <https://w3id.org/khabar/ns#> . @prefix ex: <urn:ex:> .\n"
)
MINE = (
    "ex:Loud a sh:PropertyShape ; sh:targetClass kh:Article ; sh:path ex:loud ; sh:minCount 1 ; "
    'sh:message "Be loud."@en , "ارفع صوتك."@ar .'
)


@pytest.fixture
def mine(folder):
    path = folder / "mine.ttl"
    path.write_text(PREFIXES + MINE, encoding="utf-8")
    return path


def rules(ran):
    return {row["rule"] for row in json.loads(ran.out)}


def test_users_shapes_join_khabars(khabar, seed, mine):
    ran = khabar("validate", seed, "--shapes", mine, "-f", "json")
    assert ran.code == 1
    assert {"urn:ex:Loud", "ArticleDate"} <= rules(ran)


def test_users_shapes_alone(khabar, seed, mine):
    ran = khabar("validate", seed, "--shapes", mine, "--only-shapes", "-f", "json")
    assert "ArticleDate" not in rules(ran)
    assert "urn:ex:Loud" in rules(ran)


def test_several_files_of_shapes(khabar, seed, mine, folder):
    other = folder / "other.ttl"
    other.write_text(PREFIXES + MINE.replace("Loud", "Quiet"), encoding="utf-8")
    ran = khabar("validate", seed, "--shapes", mine, "--shapes", other, "-f", "json")
    assert {"urn:ex:Loud", "urn:ex:Quiet"} <= rules(ran)


def test_a_load_is_held_to_users_shapes(khabar, seed, mine, folder):
    ran = khabar("load", seed, "--shapes", mine)
    assert ran.code == 1
    assert "Be loud." in ran.err
    assert not (folder / ".khabar").exists()
    assert khabar("load", seed, "--shapes", mine, "--fail-on", "none").code == 0


def test_a_broken_file_is_a_usage_error_with_its_line(khabar, seed, folder):
    path = folder / "broken.ttl"
    path.write_text(PREFIXES + "ex:R a sh:NodeShape", encoding="utf-8")
    for command in ("validate", "load"):
        ran = khabar(command, seed, "--shapes", path)
        assert ran.code == 2
        assert f"{path}:" in ran.err
        assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--only-shapes"], "name a file with --shapes"),
        (["--engine", "fats"], "did you mean 'fast'"),
        (["--shapes", "absent.ttl"], "No such file"),
    ],
)
def test_wrong_options_are_usage_errors(khabar, seed, folder, options, says):
    ran = khabar("validate", seed, *options)
    assert ran.code == 2
    assert says in ran.err


def test_engines_say_the_same(khabar, seed, mine):
    outs = [
        khabar("validate", seed, "--shapes", mine, "--only-shapes", "--engine", name, "-f", "json").out
        for name in ("fast", "shifty", "pyshacl")
    ]
    assert outs[0] == outs[1] == outs[2]
    assert json.loads(outs[0])


def test_sarif_by_name_and_by_suffix(khabar, seed, folder):
    named = khabar("validate", seed, "-f", "sarif")
    khabar("validate", seed, "-o", "found.sarif")
    assert named.out.encode() == (folder / "found.sarif").read_bytes()
    (run,) = json.loads(named.out)["runs"]
    assert "ArticleDate" in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert json.loads(khabar("check", seed, "-f", "sarif").out)["version"] == "2.1.0"


def test_the_report_graph_by_name_and_by_suffix(khabar, seed, folder):
    khabar("validate", seed, "-o", "found.ttl")
    for text in (khabar("validate", seed, "-f", "ttl").out.encode(), (folder / "found.ttl").read_bytes()):
        triples = [q.triple for q in parse(text, format=RdfFormat.TURTLE)]
        assert "ValidationReport" in {o.value.rpartition("#")[2] for _, _, o in triples}
        tags = {o.language for _, p, o in triples if p.value.endswith("resultMessage")}
        assert tags == {"en", "ar"}


def test_a_check_has_no_report_graph(khabar, seed):
    assert khabar("check", seed, "-f", "ttl").code == 2


def test_html_is_escaped_and_finds_its_direction(khabar, seed, folder):
    path = folder / "mine.ttl"
    path.write_text(PREFIXES + MINE.replace("Be loud.", "<b>Be</b> & loud."), encoding="utf-8")
    out = khabar("validate", seed, "--shapes", path, "--only-shapes", "-f", "html").out
    assert "&lt;b&gt;Be&lt;/b&gt; &amp; loud." in out
    assert '<td dir="auto" lang="ar">ارفع صوتك.</td>' in out
