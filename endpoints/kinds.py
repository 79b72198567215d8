"""The kinds of triple store that khabar knows, each a data file: URLs, sign-in, ways to write, limits, faults.

No code asks for a store by its name: what one does otherwise than others stands in its file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Kind", "Says", "Urls", "kind", "kinds"]


@dataclass(frozen=True, slots=True)
class Urls:
    """Where a store answers, as patterns over ``{url}`` and ``{graph}``; empty where it does not offer a thing.

    `query` and `update` are those of the SPARQL 1.1 Protocol, `graph` of the Graph Store HTTP Protocol (one graph by
    name). `quads` takes N-Quads of many graphs and adds them, in one transaction; `quads_loose` the same without one.
    """

    query: str = "{url}"
    update: str = "{url}"
    graph: str = ""
    quads: str = ""
    quads_loose: str = ""


@dataclass(frozen=True, slots=True)
class Says:
    """Pieces of a store's error texts by what they mean, for its status codes do not tell.

    `query` begins the echo of what was sent: what stands behind it are not the store's words.
    """

    busy: tuple[str, ...] = ()
    timeout: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    read_only: tuple[str, ...] = ()
    query: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What there is to know of one kind of store.

    `new` and `replace` name the lane for graphs the target does not have, and for graphs that readers see: ``quads``,
    ``put``, ``stage`` or ``insert``; `put_triples` is the most that one request of them may hold, 0 for no limit. Where
    `turtle` is set the bodies of PUT and POST are Turtle (of many graphs: TriG) that says each subject once, and where
    `adds` is, a new graph goes by POST: both for stores to which that is less work. `batch` is how many graphs are
    marked, written and counted together; where `at_once` is set, a request of quads is kept whole or not at all,
    even if the server is killed, and the marks of new graphs go along in it.
    `rewrites` lists the rules of the portable profile that the store needs: None means all of them. `parameters` go
    along with every query, and make its default graph the union of all graphs; where that would hide the graphs from
    ``GRAPH``, `union_graph` is the name under which a query can ask for the union instead. `time_parameter` tells the
    server after how many whole seconds to give a query up, where it then fails and does not give what it has found so
    far. `cap_header` stands on a reply that was cut at a number of rows, `part_header` on one that was cut because the
    time was up. `marks` are headers of every reply, with what their values begin with; `seen` is what ``khabar endpoint
    probe`` finds where the store was measured, by the name of the finding.
    """

    name: str
    label: str
    example: str
    urls: Urls = field(default_factory=Urls)
    auth: str = "basic"
    new: str = "insert"
    replace: str = "insert"
    insert_triples: int = 200
    put_triples: int = 0
    turtle: bool = False
    adds: bool = False
    batch: int = 100
    at_once: bool = False
    connections: int = 4
    cap_header: str = ""
    part_header: str = ""
    time_parameter: str = ""
    move: bool = True
    parameters: Mapping[str, str] = field(default_factory=dict)
    union_graph: str = ""
    says: Says = field(default_factory=Says)
    rewrites: tuple[str, ...] | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)


@cache
def kinds() -> Mapping[str, Kind]:
    """Give every kind by its name, in alphabetical order."""
    found = (entry for entry in files(__package__).joinpath("kinds").iterdir() if entry.name.endswith(".toml"))
    read = (_kind(entry.name.removesuffix(".toml"), tomllib.loads(entry.read_text("utf-8"))) for entry in found)
    return {one.name: one for one in sorted(read, key=lambda one: one.name)}


def kind(name: str) -> Kind:
    """Give the kind of that name; raises UsageError for an unknown one."""
    known = kinds()
    if name not in known:
        hint = did_you_mean(name, known) or f"the kinds are: {', '.join(known)}"
        raise UsageError(f"there is no kind of store called {name!r}\n  {hint}")
    return known[name]


def _kind(name: str, table: dict[str, Any]) -> Kind:
    urls, says = Urls(**table.pop("urls", {})), Says(**_tuples(table.pop("says", {})))
    return Kind(name=name, urls=urls, says=says, **_tuples(table))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
