"""Bad tables: what is said of them, where it stands, and what is read all the same."""

import csv
import gzip
import io
import os
import pickle
import zipfile

import pytest
from khabar.errors import UnreadableError, UsageError
from khabar.loaders.tables import csv_rows, cutting
from khabar.loaders.tables.description import described, descriptions
from khabar.loaders.tables.reading import chunks, rows

HEAD = "day,kind,who\n"


def described_as(header=True, **layout):
    columns = {} if header else {"columns": ["day", "kind", "who"]}
    return described(
        {
            "name": "own",
            "id": ["day"],
            "layout": {"header": header, **columns, **layout},
            "type": {"columns": ["kind"]},
            "day": {"first": "day"},
            "party": [{"role": "initiator", "key": ["who"]}],
        },
        "own.toml",
    )


def read(path, description=None, **options):
    description = description or described_as()
    problems, found = [], []
    for chunk in chunks(path, description, **options):
        found += rows(chunk, description, problems)
    return found, problems


def read_bytes(tmp_path, data, description=None, name="t.csv", **options):
    (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return read(tmp_path / name, description, **options)


def refused(tmp_path, data, description=None, name="t.csv", **options):
    with pytest.raises((UnreadableError, UsageError)) as told:
        read_bytes(tmp_path, data, description, name, **options)
    return str(told.value).replace(f"{tmp_path}/", "")


ROWS = {
    "too few": ("1,a\n", "table-cells", 2, "", "the row has 2 cells, too few: the table has 3 columns"),
    "too many": ("1,a,b,c\n", "table-cells", 2, "", "the row has 4 cells, too many"),
    "quoted, too few": ('"1",a\n', "table-cells", 2, "", "the row has 2 cells, too few"),
    "after a mark": ('1,"a"b,c\n', "table-quote", 2, "kind", "text follows the quotation mark that closes a cell"),
    "over lines": ('1,"a,b\n2,"c",d\n', "table-quote", 3, "kind", "with it lines 2 to 3 are one row"),
    "not UTF-8": (b"1,a,b\x95\n", "table-encoding", 2, "who", "is not utf-8: byte 0x95 at offset 18"),
    "not UTF-8, quoted": (b'"1",a,b\x95\n', "table-encoding", 2, "who", "byte 0x95 at offset 20"),
    "NUL": ("1,a,b\0\n", "table-nul", 2, "who", "holds a NUL character (U+0000)"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_cannot_be_read_is_told_of_and_left_out(tmp_path, name):
    row, rule, line, key, message = ROWS[name]
    data = b"day,kind,who\n" + (row.encode() if isinstance(row, str) else row) + b"9,y,z\n"
    found, [problem] = read_bytes(tmp_path, data)
    assert [row[2] for row in found] == [["9", "y", "z"]]
    assert (problem.rule, problem.at.line, problem.at.key) == (rule, line, key)
    assert message in problem.message
    assert problem.value
    assert problem.fix
    assert any("\u0600" <= letter <= "\u06ff" for letter in problem.message_ar)


def test_a_line_end_in_a_cell_of_a_file_without_quoting(tmp_path):
    table = described_as(header=False, quoted=False, delimiter="\t")
    found, problems = read_bytes(tmp_path, "1\ta\tb\n2\tone\ntwo\tb\n3\ta\n4\ta\tb\n", table)
    assert [row[2][0] for row in found] == ["1", "4"]
    assert [(p.rule, p.at.line, p.at.key) for p in problems] == [("table-torn", 2, "kind"), ("table-cells", 4, "")]
    assert "goes on in line 3" in problems[0].message


def test_a_few_bad_bytes_are_rows_and_more_are_the_file(tmp_path):
    bad = "1,a,é\n".encode("latin-1")
    good = b"2,a,b\n"
    found, problems = read_bytes(tmp_path, HEAD.encode() + good + bad * 20)
    assert (len(found), len(problems)) == (1, 20)
    assert "--encoding" in problems[0].fix
    told = refused(tmp_path, HEAD.encode() + good + bad * 21)
    assert told.startswith("t.csv:3: is not utf-8: byte 0xe9 at offset 23")
    assert "--encoding" in told
    assert read_bytes(tmp_path, HEAD.encode() + bad * 21, encoding="latin-1")[0][0][2] == ["1", "a", "é"]


REFUSED = {
    "": "t.csv: the file is empty",
    "\n \r\n\n": "the file is empty but for blank lines",
    HEAD: "has a header and not one row",
    HEAD + "\n\n": "has a header and not one row",
    HEAD + '1,a,"b\n2,c,d\n': "t.csv:2:5: a quotation mark opens here and is not closed before the end of the file",
    'day,"kind"x,who\n1,2,3\n': "t.csv:1:11: text follows the quotation mark that closes a cell of the header",
    "day,kind,day,who\n1,2,3,4\n": "the header has the column 'day' twice: columns 1 and 3",
    "day,kind,DAY_,who\n1,2,3,4\n": "",
    "Day,kind,DAY,who\n1,2,3,4\n": "the header has the column 'day' twice (as 'Day' and 'DAY'): columns 1 and 3",
    "day,kinds,who\n1,2,3\n": "lacks the column that own.toml speaks of: 'kind' (did you mean 'kinds'?)",
    "days;kind;who\n1;2;3\n": "the header is one cell, and a semicolon stands in it: look at layout.delimiter",
    "1,2,3\n4,5,6\n": "lacks the columns that own.toml speaks of: 'day', 'kind', 'who'",
    "<!DOCTYPE html>\n<html><p>404": "t.csv: is an HTML page, perhaps an error that a server sent, not a table",
    '<?xml version="1.0"?><a/>': "is XML, not a table",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\n": "is a Git LFS pointer, not the data; run: git lfs",
    "day,k\u00e9nd,who\n1,2,3\n": "'kind' (did you mean 'kénd'?)",
}


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
@pytest.mark.parametrize("size", [3, 1 << 20])
def test_what_is_no_such_table_is_refused(tmp_path, text, size):
    if REFUSED[text]:
        assert REFUSED[text] in refused(tmp_path, text, size=size)
    else:
        assert "column 'day' twice" not in str(read_bytes(tmp_path, text, size=size))


def test_a_header_in_another_encoding(tmp_path):
    told = refused(tmp_path, "day,kind,who,été\n1,2,3,4\n".encode("latin-1"))
    assert "t.csv:1: is not utf-8: byte 0xe9 in the header" in told


def test_headers_that_differ_in_case_spaces_and_order_are_known(tmp_path):
    description = described_as(renamed={"actor": "who"}, optional=["note"])
    text = '\ufeffsep=,\n\n "who else", Actor ,Kind,D_A Y,,"NOTE"\n0,3,2,1,4,5\n'
    (tmp_path / "t.csv").write_text(text)
    [chunk] = chunks(tmp_path / "t.csv", description)
    assert chunk.columns == ('"who else"', "who", "kind", "day", "column 5", "note")
    assert [row[1] for row in rows(chunk, description)] == [4]


def test_the_name_itself_goes_before_what_is_like_it(tmp_path):
    description = described_as(renamed={"actor": "who"})
    (tmp_path / "t.csv").write_text("day,kind,who,actor,Kind\n1,2,3,4,5\n")
    [chunk] = chunks(tmp_path / "t.csv", description)
    assert chunk.columns == ("day", "kind", "who", "actor", "Kind")


def test_columns_that_the_description_does_not_list(tmp_path):
    description = described_as(columns=["day", "kind", "who"])
    assert "does not list: 'whom' (did you mean 'who'?)" in refused(
        tmp_path, "day,kind,who,whom\n1,2,3,4\n", description
    )


@pytest.mark.parametrize("mark", [";", "\t", "|"])
@pytest.mark.parametrize("header", [True, False])
def test_a_table_that_was_exported_anew_is_known_by_its_header(tmp_path, mark, header):
    text = 'D,Who,Kind,"day"\n0,3,"2,x",1\n'.replace(",", mark)
    found, problems = read_bytes(tmp_path, text, described_as(header, quoted=False))
    assert not problems
    assert [row[2] for row in found] == [["0", "3", f"2{mark}x", "1"]]


def test_files_without_a_header(tmp_path):
    description = described_as(header=False, optional=["who"])
    assert [row[2] for row in read_bytes(tmp_path, "\n1,a,b\n", description)[0]] == [["1", "a", "b"]]
    found, _ = read_bytes(tmp_path, "Day,Kind,Who\n1,a,b\n", description)
    assert [row[:3] for row in found] == [(1, 2, ["1", "a", "b"])]
    (tmp_path / "t.csv").write_text("1,a\n2,b\n3\n")
    [chunk] = chunks(tmp_path / "t.csv", description)
    assert chunk.columns == ("day", "kind")
    assert "its rows have 4 cells, and own has 3 columns" in refused(tmp_path, "1,2,3,4\n", description)
    nameless = described({"name": "own", "layout": {"header": False}}, "own.toml")
    assert "own.toml: layout.columns: name the columns" in refused(tmp_path, "1,2\n", nameless)


@pytest.mark.parametrize("delimiter", ["", '"', "\n", ",\r"])
def test_delimiters_that_cannot_be(tmp_path, delimiter):
    assert "own.toml: layout.delimiter" in refused(tmp_path, HEAD, described_as(delimiter=delimiter))


@pytest.mark.parametrize("delimiter", ["||", "§", "\x01"])
def test_delimiters_of_other_kinds(tmp_path, delimiter):
    text = 'day,kind,who\n1,a,b\n"2","x\ny","a,""b"\n3,x|y,z\n'.replace(",", delimiter)
    found, problems = read_bytes(tmp_path, text, described_as(delimiter=delimiter), size=5)
    assert not problems
    assert [row[2] for row in found] == [["1", "a", "b"], ["2", "x\ny", f'a{delimiter}"b'], ["3", "x|y", "z"]]


def test_cells_that_are_longer_than_the_csv_module_takes(tmp_path):
    long = "x" * (csv.field_size_limit() + 1)
    found, problems = read_bytes(tmp_path, f'{HEAD}1,"{long}",b\n')
    assert not problems
    assert found[0][2] == ["1", long, "b"]


def test_a_row_without_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting, "LONGEST", 50)
    assert "a row goes on for more than 0 MB" in refused(tmp_path, HEAD + "x" * 200, size=20)
    assert "a quotation mark may be open" in refused(tmp_path, HEAD + '1,"' + "x\n" * 200, size=20)


def test_marks_inside_a_cell_are_letters(tmp_path):
    found, problems = read_bytes(tmp_path, HEAD + '1,5" gun,b "c"\n2,"a",b\n')
    assert not problems
    assert found[0][2] == ["1", '5" gun', 'b "c"']


def zipped(*names, flags=0):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, HEAD + "1,2,3\n")
    data = bytearray(made.getvalue())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + at] |= flags
    return bytes(data)


PICKLE = pickle.dumps({"a": 1})
PACKED = {
    "t.xlsx": (
        zipped("[Content_Types].xml", "xl/workbook.xml"),
        "is an Excel workbook, not text; save the sheet as CSV",
    ),
    "t.ods": (zipped("mimetype", "content.xml"), "is an OpenDocument file, not text; save the sheet as CSV"),
    "t.xls": (b"\xd0\xcf\x11\xe0" + bytes(99), "old Office program, not text; save the sheet as CSV"),
    "two.zip": (zipped("a.csv", "b.csv"), "holds 2 files; a zip must hold one"),
    "none.zip": (zipped(), "holds 0 files"),
    "secret.zip": (zipped("a.csv", flags=1), "is an encrypted zip"),
    "cut.zip": (zipped("a.csv")[:-30], "is broken zip"),
    "t.gz": (gzip.compress(PICKLE), "t.gz (unpacked): is a Python pickle"),
    "t.csv": (PICKLE, "is a Python pickle"),
    "empty.gz": (gzip.compress(b""), "is gzip data with nothing in it"),
    "twice.gz": (gzip.compress(gzip.compress(b"a")), "is packed (gzip); unpack it first"),
    "named.gz": (HEAD.encode(), "is named like gzip, and is not"),
    "broken.gz": (gzip.compress(HEAD.encode())[:12] + bytes(9), "gzip"),
    "t.zst": (b"\x28\xb5\x2f\xfd" + bytes(20), ""),
    "t.json": (b"var worldMap = {};", "begins with JavaScript"),
}


@pytest.mark.parametrize("name", PACKED)
def test_files_that_are_not_what_their_names_say(tmp_path, name):
    data, message = PACKED[name]
    told = refused(tmp_path, data, name=name)
    assert told.startswith(name)
    assert message in told


def test_what_macs_put_into_a_zip_is_passed_over(tmp_path):
    assert len(read_bytes(tmp_path, zipped("a.csv", "__MACOSX/._a.csv"), name="t.zip")[0]) == 1


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, message in (("none", "no such file"), (".", "is a directory"), ("a\0b", "cannot be"), ("pipe", "pipe")):
        with pytest.raises(UsageError, match=message):
            read(f"{tmp_path}/{path}")


def test_a_member_or_a_table_cannot_be_read_from_a_pipe(monkeypatch):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    for data, message in ((zipped("a.csv"), "give it as a file"), (b"PAR1" + bytes(99), "of its own")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Pipe(data)))
        with pytest.raises(UnreadableError, match=message):
            read("-")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Pipe(gzip.compress(f"{HEAD}1,2,3\n".encode()))))
    assert [row[2] for row in read("-")[0]] == [["1", "2", "3"]]


ODD = {
    "odd/GEDEvent_v24_1.csv": "is a Git LFS pointer",
    "odd/events2samp.gz": "(unpacked): is a Python pickle; khabar never opens those",
    "odd/events2samps.csv.zip": "the file is empty",
    "odd/countries.geo.json": "begins with JavaScript",
    "odd/polnear_newline_in_field.ann": "cells, and gdelt has 61 columns",
    "odd/blns.json": "is no array of JSON objects",
    "texts/fakes_248.csv": "cells, and gdelt has 61 columns",
}


@pytest.mark.parametrize("name", ODD)
def test_real_odd_files(data, name):
    with pytest.raises(UnreadableError) as told:
        read(data / name, descriptions()["gdelt"])
    assert ODD[name] in str(told.value)


def test_a_real_field_with_a_line_end_in_it(data):
    layout = {"delimiter": "\t", "quoted": False, "header": False, "columns": ["id", "span", "text"]}
    description = described({"name": "ann", "layout": layout}, "ann.toml")
    _, problems = read(data / "odd/polnear_newline_in_field.ann", description)
    assert {(p.rule, p.at.line) for p in problems if p.at.line in {52, 53}}


def test_a_real_table_with_a_few_bytes_of_no_encoding(data):
    description = described({"name": "fakes"}, "fakes.toml")
    found, problems = read(data / "texts/fakes_248.csv", description)
    assert len(found) + len(problems) == 248
    assert {p.rule for p in problems} == {"table-encoding"}
    assert not read(data / "texts/fakes_248.csv", description, encoding="latin-1")[1]


def test_the_real_gdelt_file(data):
    description = descriptions()["gdelt"]
    found, problems = read(data / "tables/20180101000000.export.CSV", description, size=100_000)
    assert not problems
    assert len(found) == len({row[2][0] for row in found}) == 2414
    assert {len(row[2]) for row in found} == {61}


def test_every_row_of_a_real_table_without_ids_has_a_place_of_its_own(data):
    description = described({"name": "sigacts"}, "sigacts.toml")
    found, problems = read(data / "tables/sigacts_iraq.csv", description)
    assert not problems
    assert len({(*row[2], row[3]) for row in found}) == len(found) == 162_852
    assert csv_rows.plain_key(b'a,"b"\r\n', b",", b"\n") == b"a,b"
