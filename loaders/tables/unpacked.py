"""The readers of what files are packed in, and what they refuse."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ...errors import Position, UnreadableError
from ..packed import SUFFIXES
from ..sniff import packing, refuse

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["AS_CSV", "packing_of", "unpacked"]

_ZSTD = b"\x28\xb5\x2f\xfd"
_WORKBOOKS = {"xl/workbook.xml": "an Excel workbook", "content.xml": "an OpenDocument file"}
AS_CSV = "; save the sheet as CSV in UTF-8 and load that"


def packing_of(head: bytes, name: str) -> str:
    """Give what a file is packed in; raises UnreadableError where only its name says that it is packed."""
    kind = "zstd" if head.startswith(_ZSTD) else packing(head)
    promised = SUFFIXES.get(PurePath(name).suffix.lower(), "")
    if promised and not kind:
        refuse(head, name)
        raise UnreadableError(f"is named like {promised}, and is not: it begins with {head[:4]!r}", Position(name))
    return kind


def unpacked(file: BinaryIO, kind: str, name: str) -> Any:  # noqa: ANN401 - readers without a common class
    """Give a reader of what is packed in a file."""
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
            raise UnreadableError(f"is {what}, not text{AS_CSV}", Position(name))
    if len(members) != 1:
        raise UnreadableError(
            f"holds {len(members)} files; a zip must hold one", Position(name), "unpack it and load the files"
        )
    if members[0].flag_bits & 1:
        raise UnreadableError("is an encrypted zip; decrypt it first", Position(name))
    return archive.open(members[0])
