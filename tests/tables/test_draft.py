"""A draft of a description for any table: valid, fit for the table, and right where names and cells tell."""

import csv
import io
import json
import tomllib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from khabar.errors import KhabarError, UnreadableError, UsageError
from khabar.loaders.tables.chunks import MOST_ROWS
from khabar.loaders.tables.description import described, read
from khabar.loaders.tables.draft import draft, place_of
from khabar.loaders.tables.mapped import map_chunk
from khabar.loaders.tables.reading import chunks, rows
from khabar.ontology.vocabulary import vocabulary
from khabar.project.starter import start_table
from khabar.project.tables import description_of

LETTERS = st.characters(codec="utf-8", exclude_characters="\0\r")
CELL = st.one_of(
    st.text(LETTERS, max_size=5),
    st.sampled_from(
        ["2026-11-24", "24/11/2026", "12", "3.5", "IED", "بغداد", 'a "b" \\', "x\ty\n\x7f", "http://a.b/c", "a; b"]
    ),
)
NAME = st.one_of(
    st.text(LETTERS, min_size=1, max_size=6),
    st.sampled_from(
        ["date", "type", "event_type", "lat", "lon", "country", "actor1", "id", "killed", "source", "city"]
    ),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("drafts")


def drafted(path, encoding=""):
    return described(tomllib.loads(draft(path, encoding)), str(path))


def table(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@settings(deadline=None, max_examples=200)
@given(
    st.lists(NAME, min_size=1, max_size=5, unique_by=lambda name: name.strip().casefold()),
    st.data(),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_draft_of_any_table_is_valid_and_fits_it(place, names, data, delimiter, quoting):
    table = data.draw(st.lists(st.tuples(*[CELL] * len(names)), min_size=1, max_size=6))
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter, quoting=quoting).writerows([names, *table])
    path = place / "rows.csv"
    path.write_bytes(made.getvalue().encode())
    try:
        text = draft(path)
    except UnreadableError:
        return
    description = described(tomllib.loads(text), "rows.toml")
    assert set(description.type.values.values()) <= vocabulary()["type"].keys()
    for chunk in chunks(path, description):
        map_chunk(chunk, description, "https://khabar.example/")


@settings(deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda data: b"date,type\n2026-01-01,x\n" + data))
)
def test_no_bytes_break_it(place, data):
    (place / "bytes.csv").write_bytes(data)
    try:
        text = draft(place / "bytes.csv")
    except KhabarError as e:
        text = ""
        told = str(e)
    assert tomllib.loads(text) if text else told


FULL = [
    (
        "Incident No;Date of Event;End Date;Attack Type;Perpetrator;Perpetrator Country;Target;Country;City;Latitude;"
        "Long;Killed;Wounded;Low;High;Source;Link;Notes;Updated"
    ),
    "A-1;24/11/2026;25/11/2026;IED;Group A;SYR;Army & Police;IRQ;Baghdad;33.3;44.4;3;5;2;4;AP;http://a.b/1;x;1/1/2027",
    "A-2;25/11/2026;25/11/2026;Small Arms;Group B;IRN;Army;SYR;Aleppo;36.2;37.1;0;;0;1;Agency;http://a.b/2;z;1/1/2027",
    "A-3;26/11/2026;27/11/2026;Odd;Group B;;Police;SYR;Aleppo;36.2;37.1;1;1;1;1;Paper;;z w;1/1/2027",
]


def test_what_each_column_is_for(tmp_path):
    path = table(tmp_path / "My incidents 2026.csv", "\n".join(FULL))
    text = draft(path)
    found = described(tomllib.loads(text), "x")
    assert found.name == "my-incidents-2026"
    assert found.id == ("Incident No",)
    assert (found.layout.delimiter, found.layout.header, found.layout.quoted) == (";", True, True)
    assert (found.day.first, found.day.last, found.day.format) == ("Date of Event", "End Date", "%d/%m/%Y")
    assert found.type.columns == ("Attack Type",)
    assert found.type.values == {"IED": "bombing", "Small Arms": "clash"}
    assert '# Odd = ""  # 1 row: name a type' in text
    one, two, where = found.parties
    assert (one.role, one.key, one.country, one.scheme) == (
        "initiator",
        ("Perpetrator",),
        "Perpetrator Country",
        "iso3",
    )
    assert (two.role, two.key, two.split, two.country) == ("affected", ("Target",), " & ", "")
    assert (where.role, where.kind, where.key) == ("place", "Place", ("City", "Latitude", "Long"))
    assert (where.country, where.scheme, where.latitude, where.longitude) == ("Country", "iso3", "Latitude", "Long")
    assert [(a.unit, a.value, a.low, a.high) for a in found.amounts] == [
        ("killed", "Killed", "Low", "High"),
        ("injured", "Wounded", "", ""),
    ]
    assert (found.source.url, found.source.name) == ("Link", "Source")
    assert '# Not used: "Notes", "Updated"' in text


ARABIC = (
    "التاريخ,نوع الحدث,المدينة,الدولة,عدد القتلى,المصدر\n" + "٢,قصف,حلب,سوريا,3,وكالة\n".replace("٢", "24.11.2026") * 3
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1256", "utf-16"])
def test_a_table_in_arabic(tmp_path, encoding):
    found = drafted(table(tmp_path / "حوادث.csv", ARABIC, encoding))
    assert (found.day.first, found.day.format) == ("التاريخ", "%d.%m.%Y")
    assert found.type.values == {"قصف": "shelling"}
    assert (found.language, found.source.name, found.amounts[0].value) == ("ar", "المصدر", "عدد القتلى")
    assert (found.parties[0].key, found.parties[0].country, found.parties[0].scheme) == (("المدينة",), "الدولة", "name")
    assert found.layout.encoding == (encoding if encoding == "windows-1256" else "utf-8")
    [chunk] = chunks(tmp_path / "حوادث.csv", found)
    assert [row[3] for row in rows(chunk, found)] == [0, 1, 2]
    assert len(set(map_chunk(chunk, found, "https://khabar.example/").events)) == 3


def test_other_encodings_and_delimiters(tmp_path):
    french = table(tmp_path / "t.csv", "date\tlieu\n2026-11-24\tÉvry, près\n", "windows-1252")
    assert drafted(french).layout.encoding == "windows-1252"
    assert drafted(french).layout.delimiter == "\t"
    bare = table(tmp_path / "u.csv", "date,city\n2026-11-24,x\n", "utf-16-le")
    assert drafted(bare, "utf-16-le").layout.encoding == "utf-16-le"
    with pytest.raises(UnreadableError, match="is not UTF-8 but UTF-16"):
        draft(bare)
    with pytest.raises(UsageError, match="there is no encoding"):
        draft(bare, "utf-9")


def test_days_that_can_be_read_in_two_ways_are_told_of(tmp_path):
    text = draft(table(tmp_path / "t.csv", "date,x\n01/02/2026,1\n03/04/2026,2\n"))
    assert 'format = "%d/%m/%Y"  # or "%m/%d/%Y": all rows fit both, so look' in text
    assert drafted(table(tmp_path / "t.csv", "date,x\n01/02/2026,1\n03/24/2026,2\n")).day.format == "%m/%d/%Y"
    assert drafted(table(tmp_path / "t.csv", "day,x\n20261124,1\n")).day.format == "%Y%m%d"
    assert drafted(table(tmp_path / "t.csv", "count,x\n20261124,1\n")).day.first == ""


def test_one_day_that_is_mistyped_does_not_hide_the_column_and_no_day_is_a_code(tmp_path):
    text = "id,when,where\n1,2024-03-01,Homs\n2,2024-03-02,Homs\n3,2024-03-0x,Homs\n"
    found = drafted(table(tmp_path / "acts.csv", text))
    assert [found.day.first, found.type.columns] == ["when", ()]


def test_a_table_without_a_header_or_with_marks_that_are_letters(tmp_path):
    path = table(tmp_path / "t.tsv", '7\t2026-11-24\t"x\t043\n8\t2026-11-25\ty\t190\n9\t2026-11-25\ty\t010\n')
    found = drafted(path)
    assert (found.layout.header, found.layout.quoted, len(found.layout.columns)) == (False, False, 4)
    assert (found.id, found.day.first, found.type.columns, found.type.scheme) == (
        ("column 1",),
        "column 2",
        ("column 4",),
        "cameo",
    )
    mapped = map_chunk(next(chunks(path, found)), found, "https://khabar.example/")
    assert (len(mapped.events), mapped.refused) == (3, 0)


def test_json_and_parquet(tmp_path):
    objects = [{"date": f"2026-11-{n:02}", "type": "IED", "at": {"lat": 33.5, "lon": 44}} for n in range(1, 9)]
    (tmp_path / "t.json").write_text(json.dumps(objects))
    pq.write_table(
        pa.table({"date": ["2026-11-24"], "type": ["IED"], "at.lat": [33.5], "at.lon": [44.0]}), tmp_path / "t.parquet"
    )
    for name in ("t.json", "t.parquet"):
        found = drafted(tmp_path / name)
        assert (found.day.first, found.type.values, found.parties[0].latitude) == ("date", {"IED": "bombing"}, "at.lat")
        chunk = next(chunks(tmp_path / name, found))
        assert not map_chunk(chunk, found, "https://khabar.example/").problems


def test_what_is_no_table(tmp_path):
    for text, message in (
        ("", "is empty"),
        ("a,b\n", "not one row"),
        ("a,b\n1\n", "not one row"),
        ("a,b,a\n", "twice"),
    ):
        with pytest.raises(UnreadableError, match=message):
            draft(table(tmp_path / "t.csv", text))


def test_it_is_written_beside_the_table_and_never_over_a_file(tmp_path, khabar):
    path = table(tmp_path / "rows.csv.gz", "date,city\n2026-11-24,x\n")
    assert place_of("a/rows.tsv") == Path("a/rows.toml")
    path = path.rename(tmp_path / "rows.csv")
    ran = khabar("init", "--table", path)
    assert ran.code == 0
    assert "next: look through it, then khabar load" in ran.err
    own = tmp_path / "rows.toml"
    assert description_of([path], None) == read(own)
    own.write_text("mine")
    assert khabar("init", "--table", path).code == 2
    assert own.read_text() == "mine"
    with pytest.raises(UsageError, match="no such file"):
        start_table(tmp_path / "none.csv")
    assert not (tmp_path / "none.toml").exists()


def test_the_real_table_without_ids_loads_once_its_types_are_named(data):
    path = data / "tables/sigacts_iraq.csv"
    text = draft(path).replace('# Other = ""', 'Other = "attack"')
    found = described(tomllib.loads(text), "sigacts.toml")
    assert (found.id, found.type.columns, found.day.first) == ((), ("event_type",), "time")
    assert [(p.role, p.key) for p in found.parties] == [("affected", ("target",)), ("place", ("city",))]
    chunk = next(chunks(path, found))
    mapped = map_chunk(chunk, found, "https://khabar.example/")
    assert len(set(mapped.events)) == len(mapped.events)
    # The header is one of the rows that were cut.
    assert len(mapped.events) + mapped.refused == MOST_ROWS - 1 == len(list(rows(chunk, found)))
    assert mapped.refused < MOST_ROWS / 100
    assert {p.at.key for p in mapped.problems} == {"event_type"}
