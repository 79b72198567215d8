"""Write a file whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["write_whole"]


def write_whole(path: str | Path, data: bytes | Iterable[bytes]) -> None:
    """Write bytes to a file; a reader, or a full disk, never leaves half of it. Raises UsageError where it cannot.

    A link is followed, a file keeps its mode, and what is no regular file (a device, a pipe) is written to as it is.
    """
    target = Path(path).resolve() if str(path) else Path()
    pieces = (data,) if isinstance(data, bytes) else data
    try:
        if not str(path) or target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a directory, not a file")
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                stream.writelines(pieces)
            return
        _replace(target, pieces)
    except OSError as e:
        raise UsageError(f"{str(path) or '-o'}: cannot be written: {e.strerror}") from e


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    # mkstemp makes the file private; what the user gets follows their umask, or what was there.
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
