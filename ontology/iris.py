"""How khabar names things: every IRI and graph name follows from the data and the publisher's base.

No Arabic stands in an IRI, for an IRI and its percent form are two names to RDF; labels carry the Arabic.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

__all__ = ["DEFAULT_BASE", "Names", "article_id", "is_slug", "long_hash", "short_hash", "slug"]

DEFAULT_BASE = "https://khabar.example/"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def article_id(sha256: str) -> str:
    """Give the 16 base32 characters (80 bits) that name a text of that SHA-256, given as 64 hex digits.

    >>> article_id("ad3a24dad61353045a65c447ee4d6ce669ec6c2d7d8a4308a0037b6892bf4f57")
    'vu5cjwwwcnjqiwtf'
    """
    return base64.b32encode(bytes.fromhex(sha256)[:10]).decode("ascii").lower()


def short_hash(*parts: object) -> str:
    """Give 8 base32 characters that stand for the parts: a name that does not change when others are reordered."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return base64.b32encode(digest[:5]).decode("ascii").lower()


def long_hash(*parts: object) -> str:
    """Give 20 base32 characters that stand for the parts: enough to tell apart the rows of any table."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=12).digest()
    return base64.b32encode(digest).decode("ascii").lower().rstrip("=")


def is_slug(name: str) -> bool:
    """Tell whether a name can stand in an IRI as it is: small ASCII letters, digits, single hyphens."""
    return _SLUG.fullmatch(name) is not None


def slug(name: str) -> str:
    """Give a name fit for an IRI: the name itself where it is one, else a hash of it.

    >>> slug("Example Analyst"), slug("example-analyst")
    ('example-analyst', 'example-analyst')
    >>> slug("محلل")
    'aobuvdtp'
    """
    candidate = re.sub(r"[\s_]+", "-", name.strip().lower())
    return candidate if is_slug(candidate) else short_hash(name)


@dataclass(frozen=True, slots=True)
class Names:
    """The names under one base; a reference is relative to the base, or to the article where it begins with ``#``."""

    base: str = DEFAULT_BASE

    def article(self, identifier: str) -> str:
        """Name an article by its identifier (see `article_id`)."""
        return f"{self.base}article/{identifier}"

    def resolve(self, reference: str, article: str = "") -> str:
        """Give the absolute IRI of a reference; `article` is the IRI that ``#…`` hangs on.

        >>> Names().resolve("#s01", "https://khabar.example/article/x")
        'https://khabar.example/article/x#s01'
        >>> Names().resolve("entity/iran")
        'https://khabar.example/entity/iran'
        """
        if reference.startswith("#") or not reference:
            return article + reference
        return reference if "://" in reference else self.base + reference

    @property
    def register(self) -> str:
        """The graph that describes every entity once."""
        return f"{self.base}graph/register"

    @property
    def links(self) -> str:
        """The graph of identity links to other data sets."""
        return f"{self.base}graph/links"

    @property
    def clusters(self) -> str:
        """The graph that joins descriptions of one event from several sources."""
        return f"{self.base}graph/clusters"

    @property
    def meta(self) -> str:
        """The graph that says of every article's graphs who made them, from what."""
        return f"{self.base}graph/meta"

    @property
    def manifest(self) -> str:
        """The graph, in a store that is pushed to, which says what has been pushed."""
        return f"{self.base}manifest"

    @property
    def dataset(self) -> str:
        """The graph, in a store that is pushed to, which describes the whole (VoID, DCAT)."""
        return f"{self.base}dataset"

    def staging(self, graph: str) -> str:
        """Name the graph in which the next state of a graph is put together, unseen."""
        return f"{self.base}staging/{short_hash(graph)}"
