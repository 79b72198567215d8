"""The bytes of a table, packed or not, as a stream: no more of a file is ever in memory than is being looked at."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import sys
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from ...errors import Position, UnreadableError, UsageError
from ..packed import inner_name
from ..sniff import refuse, refuse_script
from ..text import STDIN, refuse_what_never_ends
from .recoded import Recoded, codec_of, is_like_ascii
from .unpacked import AS_CSV, packing_of, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["Stream", "opened"]

_PEEK = 1 << 16
_BROKEN = (OSError, EOFError, ValueError, RuntimeError, lzma.LZMAError, zlib.error, zipfile.BadZipFile)
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MARKUP = re.compile(rb"\s*<(!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE)


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
    name, codec = str(path), codec_of(encoding)
    with _given(path, name) as raw:
        head, file = _peeked(raw)
        if not head:
            raise UnreadableError("the file is empty", Position(name))
        kind = packing_of(head, name)
        with _guarded(name, kind):
            head, file = _peeked(unpacked(file, kind, name)) if kind else (head, file)
            if not head:
                raise UnreadableError(f"is {kind} data with nothing in it", Position(name))
            stream = _decoded(Stream(name, file, codec, head, kind))
        yield stream


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


def _decoded(stream: Stream) -> Stream:
    name = f"{stream.name} (unpacked)" if stream.packing else stream.name
    mark = next((mark for mark in _MARKS if stream.head.startswith(mark)), b"")
    codec = _MARKS[mark] if mark and (mark != codecs.BOM_UTF8 or stream.encoding == "utf-8") else stream.encoding
    if is_like_ascii(codec):
        _refuse_other(stream.head, name)
        start = len(mark) if codec == "utf-8" else 0
        stream.file.read(start)
        return replace(stream, encoding=codec, head=stream.head[start:], start=start)
    recoded: Any = io.BufferedReader(Recoded(stream.file, codec, stream.name))
    head, file = _peeked(recoded)
    _refuse_other(head, name)
    return replace(stream, file=file, encoding="utf-8", head=head)


def _refuse_other(head: bytes, name: str) -> None:
    """Refuse what is no table, whatever its name says."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(f"is a workbook or document of an old Office program, not text{AS_CSV}", Position(name))
    if not head.startswith(b"PAR1"):
        refuse(head, name)
    if found := _MARKUP.match(head):
        what = "XML" if b"xml" in found[1].lower() else "an HTML page, perhaps an error that a server sent"
        raise UnreadableError(f"is {what}, not a table", Position(name))
    if name.lower().removesuffix(" (unpacked)").endswith(".json"):
        refuse_script(head[:4096].decode("utf-8", "replace"), name)
