from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.output import Cell, Table
from khabar.output.markup import html, markdown
from khabar.queries import Rows
from pyoxigraph import Literal, NamedNode

ROWS = Rows(
    ("who", "says"),
    ((NamedNode("https://khabar.example/entity/iran"), Literal("خبر <b>&\nسطر | آخر", language="ar")),),
)


class Reader(HTMLParser):
    """Keeps the tags with their attributes, and the text of each cell."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells and data.strip():
            self.cells[-1] += data


def read(table: Table) -> Reader:
    reader = Reader()
    reader.feed("".join(html(table)))
    reader.close()
    return reader


def test_html_is_escaped_and_finds_its_direction():
    reader = read(Table.of_rows(ROWS))
    assert reader.cells == ["who", "says", "e:iran", "خبر <b>&سطر | آخر"]
    assert ("td", {"dir": "auto", "lang": "ar"}) in reader.tags
    assert ("a", {"href": "https://khabar.example/entity/iran"}) in reader.tags
    assert [tag for tag, _ in reader.tags].count("br") == 1
    assert all(a.get("dir") == "auto" for tag, a in reader.tags if tag in ("td", "th"))


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "urn:x"])
def test_only_addresses_of_the_web_become_links(iri):
    reader = read(Table.of_rows(Rows(("x",), ((NamedNode(iri),),))))
    assert "a" not in [tag for tag, _ in reader.tags]
    assert reader.cells == ["x", iri]


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_can_add_a_tag(text, iri):
    reader = read(Table((text,), ((Cell(text, language=text, iri="http://x/" + iri),),)))
    allowed = {"table", "thead", "tbody", "tr", "th", "td", "a", "br"}
    assert {tag for tag, _ in reader.tags} <= allowed
    assert len(reader.cells) == 2


def test_markdown_keeps_one_row_a_line():
    text = "".join(markdown(Table.of_rows(ROWS)))
    assert text == "| who | says |\n| --- | --- |\n| e:iran | خبر \\<b\\>\\&<br>سطر \\| آخر |\n"


@given(st.text(max_size=30))
def test_no_text_can_break_a_markdown_row(text):
    lines = "".join(markdown(Table.of_texts((text, "b"), [(text, "c")]))).split("\n")
    assert len(lines) == 4
    for line in lines[:3]:
        assert len(line.replace("\\\\", "").replace("\\|", "").split("|")) == 4
