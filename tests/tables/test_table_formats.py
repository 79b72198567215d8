"""JSON and Parquet: the same rows as the same table in CSV."""

import csv
import gzip
import io
import json
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from khabar.errors import Level, UnreadableError, UsageError
from khabar.loaders.tables.description import described
from khabar.loaders.tables.reading import chunks, rows

NAMES = ["day", "kind", "who"]
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12)
JSON = {
    "lines": lambda table: "\n".join(json.dumps(row, ensure_ascii=False) for row in table),
    "escaped lines": lambda table: "\r\n".join(json.dumps(row) for row in table) + "\r\n\r\n",
    "array": lambda table: json.dumps(table, ensure_ascii=False),
    "indented array": lambda table: "\ufeff " + json.dumps(table, ensure_ascii=False, indent=2) + "\n",
}


def described_as(ids=("day",), **rest):
    return described(
        {
            "name": "own",
            "id": list(ids),
            "type": {"columns": ["kind"]},
            "day": {"first": "day"},
            "party": [{"role": "initiator", "key": ["who"], "split": " & "}],
            **rest,
        },
        "own.toml",
    )


def read(path, description=None, **options):
    description = description or described_as()
    problems, found = [], []
    for chunk in chunks(path, description, **options):
        found += [(row[0], row[1], dict(zip(chunk.columns, row[2], strict=True)), row[3])
                  for row in rows(chunk, description, problems)]  # fmt: skip
    return found, problems


def read_text(tmp_path, text, description=None, name="t.jsonl", **options):
    (tmp_path / name).write_bytes(text.encode())
    return read(tmp_path / name, description, **options)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


@settings(deadline=None)
@given(ROWS, st.sampled_from(sorted(JSON)), st.integers(1, 80), st.integers(1, 5))
def test_json_is_read_back(place, table, way, size, most):
    table = [dict(zip(NAMES, row, strict=True)) for row in table]
    found, problems = read_text(place, JSON[way](table), size=size, most=most)
    assert not problems
    assert [row[2] for row in found] == table


@settings(deadline=None)
@given(ROWS, st.integers(1, 5))
def test_parquet_is_read_back(place, table, most):
    columns = dict(zip(NAMES, map(list, zip(*table, strict=True)), strict=True))
    pq.write_table(pa.table(columns), place / "t.parquet")
    found, problems = read(place / "t.parquet", most=most)
    assert not problems
    assert [tuple(row[2].values()) for row in found] == table
    assert [row[0] for row in found] == list(range(1, len(table) + 1))


@settings(deadline=None)
@given(st.lists(st.sampled_from([("1", "a", "b"), ("1", "a", "")]), min_size=1), st.integers(1, 80), st.integers(1, 3))
def test_the_same_rows_count_the_same_in_every_format(place, table, size, most):
    made = io.StringIO(newline="")
    csv.writer(made).writerows([NAMES, *table])
    (place / "o.csv").write_text(made.getvalue())
    columns = dict(zip(NAMES, map(list, zip(*table, strict=True)), strict=True))
    pq.write_table(pa.table(columns), place / "o.parquet")
    objects = [dict(zip(NAMES, map(int, row[:1]), strict=False), kind=row[1], who=row[2] or None) for row in table]
    (place / "o.json").write_text(json.dumps(objects, indent=1))
    wanted = {(row, n): 1 for row, count in Counter(table).items() for n in range(count)}
    for name in ("o.csv", "o.parquet", "o.json"):
        found, _ = read(place / name, described_as(ids=()), size=size, most=most)
        assert Counter((tuple(row[2].values()), row[3]) for row in found) == wanted, name


def test_numbers_stay_as_they_are_written(tmp_path):
    text = '{"day": 20180101, "kind": 1.50, "who": 123456789012345678901234567890, "x": 1e5, "y": true, "z": null}'
    [(_, _, cells, _)], _ = read_text(tmp_path, text)
    assert cells == {
        "day": "20180101", "kind": "1.50", "who": "123456789012345678901234567890", "x": "1e5", "y": "true", "z": "",
    }  # fmt: skip


def test_lists_and_objects_in_a_row(tmp_path):
    text = json.dumps({"day": 1, "kind": ["a", 2], "who": ["b", "c"], "at": {"lat": 1.5, "in": {"x": "y"}},
                       "deep": [{"a": [1, None, True, "ب"]}], "none": []})  # fmt: skip
    [(_, _, cells, _)], problems = read_text(tmp_path, text)
    assert not problems
    assert cells == {
        "at.in.x": "y", "at.lat": "1.5", "day": "1", "deep": '[{"a":[1,null,true,"ب"]}]', "kind": "a; 2", "none": "",
        "who": "b & c",
    }  # fmt: skip


BAD_LINES = {
    '{"day": 1, "kind": ': "is no JSON: ",
    '["a", "b"]': "is no JSON object",
    "7": "is no JSON object",
    '{"day": 1, "day": 2}': "has the key 'day' twice",
    '{"a.b": 1, "a": {"b": 2}}': "has the key 'a.b' twice",
    '{"day": "\\ud800"}': "half of a character",
    '{"day": "\\u0000"}': "NUL",
    '{"day": ' + "[" * 100_000 + "}": "is ",
    '{"day": 1}}': "is no JSON: Extra data",
}


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_line_that_is_no_row_is_told_of_and_the_others_are_read(tmp_path, line):
    good = '{"day": "1", "kind": "a", "who": "b"}'
    found, problems = read_text(tmp_path, f"{good}\n{line}\n{good}\n", described_as(ids=()))
    assert [row[:2] for row in found] == [(1, 1), (3, 3)]
    assert [row[3] for row in found] == [0, 1]
    assert [p.at.line for p in problems] == [2]
    assert BAD_LINES[line] in problems[0].message
    assert problems[0].message_ar


ROW = '{"day": 1, "kind": 2, "who": 3}'
REFUSED = {
    '[{"day": 1, "kind": 2, "who": 3}': "is cut off in its array",
    f"[{ROW}\n{ROW}]": "t.jsonl:2: is no JSON: '{' stands between two rows",
    f"[{ROW},\n\n 5]": "t.jsonl:3: is no array of JSON objects",
    f"[{ROW}] []": "goes on after the end of the array",
    '[{"day": 1,\n"x}]': "t.jsonl:2: is no JSON: ",
    '[{"a": 1}]': "the header lacks the columns that own.toml speaks of: 'day', 'kind', 'who'",
    '{"data": [{"day": 1}]}': "is one JSON object, not an object a row\n  give the array in it",
    "{\n": "is one JSON object",
    "[]": "has not one row",
    "\n\n": "has not one row",
    "{}": "has rows without one key",
    "day,kind,who\n": "is no JSON",
}


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("size", [1, 1000])
def test_what_is_no_table_of_objects_is_refused(tmp_path, text, size):
    with pytest.raises(UnreadableError) as told:
        read_text(tmp_path, text, size=size)
    assert REFUSED[text] in str(told.value)


@pytest.mark.parametrize(("ids", "level", "left"), [(["day"], Level.WARNING, 2), ([], Level.VIOLATION, 1)])
def test_a_key_that_comes_late(tmp_path, ids, level, left):
    text = '{"day": 1, "kind": 2, "who": 3}\n{"day": 1, "kind": 2, "who": 3, "new": 4}\n'
    found, problems = read_text(tmp_path, text, described_as(ids), size=10)
    assert len(found) == left
    assert [(p.at.line, p.at.key, p.level) for p in problems] == [(2, "new", level)]


def test_json_is_known_by_its_first_letters_and_packed(tmp_path):
    text = '{"day": 1, "kind": 2, "who": 3}\n'
    assert len(read_text(tmp_path, text, name="t.txt")[0]) == 1
    (tmp_path / "t.json.gz").write_bytes(gzip.compress(f"[{text}]".encode()))
    assert len(read(tmp_path / "t.json.gz")[0]) == 1


def test_json_of_another_encoding(tmp_path):
    for text in ('{"day": "é", "kind": 2, "who": 3}\n', '[{"day": "é", "kind": 2, "who": 3}]'):
        (tmp_path / "t.json").write_bytes(text.encode("latin-1"))
        assert read(tmp_path / "t.json", encoding="latin-1")[0][0][2]["day"] == "é"
        with pytest.raises(UnreadableError, match="encoding"):
            read(tmp_path / "t.json")


def test_the_types_of_parquet(tmp_path):
    table = pa.table(
        {
            "day": [date(2018, 1, 2), None],
            "kind": pa.array(["010", None]).dictionary_encode(),
            "who": [["a", "b"], []],
            "when": [datetime(2018, 1, 2, 3, 4, 5, 678, UTC), None],
            "int": [7, None],
            "float": [5.0, 0.25],
            "big": [1e300, float("nan")],
            "money": [Decimal("1.50"), None],
            "bytes": [b"\xd8\xa8", None],
            "struct": [{"x": 1}, None],
            "flag": [True, False],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    (one, two), problems = read(tmp_path / "t.parquet")
    assert not problems
    assert one[2] == {
        "day": "2018-01-02", "kind": "010", "who": "a & b", "when": "2018-01-02 03:04:05", "int": "7", "float": "5",
        "big": "1e+300", "money": "1.50", "bytes": "ب", "struct": '{"x":1}', "flag": "true",
    }  # fmt: skip
    assert {name for name, text in two[2].items() if text} == {"float", "flag"}
    assert two[2]["float"] == "0.25"


def test_parquet_that_cannot_be_read(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"day": [b"1", b"\xff"], "kind": ["a", "b"], "who": ["c", "d"]}), path)
    found, problems = read(path)
    assert [row[0] for row in found] == [1]
    assert [(p.at.line, p.at.key) for p in problems] == [(2, "day")]
    whole = path.read_bytes()
    for data in (whole[:-9], whole[:40], b"PAR1", whole[:4] + b"\xff" * 60 + whole[64:]):
        path.write_bytes(data)
        with pytest.raises(UnreadableError, match="is broken Parquet"):
            read(path)
    pq.write_table(pa.table({"day": pa.array([], "string"), "kind": [], "who": []}), path)
    with pytest.raises(UnreadableError, match="not one row"):
        read(path)
    path.write_bytes(gzip.compress(whole))
    with pytest.raises(UnreadableError, match="of its own"):
        read(path)


def test_parquet_without_the_library(tmp_path, monkeypatch):
    pq.write_table(pa.table({"day": ["1"], "kind": ["a"], "who": ["c"]}), tmp_path / "t.parquet")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'khabar\[parquet\]'"):
        read(tmp_path / "t.parquet")
