"""Sixteen bytes by which a row, a line or a thing is known."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["DIGEST", "digest", "split"]

DIGEST = 16


def digest(text: bytes) -> bytes:
    """Give the 16 bytes by which a row, a line or a thing is known: of a billion no two are the same."""
    return blake2b(text, digest_size=DIGEST).digest()


def split(keys: bytes) -> list[bytes]:
    """Give digests that stand one after the other."""
    return [keys[at : at + DIGEST] for at in range(0, len(keys), DIGEST)]
