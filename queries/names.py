"""The prefixes that a person may type and that tables show: the vocabularies', and the data's own."""

from __future__ import annotations

from ..ontology.terms import PREFIXES

__all__ = ["prefixes_for"]


def prefixes_for(base: str) -> dict[str, str]:
    """Give prefix to namespace: the ontology's, and ``e:``, ``a:`` … for what is named under the data's base.

    >>> prefixes_for("https://khabar.example/")["e"]
    'https://khabar.example/entity/'
    """
    # What a table shows can be typed back as a value.
    own = {"e": "entity/", "a": "article/", "agent": "agent/", "graph": "graph/", "cluster": "cluster/"}
    return PREFIXES | {prefix: base + path for prefix, path in own.items()}
