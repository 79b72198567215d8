from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.ontology.terms import XSD
from khabar.output import FORMATS, Table, choose, write
from khabar.queries import Rows
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, parse_query_results

TEXTS = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("\\\"'\n\r\t,;<>& \x00\x1f\x85خ")), max_size=12
)
DATATYPES = ("integer", "decimal", "double", "boolean", "date", "string", "anyURI")
LEXICAL = st.one_of(TEXTS, st.from_regex(r"[+-]?[0-9]{0,3}\.?[0-9]{0,3}([eE][+-]?[0-9]{1,2})?", fullmatch=True))
TERMS = st.one_of(
    st.none(),
    st.sampled_from(["http://x/é", "urn:x", "https://khabar.example/entity/iran"]).map(NamedNode),
    st.sampled_from(["b1", "x2"]).map(BlankNode),
    TEXTS.map(Literal),
    st.builds(Literal, TEXTS, language=st.sampled_from(["ar", "en"])),
    st.builds(Literal, LEXICAL, datatype=st.sampled_from(DATATYPES).map(lambda d: NamedNode(XSD + d))),
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=4).map(lambda rows: Rows(("first", "second"), tuple(rows)))
ARABIC = Rows(
    ("speaker", "says", "n"),
    (
        (NamedNode("https://khabar.example/entity/iran"), Literal("خبر, «عاجل»\nسطر", language="ar"), Literal(5)),
        (BlankNode("b"), None, Literal("0.9", datatype=NamedNode(f"{XSD}decimal"))),
    ),
)
TABLE = Table.of_texts(("file", "message"), [("a.yaml", "a\tb\nc"), ("خبر.yaml", '"x", <y>')])


def written(data: Rows | Table, name: str, **options: object) -> bytes:
    stream = io.BytesIO()
    write(data, name, stream, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def by_pyoxigraph(rows: Rows, name: str) -> bytes:
    answers = parse_query_results(written(rows, "json"), QueryResultsFormat.JSON)
    return answers.serialize(format=getattr(QueryResultsFormat, name.upper()))


@pytest.mark.parametrize("name", ["json", "csv", "tsv"])
@given(rows=ROWS)
@settings(deadline=None)
def test_answers_are_written_byte_for_byte_as_pyoxigraph_does(name, rows):
    assert written(rows, name) == by_pyoxigraph(rows, name)


@given(ROWS)
@settings(deadline=None)
def test_json_is_read_back_as_the_same_rows(rows):
    assert Rows.from_solutions(parse_query_results(written(rows, "json"), QueryResultsFormat.JSON)) == rows


@given(ROWS)
@settings(deadline=None)
def test_xml_is_read_back_as_the_same_rows_but_for_what_xml_cannot_hold(rows):
    xml = written(rows, "xml")
    ET.fromstring(xml)
    back = Rows.from_solutions(parse_query_results(xml, QueryResultsFormat.XML))
    for row, row_back in zip(rows.terms, back.terms, strict=True):
        for term, term_back in zip(row, row_back, strict=True):
            if isinstance(term, Literal) and "\ufffd" in term_back.value:
                assert len(term.value) == len(term_back.value)
            else:
                assert term == term_back


@pytest.mark.parametrize("code", [0x00, 0x01, 0x08, 0x0B, 0x1B, 0x1F, 0xFFFE, 0xFFFF])
def test_xml_never_holds_a_character_that_xml_forbids(code):
    xml = written(Rows(("x",), ((Literal(f"a{chr(code)}b"),),)), "xml")
    assert ET.fromstring(xml)[1][0][0][0].text == "a\ufffdb"


def test_xml_keeps_what_it_can():
    xml = written(Rows(("x",), ((Literal(" \t\n\r\x85]]>&'\" "),),)), "xml")
    assert ET.fromstring(xml)[1][0][0][0].text == " \t\n\r\x85]]>&'\" "


def test_csv_of_arabic_is_read_by_the_standard_library():
    text = written(ARABIC, "csv").decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["speaker", "says", "n"],
        ["https://khabar.example/entity/iran", "خبر, «عاجل»\nسطر", "5"],
        ["_:b", "", "0.9"],
    ]


def test_data_formats_hold_no_marks_of_direction():
    for name in ("csv", "tsv", "json", "jsonl", "xml", "md", "html"):
        text = written(ARABIC, name).decode()
        assert not {"\u2068", "\u2069", "\u200e", "\u200f"} & set(text), name


def test_a_byte_order_mark_stands_before_csv_only_when_asked_for():
    assert written(ARABIC, "csv", bom=True) == b"\xef\xbb\xbf" + written(ARABIC, "csv")
    assert written(ARABIC, "json", bom=True) == written(ARABIC, "json")


def test_json_lines_hold_plain_values():
    lines = written(ARABIC, "jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"speaker": "https://khabar.example/entity/iran", "says": "خبر, «عاجل»\nسطر", "n": 5},
        {"speaker": "_:b", "says": None, "n": 0.9},
    ]
    assert "خبر" in lines[0]


@pytest.mark.parametrize(
    ("lexical", "datatype", "value"),
    [
        ("2018-01-31", "date", "2018-01-31"),
        ("123456789012345678901", "integer", 123456789012345678901),
        ("0.1234567890123456789", "decimal", "0.1234567890123456789"),
        ("NaN", "double", "nan"),
        ("true", "boolean", True),
    ],
)
def test_json_lines_lose_no_digits(lexical, datatype, value):
    rows = Rows(("x",), ((Literal(lexical, datatype=NamedNode(XSD + datatype)),),))
    assert json.loads(written(rows, "jsonl")) == {"x": value}


def test_a_table_of_texts_has_the_same_formats():
    assert written(TABLE, "tsv").decode() == 'file\tmessage\na.yaml\ta\\tb\\nc\nخبر.yaml\t"x", <y>\n'
    assert written(TABLE, "csv").decode() == 'file,message\r\na.yaml,"a\tb\nc"\r\nخبر.yaml,"""x"", <y>"\r\n'
    objects = [{"file": "a.yaml", "message": "a\tb\nc"}, {"file": "خبر.yaml", "message": '"x", <y>'}]
    assert json.loads(written(TABLE, "json")) == objects
    assert [json.loads(line) for line in written(TABLE, "jsonl").splitlines()] == objects
    assert json.loads(written(Table(("a",)), "json")) == []


def test_a_table_of_texts_is_no_sparql_result():
    with pytest.raises(UsageError, match="answers to queries only"):
        written(TABLE, "xml")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_an_empty_answer(name):
    text = written(Rows(("x",)), name).decode()
    assert text == "" if name == "jsonl" else "x" in text


def test_every_format_is_utf_8_whatever_the_text():
    data = Table.of_texts(("x",), [("\ud800خ",)])
    for name in FORMATS:
        if name != "xml":
            assert "خ" in written(data, name).decode("utf-8")


@pytest.mark.parametrize(
    ("name", "path", "isatty", "chosen"),
    [
        ("", "-", True, "table"),
        ("", "-", False, "tsv"),
        ("", "answers.csv", True, "csv"),
        ("", "answers.CSV", True, "csv"),
        ("", "answers", True, "tsv"),
        ("", "a.b/answers.srx", False, "xml"),
        ("", "answers.ndjson", False, "jsonl"),
        ("json", "answers.csv", True, "json"),
        ("JSON", "-", True, "json"),
        ("table", "-", False, "table"),
    ],
)
def test_the_flag_wins_then_the_suffix_then_where_it_goes(name, path, isatty, chosen):
    assert choose(name, path, isatty=isatty) == chosen


@pytest.mark.parametrize(
    ("name", "path", "message"),
    [
        ("jsn", "-", "unknown format 'jsn'; did you mean 'json'"),
        ("parquet", "-", "unknown format 'parquet'; known: table, tsv"),
        ("", "a.cvs", "unknown suffix '.cvs'; did you mean '.csv'"),
    ],
)
def test_what_is_unknown_gets_a_suggestion(name, path, message):
    with pytest.raises(UsageError, match=message):
        choose(name, path)
    with pytest.raises(UsageError, match="unknown format"):
        written(ARABIC, name or "none")
