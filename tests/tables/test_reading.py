"""Tables are read back cell by cell, however they are written, packed and cut into chunks."""

import bz2
import csv
import gzip
import io
import lzma
import pickle
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from khabar.errors import UnreadableError, UsageError
from khabar.loaders.tables.csv_rows import plain_key
from khabar.loaders.tables.description import described
from khabar.loaders.tables.reading import chunks, rows

NAMES = ("day", "kind", "who")
LETTERS = st.characters(codec="utf-8", exclude_characters="\0\r")
CELL = st.text(st.one_of(st.sampled_from('",;\t|\n أ'), LETTERS), max_size=6)
BARE = st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n",;\t|'), max_size=6)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12)
SIZES = st.integers(1, 80)


def described_as(header=True, ids=("day",), **layout):
    return described(
        {
            "name": "own",
            "id": list(ids),
            "layout": {"header": header, **({} if header else {"columns": list(NAMES)}), **layout},
            "type": {"columns": ["kind"]},
            "day": {"first": "day"},
            "party": [{"role": "initiator", "key": ["who"]}],
        },
        "own.toml",
    )


def write(path, table, **dialect):
    made = io.StringIO(newline="")
    csv.writer(made, **dialect).writerows(table)
    path.write_bytes(made.getvalue().encode())
    return path


def read(path, description, **options):
    problems, found = [], []
    for chunk in chunks(path, description, **options):
        sent = pickle.loads(pickle.dumps(chunk))
        found += [(*row[:2], tuple(row[2]), row[3]) for row in rows(sent, description, problems)]
    return found, problems


def cells(path, description, **options):
    found, problems = read(path, description, **options)
    assert not problems
    return [row[2] for row in found]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@settings(deadline=None)
@given(
    ROWS,
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    SIZES,
    st.integers(1, 5),
)
def test_what_the_csv_module_writes_is_read_back(place, table, delimiter, quoting, end, size, most):
    # With CR for a line end, some versions of the module leave LF outside of quotation marks.
    quoting = csv.QUOTE_ALL if end == "\r" else quoting
    path = write(place / "t.csv", [NAMES, *table], delimiter=delimiter, quoting=quoting, lineterminator=end)
    assert cells(path, described_as(delimiter=delimiter), size=size, most=most) == table


@settings(deadline=None)
@given(
    st.lists(st.tuples(BARE, BARE, BARE).filter(any), min_size=1, max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    SIZES,
)
def test_tables_without_quoting_are_read_back(place, table, delimiter, end, size):
    text = end.join(delimiter.join(row) for row in table)
    (place / "t.tsv").write_bytes(text.encode())
    description = described_as(header=False, delimiter=delimiter, quoted=False)
    assert cells(place / "t.tsv", description, size=size) == table


@settings(deadline=None)
@given(st.lists(st.sampled_from([("a", 'x"', ""), ("a", "", ""), ("b", "1,2", "\n")]), min_size=1), st.data())
def test_what_is_counted_does_not_depend_on_the_order_or_the_quoting(place, table, data):
    other = data.draw(st.permutations(table))
    one = write(place / "one.csv", [NAMES, *table])
    two = write(place / "two.csv", [NAMES, *other], quoting=csv.QUOTE_ALL)
    description = described_as(ids=())
    pairs = [Counter(row[2:] for row in read(p, description, size=9, most=2)[0]) for p in (one, two)]
    assert pairs[0] == pairs[1]
    assert pairs[0] == {(row, n): 1 for row, count in Counter(table).items() for n in range(count)}


@given(SIZES)
def test_rows_and_lines_are_numbered_as_in_the_file(place, size):
    (place / "n.csv").write_bytes(b'\xef\xbb\xbfday,kind,who\r\n1,a,b\r\n\r\n2,"a\r\nb",c\r\n3,d,e\r\n')
    found, _ = read(place / "n.csv", described_as(), size=size)
    assert [row[:2] for row in found] == [(1, 2), (3, 4), (4, 6)]


PACKED = {
    "t.csv.gz": gzip.compress,
    "t.csv.bz2": bz2.compress,
    "t.csv.xz": lzma.compress,
    "t.CSV.zip": lambda data: zipped({"t.CSV": data}),
}


def zipped(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


TABLE = "".join(["day,kind,who\n", *(f"2026-11-{n:02},kind {n},جهة {n}\n" for n in range(1, 29))]).encode()


@pytest.mark.parametrize("name", PACKED)
def test_packed_tables_are_read_as_streams(tmp_path, name):
    (tmp_path / name).write_bytes(PACKED[name](TABLE))
    (tmp_path / "plain.csv").write_bytes(TABLE)
    found = cells(tmp_path / name, described_as(), size=100)
    assert found == cells(tmp_path / "plain.csv", described_as())
    assert len(found) == 28


@pytest.mark.parametrize("name", [name for name in PACKED if "zip" not in name])
@pytest.mark.parametrize("left", [20, 120])
def test_a_packed_table_that_is_cut_off_is_refused(tmp_path, name, left):
    packed = PACKED[name](TABLE * 50)
    (tmp_path / name).write_bytes(packed[:left])
    with pytest.raises(UnreadableError, match=r"cut off|broken"):
        read(tmp_path / name, described_as())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "windows-1256", "utf-32", "big5", "gbk"])
def test_other_encodings(tmp_path, encoding):
    who = "東京" if encoding in {"big5", "gbk"} else "جهة"
    text = f"day,kind,who\n1,a,{who}\n" + "2,b,c\n" * 3
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    found = cells(tmp_path / "t.csv", described_as(), encoding=encoding, size=7)
    assert found[0] == ("1", "a", who)
    assert len(found) == 4


def test_utf_16_with_a_mark_needs_no_telling(tmp_path):
    (tmp_path / "t.csv").write_bytes("day\tkind\twho\n1\ta\tجهة\n".encode("utf-16"))
    assert cells(tmp_path / "t.csv", described_as(delimiter="\t")) == [("1", "a", "جهة")]


def test_an_unknown_encoding(tmp_path):
    (tmp_path / "t.csv").write_bytes(TABLE)
    for name in ("utf-9", "hex", "a\0"):
        with pytest.raises(UsageError, match="there is no encoding"):
            read(tmp_path / "t.csv", described_as(), encoding=name)


def read_or_refuse(path, description, **options):
    try:
        return read(path, description, **options)
    except UnreadableError as e:
        return str(e), []


@settings(deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda data: b"day,kind,who\n" + data)),
    st.sampled_from(["t.csv", "t.json", "t.csv.gz", "t.parquet", "t.zip"]),
    st.booleans(),
)
def test_no_bytes_break_it(place, data, name, quoted):
    (place / name).write_bytes(data)
    found, problems = read_or_refuse(place / name, described_as(quoted=quoted), size=50)
    assert found or problems
    assert all(p.message and p.message_ar for p in problems)


@settings(deadline=None)
@given(st.text(st.sampled_from('",\n\r\0a \ufeff'), max_size=40), SIZES, st.booleans(), st.booleans())
def test_no_marks_break_it_wherever_it_is_cut(place, text, size, header, quoted):
    (place / "t.csv").write_bytes(f"{','.join(NAMES)}\n{text}".encode())
    description = described_as(header=header, quoted=quoted, ids=())
    whole, cut = (read_or_refuse(place / "t.csv", description, size=s)[0] for s in (1000, size))
    assert whole == cut


@given(ROWS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(",;\t"))
def test_records_have_one_key_if_their_cells_are_the_same(table, quoting, delimiter):
    keys = {}
    for row in table:
        for way in (quoting, csv.QUOTE_MINIMAL):
            made = io.StringIO(newline="")
            csv.writer(made, quoting=way, delimiter=delimiter).writerow(row)
            assert keys.setdefault(plain_key(made.getvalue().encode(), delimiter.encode(), b"\n"), row) == row
    assert len(keys) == len(set(table))
