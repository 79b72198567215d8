"""A changed text is a new article: where that may be a slip it is said, and the article can be taken out again."""

import pytest
from khabar import Project
from khabar.errors import Level, ProblemsError, StoreError, UsageError
from khabar.ontology import article_id
from khabar.project.versions import sheet_name

SHEET = """khabar: 1
article: {{file: {text}, lang: en{more}}}
curator: desk
entities:
  iran: {{is: country, en: Iran, ar: إيران}}
  {own}: {{is: person, en: {own}, ar: "{arabic}"}}
statements:
  - {{id: s1, quote: Iran says it will stay, speaker: iran, verb: says, en: it stays, about: {own}}}
"""


@pytest.fixture
def write(folder):
    """Write a sheet and its text: a headline, a fixed sentence, and words of its own."""

    def make(name, headline="Iran stays", words="", more="", own="envoy"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".txt").write_text(f"{headline}\nIran says it will stay. {words}", "utf-8")
        text = SHEET.format(text=path.with_suffix(".txt").name, more=more, own=own, arabic=f"مبعوث {len(own)}")
        path.write_text(text, "utf-8")
        return path

    return make


def versions(loaded):
    return [p for p in loaded.problems if p.rule == "article-version"]


def identifier(loaded):
    return loaded.articles[0].article.rpartition("/")[2]


@pytest.mark.parametrize(
    ("first", "second", "key", "same"),
    [
        ({"more": ", url: 'https://n.example/1'"},
         {"headline": "Other", "more": ", url: 'https://n.example/1'"}, "article.url", "the same address"),
        ({"more": ", publisher: Wire", "headline": "Iran Stays"},
         {"more": ", publisher: wire", "headline": "Iran  stays"}, "article.file", "the same headline and publisher"),
        ({}, {"words": "More."}, "article.file", "the same headline;"),
        ({"more": ", headline: Iran stays"}, {"more": ", headline: Iran stays", "words": "More."},
         "article.headline", "the same headline;"),
    ],
)  # fmt: skip
def test_a_second_version_is_pointed_out(project, write, first, second, key, same):
    before = identifier(project.load(write("a.yaml", **first)))
    [problem] = versions(project.load(write("b.yaml", **second)))
    assert (problem.level, problem.at.key, problem.at.line) == (Level.WARNING, key, 2)
    assert same in problem.message
    assert f"{before} (" in problem.message
    assert ", from a.yaml" in problem.message
    assert f"revision-of: {before}" in problem.fix
    assert f"revision-of: {before}" in problem.message_ar


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"headline": "Another"}),
        ({"more": ", publisher: Wire"}, {"more": ", publisher: Desk", "words": "More."}),
        ({"more": ", url: 'https://n.example/1'"}, {"more": ", url: 'https://n.example/2'", "words": "More."}),
    ],
)
def test_another_article_is_none(project, write, first, second):
    project.load(write("a.yaml", **first))
    assert versions(project.load(write("b.yaml", **second))) == []


def test_a_sheet_that_was_written_over_is_pointed_out(project, write):
    before = identifier(project.load(write("a.yaml")))
    [problem] = versions(project.load(write("a.yaml", headline="Quite another")))
    assert problem.value.endswith(before)
    assert "the same name of the sheet" in problem.message


def test_sheets_of_one_name_in_two_folders_are_two(project, write):
    one, other = write("x/sheet.yaml"), write("y/sheet.yaml", headline="Another")
    project.load(one)
    assert versions(project.load(other)) == []


def test_in_one_load_the_later_sheet_is_warned_of(project, write):
    loaded = project.load(write("a.yaml"), write("b.yaml", words="More."))
    assert [p.at.file.rpartition("/")[2] for p in versions(loaded)] == ["b.yaml"]
    loaded = project.load("a.yaml", "b.yaml")
    assert len(versions(loaded)) == 1
    assert project.load("a.yaml").articles[0].added == 0


def test_versions_that_are_linked_are_no_slip(project, write):
    first = identifier(project.load(write("a.yaml")))
    second = identifier(project.load(write("b.yaml", words="B.", more=f", revision-of: {first}")))
    third = project.load(write("c.yaml", words="C.", more=f", revision-of: {second}"))
    again = project.load("a.yaml")
    assert [versions(loaded) for loaded in (third, again, project.load("b.yaml", "c.yaml"))] == [[], [], []]
    # A sheet that says so no more is one again.
    assert len(versions(project.load(write("c.yaml", words="C.")))) == 1


def test_a_name_tells_nothing_of_the_disk(folder):
    assert sheet_name(folder / "a" / "b.yaml", folder / ".khabar") == "a/b.yaml"
    assert sheet_name(folder.parent / "b.yaml", folder / ".khabar") == "b.yaml"


def test_a_warning_can_fail_a_load(project, write):
    project.load(write("a.yaml", more=", published: 2024-01-01"))
    before = project.export()
    with pytest.raises(ProblemsError, match="another version"):
        project.load(write("b.yaml", words="More.", more=", published: 2024-01-01"), fail_on=Level.WARNING)
    assert project.export() == before


def lines(project):
    return sorted(map(str, project.export()))


def test_what_is_removed_leaves_no_trace(project, write):
    project.load(write("a.yaml"))
    alone = lines(project)
    loaded = project.load(write("b.yaml", headline="Another", own="aide"))
    both = lines(project)
    iri = loaded.articles[0].article
    dry = project.remove(iri, dry_run=True)
    assert lines(project) == both
    removed = project.remove(iri)
    assert lines(project) == alone
    assert removed == dry
    [a] = removed.articles
    assert (a.article, a.file, a.removed, removed.problems) == (iri, "b.yaml", len(both) - len(alone), ())


@pytest.mark.parametrize("form", ["{iri}", "{id}", "a:{id}", "article/{id}", "{sha}", "b.yaml", "{ID}"])
def test_an_article_can_be_named_in_many_ways(project, write, form):
    import hashlib

    path = write("b.yaml")
    [article] = project.load(path).articles
    sha = hashlib.sha256(path.with_suffix(".txt").read_bytes()).hexdigest()
    name = article_id(sha)
    word = form.format(iri=article.article, id=name, ID=name.upper(), sha=sha)
    assert [a.article for a in project.remove(word).articles] == [article.article]
    assert project.export() == ()


def test_of_several_articles_of_a_file_the_present_one_is_meant(project, write):
    old = project.load(write("a.yaml")).articles[0].article
    new = project.load(write("a.yaml", words="More.")).articles[0].article
    [removed] = project.remove("a.yaml", dry_run=True).articles
    assert removed.article == new
    write("a.yaml", words="And more.")
    with pytest.raises(UsageError, match="several articles were loaded from this file") as e:
        project.remove("a.yaml")
    assert old in str(e.value)
    assert new in str(e.value)


def test_a_file_that_is_gone_is_still_known(project, write):
    path = write("a.yaml")
    project.load(path)
    path.unlink()
    project.remove("a.yaml")
    assert project.export() == ()


def test_an_rdf_file_can_be_removed(project, folder, write):
    project.load(write("a.yaml"))
    before = lines(project)
    (folder / "x.ttl").write_text("<urn:a> <urn:b> 'c' .", "utf-8")
    project.load(folder / "x.ttl")
    [removed] = project.remove("x.ttl").articles
    assert (removed.file, lines(project)) == ("x.ttl", before)


def test_all_are_removed_or_none(project, write):
    name = identifier(project.load(write("a.yaml")))
    before = lines(project)
    with pytest.raises(UsageError, match=f"did you mean '{name}'"):
        project.remove("a.yaml", name[:-1])
    assert lines(project) == before
    with pytest.raises(UsageError, match="khabar query encoded-by lists"):
        project.remove("zzz")


def test_there_must_be_a_store(project, folder):
    with pytest.raises(StoreError, match="no store here yet"):
        project.remove("a.yaml")
    assert list(folder.iterdir()) == []


def test_removing_a_revision_says_what_its_original_lacks(project, write):
    first = identifier(project.load(write("a.yaml")))
    whole = lines(project)
    second = identifier(project.load(write("b.yaml", words="B.", more=f", revision-of: {first}", own="aide")))
    [problem] = project.remove(second).problems
    assert (problem.rule, problem.value.endswith(first)) == ("removed-revision", True)
    assert "khabar load a.yaml" in problem.fix
    project.load("a.yaml")
    assert lines(project) == whole


def test_both_versions_may_go_at_once(project, write):
    first = identifier(project.load(write("a.yaml")))
    second = identifier(project.load(write("b.yaml", words="B.", more=f", revision-of: {first}")))
    assert project.remove(first, second).problems == ()
    assert Project.open().export() == ()


def test_an_error_that_is_kept_keeps_no_store_open(project, write, folder):
    first = write("a.yaml")
    project.load(first)
    other = write("b.yaml", words="More.")
    other.write_text(other.read_text("utf-8").replace("en: Iran,", "en: Persia,"), "utf-8")
    with pytest.raises(ProblemsError) as refused:
        project.load(other)
    # The engine lets nobody write to a directory, not even the same process, while somebody else has it open.
    with pytest.raises(UsageError) as unknown:
        project.remove("zzz")
    assert project.load(first).articles[0].added == 0
    assert (refused.type, unknown.type) == (ProblemsError, UsageError)
