"""Files that are not what their names say: refused for the right reason, in one line, with the right exit code."""

import bz2
import gzip
import io
import lzma
import pickle
import zipfile

import pytest
from khabar.errors import UnreadableError
from khabar.loaders import packed
from khabar.loaders.packed import unpack

VERBS = ("check", "load", "validate")
REAL = {
    "GEDEvent_v24_1.csv": "is a Git LFS pointer, not the data; run: git lfs pull",
    "events2samp.gz": "is packed (gzip), and what is in it is a Python pickle; khabar never opens those",
    "countries.geo.json": "begins with JavaScript («var worldMap=",
    "events2samps.csv.zip": "the file is empty",
    "polnear_newline_in_field.ann": "line 53 begins inside a field: a field holds a raw line end",
}
TEXT = "قال الوزير إن القوات انسحبت\n".encode()


class Trap:
    """A pickle of one of these would leave a mark, were it ever opened."""

    def __reduce__(self):
        return (open, ("opened", "w"))


def zipped(*members, flag=0):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in members:
            archive.writestr(name, TEXT)
    data = bytearray(made.getvalue())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + at] |= flag
    return bytes(data)


PICKLE = pickle.dumps(Trap())
KINDS = {
    "PNG": (b"\x89PNG\r\n\x1a\n\x00", "is a PNG image"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00", "is a JPEG image"),
    "WebP": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "is a WebP image"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "is a PDF document"),
    "ELF": (b"\x7fELF\x02\x01\x01", "is a program (ELF)"),
    "SQLite": (b"SQLite format 3\x00", "is an SQLite database"),
    "UTF-16 with a mark": ("خبر: 1".encode("utf-16"), "is not UTF-8"),
    "UTF-16 without one": ("khabar: 1\n".encode("utf-16-le"), "is not UTF-8 but UTF-16"),
    "UTF-16 the other way": ("khabar: 1\n".encode("utf-16-be"), "iconv -f utf-16be"),
    "pickle": (PICKLE, "is a Python pickle"),
    "old pickle": (pickle.dumps({"a": Trap}, 0), "is a Python pickle"),
    "pickle in gzip": (gzip.compress(PICKLE), "what is in it is a Python pickle"),
    "pickle in bzip2": (bz2.compress(PICKLE), "what is in it is a Python pickle"),
    "pickle in xz": (lzma.compress(PICKLE), "what is in it is a Python pickle"),
    "gzip": (gzip.compress(TEXT), "is packed (gzip); unpack it first"),
    "zip": (zipped("a.txt"), "is packed (zip); unpack it first"),
    "Word": (zipped("[Content_Types].xml", "word/document.xml"), "is an Office document"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c\x00\x04", "is a 7-Zip archive"),
    "LFS": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "run: git lfs pull"),
}  # fmt: skip
BAD_PACKS = {
    "cut.ttl.gz": (gzip.compress(TEXT * 9)[:-12], "is cut off"),
    "broken.ttl.gz": (gzip.compress(TEXT)[:-5] + b"\x00\x00\x00\x00\x00", "is broken gzip"),
    "cut.ttl.xz": (lzma.compress(TEXT * 9)[:-20], "is cut off"),
    "cut.ttl.bz2": (bz2.compress(TEXT * 9)[:-12], "is cut off"),
    "cut.ttl.zip": (zipped("a.ttl")[:-12], "is broken zip"),
    "plain.ttl.gz": (TEXT, "is named like gzip, and is not"),
    "two.ttl.zip": (zipped("a.ttl", "b.ttl"), "holds 2 files; a zip must hold one"),
    "none.ttl.zip": (zipped(), "holds 0 files"),
    "out.ttl.zip": (zipped("../../a.ttl"), "a path out of its folder: '../../a.ttl'"),
    "root.ttl.zip": (zipped("/a.ttl"), "a path out of its folder"),
    "windows.ttl.zip": (zipped("..\\a.ttl"), "a path out of its folder"),
    "secret.ttl.zip": (zipped("a.ttl", flag=1), "is an encrypted zip"),
    "pickle.ttl.gz": (gzip.compress(PICKLE), "(unpacked): is a Python pickle"),
    "twice.ttl.gz": (gzip.compress(gzip.compress(TEXT)), "(unpacked): is packed (gzip)"),
    "image.ttl": (KINDS["PNG"][0], "is a PNG image"),
}  # fmt: skip


def one_line(ran, message):
    assert ran.code == 3, ran.err
    # What reports on files reports on this one too, on standard output; a load tells why it does nothing.
    said = ran.out or ran.err
    assert message in said.splitlines()[0]
    assert said.count("violation: ") <= 1
    assert "Traceback" not in ran.err
    return True


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", REAL)
def test_real_files(name, verb, data, khabar, folder):
    assert one_line(khabar(verb, data / "odd" / name), REAL[name])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["blns.json", "arabic_real_oddities.json"])
def test_json_that_is_no_sheet(name, data, khabar, folder):
    ran = khabar("load", data / "odd" / name)
    assert (ran.code, "a list stands where the keys of a fact sheet are expected" in ran.err) == (1, True)


def test_naughty_strings_as_a_sheet(data, khabar, folder):
    (folder / "blns.yaml").write_bytes((data / "odd/blns.txt").read_bytes())
    ran = khabar("load", "blns.yaml")
    assert (ran.code, ran.err.startswith("Error: blns.yaml:634:11: the control character U+001B")) == (3, True)
    assert not any(ord(c) < 0x20 for c in ran.err if c != "\n")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_that_is_something_else(kind, verb, khabar, folder):
    content, message = KINDS[kind]
    (folder / "x.yaml").write_bytes(content)
    assert one_line(khabar(verb, "x.yaml"), message)
    assert not (folder / "opened").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_an_article_that_is_something_else(kind, khabar, seed_copy):
    content, message = KINDS[kind]
    seed_copy.with_suffix(".txt").write_bytes(content)
    ran = khabar("load", seed_copy)
    assert one_line(ran, message)
    assert "putin-syria.txt" in ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_whose_name_says_nothing(kind, khabar, folder):
    content, message = KINDS[kind]
    (folder / "x.data").write_bytes(content)
    ran = khabar("load", "x.data")
    # A byte order mark alone does not say what is behind it.
    assert ran.code == (2 if kind == "UTF-16 with a mark" else 3)
    assert message in ran.err or ran.code == 2


@pytest.mark.parametrize("name", BAD_PACKS)
def test_packed_wrongly(name, khabar, folder):
    content, message = BAD_PACKS[name]
    (folder / name).write_bytes(content)
    assert one_line(khabar("load", name), message)
    assert [p.name for p in folder.iterdir()] == [name]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gzip", "bzip2", "xz"])
def test_a_bomb_is_not_unpacked(pack, monkeypatch):
    monkeypatch.setattr(packed, "MAX_BYTES", 1 << 20)
    with pytest.raises(UnreadableError, match="unpacks to more than 1 MB; split it"):
        unpack(pack(bytes(5 << 20)), "x.nt.gz".replace(".gz", ""))


def test_a_zip_that_lies_about_its_size(monkeypatch):
    monkeypatch.setattr(packed, "MAX_BYTES", 1 << 20)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ttl", bytes(5 << 20))
    with pytest.raises(UnreadableError, match="unpacks to more than 1 MB"):
        unpack(made.getvalue(), "x.ttl.zip")


def test_several_gzip_streams_are_one_file():
    assert unpack(gzip.compress(b"a") + gzip.compress(b"b") + bytes(8), "x.nt.gz") == b"ab"


@pytest.mark.parametrize("text", ["var x is a variable", "PK is a name", "BZ", "version 2", "%P", "import duties rose"])
def test_a_text_that_only_begins_like_one(text, khabar, folder):
    (folder / "a.txt").write_text(text, "utf-8")
    sheet = "khabar: 1\ncurator: me\narticle: {file: a.txt, lang: en}\nstatements: "
    (folder / "a.yaml").write_text(sheet + f'[{{quote: "{text}", claims: {{type: withdrawal}}}}]')
    assert khabar("check", "a.yaml").code == 0
