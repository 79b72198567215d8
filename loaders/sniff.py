"""Say what a file really is, by its first bytes, where it is nothing that khabar reads."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib

from ..errors import Position, UnreadableError

__all__ = ["packing", "refuse", "refuse_script"]

_PEEK = 512
_PICKLE = "is a Python pickle; khabar never opens those, for opening one may run any program"
_PACKINGS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}
_MAGIC = (
    (b"version https://git-lfs.github.com/spec/", "is a Git LFS pointer, not the data; run: git lfs pull"),
    (b"\x89PNG\r\n", "is a PNG image, not text"),
    (b"\xff\xd8\xff", "is a JPEG image, not text"),
    (b"GIF8", "is a GIF image, not text"),
    (b"%PDF-", "is a PDF document, not text; save its text as UTF-8 first"),
    (b"{\\rtf", "is an RTF document, not text; save it as plain text in UTF-8 first"),
    (b"\xd0\xcf\x11\xe0", "is a document of an old Office program, not text; save it as plain text in UTF-8 first"),
    (b"\x7fELF", "is a program (ELF), not text"),
    (b"MZ\x90\x00", "is a program of Windows, not text"),
    (b"SQLite format 3\x00", "is an SQLite database, not text"),
    (b"PAR1", "is a Parquet table, not text"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a\x07", "is a RAR archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is packed with Zstandard; unpack it first"),
)
_PICKLED = re.compile(rb"\x80[\x02-\x05]|\(?[ld]p\d+\r?\n|c[\w.]+\n\w+\n[(p]")
_SCRIPT = re.compile(r"\s*((?:var|let|const|function|window|module|export|import)\b[^\n]{0,24}|//[^\n]{0,24}|/\*)")
_STANDOFF = re.compile(r"T\d+\t\S+ \d+ \d+[;\d ]*\t")
_STANDOFF_LINE = re.compile(r"[TERAMN]\d+\t|[#*]\S*\t|\s*$")


def packing(data: bytes) -> str:
    """Give ``gzip``, ``bzip2``, ``xz`` or ``zip``; an empty string for what is not packed."""
    return next((name for magic, name in _PACKINGS.items() if data.startswith(magic)), "")


def refuse(data: bytes, name: str, *, packed: bool = False) -> None:
    """Raise an UnreadableError that says what the data is, where it cannot be text; `packed` lets packed data pass."""
    what = _kind(data) or ("" if packed else _packed(data))
    if what:
        raise UnreadableError(what, Position(name))


def refuse_script(text: str, name: str) -> None:
    """Refuse what is named like a fact sheet and is none: JavaScript named ``.json``, stand-off annotations."""
    script = _SCRIPT.match(text) if name.lower().endswith(".json") else None
    if script:
        line = text.count("\n", 0, script.start(1)) + 1
        raise UnreadableError(f"begins with JavaScript («{script[1].strip()}…»), not JSON", Position(name, line))
    if _STANDOFF.match(text):
        raise UnreadableError(
            "is a file of stand-off annotations (brat), not a fact sheet" + _torn(text), Position(name)
        )


def _kind(data: bytes) -> str:
    found = next((what for magic, what in _MAGIC if data.startswith(magic)), "")
    if not found and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "is a WebP image, not text"
    if not found and _PICKLED.match(data):
        return _PICKLE
    return found or _wide(data)


def _wide(data: bytes) -> str:
    """Know UTF-16 and UTF-32 without a mark by the zeros in it: ASCII text has them in every second byte."""
    peek = data[:_PEEK]
    zeros = max(peek[0::2].count(0), peek[1::2].count(0))
    other = min(peek[0::2].count(0), peek[1::2].count(0))
    if len(peek) > 3 and zeros * 2 >= len(peek) * 0.8 and other * 5 < zeros:  # noqa: PLR2004 - shares, not codes
        form = "utf-16be" if peek[0::2].count(0) == zeros else "utf-16le"
        return f"is not UTF-8 but UTF-16; convert it: iconv -f {form} -t utf-8"
    return ""


def _packed(data: bytes) -> str:
    kind = packing(data)
    if not kind:
        return ""
    if kind == "zip" and b"[Content_Types].xml" in data[:_PEEK]:
        return "is an Office document, not text; save it as plain text in UTF-8 first"
    inside = _kind(_first_bytes(data, kind))
    return f"is packed ({kind}), and what is in it {inside}" if inside else f"is packed ({kind}); unpack it first"


def _first_bytes(data: bytes, kind: str) -> bytes:
    """Unpack no more than the beginning; what cannot be unpacked begins with nothing."""
    try:
        if kind == "gzip":
            return zlib.decompressobj(wbits=31).decompress(data[:65536], _PEEK)
        if kind == "bzip2":
            return bz2.BZ2Decompressor().decompress(data, _PEEK)
        return lzma.LZMADecompressor().decompress(data, _PEEK) if kind == "xz" else b""
    except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error):
        return b""


def _torn(text: str) -> str:
    lines = enumerate(text.split("\n"), 1)
    line = next((number for number, line in lines if not _STANDOFF_LINE.match(line)), None)
    return f"; besides, line {line} begins inside a field: a field holds a raw line end" if line else ""
