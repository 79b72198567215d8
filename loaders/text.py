"""Read an article's text: UTF-8, byte for byte, or one error that says where reading stopped."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from ..errors import Position, UnreadableError, UsageError
from .sniff import refuse

__all__ = [
    "STDIN",
    "decode",
    "first_line",
    "line_of",
    "read_bytes",
    "read_file",
    "read_packed",
    "read_text",
    "refuse_what_never_ends",
]

STDIN = "-"
# Pipes that a shell opens for a command, as with <(…); they end when what writes to them ends.
_OWN = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
_ENDLESS = {
    "a named pipe": stat.S_ISFIFO,
    "a device": lambda mode: stat.S_ISCHR(mode) or stat.S_ISBLK(mode),
    "a socket": stat.S_ISSOCK,
}
_PIPE_IT = "\n  to read what a program writes, pipe it in and name it -"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_bytes(path: str | Path) -> bytes:
    """Give a file's bytes, or those of standard input for ``-``.

    A missing file, a directory, a named pipe or a device is a UsageError: none of them is waited for. An empty file, or
    one that by its first bytes is no text (an image, an archive, a pickle, a Git LFS pointer), is an UnreadableError.
    """
    return _some(_given(path), str(path))


def read_packed(path: str | Path) -> bytes:
    """Give a file's bytes as `read_bytes` does, for a reader that unpacks what is packed."""
    return _some(_given(path), str(path), packed=True)


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8 strictly; line ends and byte order marks stay, for offsets count every code point."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        encoding = "utf-16" if data.startswith(_UTF_16) else "windows-1256"
        raise UnreadableError(
            f"is not UTF-8: byte 0x{data[e.start]:02x} at offset {e.start}",
            Position(name, line),
            f"convert it, e.g.: iconv -f {encoding} -t utf-8",
        ) from None


def read_text(path: str | Path) -> str:
    """Give the exact text of a UTF-8 file, or of standard input for ``-``."""
    return decode(read_bytes(path), str(path))


def read_file(path: Path) -> str:
    """Give the exact text of a UTF-8 file that is named in another; ``-`` is a name like any other."""
    return decode(_some(_read(path), str(path)), str(path))


def refuse_what_never_ends(path: Path, advice: str = "") -> None:
    """Raise UsageError for a named pipe, a device or a socket; what the process itself was given is let through."""
    if str(path).startswith(_OWN):
        return
    mode = path.stat().st_mode
    kind = next((name for name, is_one in _ENDLESS.items() if is_one(mode)), None)
    if kind:
        raise UsageError(f"{path}: is {kind}, not a file{advice}")


def _read(path: Path, advice: str = "") -> bytes:
    try:
        refuse_what_never_ends(path, advice)
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{path}: is a directory, not a file") from None
    except ValueError:
        raise UsageError(f"{str(path)!r}: cannot be the name of a file") from None
    except OSError as e:
        raise UnreadableError(f"cannot be read: {e.strerror}", Position(str(path))) from e


def _given(path: str | Path) -> bytes:
    return sys.stdin.buffer.read() if str(path) == STDIN else _read(Path(path), _PIPE_IT)


def _some(data: bytes, name: str, *, packed: bool = False) -> bytes:
    if not data:
        raise UnreadableError("the file is empty", Position(name))
    refuse(data, name, packed=packed)
    return data


def first_line(text: str) -> str:
    """Give the first line that has something on it, without a byte order mark: the headline."""
    lines = (line.strip().strip("\ufeff") for line in text.splitlines())
    return next((line for line in lines if line), "")


def line_of(text: str, offset: int) -> int:
    """Give the line, counted from 1, on which a code point stands."""
    return text.count("\n", 0, offset) + 1
