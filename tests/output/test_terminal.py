from __future__ import annotations

import unicodedata

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st
from khabar.output import Table
from khabar.output.terminal import render, wrap
from khabar.output.visible import isolate, visible
from khabar.queries import Rows
from pyoxigraph import Literal, NamedNode

LONG = "أفادت تقارير بأن بشار الأسد قد حول نحو 250 مليون دولار من البنك المركزي السوري إلى موسكو بين عامي 2018 و2019"


def test_a_table_shows_curies_and_values():
    rows = Rows(
        ("speaker", "n"),
        ((NamedNode("https://khabar.example/entity/iran"), Literal(5)), (None, Literal("07"))),
    )
    assert render(Table.of_rows(rows)) == "speaker    n\n---------  ---\ne:iran     5\n           07\n"


def test_right_to_left_text_is_isolated_and_the_rest_is_not():
    text = render(Table.of_texts(("a", "b"), [("خبر", "news")]))
    assert "\u2068خبر\u2069" in text
    assert text.count("\u2068") == text.count("\u2069") == 1


def test_every_line_of_a_wrapped_cell_is_isolated_by_itself():
    text = render(Table.of_texts(("quote", "n"), [(LONG, "1")]), 40)
    lines = text.splitlines()[2:]
    assert len(lines) > 2
    for line in lines:
        assert line.count("\u2068") == line.count("\u2069") == 1


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_table_keeps_to_the_width_of_the_terminal(width):
    table = Table.of_texts(("id", "quote", "says"), [("a:vu5cjwwwcnjqiwtf#s27", LONG, "x" * 100), ("b", "", "")])
    assert max(wcwidth.wcswidth(line) for line in render(table, width).splitlines()) <= width


def test_a_narrow_column_is_not_cut_for_a_wide_one():
    text = render(Table.of_texts(("id", "quote"), [("statement", "word " * 40)]), 40)
    assert "statement" in text


def test_a_cell_of_many_lines_ends_in_an_ellipsis():
    text = render(Table.of_texts(("quote",), [("word " * 200,)]), 20)
    assert len(text.splitlines()) == 2 + 4
    assert text.rstrip().endswith("…")


@given(st.text(max_size=60), st.integers(2, 20))
def test_wrapping_loses_nothing_but_spaces(text, width):
    text = visible(text)
    lines = list(wrap(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(wcwidth.wcswidth(line) <= width for line in lines)


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["Cc", "Cf", "L", "Zl", "Zp"]), max_size=40))
def test_nothing_that_steers_a_terminal_gets_through(text):
    shown = render(Table.of_texts((text, "x"), [(text, text)]))
    steering = [c for c in shown if unicodedata.category(c) in {"Cc", "Zl", "Zp"} and c != "\n"]
    assert steering == []
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\ufeff")
    depth = 0
    for character in shown:
        depth += {"\u2068": 1, "\u2069": -1}.get(character, 0)
        assert depth in (0, 1)
        assert character != "\n" or depth == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b]0;title\x07b", "a␛]0;title␇b"),
        ("a\nb\tc\r", "a␊b␉c␍"),
        ("\x00\x7f\x9b31m", "␀␡‹U+009B›31m"),
        ("\u202eevil\u202c \u2067x\u2069", "‹U+202E›evil‹U+202C› ‹U+2067›x‹U+2069›"),
        ("a\u2028b\u2029c\ufeff", "a‹U+2028›b‹U+2029›c‹U+FEFF›"),
        ("حميـميم «خبر» 30٪", "حميـميم «خبر» 30٪"),
    ],
)
def test_what_would_act_on_the_screen_is_shown(text, shown):
    assert visible(text) == shown


def test_only_right_to_left_text_is_isolated():
    assert isolate("news 30") == "news 30"
    assert isolate("30 ألف") == "\u206830 ألف\u2069"
    assert isolate("") == ""


def test_many_narrow_columns_become_records():
    columns = tuple(f"column{n}" for n in range(9))
    row = [f"value {n} that is rather long" for n in range(9)]
    lines = render(Table.of_texts(columns, [row, row]), 80).splitlines()
    assert lines[:2] == ["column0  value 0 that is rather long", "column1  value 1 that is rather long"]
    assert lines[9] == ""
    assert len(lines) == 19


def test_many_short_columns_stay_a_table():
    columns = tuple("abcdefghi")
    assert len(render(Table.of_texts(columns, [columns]), 80).splitlines()) == 3


def test_a_file_is_never_cut():
    long = "كلمة " * 300 + "end"
    table = Table.of_texts([f"c{n}" for n in range(9)], [[long, "", *"abcdefg"]])
    first, rule, row = render(table, None).splitlines()
    assert long in row.replace("\u2068", "").replace("\u2069", "")
    assert first.split() == [f"c{n}" for n in range(9)]
    assert set(rule) == {"-", " "}
