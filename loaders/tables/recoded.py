"""Text of encodings that cannot be cut before it is decoded, as UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, Any

from ...errors import Position, UnreadableError, UsageError

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["Recoded", "codec_of", "is_like_ascii"]

# Encodings in which a byte below 128 is ASCII wherever it stands, so that records can be cut before they are decoded.
_ASCII_LIKE = re.compile(r"utf-8|ascii|iso8859-\d+|cp(125\d|437|850|852|855|866|720|864)|koi8-[rtu]|mac-.*|tis-620")


def codec_of(encoding: str) -> str:
    """Give Python's own name of an encoding; raises UsageError for what is none."""
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name.removesuffix("-sig")
    except (LookupError, ValueError):
        raise UsageError(
            f"there is no encoding {encoding!r}; common ones are utf-8, utf-16, windows-1256, windows-1252, iso-8859-1"
        ) from None


def is_like_ascii(codec: str) -> bool:
    """Tell whether records can be cut as bytes."""
    return bool(_ASCII_LIKE.fullmatch(codec))


class Recoded(io.RawIOBase):
    """A stream of another encoding as UTF-8."""

    def __init__(self, rest: BinaryIO, codec: str, name: str) -> None:
        self._rest, self._codec, self._name = rest, codec, name
        self._decoder = codecs.getincrementaldecoder(codec)()
        self._ready, self._offset = b"", 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        """Fill a buffer; raises UnreadableError for what is not in the encoding."""
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
