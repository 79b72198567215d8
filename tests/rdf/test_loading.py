"""RDF files in the store: graphs, provenance, blank nodes, and a changed file in the place of the old one."""

import bz2
import gzip
import io
import lzma
import zipfile

import pytest
from pyoxigraph import RdfFormat, parse

BASE = "https://khabar.example/"
ONE = '<http://a/1> <http://a/says> [ <http://a/text> "قال"@ar ] , _:b .\n'
TRIG = "<http://g/1> { <http://a/1> <http://a/b> 1 . _:b <http://a/b> 2 }\n<http://a/0> <http://a/b> _:b .\n"
PROVENANCE = """PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
SELECT ?name ?who ?n {
  ?g prov:wasDerivedFrom ?f ; prov:wasAttributedTo/rdfs:label ?who .
  ?f a prov:Entity ; rdfs:label ?name ; schema:sha256 ?hash
  { SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g }
}"""
SYNTAXES = {
    "x.ttl": "<http://a/1> <http://a/b> 'x'@ar .",
    "x.trig": "<http://g/1> { <http://a/1> <http://a/b> 'x'@ar }",
    "x.nt": '<http://a/1> <http://a/b> "x"@ar .',
    "x.nq": '<http://a/1> <http://a/b> "x"@ar <http://g/1> .',
    "x.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'
    '<rdf:Description rdf:about="http://a/1"><a:b xml:lang="ar">x</a:b></rdf:Description></rdf:RDF>',
    "x.jsonld": '{"@id": "http://a/1", "http://a/b": {"@value": "x", "@language": "ar"}}',
}


def quads(khabar, *arguments):
    out = khabar("export", "-f", "nq", *arguments).out
    return set(parse(out.encode(), format=RdfFormat.N_QUADS))


def written(folder, name, text):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def zipped(data, *names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("name", SYNTAXES)
def test_every_syntax(name, folder, khabar):
    assert khabar("load", written(folder, name, SYNTAXES[name])).code == 0
    assert khabar("sparql", "SELECT ?x { <http://a/1> <http://a/b> ?x }").out == '?x\n"x"@ar\n'


@pytest.mark.parametrize("name", SYNTAXES)
def test_as_rdf_is_only_needed_where_the_name_says_nothing(name, folder, khabar):
    assert khabar("load", "--as", "rdf", written(folder, name, SYNTAXES[name])).code == 0
    assert khabar("load", written(folder, "x.data", SYNTAXES["x.nq"])).code == 2
    assert khabar("load", "--as", "rdf", written(folder, "x.data", SYNTAXES["x.nq"])).code == 0


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress), (".zip", lambda d: zipped(d, "in.ttl"))],
)
def test_packing_changes_nothing(suffix, pack, folder, khabar):
    assert khabar("load", written(folder, "x.ttl", ONE)).code == 0
    before = quads(khabar)
    ran = khabar("load", written(folder, f"x.ttl{suffix}", pack(ONE.encode())))
    assert (ran.code, "nothing has changed" in ran.err) == (0, True)
    assert quads(khabar) == before


def test_triples_go_into_a_graph_of_the_file_with_its_provenance(folder, khabar, monkeypatch):
    monkeypatch.setenv("KHABAR_CURATOR", "Example Analyst")
    assert khabar("load", written(folder, "claims.ttl", ONE)).code == 0
    out = khabar("sparql", PROVENANCE).out
    assert out == '?name\t?who\t?n\n"claims.ttl"\t"Example Analyst"\t3\n'


def test_named_graphs_keep_their_names(folder, khabar):
    assert khabar("load", written(folder, "x.trig", TRIG)).code == 0
    assert len(quads(khabar, "-g", "http://g/1")) == 2


def test_blank_nodes_get_names_that_two_files_never_share(folder, khabar):
    assert khabar("load", written(folder, "a.ttl", ONE), written(folder, "b.ttl", ONE + "# other\n")).code == 0
    names = {t.value for q in quads(khabar) for t in (q.subject, q.object) if "/genid/" in str(t)}
    assert len(names) == 4
    assert all(name.startswith(f"{BASE}.well-known/genid/") for name in names)
    before = quads(khabar)
    assert "nothing has changed" in khabar("load", "a.ttl").err
    assert quads(khabar) == before
    assert "_:" not in khabar("export", "-f", "nq").out


def test_a_changed_file_replaces_what_it_gave(folder, khabar):
    khabar("load", written(folder, "x.trig", TRIG), written(folder, "y.nq", SYNTAXES["x.nq"]))
    assert khabar("load", written(folder, "x.trig", "<http://g/2> { <http://a/9> <http://a/b> 3 }")).code == 0
    left = {str(q.object) for q in quads(khabar) if str(q.predicate) == "<http://a/b>"}
    assert left == {'"x"@ar', '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    khabar("load", written(folder, "y.nq", "<http://a/1> <http://a/c> <http://a/d> <http://g/1> ."))
    assert [str(q.predicate) for q in quads(khabar, "-g", "http://g/1")] == ["<http://a/c>"]


def test_a_line_that_two_files_say_stays_while_one_says_it(folder, khabar):
    line = SYNTAXES["x.nq"]
    khabar("load", written(folder, "x.nq", line), written(folder, "y.nq", line))
    khabar("load", written(folder, "x.nq", "<http://a/1> <http://a/c> 'z' <http://g/1> ."[:-1].replace("'", '"') + "."))
    assert len(quads(khabar, "-g", "http://g/1")) == 2


def test_sheets_and_rdf_together_all_or_none(seed_copy, folder, khabar):
    bad = written(folder, "bad.ttl", "<http://a/1> <http://a/b> .")
    ran = khabar("load", seed_copy, bad)
    assert (ran.code, ran.err.startswith("Error: bad.ttl:1:")) == (3, True)
    assert not (folder / ".khabar").exists()
    assert khabar("load", seed_copy, written(folder, "x.ttl", ONE)).code == 0
    assert len(quads(khabar)) > 900


def test_foreign_rdf_has_no_findings_and_is_told_apart(folder, khabar):
    ran = khabar("validate", written(folder, "x.ttl", ONE))
    assert ran.code == 0
    assert "no rule looks at terms of other vocabularies: http://a/ (3)" in ran.out
    assert "0 violations, 0 warnings, 1 info" in ran.err


def test_rules_look_at_rdf_as_at_sheets(folder, khabar):
    ran = khabar("load", written(folder, "x.ttl", "<http://a/f> a <https://w3id.org/khabar/ns#Force> ."))
    assert (ran.code, "x.ttl: violation: " in ran.err) == (1, True)


def test_what_was_exported_comes_home(seed_copy, folder, khabar):
    khabar("load", seed_copy)
    before = quads(khabar)
    for form in ("trig", "nq"):
        khabar("export", "-o", f"all.{form}")
        assert khabar("load", "-s", form, f"all.{form}").code == 0
        assert before <= quads(khabar, "-s", form)
        assert "nothing has changed" in khabar("load", "-s", form, f"all.{form}").err


def test_json_ld_that_was_exported_comes_home(seed_copy, folder, khabar):
    khabar("load", seed_copy)
    khabar("export", "-o", "all.jsonld")
    assert khabar("load", "-s", "home", "all.jsonld").code == 0
    assert quads(khabar) <= quads(khabar, "-s", "home")


def test_a_graph_of_an_article_is_not_overwritten(seed_copy, folder, khabar):
    khabar("load", seed_copy)
    before = quads(khabar)
    graph = next(q.graph_name.value for q in before if q.graph_name.value.endswith("/facts"))
    ran = khabar("load", written(folder, "x.nq", f"<http://a/1> <http://a/b> <http://a/c> <{graph}> ."))
    assert (ran.code, f"names the graph {graph}, which khabar has filled" in ran.err) == (1, True)
    assert quads(khabar) == before


def test_the_graphs_of_the_ontology_are_refused(folder, khabar):
    ran = khabar(
        "load", written(folder, "x.nq", "<http://a/1> <http://a/b> <http://a/c> <https://w3id.org/khabar/ns> .")
    )
    assert (ran.code, "which is the ontology's own" in ran.err) == (3, True)


def test_two_files_of_one_name(folder, khabar):
    (folder / "sub").mkdir()
    ran = khabar("load", written(folder, "x.ttl", ONE), written(folder, "sub/x.ttl", ONE))
    assert (ran.code, "has the same name as x.ttl" in ran.err) == (1, True)


def test_relative_iris_hang_on_the_file(folder, khabar):
    khabar("load", written(folder, "x.ttl", "<#a> <http://a/b> <> ."))
    quad = next(q for q in quads(khabar) if str(q.predicate) == "<http://a/b>")
    assert quad.subject.value == f"{quad.object.value}#a"
    assert quad.object.value.startswith(f"{BASE}file/")


def test_a_file_with_nothing_in_it(folder, khabar):
    ran = khabar("load", written(folder, "x.ttl", "# nothing\n"))
    assert (ran.code, "there is not one statement in this file" in ran.err) == (0, True)


def test_output_as_n_quads(folder, khabar):
    ran = khabar("load", "-o", "-", written(folder, "x.ttl", ONE))
    assert (ran.code, len(ran.out.splitlines())) == (0, 7)
    assert not (folder / ".khabar").exists()


def test_check_is_for_sheets(folder, khabar):
    ran = khabar("check", written(folder, "x.ttl", ONE))
    assert (ran.code, "khabar validate x.ttl" in ran.out) == (2, True)
