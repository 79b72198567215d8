"""The bytes of a table, packed or not, as a stream: no more of a file is ever in memory than is being looked at."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import sys
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from ...errors import Position, UnreadableError, UsageError
from ..packed import SUFFIXES, inner_name
from ..sniff import packing, refuse, refuse_script
from ..text import STDIN, refuse_what_never_ends

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["Stream", "opened"]

_PEEK = 1 << 16
_ZSTD = b"\x28\xb5\x2f\xfd"
_BROKEN = (OSError, EOFError, ValueError, RuntimeError, lzma.LZMAError, zlib.error, zipfile.BadZipFile)
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Encodings in which a byte below 128 is ASCII wherever it stands, so that records can be cut before they are decoded.
_ASCII_LIKE = re.compile(r"utf-8|ascii|iso8859-\d+|cp(125\d|437|850|852|855|866|720|864)|koi8-[rtu]|mac-.*|tis-620")
_MARKUP = re.compile(rb"\s*<(!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE)
_WORKBOOKS = {"xl/workbook.xml": "an Excel workbook", "content.xml": "an OpenDocument file"}
_AS_CSV = "; save the sheet as CSV in UTF-8 and load that"


@dataclass(frozen=True, slots=True)
class Stream:
    """A table's bytes without what packs them and without a byte order mark; `encoding` is that of the bytes."""

    name: str
    file: BinaryIO
    encoding: str
    head: bytes
    packing: str = ""
    start: int = 0

    @property
    def inner_name(self) -> str:
        """The file's name without what says how it is packed."""
        return inner_name(PurePath(self.name).name)

    def blocks(self, size: int) -> Iterator[bytes]:
        """Give the bytes in blocks of about this size; raises UnreadableError where they break off."""
        while block := self._read(size):
            yield block

    def _read(self, size: int) -> bytes:
        with _guarded(self.name, self.packing):
            return self.file.read(size)


@contextmanager
def opened(path: str | Path, encoding: str = "utf-8") -> Iterator[Stream]:
    """Open a table, or standard input for ``-``: plain, gzip, bzip2, xz, zip with one member, or Zstandard.

    Raises UsageError for what is no file and UnreadableError for what is no table or is broken, also while its blocks
    are read. Encodings whose bytes cannot be cut as ASCII can are turned into UTF-8 on the way.
    """
    name, codec = str(path), _codec(encoding)
    with _given(path, name) as raw:
        head, file = _peeked(raw)
        if not head:
            raise UnreadableError("the file is empty", Position(name))
        kind = _packing(head, name)
        with _guarded(name, kind):
            head, file = _peeked(_unpacked(file, kind, name)) if kind else (head, file)
            if not head:
                raise UnreadableError(f"is {kind} data with nothing in it", Position(name))
            stream = _decoded(Stream(name, file, codec, head, kind))
        yield stream


def _codec(encoding: str) -> str:
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name.removesuffix("-sig")
    except (LookupError, ValueError):
        raise UsageError(
            f"there is no encoding {encoding!r}; common ones are utf-8, utf-16, windows-1256, windows-1252, iso-8859-1"
        ) from None


@contextmanager
def _given(path: str | Path, name: str) -> Iterator[BinaryIO]:
    if name == STDIN:
        yield sys.stdin.buffer
        return
    try:
        refuse_what_never_ends(Path(path), "\n  to read what a program writes, pipe it in and name it -")
        file = Path(path).open("rb")  # noqa: SIM115 - errors of opening are not those of reading
    except FileNotFoundError:
        raise UsageError(f"{name}: there is no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{name}: is a directory, not a file") from None
    except ValueError:
        raise UsageError(f"{name!r}: cannot be the name of a file") from None
    except OSError as e:
        raise UnreadableError(f"cannot be read: {e.strerror}", Position(name)) from e
    with file:
        yield file


class _Again(io.RawIOBase):
    """A stream that cannot be wound back, with the bytes that were read of it put in front again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        found = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(found) :]
        buffer[: len(found)] = found
        return len(found)


def _peeked(file: BinaryIO) -> tuple[bytes, BinaryIO]:
    head = file.read(_PEEK)
    if isinstance(file, io.BufferedReader) and file.seekable():
        file.seek(0)
        return head, file
    return head, io.BufferedReader(_Again(head, file), 1 << 20)


def _packing(head: bytes, name: str) -> str:
    kind = "zstd" if head.startswith(_ZSTD) else packing(head)
    promised = SUFFIXES.get(PurePath(name).suffix.lower(), "")
    if promised and not kind:
        refuse(head, name)
        raise UnreadableError(f"is named like {promised}, and is not: it begins with {head[:4]!r}", Position(name))
    return kind


@contextmanager
def _guarded(name: str, kind: str) -> Iterator[None]:
    """Turn what goes wrong in reading, here or in the blocks, into an UnreadableError."""
    try:
        yield
    except EOFError:
        raise UnreadableError(f"is cut off: its {kind} data ends too early", Position(name)) from None
    except _BROKEN as e:
        what = f"is broken {kind}: {e}" if kind else f"cannot be read: {e}"
        raise UnreadableError(what, Position(name)) from None


def _unpacked(file: BinaryIO, kind: str, name: str) -> Any:  # noqa: ANN401 - readers without a common class
    if kind == "zip":
        return _member(file, name)
    if kind == "zstd":
        return _zstandard(file, name)
    makers: dict[str, Any] = {"gzip": gzip.GzipFile, "bzip2": bz2.BZ2File, "xz": lzma.LZMAFile}
    return makers[kind](fileobj=file) if kind == "gzip" else makers[kind](file)


def _zstandard(file: BinaryIO, name: str) -> Any:  # noqa: ANN401
    for module in ("compression.zstd", "zstandard"):
        try:
            return import_module(module).open(file)
        except ImportError:
            continue
    raise UnreadableError(
        "is packed with Zstandard, which this Python cannot read", Position(name), "unpack it first: zstd -d"
    )


def _member(file: BinaryIO, name: str) -> Any:  # noqa: ANN401
    if not file.seekable():
        raise UnreadableError("is a zip, whose directory stands at its end: give it as a file", Position(name))
    archive = zipfile.ZipFile(file)
    members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    for inside, what in _WORKBOOKS.items():
        if inside in archive.namelist():
            raise UnreadableError(f"is {what}, not text{_AS_CSV}", Position(name))
    if len(members) != 1:
        raise UnreadableError(
            f"holds {len(members)} files; a zip must hold one", Position(name), "unpack it and load the files"
        )
    if members[0].flag_bits & 1:
        raise UnreadableError("is an encrypted zip; decrypt it first", Position(name))
    return archive.open(members[0])


def _decoded(stream: Stream) -> Stream:
    name = f"{stream.name} (unpacked)" if stream.packing else stream.name
    mark = next((mark for mark in _MARKS if stream.head.startswith(mark)), b"")
    codec = _MARKS[mark] if mark and (mark != codecs.BOM_UTF8 or stream.encoding == "utf-8") else stream.encoding
    if _ASCII_LIKE.fullmatch(codec):
        _refuse_other(stream.head, name)
        start = len(mark) if codec == "utf-8" else 0
        stream.file.read(start)
        return replace(stream, encoding=codec, head=stream.head[start:], start=start)
    recoded: Any = io.BufferedReader(_Recoded(stream.file, codec, stream.name))
    head, file = _peeked(recoded)
    _refuse_other(head, name)
    return replace(stream, file=file, encoding="utf-8", head=head)


class _Recoded(io.RawIOBase):
    """A stream of another encoding as UTF-8."""

    def __init__(self, rest: BinaryIO, codec: str, name: str) -> None:
        self._rest, self._codec, self._name = rest, codec, name
        self._decoder = codecs.getincrementaldecoder(codec)()
        self._ready, self._offset = b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        while not self._ready:
            block = self._rest.read(1 << 16)
            self._ready = self._recoded(block).lstrip(codecs.BOM_UTF8) if block else self._recoded(block, final=True)
            if not block and not self._ready:
                return 0
        found, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(found)] = found
        return len(found)

    def _recoded(self, block: bytes, *, final: bool = False) -> bytes:
        held = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(block, final)
            self._offset += len(block)
            return text.encode()
        except UnicodeError as e:
            at = self._offset - held + getattr(e, "start", 0)
            raise UnreadableError(
                f"is not {self._codec}: reading stops at byte {at}",
                Position(self._name),
                "name its encoding: --encoding",
            ) from None


def _refuse_other(head: bytes, name: str) -> None:
    """Refuse what is no table, whatever its name says."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(f"is a workbook or document of an old Office program, not text{_AS_CSV}", Position(name))
    if not head.startswith(b"PAR1"):
        refuse(head, name)
    if found := _MARKUP.match(head):
        what = "XML" if b"xml" in found[1].lower() else "an HTML page, perhaps an error that a server sent"
        raise UnreadableError(f"is {what}, not a table", Position(name))
    if name.lower().removesuffix(" (unpacked)").endswith(".json"):
        refuse_script(head[:4096].decode("utf-8", "replace"), name)
