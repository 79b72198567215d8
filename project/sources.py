"""What a file is, and how to read it: the loader is chosen by what is asked for, else by the file's name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse, serialize

from ..errors import Level, Position, Problem, ProblemsError, UnreadableError, UsageError
from ..loaders import factsheet
from ..loaders.coverage import share, uncovered
from ..loaders.lexicon import lexicon
from ..loaders.text import STDIN, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..loaders.records import Sheet, Span
    from .config import Config

__all__ = ["KINDS", "Checked", "check_sheet", "kind_of", "read_rdf", "read_sheets", "require_kind"]

KINDS = ("factsheet", "rdf")
_SHEETS = {".yaml", ".yml", ".json"}
_RDF = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found in one file; `sheet` is None where it has violations.

    `coverage` is the share, 0 to 1, of the article that statements rest on; `gaps` is the rest of its text.
    """

    file: str
    sheet: Sheet | None
    problems: tuple[Problem, ...]
    coverage: float = 0.0
    gaps: tuple[Span, ...] = ()

    @property
    def passed(self) -> bool:
        """True where nothing stands in the way of a load."""
        return self.sheet is not None


def kind_of(path: str | Path, wanted: str | None = None) -> str:
    """Tell what kind of source a file is; a UsageError says how to tell khabar."""
    suffix = Path(path).suffix.lower()
    if wanted:
        return wanted
    if suffix in _SHEETS or str(path) == STDIN:
        return "factsheet"
    if suffix in _RDF:
        return "rdf"
    known = ", ".join(sorted([*_SHEETS, *_RDF]))
    raise UsageError(f"{path}: cannot tell from its name what this is\n  name it with one of {known}, or say --as")


def require_kind(paths: Iterable[str | Path], given: str | None, wanted: str) -> None:
    """Refuse, as a UsageError, files that are not of the kind wanted; `given` is what the caller says they are."""
    for path in paths:
        kind = kind_of(path, given)
        if kind != wanted:
            raise UsageError(f"{path}: is {kind} by its name; only a {wanted} can be loaded here")


def check_sheet(path: str | Path, config: Config) -> Checked:
    """Read one sheet and look for all its problems; the file itself must be there and readable."""
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
    if any(p.level is Level.VIOLATION for p in problems):
        raise ProblemsError(problems)
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


def read_rdf(path: str | Path) -> bytes:
    """Read an RDF file as N-Quads; one that breaks its syntax is an UnreadableError with the line."""
    form = _RDF.get(Path(path).suffix.lower(), RdfFormat.N_QUADS)
    try:
        return serialize(parse(read_bytes(path), format=form), format=RdfFormat.N_QUADS) or b""
    except SyntaxError as e:
        raise UnreadableError(f"is not valid RDF: {e.msg}", Position(str(path), e.lineno, e.offset)) from None
