"""The Python API: all that the command line does, as values."""

import datetime as dt
from decimal import Decimal

import khabar
import pytest
import rdflib

ARTICLE = "https://khabar.example/article/vu5cjwwwcnjqiwtf"
SHEET = """khabar: 1
article: {{file: {file}, lang: en{more}}}
curator: desk
entities:
  iran: {{is: country, en: {label}, ar: إيران}}
statements:
  - id: s1
    quote: Iran says it will stay
    speaker: iran
    verb: says
    claims: {{id: e1, type: presence, initiator: iran, en: staying}}
"""


@pytest.fixture
def sheet(folder):
    """Write a small sheet and its text."""

    def write(name="a", text="Iran says it will stay.", label="Iran", more=""):
        (folder / f"{name}.txt").write_text(text, "utf-8")
        (folder / f"{name}.yaml").write_text(SHEET.format(file=f"{name}.txt", label=label, more=more), "utf-8")
        return folder / f"{name}.yaml"

    return write


def test_load_gives_what_it_did(project, seed):
    loaded = project.load(seed)
    assert [(a.article, a.statements, a.events, a.added, a.removed) for a in loaded.articles] == [
        (ARTICLE, 32, 29, 1352, 0)
    ]
    assert [(p.rule, str(p.level)) for p in loaded.problems] == [("ArticleDate", "warning"), ("ForceBelongsTo", "info")]
    assert [(p.at.line, p.at.key) for p in loaded.problems] == [
        (6, "article.published"),
        (84, "entities.hayat-tahrir-al-sham.of"),
    ]


def test_rows_are_plain_tuples(project, seed):
    project.load(seed)
    rows = project.query("timeline")
    assert rows.variables == ("event", "what", "first", "last", "words")
    (row,) = rows
    assert row[2:4] == (dt.date(2018, 1, 1), dt.date(2019, 12, 31))
    money = next(project.query("money").dicts())
    assert (money["value"], money["approximate"]) == (250_000_000, True)


def test_rows_as_a_data_frame(project, seed):
    project.load(seed)
    frame = project.query("numbers", lang="ar").to_dataframe()
    assert list(frame.columns) == ["words", "value", "unit", "approximate", "speaker"]
    assert frame["value"].max() == 250_000_000


def test_a_data_set_for_rdflib(project, seed):
    project.load(seed)
    dataset = project.dataset()
    assert isinstance(dataset, rdflib.Dataset)
    kh = rdflib.Namespace("https://w3id.org/khabar/ns#")
    assert len(set(dataset.subjects(rdflib.RDF.type, kh.Statement))) == 32
    assert len(project.dataset(f"{ARTICLE}/review")) == 162


def test_sparql_gives_rows_truth_or_triples(project, seed):
    project.load(seed)
    assert project.sparql("ASK { ?s ?p ?o }") is True
    assert isinstance(project.sparql("SELECT * { ?s ?p ?o } LIMIT 1"), khabar.Rows)
    assert len(project.sparql("CONSTRUCT WHERE { ?s <https://schema.org/sha256> ?o }")) == 4


def test_check_gives_coverage(project, seed):
    (checked,) = project.check(seed)
    assert checked.passed
    assert round(checked.coverage, 3) == 0.885
    assert len(checked.gaps) == 11


def test_quads_need_no_store(project, seed, folder):
    assert project.quads(seed).count(b"\n") == 1351
    assert list(folder.iterdir()) == []


def test_the_same_sheet_gives_the_same_quads(project, seed):
    assert project.quads(seed) == project.quads(seed)


def test_a_dry_run_says_what_would_change(project, sheet, folder):
    assert project.load(sheet("a"), dry_run=True).articles[0].added > 30
    assert not (folder / ".khabar").exists()
    project.load(sheet("a"))
    assert project.load(sheet("a", label="Persia"), dry_run=True).articles[0].removed == 2
    assert [row[1] for row in project.query("speakers")] == ["Iran"]


def test_a_line_that_moves_from_one_sheet_to_another_stays(project, sheet):
    more = "  oman: {is: country, en: Oman, ar: عمان}\nstatements:"
    a, b = sheet("a"), sheet("b", text="Iran says it will stay. Really.")
    plain = a.read_text("utf-8")
    a.write_text(plain.replace("statements:", more), "utf-8")
    project.load(a, b)
    a.write_text(plain, "utf-8")
    b.write_text(b.read_text("utf-8").replace("statements:", more), "utf-8")
    project.load(a, b)
    oman = "ASK { <https://khabar.example/entity/oman> <http://www.w3.org/2000/01/rdf-schema#label> 'Oman'@en }"
    assert project.sparql(oman) is True


def test_two_articles_share_the_register(project, sheet):
    project.load(sheet("a"))
    second = project.load(sheet("b", text="Iran says it will stay. Really.", label="Iran"))
    assert len(project.query("speakers")) == 1
    assert second.articles[0].removed == 0


def test_a_label_that_differs_from_the_register_is_refused(project, sheet):
    project.load(sheet("a"))
    other = sheet("b", text="Iran says it will stay. Really.", label="Persia")
    with pytest.raises(khabar.ProblemsError) as caught:
        project.load(other)
    (problem,) = [p for p in caught.value.problems if p.level is khabar.Level.VIOLATION]
    assert (problem.rule, problem.at.file, problem.at.line) == ("EntityLabel", str(other), 5)
    assert (problem.at.key, problem.value) == ("entities.iran.en", "Persia")
    [(article,)] = project.sparql("SELECT ?a { ?a a <https://w3id.org/khabar/ns#Article> }")
    first = article.rpartition("/")[2]
    assert f"iran has 2 names in English: «Persia» in {other}, «Iran» in a.yaml ({first});" in problem.message
    assert f"«Persia» في {other}، «Iran» في a.yaml ({first})" in problem.message_ar
    assert "aliases:" in problem.message


def test_names_that_differ_are_told_without_a_store_and_in_one(project, sheet, folder):
    pair = sheet("a"), sheet("b", text="Iran says it will stay. Really.", label="Persia")
    (problem,) = [p for p in project.validate(*pair) if p.rule == "EntityLabel"]
    assert f"«Persia» in {pair[1]}, «Iran» in {pair[0]};" in problem.message
    for path in pair:
        project.load(path, fail_on=None)
    (problem,) = [p for p in project.validate() if p.rule == "EntityLabel"]
    assert problem.at == khabar.errors.Position("store", key="https://khabar.example/entity/iran")
    assert "«Iran» in a.yaml (" in problem.message
    assert "«Persia» in b.yaml (" in problem.message
    (folder / "x.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        "<urn:o> a <https://w3id.org/khabar/ns#Country> ; rdfs:label 'Oman'@en , 'OMAN'@en , 'عمان'@ar .",
        "utf-8",
    )
    (problem,) = [p for p in project.validate("x.ttl") if p.rule == "EntityLabel"]
    assert "«OMAN» in x.ttl" in problem.message
    assert "«Oman» in x.ttl" in problem.message


def test_two_new_sheets_that_disagree_are_refused_together(project, sheet):
    pair = sheet("a"), sheet("b", text="Iran says it will stay. Really.", label="Persia")
    with pytest.raises(khabar.ProblemsError):
        project.load(*pair)
    with pytest.raises(khabar.StoreError):
        project.query("speakers")


def test_a_corrected_label_replaces_the_old_one(project, sheet):
    project.load(sheet("a", label="Irn"))
    change = project.load(sheet("a", label="Iran")).articles[0]
    assert change.removed == 2  # the label, and the ledger's line
    assert [row[1] for row in project.query("speakers")] == ["Iran"]


def test_a_name_can_be_corrected_in_all_sheets_at_once(project, sheet):
    text = "Iran says it will stay. Really."
    project.load(sheet("a", label="Irn"), sheet("b", text=text, label="Irn"))
    project.load(sheet("a", label="Iran"), sheet("b", text=text, label="Iran"))
    assert [row[1] for row in project.query("speakers")] == ["Iran"]


def test_a_revision_takes_the_name_over(project, sheet):
    old = project.load(sheet("a", label="Irn")).articles[0].article.rsplit("/", 1)[1]
    project.load(sheet("a", text="Iran says it will stay!", label="Iran", more=f", revision-of: {old}"))
    assert {row[1] for row in project.query("speakers")} == {"Iran"}


def test_a_corrected_text_is_a_new_version(project, sheet):
    first = project.load(sheet("a")).articles[0].article
    old = first.rsplit("/", 1)[1]
    second = project.load(sheet("a", text="Iran says it will stay!", more=f", revision-of: {old}")).articles[0].article
    assert first != second
    linked = project.sparql(f"SELECT ?old {{ <{second}> <http://www.w3.org/ns/prov#wasRevisionOf> ?old }}")
    assert list(linked) == [(first,)]
    assert len(list(project.query("graphs"))) == 2


def test_validate_files_and_the_store(project, seed, folder):
    assert [p.rule for p in project.validate(seed)] == ["ArticleDate", "ForceBelongsTo"]
    project.load(seed)
    assert [p.rule for p in project.validate()] == ["ArticleDate", "ForceBelongsTo"]
    (folder / "x.ttl").write_text("<urn:f> a <https://w3id.org/khabar/ns#Force> .")
    assert [p.rule for p in project.validate(folder / "x.ttl")] == ["EntityLabel", "ForceBelongsTo"]


def test_broken_rdf_says_where(project, folder):
    (folder / "x.ttl").write_text("<urn:a> <urn:b>\n  oops .")
    with pytest.raises(khabar.UnreadableError, match=r"x\.ttl:2:\d+: is not valid RDF"):
        project.validate(folder / "x.ttl")


def test_settings_given_go_first(folder):
    (folder / "khabar.toml").write_text('curator = "file"\nlang = "ar"\n')
    config = khabar.Project.open(folder, curator="given").config
    assert (config.curator, config.lang) == ("given", ("ar",))
    assert config.store == folder / ".khabar"


def test_a_project_is_found_up_the_tree(folder):
    (folder / "khabar.toml").write_text('curator = "file"\nstore = "kept"\n')
    (folder / "deep/er").mkdir(parents=True)
    config = khabar.Project.open(folder / "deep/er").config
    assert (config.curator, config.store) == ("file", folder / "kept")


def test_a_lexicon_of_ones_own(project, sheet, folder):
    (folder / "more.toml").write_text('[acts]\nthreaten = ["says"]\n')
    (folder / "khabar.toml").write_text('lexicon = "more.toml"\n')
    own = khabar.Project.open(folder)
    own.load(sheet("a"))
    (row,) = own.query("statements-by-speaker", speaker="iran").dicts()
    assert row["act"] == "https://w3id.org/khabar/code/threaten"


def test_confidence_is_kept(project, seed):
    project.load(seed)
    assert {row["confidence"] for row in project.query("identities").dicts()} == {Decimal("0.9")}
