"""An entity under two names in one language: what the names are, and who gives which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from ..ontology.terms import RDFS
from ..shapes import Report
from ..stores.replace import brought_by
from .versions import file_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..ontology import Names
    from ..shapes import Finding
    from ..stores import EmbeddedStore
    from .sources import Source

__all__ = ["Namers"]

_RULE, _UNIQUE = "EntityLabel", "http://www.w3.org/ns/shacl#UniqueLangConstraintComponent"
_LABEL = NamedNode(RDFS + "label")
_LANGUAGES = {"ar": ("Arabic", "العربية"), "en": ("English", "الإنجليزية")}


@dataclass(frozen=True, slots=True)
class Namers:
    """Those who name entities: sources that are being read, and what a store has from before.

    `context` holds, as N-Quads, the lines of the store that count beside the sources; without it all do. The store is
    the one that was opened, not the engine's own, which this would keep open.
    """

    names: Names
    sources: tuple[Source, ...] = ()
    store: EmbeddedStore | None = None
    context: bytes | None = None

    def explain(self, report: Report) -> Report:
        """Give the report with each finding of two names telling the names: one finding for each language."""
        return Report(tuple(told for finding in report for told in self._told(finding)))

    def _told(self, finding: Finding) -> Iterator[Finding]:
        if finding.rule != _RULE or finding.components != (_UNIQUE,):
            yield finding
            return
        given: dict[str, dict[str, list[str]]] = {}
        for name, by in self._given(finding.focus):
            givers = given.setdefault(name.language or "", {}).setdefault(name.value, [])
            givers += [by] if by not in givers else []
        for language, names in sorted(given.items()):
            if len(names) > 1:
                yield _explained(finding, language, names)

    def _given(self, entity: str) -> Iterator[tuple[Literal, str]]:
        """Yield each name of an entity, and who gives it: the last source first, for findings point there."""
        start = f"<{entity}> {_LABEL} ".encode()
        for source in reversed(self.sources):
            triples = (t for part in (source.graphs.owned, source.graphs.shared) for ts in part.values() for t in ts)
            lines = b"".join(triple + b" .\n" for triple in triples if triple.startswith(start))
            for quad in parse(lines, format=RdfFormat.N_TRIPLES):
                yield quad.object, source.file
        for quad in self._stored(entity, start):
            if isinstance(quad.object, Literal):
                yield quad.object, self._origin(quad)

    def _stored(self, entity: str, start: bytes) -> Iterable[Quad]:
        if self.store is None:
            return ()
        if self.context is None:
            return self.store.store.quads_for_pattern(NamedNode(entity), _LABEL, None)
        lines = b"".join(line for line in self.context.splitlines(keepends=True) if line.startswith(start))
        return parse(lines, format=RdfFormat.N_QUADS)

    def _origin(self, quad: Quad) -> str:
        assert self.store is not None
        by = brought_by(self.store.store, quad)
        # A source that is being read says for itself what it says.
        others = [article for article in by if article not in {s.graphs.article for s in self.sources}] or by
        if not others:
            return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        name, file = others[0].rpartition("/")[2], file_of(self.store.store, others[0], self.names)
        return f"{file} ({name})" if file else name


def _explained(finding: Finding, language: str, names: Mapping[str, list[str]]) -> Finding:
    entity, first = finding.focus.rpartition("/")[2], next(iter(names))
    en, ar = _LANGUAGES.get(language, (language or "no language", language or "بلا لغة"))
    shown = [(f"«{name}»", by[0], f" and {len(by) - 1} more" if by[1:] else "") for name, by in names.items()]
    said = {
        "en": f"{entity} has {len(names)} names in {en}: {', '.join(f'{n} in {by}{more}' for n, by, more in shown)}; "
        "write one of them everywhere, and the other spellings under aliases: (skos:altLabel)",
        "ar": f"للكيان {entity} أكثر من اسم باللغة {ar}: {'، '.join(f'{n} في {by}' for n, by, _ in shown)}؛ "
        "اكتب أحدها في كل موضع، وضع الصيغ الأخرى تحت aliases: (skos:altLabel)",
    }
    term = Literal(first, language=language) if language else Literal(first)
    return replace(finding, value=first, term=term, messages=said)
