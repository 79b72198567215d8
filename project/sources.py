"""What a file is, and how to read it: the loader is chosen by what is asked for, else by the file's name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from ..errors import KhabarError, Level, Position, Problem, ProblemsError, UnreadableError, UsageError
from ..loaders import factsheet, rdf
from ..loaders.coverage import share, uncovered
from ..loaders.lexicon import lexicon
from ..loaders.mapping import map_sheet
from ..loaders.rdf_syntax import RDF_SUFFIXES, syntax_of
from ..loaders.sniff import refuse_script
from ..loaders.tables.names import is_named_like_a_table
from ..loaders.text import STDIN, read_bytes
from ..ontology import Names
from .versions import name_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..loaders.mapping import ArticleGraphs
    from ..loaders.records import Sheet, Span
    from ..stores import EmbeddedStore
    from .config import Config

__all__ = [
    "KINDS",
    "Checked",
    "Source",
    "check_any",
    "check_sheet",
    "kind_of",
    "problems_of",
    "read_sheets",
    "read_sources",
    "taken",
]

KINDS = ("factsheet", "rdf")
_SHEETS = {".yaml", ".yml", ".json"}
_PEEK = 1 << 16


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found in one file; `sheet` is None where it has violations.

    `coverage` is the share, 0 to 1, of the article that statements rest on; `gaps` is the rest of its text. `error` is
    what kept the file from being read at all.
    """

    file: str
    sheet: Sheet | None
    problems: tuple[Problem, ...]
    coverage: float = 0.0
    gaps: tuple[Span, ...] = ()
    error: KhabarError | None = None

    @property
    def passed(self) -> bool:
        """True where nothing stands in the way of a load."""
        return self.sheet is not None

    @property
    def exit_code(self) -> int:
        """What the command line makes of it: 0, 1 for problems, or the code of what kept it from being read."""
        return self.error.exit_code if self.error else int(not self.passed)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its graphs, how many statements and events are in it, and the sheet, if it is one.

    `claims` are the graphs of khabar's own, named in an RDF file, that nothing else may have filled.
    """

    file: str
    graphs: ArticleGraphs
    statements: int
    events: int
    claims: frozenset[str] = frozenset()
    written: bytes | None = None
    sheet: Sheet | None = None

    def nquads(self) -> bytes:
        """Give the quads for validation: those of an RDF file as it has them, blank nodes and all."""
        return self.graphs.nquads() if self.written is None else self.written


def kind_of(path: str | Path, wanted: str | None = None) -> str:
    """Tell what kind of source a file is; a UsageError says how to tell khabar.

    Where the name says nothing, the content may: an image or an archive is an UnreadableError.
    """
    suffix = Path(path).suffix.lower()
    if wanted:
        return wanted
    if suffix in _SHEETS or str(path) == STDIN:
        return "factsheet"
    if syntax_of(str(path)):
        return "rdf"
    refuse_script(read_bytes(path)[:_PEEK].decode("utf-8", "replace"), str(path))
    raise UsageError(f"{path}: {_told(Path(path))}")


def _told(path: Path) -> str:
    """Say why a file was not taken for any kind of source, and what to do about it."""
    if (sheet := path.with_suffix(".yaml")).is_file() and path.suffix.lower() == ".txt":
        return f"is no fact sheet; did you mean {sheet}?"
    if is_named_like_a_table(path):
        return (
            "is no table that khabar knows, and no file beside it says what its columns mean\n"
            f"  draft one: khabar init --table {quote(str(path))}"
        )
    known = ", ".join(sorted([*_SHEETS, *RDF_SUFFIXES]))
    return f"cannot tell from its name what this is\n  name it with one of {known}, or say --as"


def read_sources(
    paths: Iterable[str | Path], config: Config, kind: str | None = None
) -> tuple[list[Source], list[Problem]]:
    """Read fact sheets and RDF files that are to be loaded together, in the order given; `kind` settles what they are.

    Raises ProblemsError, with the problems of all of them, where any has a violation.
    """
    names, kinds = Names(config.base), {path: kind_of(path, kind) for path in paths}
    files = {path: rdf.read(path, names) for path, k in kinds.items() if k == "rdf"}
    sheets, problems = read_sheets([path for path, k in kinds.items() if k == "factsheet"], config)
    problems += [p for file in files.values() for p in file.problems]
    problems += _same_name(files.values())
    _raise_violations(problems)
    rest = iter(sheets)
    sources = [
        _rdf_source(files[path], names, config.curator) if path in files else _sheet_source(path, next(rest), config)
        for path in kinds
    ]
    return sources, problems


def taken(store: EmbeddedStore, sources: Iterable[Source]) -> Iterator[Problem]:
    """Say which graphs of khabar's own an RDF file names although something else has filled them."""
    sources = tuple(sources)
    for source in sources:
        others = {g for other in sources if other is not source for g in other.graphs.owned}
        held = {*store.held_by_others(source.graphs, source.claims), *(source.claims & others)}
        for graph in sorted(held):
            yield Problem(
                "rdf-graph-taken",
                f"names the graph {graph}, which khabar has filled from another source",
                Position(source.file),
                value=graph,
                fix="load the fact sheet it was made from, or load this file into a store of its own: -s DIR",
                message_ar=f"يسمّي الملف الرسم البياني {graph} الذي ملأه خبر من مصدر آخر",
            )


def check_any(path: str | Path, config: Config) -> Checked:
    """Check one sheet; one that is not there or cannot be read has that as its only problem."""
    try:
        return check_sheet(path, config)
    except (UnreadableError, UsageError) as e:
        return Checked(str(path), None, problems_of(e, str(path)), error=e)


def problems_of(error: KhabarError, file: str) -> tuple[Problem, ...]:
    """Give what an error has to say as problems; one that names no place is about the file, if it begins with that."""
    if isinstance(error, ProblemsError | UnreadableError):
        return error.problems
    at = Position(file if str(error).startswith(f"{file}: ") else "store")
    message, _, fix = str(error).removeprefix(f"{file}: ").partition("\n")
    return (Problem(type(error).__name__.removesuffix("Error").lower(), message, at, fix=fix.strip()),)


def check_sheet(path: str | Path, config: Config) -> Checked:
    """Read one sheet and look for all its problems; the file itself must be there and readable."""
    _look_at(path)
    try:
        sheet, problems = factsheet.read(path, curator=config.curator, words=lexicon(config.lexicon))
    except ProblemsError as e:
        return Checked(str(path), None, e.problems)
    spans = [s.span for s in sheet.statements]
    text = sheet.article.text
    return Checked(str(path), sheet, problems, share(text, spans), tuple(uncovered(text, spans)))


def read_sheets(paths: Iterable[str | Path], config: Config) -> tuple[list[Sheet], list[Problem]]:
    """Read sheets that are to be loaded together; give them with their warnings.

    Raises ProblemsError, with the problems of all of them, where any has a violation.
    """
    checked = [check_sheet(path, config) for path in paths]
    problems = [p for c in checked for p in c.problems] + list(_same_text(checked))
    _raise_violations(problems)
    return [c.sheet for c in checked if c.sheet], problems


def _same_text(checked: Iterable[Checked]) -> Iterable[Problem]:
    first: dict[str, str] = {}
    for c in checked:
        if c.sheet is None:
            continue
        other = first.setdefault(c.sheet.article.reference, c.file)
        if other != c.file:
            message = f"describes the same text as {other}; one would replace the other"
            yield Problem("sheet-same-text", message, Position(c.file))


def _look_at(path: str | Path) -> None:
    """Refuse, before YAML makes what it can of it, a file that is something else."""
    if syntax_of(str(path)):
        raise UsageError(f"{path}: is RDF by its name, not a fact sheet; to look at it: khabar validate {path}")
    if str(path) != STDIN and Path(path).is_file():
        refuse_script(read_bytes(path)[:_PEEK].decode("utf-8", "replace"), str(path))


def _raise_violations(problems: list[Problem]) -> None:
    if any(p.level is Level.VIOLATION for p in problems):
        raise ProblemsError(problems)


def _sheet_source(path: str | Path, sheet: Sheet, config: Config) -> Source:
    graphs = map_sheet(sheet, Names(config.base))
    graphs.shared[graphs.meta] += name_line(graphs.article, path, config.store)
    return Source(str(path), graphs, len(sheet.statements), len(sheet.events), sheet=sheet)


def _rdf_source(file: rdf.RdfFile, names: Names, curator: str | None) -> Source:
    graphs = file.graphs(names, curator)
    return Source(file.name, graphs, file.count("Statement"), file.count("Event"), file.claims(names), file.nquads())


def _same_name(files: Iterable[rdf.RdfFile]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for file in files:
        other = first.setdefault(file.name, file.file)
        if other != file.file:
            message = f"has the same name as {other}; a file is known by its name, and one would replace the other"
            ar = f"له الاسم نفسه الذي لـ{other}؛ والملف يُعرف باسمه، فيحل أحدهما محل الآخر"
            yield Problem("rdf-same-name", message, Position(file.file), fix="rename one of them", message_ar=ar)
