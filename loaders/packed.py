"""Unpack gzip, bzip2, xz, and zip with one member; never more than a limit, and nothing is written to a disk."""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile
import zlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from ..errors import Position, UnreadableError
from .sniff import packing, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MAX_BYTES", "SUFFIXES", "inner_name", "unpack"]

MAX_BYTES = 64 * 1024 * 1024
SUFFIXES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zip": "zip"}
_PIECE = 1 << 20


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def inner_name(name: str) -> str:
    """Give the name without the suffix that says how the file is packed.

    >>> inner_name("claims.ttl.gz"), inner_name("claims.ttl")
    ('claims.ttl', 'claims.ttl')
    """
    path = PurePath(name)
    return name[: -len(path.suffix)] if path.suffix.lower() in SUFFIXES else name


def unpack(data: bytes, name: str) -> bytes:
    """Give what is packed in `data`, or the data itself where it is not packed.

    Raises UnreadableError for what is cut off or broken, for a name that promises a packing the data does not have,
    for more than `MAX_BYTES`, and for a zip that is encrypted or holds other than one file.
    """
    kind, promised = packing(data), SUFFIXES.get(PurePath(name).suffix.lower(), "")
    if promised and not kind:
        raise UnreadableError(f"is named like {promised}, and is not: it begins with {data[:4]!r}", Position(name))
    try:
        found = _zip(data, name) if kind == "zip" else _stream(data, name, kind) if kind else data
    except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, NotImplementedError) as e:
        raise UnreadableError(f"is broken {kind}: {e}", Position(name)) from None
    if len(found) > MAX_BYTES:
        raise _too_large(name, "unpacks to" if kind else "is")
    if kind:
        refuse(found, f"{name} (unpacked)")
    return found


def _stream(data: bytes, name: str, kind: str) -> bytes:
    makers: dict[str, Callable[[], _Decompressor]] = {
        "gzip": _Gzip,
        "bzip2": bz2.BZ2Decompressor,
        "xz": lzma.LZMADecompressor,
    }
    out = io.BytesIO()
    # gzip, bzip2 and xz files may be several put one behind the other; zeros at the end are padding.
    while data.rstrip(b"\x00"):
        decompressor = makers[kind]()
        piece = decompressor.decompress(data, _PIECE)
        while piece or not decompressor.eof:
            if not piece:
                raise UnreadableError(f"is cut off: its {kind} data ends too early", Position(name))
            out.write(piece)
            if out.tell() > MAX_BYTES:
                raise _too_large(name)
            piece = b"" if decompressor.eof else decompressor.decompress(b"", _PIECE)
        data = decompressor.unused_data
    return out.getvalue()


class _Gzip:
    """zlib's decompressor with the face of the other two."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._inner.decompress(data or self._inner.unconsumed_tail, max_length)


def _zip(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if len(members) != 1:
            raise UnreadableError(f"holds {len(members)} files; a zip must hold one", Position(name))
        member = members[0]
        if PurePath(member.filename).is_absolute() or ".." in PurePath(member.filename.replace("\\", "/")).parts:
            raise UnreadableError(f"holds a file with a path out of its folder: {member.filename!r}", Position(name))
        if member.flag_bits & 1:
            raise UnreadableError("is an encrypted zip; decrypt it first", Position(name))
        # What the directory says of the size may be a lie: no more than the limit is read.
        with archive.open(member) as file:
            return file.read(MAX_BYTES + 1)


def _too_large(name: str, does: str = "unpacks to") -> UnreadableError:
    return UnreadableError(f"{does} more than {MAX_BYTES >> 20} MB; split it", Position(name))
