"""Which rules there are: khabar's own, that travel in the package, and those a user brings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..errors import Level
from .paths import path_text
from .reading import SH, parsed, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .paths import Index, Term

__all__ = ["KHS", "SEVERITIES", "Rule", "RuleBook", "book_of", "local_name", "read", "rulebook"]

KHS = "https://w3id.org/khabar/shapes#"
SEVERITIES = {SH + level.name.capitalize(): level for level in Level}
_NAMELESS = "urn:khabar:shape:"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CLASSES = ("http://www.w3.org/2000/01/rdf-schema#Class", "http://www.w3.org/2002/07/owl#Class")
_TARGETS = {SH + t for t in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf", "target")}


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape whose results reach a report.

    ``name`` is what findings call it: the local name of one of ours, else the IRI; a nameless shape goes by
    the named one around it, or else by its file and a number. ``messages`` is by language tag (empty for
    none), ``file`` where the shape stands, ``path`` as in a finding. ``templates`` are the messages of each of
    its SPARQL constraints that has its own.
    """

    name: str
    level: Level
    messages: Mapping[str, str]
    file: str
    path: str | None = None
    templates: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """Rules, and the shapes graph they stand in; ``shapes`` finds the rule of a shape by the shape's IRI."""

    shapes: Mapping[str, Rule]
    triples: tuple[Triple, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Each name once, in the order of the files."""
        unique: dict[str, Rule] = {}
        for rule in self.shapes.values():
            unique.setdefault(rule.name, rule)
        return tuple(unique.values())

    def __or__(self, other: RuleBook) -> RuleBook:
        """Take the rules of both, and what one says of the other's shapes, as ``sh:deactivated true``."""
        return RuleBook({**other.shapes, **self.shapes}, self.triples + other.triples)


@cache
def rulebook() -> RuleBook:
    """Give khabar's own rules; the result is kept for the life of the process.

    >>> next(str(rule.level) for rule in rulebook().rules if rule.name == "ArticleDate")
    'warning'
    """
    own = (item for item in files(__package__).iterdir() if item.name.endswith(".ttl"))
    return book_of([(item.name, parsed(item.name, item.read_bytes())) for item in sorted(own, key=str)])


def read(paths: Iterable[Path | str]) -> RuleBook:
    """Read a user's shapes files; raises UsageError for one that is no good (see `reading.py`)."""
    return book_of([(str(path), read_file(Path(path))) for path in paths])


def local_name(iri: str) -> str:
    """Give what findings call a shape.

    >>> local_name("https://w3id.org/khabar/shapes#StatementSpeaker"), local_name("urn:mine")
    ('StatementSpeaker', 'urn:mine')
    """
    return iri.removeprefix(KHS).removeprefix(_NAMELESS)


def book_of(sources: Iterable[tuple[str, list[Triple]]]) -> RuleBook:
    """Make a rule book of parsed files, each with its name."""
    index: dict[Term, list[tuple[str, Term]]] = defaultdict(list)
    file_of: dict[Term, str] = {}
    graph: list[Triple] = []
    for file, triples in sources:
        graph += triples
        for triple in triples:
            index[triple.subject].append((triple.predicate.value, triple.object))
            file_of.setdefault(triple.subject, file)
    owners = _reporting(index)
    names = _names(owners, file_of)
    rules = {names[node].value: _rule(names[owner], file_of[node], index, node) for node, owner in owners.items()}
    return RuleBook(rules, tuple(_renamed(triple, names) for triple in graph))


def _reporting(index: Index) -> dict[Term, Term]:
    """Find the shapes whose results reach a report, each with the shape that it goes by.

    Those are the shapes with a target and, from there, the property shapes; what stands under sh:node or in
    the list of an sh:or only decides (SHACL section 3.4).
    """
    owners: dict[Term, Term] = {}
    queue = [(node, node) for node, facts in index.items() if _has_target(facts)]
    for node, owner in queue:
        if node in index and node not in owners:
            owners[node] = owner
            inner = [value for key, value in index[node] if key == SH + "property"]
            queue += [(value, value if isinstance(value, NamedNode) else owner) for value in inner]
    return owners


def _has_target(facts: Iterable[tuple[str, Term]]) -> bool:
    """Say whether a shape has a target, or is a class and so its own target (SHACL section 2.1.3.3)."""
    values = {(key, value.value) for key, value in facts if isinstance(value, NamedNode)}
    is_class = any((_RDF_TYPE, name) in values for name in _CLASSES)
    return any(key in _TARGETS for key, _ in facts) or (is_class and (_RDF_TYPE, SH + "NodeShape") in values)


def _names(owners: Iterable[Term], file_of: Mapping[Term, str]) -> dict[Term, NamedNode]:
    """Name the nameless too, so that any engine's report says which shape it was."""
    names: dict[Term, NamedNode] = {node: node for node in owners if isinstance(node, NamedNode)}
    for n, node in enumerate((node for node in owners if isinstance(node, BlankNode)), 1):
        names[node] = NamedNode(f"{_NAMELESS}{quote(file_of[node])}#{n}")
    return names


def _renamed(triple: Triple, names: Mapping[Term, NamedNode]) -> Triple:
    s, p, o = triple
    return Triple(names.get(s, s), p, names.get(o, o))


def _rule(name: NamedNode, file: str, index: Index, node: Term) -> Rule:
    facts = index[node]
    severity = next((v.value for k, v in facts if k == SH + "severity" and isinstance(v, NamedNode)), "")
    constraints = [_messages(index.get(v, ())) for k, v in facts if k == SH + "sparql"]
    path = next((path_text(v, index) for k, v in facts if k == SH + "path"), None)
    level = SEVERITIES.get(severity, Level.VIOLATION)
    return Rule(local_name(name.value), level, _messages(facts), file, path, tuple(filter(None, constraints)))


def _messages(facts: Iterable[tuple[str, Term]]) -> dict[str, str]:
    return {v.language or "": v.value for k, v in facts if k == SH + "message" and isinstance(v, Literal)}
