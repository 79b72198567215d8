"""Countries by the codes of data sets."""

from __future__ import annotations

from ..records import Entity, Text

__all__ = ["country"]


def country(scheme: str, code: str, dataset: str) -> Entity:
    """Give the country of a code."""
    return Entity(f"{dataset}/country/{scheme}-{code.lower()}", "Country", (Text(code),))
