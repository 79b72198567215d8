"""The triples of a row as one text with holes, made by the mapping that writes those of an article.

A record whose values are marks goes through `khabar.loaders.triples`; where the marks come out, there are the holes. So
there is one mapping, and a row costs one string format, not an object a triple.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["Template"]


@dataclass(frozen=True)
class Template:
    """Lines of N-Quads with holes; `order` are the places, in a row's values, of what fills them."""

    text: str
    order: tuple[int, ...]

    @classmethod
    def of(cls, triples: Iterable[bytes], marks: Mapping[str, int], graph: int) -> Template:
        """Make a template of triples in which marks stand; `graph` is the place of the graph's IRI, with its < >."""
        text = "".join(f"{triple.decode()} \0 .\n" for triple in triples)
        places = {**marks, "\0": graph}
        pattern = re.compile("|".join(re.escape(mark) for mark in sorted(places, key=len, reverse=True)))
        order = tuple(places[found] for found in pattern.findall(text))
        return cls(pattern.sub("%s", text.replace("%", "%%")), order)

    def fill(self, values: Sequence[str]) -> str:
        """Give the lines with the values of a row in their places."""
        return self.text % self._pick(values)

    @cached_property
    def _pick(self) -> Callable[[Sequence[str]], tuple[str, ...]]:
        return itemgetter(*self.order)
