from __future__ import annotations

import pytest
from khabar.errors import UsageError
from khabar.queries.header import Parameter, parse_header

GOOD = """#+ summary: {en: "Who?", ar: "من؟"}
#+ kind: check
#+ params:
#+   since: {type: date, default: 2018-01-01, en: "from", ar: "من"}
#+   speaker: {type: iri, class: Actor, optional: true, en: "who", ar: "من"}
SELECT * {}
"""


def test_a_header_is_read_with_every_scalar_as_text():
    header = parse_header(GOOD, "q.rq")
    assert header.summary == {"en": "Who?", "ar": "من؟"}
    assert header.kind == "check"
    assert header.parameter("since") == Parameter("since", "date", "", False, "2018-01-01", "from", "من")
    speaker = header.parameter("speaker")
    assert speaker is not None
    assert (speaker.of_class, speaker.optional, speaker.default) == ("Actor", True, None)
    assert not speaker.required
    assert header.parameter("none") is None


def test_a_parameter_with_neither_default_nor_optional_is_required():
    header = parse_header(GOOD.replace("optional: true", "optional: false"), "q.rq")
    assert [p.name for p in header.parameters if p.required] == ["speaker"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("kind:", "knd:", 2, "unknown key 'knd' in the header; did you mean 'kind'"),
        ("kind: check", "kind: chek", 2, "unknown kind 'chek'; did you mean 'check'"),
        ("type: date", "type: day", 4, "unknown type 'day'"),
        ("class: Actor", "clas: Actor", 5, "unknown key 'clas' in parameter 'speaker'; did you mean 'class'"),
        ("optional: true", "optional: yes", 5, "unknown optional 'yes'"),
        ("optional: true", "optional: true, default: x", 5, "either optional or has a default"),
        ("type: date", "type: date, class: Actor", 4, "only a parameter of type iri has a class"),
        (', ar: "من"}\n#+   speaker', "}\n#+   speaker", 4, "parameter 'since' lacks 'ar'"),
        (', ar: "من؟"', "", 1, "summary lacks its text in 'ar'"),
        ('ar: "من؟"', 'ar: ""', 1, "summary must be a text"),
        ("#+ kind: check\n", "", 1, "the header lacks 'kind'"),
        ("#+ params:", "#+ kind: report\n#+ params:", 3, "'kind' is given twice"),
        ("speaker:", "spea ker:", 5, "a name has letters"),
        ("{type: date", "[type, date", 4, "the header cannot be read"),
        ('{en: "Who?", ar: "من؟"}', "[a, b]", 1, "only texts and mappings"),
        ("#+ kind", "# kind\n#+ kind", 3, "must follow one another"),
        ("check", "check\n#+ more: &m {x: *m}", 3, "only texts and mappings may stand here|cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_header_is_an_error_with_its_line(old, new, line, message):
    assert old in GOOD
    with pytest.raises(UsageError, match=message) as error:
        parse_header(GOOD.replace(old, new, 1), "q.rq")
    assert str(error.value).startswith(f"q.rq:{line}: ")


def test_the_line_counts_from_the_top_of_the_file():
    with pytest.raises(UsageError, match=r"^q\.rq:4: unknown kind"):
        parse_header("# a licence\n\n" + GOOD.replace("check", "chek"), "q.rq")


@pytest.mark.parametrize("text", ["SELECT * {}", "", "#+\nSELECT * {}"])
def test_a_query_without_header_is_an_error(text):
    with pytest.raises(UsageError, match=r"no header|empty"):
        parse_header(text, "q.rq")
