"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ..errors import UsageError

__all__ = ["write_whole"]


def write_whole(path: str | Path, data: bytes) -> None:
    """Write bytes to a file; a reader, or a full disk, never leaves half of it. Raises UsageError where it cannot."""
    target = Path(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as e:
        raise UsageError(f"{path}: cannot be written: {e.strerror}") from e
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes the file private; what the user gets follows their umask.
        os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101
        os.replace(temporary, target)  # noqa: PTH105
    except OSError as e:
        Path(temporary).unlink(missing_ok=True)
        raise UsageError(f"{path}: cannot be written: {e.strerror}") from e


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
