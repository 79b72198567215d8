"""Each verb as a user types it: what goes to stdout, what to stderr, and the exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

REGISTER = "https://khabar.example/graph/register"


@pytest.fixture
def loaded(khabar, seed_copy):
    assert khabar("load", seed_copy).code == 0


def test_demo_answers_four_questions(khabar, folder):
    ran = khabar("demo")
    assert ran.code == 0
    assert [line[:2] for line in ran.out.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4."]
    text = ran.out.replace("\u2068", "").replace("\u2069", "")
    assert (
        "«أكد الرئيس الروسي فلاديمير بوتين أن حوالي 30 ألف جندي من القوات الإيرانية قد انسحبوا من سوريا» [44, 137)"
        in text
    )
    assert "0 violations, 1 warning, 1 info" in ran.err
    assert list(folder.iterdir()) == []


def test_demo_speaks_arabic(khabar, folder):
    out = khabar("demo", "--lang", "ar").out
    assert "فلاديمير بوتين" in out
    assert "Vladimir Putin" not in out


def test_demo_can_keep_its_store(khabar, folder):
    assert khabar("demo", "-s", "kept").code == 0
    assert khabar("query", "speakers", "-s", "kept").out.count("\n") == 9


def test_init_then_load_then_ask(khabar, folder, monkeypatch):
    assert khabar("init", "new").code == 0
    monkeypatch.chdir(folder / "new")
    ran = khabar("load", "article.yaml")
    assert (ran.code, ran.out) == (0, "")
    assert "200" in khabar("query", "who-left").out
    assert len(khabar("query", "side-by-side").out.splitlines()) == 2


def test_init_overwrites_nothing(khabar, folder):
    (folder / "article.txt").write_text("mine")
    ran = khabar("init")
    assert (ran.code, "is there already; nothing was written" in ran.err) == (2, True)
    assert [p.name for p in folder.iterdir()] == ["article.txt"]


def test_check_shows_what_is_not_covered(khabar, seed_copy):
    ran = khabar("check", seed_copy)
    assert (ran.code, ran.out) == (0, "")
    assert "32 statements rest on 89% of the article" in ran.err
    assert "تصريحات بوتين عن الوضع العسكري في سوريا" in ran.err


def test_check_reports_on_stdout(khabar, seed_copy):
    seed_copy.write_text(seed_copy.read_text("utf-8").replace("speaker: iran", "speeker: iran"), "utf-8")
    ran = khabar("check", seed_copy)
    assert ran.code == 1
    assert ran.out.startswith(f"{seed_copy}:")
    assert "unknown key 'speeker'" in ran.out
    table = json.loads(khabar("check", "-f", "json", seed_copy).out)
    assert "sheet-unknown-key" in json.dumps(table)


def test_load_into_a_file(khabar, seed_copy, folder):
    ran = khabar("load", seed_copy, "-o", "out.nq")
    assert (ran.code, ran.out) == (0, "")
    assert "warning: article.published: " in ran.err
    assert f"wrote {seed_copy}: 32 statements, 29 events (+1351 -0 quads)" in ran.err
    assert "0 violations, 1 warning, 1 info; output: out.nq" in ran.err
    quiet = khabar("load", seed_copy, "-q", "-o", "-", "--dry-run")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert (folder / "out.nq").read_bytes().count(b"\n") == 1351
    assert not (folder / ".khabar").exists()
    assert khabar("load", seed_copy, "-o", "-").out == (folder / "out.nq").read_text("utf-8")
    assert khabar("validate", "out.nq").code == 0


def test_the_suffix_decides_what_load_writes(khabar, seed_copy, folder):
    assert khabar("load", seed_copy, "-o", "out.trig").code == 0
    assert (folder / "out.trig").read_text("utf-8").startswith("@prefix")
    assert khabar("validate", "out.trig").code == 0
    assert khabar("load", "--dry-run", seed_copy, "-o", "none.nq").code == 0
    assert not (folder / "none.nq").exists()


@pytest.mark.parametrize("verb", ["load", "check", "validate"])
def test_no_output_over_an_input(verb, khabar, seed_copy):
    before = seed_copy.read_bytes()
    ran = khabar(verb, seed_copy, "-o", seed_copy)
    assert (ran.code, "is one of the files to be read" in ran.err) == (2, True)
    assert seed_copy.read_bytes() == before
    assert khabar("load", seed_copy, "-o", "").code == 2


def test_load_says_what_it_did(khabar, seed_copy):
    assert "32 statements, 29 events (+1352 -0 quads)" in khabar("load", seed_copy).err
    assert "nothing has changed" in khabar("load", seed_copy).err
    assert khabar("load", "-q", seed_copy).err == ""


def test_dry_run_changes_nothing(khabar, seed_copy):
    assert "would load" in khabar("load", "--dry-run", seed_copy).err
    assert khabar("query", "speakers").code == 4


def test_a_sheet_from_stdin(khabar, seed_copy):
    done = subprocess.run(
        [sys.executable, "-m", "khabar.cli", "load", "-"],
        input=seed_copy.read_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_query_lists_the_questions(khabar, folder):
    ran = khabar("query")
    names = [line.split("\t")[0] for line in ran.out.splitlines()]
    assert {"withdrawals", "chains", "who-left", "speakers"} <= set(names)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("place", ["syria", "https://khabar.example/entity/syria", "Syria", "سوريا", "سُوريا"])
def test_a_parameter_by_any_name(place, khabar):
    ran = khabar("query", "withdrawals", "-p", f"place={place}")
    assert (ran.code, ran.out.count("\n")) == (0, 7)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("withdrawls",), "withdrawals"),
        (("withdrawals", "-p", "plac=syria"), "did you mean 'place'?"),
        (("withdrawals", "-p", "place"), "write -p KEY=VALUE"),
        (("withdrawals", "-p", "place=Atlantis"), "Atlantis"),
        (("withdrawals", "-f", "jsn"), "did you mean 'json'?"),
    ],
)
def test_wrong_questions(arguments, message, khabar):
    ran = khabar("query", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.usefixtures("loaded")
def test_a_value_cannot_change_the_query(khabar):
    ran = khabar("query", "withdrawals", "-p", 'place=a" . OPTIONAL { ?any ?p ?o } } #')
    assert ran.code == 2


@pytest.mark.usefixtures("loaded")
def test_show_prints_sparql_that_runs(khabar):
    shown = khabar("query", "withdrawals", "-p", "place=سوريا", "--show").out
    assert "<https://khabar.example/entity/syria>" in shown
    assert khabar("sparql", shown).out == khabar("query", "withdrawals", "-p", "place=syria").out


def test_help_of_a_question(khabar, folder):
    out = khabar("query", "withdrawals", "--help").out
    assert "place: Place (IRI, id or label)" in out
    assert "Usage" in khabar("query", "--help").out


@pytest.mark.usefixtures("loaded")
def test_sparql_of_every_form(khabar):
    assert khabar("sparql", "ASK { ?s ?p ?o }").out == "true\n"
    assert khabar("sparql", "ASK { ?s <urn:none> ?o }").out == "false\n"
    assert khabar("sparql", "ASK { ?s ?p ?o }", "-o", "ask.txt").out == ""
    assert khabar("sparql", "SELECT (1 AS ?one) {}").out == "?one\n1\n"
    graph = khabar("sparql", "CONSTRUCT { ?s <urn:p> ?o } WHERE { ?s <https://schema.org/sha256> ?o }").out
    assert '<https://khabar.example/article/vu5cjwwwcnjqiwtf> <urn:p> "ad3a24da' in graph


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { ?s ?p }", "SPARQL"),
        ("DELETE WHERE { ?s ?p ?o }", "update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_sparql_refused(text, message, khabar):
    ran = khabar("sparql", text)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_query_without_a_store(khabar, folder):
    ran = khabar("query", "speakers")
    assert (ran.code, ran.out) == (4, "")
    assert "load something first" in ran.err
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("form", ["trig", "nq", "ttl", "nt", "jsonld"])
def test_export_can_be_read_again(form, khabar):
    import rdflib

    out = khabar("export", "-f", form, "-g", REGISTER).out
    names = {"nq": "nquads", "jsonld": "json-ld", "ttl": "turtle"}
    graph = rdflib.Dataset(default_union=True).parse(data=out, format=names.get(form, form))
    assert len(set(graph.triples((None, None, None)))) == 82
    assert khabar("export", "-f", form, "-g", REGISTER).out == out


@pytest.mark.usefixtures("loaded")
def test_the_suffix_decides(khabar, folder):
    khabar("export", "-g", REGISTER, "-o", "register.ttl")
    assert (folder / "register.ttl").read_text("utf-8").startswith("@prefix")
    khabar("query", "speakers", "-o", "speakers.csv", "--bom")
    assert (folder / "speakers.csv").read_bytes().startswith(b"\xef\xbb\xbfspeaker,name,kind,n\r\n")
    assert khabar("query", "speakers", "-o", "no/such/folder.csv").code == 2


@pytest.mark.usefixtures("loaded")
def test_stats(khabar):
    out = khabar("stats").out
    assert '"Statement"@en\t32' in out
    assert '"قول"@ar\t32' in khabar("stats", "--lang", "ar").out


def test_config_says_where_from(khabar, folder, monkeypatch):
    (folder / "khabar.toml").write_text('base = "https://news.example/"\n')
    monkeypatch.setenv("KHABAR_CURATOR", "desk")
    out = khabar("config").out
    assert "https://news.example/" in out
    assert "KHABAR_CURATOR" in out
    assert "built in" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bas = 'x'", "did you mean 'base'?"),
        ("base = 'x'", "cannot be the base of IRIs"),
        ("base = ", "cannot be read"),
        ("wait = -1", "must lie between 0 and 86400 seconds"),
        ("wait = nan", "must lie between 0 and 86400 seconds"),
        ("lexicon = 'none.toml'", "cannot read the lexicon"),
    ],
)
def test_wrong_configuration(text, message, khabar, seed_copy):
    seed_copy.with_name("khabar.toml").write_text(text)
    ran = khabar("load", seed_copy)
    assert (ran.code, message in ran.err) == (2, True), ran.err


def test_a_base_of_ones_own(khabar, seed_copy):
    seed_copy.with_name("khabar.toml").write_text("base = 'https://news.example/id/'")
    assert khabar("load", seed_copy).code == 0
    assert "https://news.example/id/entity/iran" in khabar("export", "-f", "nq").out
    assert "khabar.example" not in khabar("export", "-f", "nq").out
    assert khabar("query", "withdrawals", "-p", "place=syria").out.count("\n") == 7


def test_doctor(khabar, folder):
    ran = khabar("doctor")
    assert ran.code == 0
    assert "pyoxigraph" in ran.out


def test_help_and_version(khabar, folder):
    assert "Exit codes" in khabar("--help").out
    assert khabar("--version").out.startswith("khabar, version 0.1.0")
    assert khabar("lod").code == 2


def test_a_closed_pipe_is_quiet(khabar, seed_copy):
    assert khabar("load", seed_copy).code == 0
    shell = f"{sys.executable} -m khabar.cli export -f nq | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {shell}"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_a_pipe_closed_at_once_is_quiet(khabar, seed_copy):
    assert khabar("load", seed_copy).code == 0
    shell = f"{{ sleep 0.3; {sys.executable} -m khabar.cli export -f nq; }} | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {shell}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_output_is_said(seed_copy, khabar):
    assert khabar("load", seed_copy).code == 0
    shell = f"{sys.executable} -m khabar.cli export -f nq > /dev/full"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "Error: the output: No space left on device\n")


def test_an_argument_that_is_not_utf8(seed_copy, khabar):
    assert khabar("load", seed_copy).code == 0
    ran = khabar("query", "withdrawals", "-p", "place=\udcff")
    assert (ran.code, "bug" in ran.err) == (2, False)


def test_piped_text_has_no_isolates(khabar, seed_copy):
    khabar("load", seed_copy)
    for form in ("tsv", "csv", "json", "jsonl", "md", "html", "xml"):
        assert "\u2068" not in khabar("query", "numbers", "-f", form).out
    assert "\u2068" in khabar("query", "numbers", "-f", "table").out


def test_start_up_imports_nothing_heavy():
    heavy = {"rdflib", "pyshacl", "pyoxigraph", "ruamel", "yaml", "pandas"}
    code = f"import sys, khabar.cli; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_was_loaded_can_be_removed(khabar, seed_copy, loaded):
    dry = khabar("remove", "--dry-run", seed_copy)
    assert (dry.code, dry.out) == (0, "")
    assert "would remove https://khabar.example/article/vu5cjwwwcnjqiwtf (putin-syria.yaml): -1352 quads" in dry.err
    assert "removed https://" in khabar("remove", "vu5cjwwwcnjqiwtf").err
    assert khabar("export", "-f", "nq").out == ""
    again = khabar("remove", "vu5cjwwwcnjqiwtf")
    assert (again.code, "holds no article vu5cjwwwcnjqiwtf" in again.err) == (2, True)


def test_a_file_is_never_cut_to_a_screen(khabar, loaded, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "24")
    assert "…" in khabar("query", "side-by-side", "-f", "table").out
    assert khabar("query", "side-by-side", "-o", "x.txt").code == 0
    text = (folder / "x.txt").read_text("utf-8")
    assert "…" not in text
    assert "أكد الرئيس الروسي فلاديمير بوتين أن حوالي 30 ألف جندي من القوات الإيرانية قد انسحبوا من سوريا" in text
    monkeypatch.delenv("COLUMNS")
    assert khabar("query", "side-by-side", "-f", "table").out == text


@pytest.mark.parametrize("name", ["rep.txt", "rep"])
def test_a_report_in_a_file_is_the_text_of_the_terminal(khabar, seed_copy, folder, name):
    text = khabar("validate", seed_copy).out
    assert "warning: article.published: " in text
    assert khabar("validate", seed_copy, "-o", name).code == 0
    assert (folder / name).read_text("utf-8") == text
    seed_copy.write_text(seed_copy.read_text("utf-8").replace("khabar: 1", "khabar: 2"), "utf-8")
    refused = khabar("check", seed_copy).out
    assert khabar("check", seed_copy, "-o", name).code == 1
    assert (folder / name).read_text("utf-8") == refused
