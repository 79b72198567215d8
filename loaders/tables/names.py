"""Which files are named like tables, packed or not."""

from __future__ import annotations

from pathlib import PurePath

from ..packed import inner_name

__all__ = ["is_named_like_a_table"]

_SUFFIXES = {".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet"}


def is_named_like_a_table(path: str | PurePath) -> bool:
    """Tell whether a file has the suffix of a table.

    >>> is_named_like_a_table("rows.csv.gz"), is_named_like_a_table("sheet.yaml")
    (True, False)
    """
    return PurePath(inner_name(PurePath(path).name)).suffix.lower() in _SUFFIXES
