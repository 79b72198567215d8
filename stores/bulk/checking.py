"""Compare a bulk export with its manifest."""

from __future__ import annotations

import hashlib
import zlib
from gzip import BadGzipFile, GzipFile
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Position, Problem, ProblemsError
from .manifest import Graph, Manifest, Part, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["check"]


def check(directory: str | Path) -> Manifest:
    """Give the manifest of a bulk export whose parts are all there and whole; one line is in memory at a time.

    Raises ProblemsError with every part and graph that differs, UsageError where there is no manifest, and
    UnreadableError where that cannot be read.
    """
    folder = Path(directory)
    manifest = read(folder)
    problems = [*_strangers(folder, manifest), *(p for part in manifest.parts for p in _part(folder, part, manifest))]
    if problems:
        raise ProblemsError(problems)
    return manifest


def _strangers(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for path in sorted({p.name for p in folder.glob("part-*.nq.gz")} - {part.file for part in manifest.parts}):
        said = "is not in the manifest, and the load scripts would load it", "ليس في البيان، وستحمّله نصوص التحميل"
        yield _problem("bulk-stranger", folder / path, said)
    counted = sum(part.triples for part in manifest.parts), sum(graph.triples for graph in manifest.graphs)
    if counted[0] != counted[1]:
        said = (
            f"the manifest counts {counted[0]} triples in parts and {counted[1]} in graphs",
            f"يعدّ البيان {counted[0]} من الثلاثيات في الأجزاء و{counted[1]} في الرسوم",
        )
        yield _problem("bulk-manifest", folder, said)


def _part(folder: Path, part: Part, manifest: Manifest) -> Iterator[Problem]:
    path = folder / part.file
    try:
        with path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == part.sha256
            size = file.tell()
            file.seek(0)
            if whole:
                # What is in a part whose bytes are right can only be wrong if the manifest is.
                yield from _graphs(path, GzipFile(fileobj=file), (g for g in manifest.graphs if g.part == part.file))
                return
    except (OSError, EOFError, zlib.error) as e:
        yield _problem("bulk-unreadable", path, (f"cannot be read: {_reason(e)}", f"لا يمكن قراءته: {_reason(e)}"))
        return
    if size != part.bytes:
        said = f"has {size} bytes, and not {part.bytes}", f"فيه {size} من البايتات لا {part.bytes}"
    else:
        said = "is damaged: its hash is not the one in the manifest", "تالف: بصمته غير التي في البيان"
    yield _problem("bulk-damaged", path, said, "write the export again, or fetch this part again")


def _graphs(path: Path, lines: Iterable[bytes], graphs: Iterable[Graph]) -> Iterator[Problem]:
    found = {name.decode(): _hashed(of) for name, of in groupby(lines, lambda line: line.rsplit(b" ", 2)[1][1:-1])}
    listed = {graph.graph: (graph.sha256, graph.triples) for graph in graphs}
    for name in sorted(found.keys() | listed.keys()):
        if name not in found:
            yield _problem("bulk-graph", path, (f"the graph {name} is missing", f"الرسم {name} مفقود"))
        elif found[name] != listed.get(name):
            said = f"the graph {name} is not as the manifest says", f"الرسم {name} ليس كما في البيان"
            yield _problem("bulk-graph", path, said)


def _hashed(lines: Iterable[bytes]) -> tuple[str, int]:
    digest, count = hashlib.sha256(), 0
    for count, line in enumerate(lines, 1):  # noqa: B007 - the last number is the count
        digest.update(line)
    return digest.hexdigest(), count


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or ("is no gzip file" if isinstance(error, BadGzipFile) else str(error))


def _problem(rule: str, path: Path, said: tuple[str, str], fix: str = "") -> Problem:
    return Problem(rule, said[0], Position(str(path)), fix=fix, message_ar=said[1])
