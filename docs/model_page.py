"""The reference of the ontology, made from its Turtle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khabar.ontology import terms
from khabar.ontology.vocabulary import FILES, turtle
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

__all__ = ["model_page"]

INTRO = Path(__file__).parent / "model-intro.md"
PREFIXES = terms.PREFIXES | {
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "crminf": "http://www.cidoc-crm.org/extensions/crminf/",
    "dbo": "http://dbpedia.org/ontology/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gaf": "http://groundedannotationframework.org/gaf#",
    "grasp": "http://groundedannotationframework.org/grasp#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "nschema": "http://www.nanopub.org/nschema#",
    "cco": "https://www.commoncoreontologies.org/",
}
TYPE = terms.RDF + "type"
# A class that is in no group would be left out: the last group takes the rest.
CLASSES = {
    "Texts and the words in them": ("Article", "Evidence", "FactSheet", "Manifest"),
    "What is claimed": ("Proposition", "Statement", "Event", "Quantity", "Cluster"),
    "Who and where": (
        "Entity", "Actor", "Person", "Organization", "Country", "Force", "UnnamedActor", "Narrator", "Place", "Base",
    ),
    "Judgements and codes": (),
}  # fmt: skip
DOMAINS = (
    "Article",
    "FactSheet",
    "Manifest",
    "Statement",
    "Event",
    "Quantity",
    "Assessment",
    "Proposition",
    "Evidence",
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology with its texts by language and its links by property."""

    iri: str
    store: Store

    @property
    def name(self) -> str:
        """Its name with a prefix."""
        return short(self.iri)

    def text(self, predicate: str, language: str) -> str:
        """Give its text in a language, else in any, else an empty string."""
        texts = {t.language: t.value for t in self._objects(predicate) if isinstance(t, Literal)}
        return texts.get(language, next(iter(texts.values()), "") if predicate.endswith("example") else "")

    def links(self, predicate: str) -> list[str]:
        """Give the IRIs it is linked to, sorted."""
        return sorted(t.value for t in self._objects(predicate) if isinstance(t, NamedNode))

    def notations(self) -> list[str]:
        """Give its codes in other schemes, such as ``CAMEO 154``."""
        codes = [t for t in self._objects(terms.SKOS + "notation") if isinstance(t, Literal)]
        return sorted(f"{short(c.datatype.value).partition(':')[2].upper()} {c.value}" for c in codes)

    def _objects(self, predicate: str) -> list[object]:
        pattern = self.store.quads_for_pattern(NamedNode(self.iri), NamedNode(predicate), None)
        return [quad.object for quad in pattern]


def short(iri: str) -> str:
    """Give an IRI with a prefix where there is one."""
    found = [(ns, prefix) for prefix, ns in PREFIXES.items() if iri.startswith(ns)]
    if not found:
        return f"<{iri}>"
    namespace, prefix = max(found, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri.removeprefix(namespace)}"


def model_page() -> str:
    """Give the page: the written introduction, then every class, property, event type and code."""
    store = Store()
    for file in FILES.values():
        store.load(turtle(file), format=RdfFormat.TURTLE)
    parts = ["<!-- Made by docs/generate.py from docs/model-intro.md and the Turtle in ontology/. -->\n"]
    parts += [INTRO.read_text("utf-8"), "## Classes\n", *_classes(store), "## Properties\n", *_properties(store)]
    parts += ["## Event types\n", *_types(store), "## Codes\n", *_codes(store)]
    return "\n".join(parts)


def _classes(store: Store) -> list[str]:
    rest = _of_type(store, terms.PREFIXES["owl"] + "Class")
    parts = []
    for title, names in CLASSES.items():
        chosen = [t for name in names for t in rest if t.iri == terms.KH + name] if names else rest
        rest = [t for t in rest if t not in chosen]
        rows = [[*_head(t), _kinds(t, "subClassOf"), t.text(terms.SKOS + "example", "en")] for t in chosen]
        parts.append(f"### {title}\n\n{_table(['class', 'label', 'meaning', 'المعنى', 'kind of', 'example'], rows)}")
    return parts


def _properties(store: Store) -> list[str]:
    found = _of_type(store, terms.PREFIXES["owl"] + "ObjectProperty") + _of_type(
        store, terms.PREFIXES["owl"] + "DatatypeProperty"
    )
    by_domain: dict[str, list[Term]] = {}
    for term in found:
        domain = next(iter(term.links(terms.RDFS + "domain")), "").removeprefix(terms.KH)
        by_domain.setdefault(domain if domain in DOMAINS else "", []).append(term)
    parts = []
    for domain in (*DOMAINS, ""):
        rows = [_property(t) for t in sorted(by_domain.get(domain, []), key=lambda t: t.iri)]
        title = f"Of {'an' if domain[0] in 'AE' else 'a'} {domain}" if domain else "Of entities and of anything"
        columns = ["property", "label", "meaning", "المعنى", "leads to", "kind of", "example"]
        parts += [f"### {title}\n\n{_table(columns, rows)}"] if rows else []
    return parts


def _property(term: Term) -> list[str]:
    ranges = ", ".join(f"`{short(r)}`" for r in term.links(terms.RDFS + "range"))
    if term.links(terms.RDFS + "domain") and not _grouped(term):
        ranges = f"from `{short(term.links(terms.RDFS + 'domain')[0])}`" + (f" to {ranges}" if ranges else "")
    return [*_head(term), ranges, _kinds(term, "subPropertyOf"), term.text(terms.SKOS + "example", "en")]


def _grouped(term: Term) -> bool:
    return term.links(terms.RDFS + "domain")[0].removeprefix(terms.KH) in DOMAINS


def _types(store: Store) -> list[str]:
    found = _in_scheme(store, terms.KHT)
    groups = [t for t in found if not t.links(terms.SKOS + "broader")]
    columns = ["type", "label", "meaning", "المعنى", "codes of others", "example"]
    parts = []
    for group in groups:
        rows = [_type(t) for t in found if group.iri in t.links(terms.SKOS + "broader")]
        parts.append(f"### `{group.name}`: {_label(group)}\n\n{_meaning(group)}\n\n{_table(columns, rows)}")
    return parts


def _type(term: Term) -> list[str]:
    return [*_head(term), ", ".join(term.notations()), _isolated(term.text(terms.SKOS + "example", "ar"))]


def _codes(store: Store) -> list[str]:
    schemes = [t for t in _of_type(store, terms.SKOS + "ConceptScheme") if t.iri != terms.KHT]
    parts = []
    for scheme in schemes:
        rows = [[*_head(t), _isolated(t.text(terms.SKOS + "example", "ar"))] for t in _in_scheme(store, scheme.iri)]
        columns = ["code", "label", "meaning", "المعنى", "example"]
        parts.append(f"### {_label(scheme)}\n\n{_table(columns, rows)}")
    return parts


def _of_type(store: Store, kind: str) -> list[Term]:
    pattern = store.quads_for_pattern(None, NamedNode(TYPE), NamedNode(kind))
    iris = {quad.subject.value for quad in pattern if isinstance(quad.subject, NamedNode)}
    own = (terms.KH, terms.KHC, terms.KHT)
    return [Term(iri, store) for iri in sorted(iris) if iri.startswith(own)]


def _in_scheme(store: Store, scheme: str) -> list[Term]:
    pattern = store.quads_for_pattern(None, NamedNode(terms.SKOS + "inScheme"), NamedNode(scheme))
    return [Term(iri, store) for iri in sorted(q.subject.value for q in pattern if isinstance(q.subject, NamedNode))]


def _head(term: Term) -> list[str]:
    definition = terms.SKOS + "definition"
    return [f"`{term.name}`", _label(term), term.text(definition, "en"), _isolated(term.text(definition, "ar"))]


def _label(term: Term) -> str:
    return f"{term.text(terms.RDFS + 'label', 'en')} · {term.text(terms.RDFS + 'label', 'ar')}"


def _meaning(term: Term) -> str:
    return term.text(terms.SKOS + "definition", "en")


def _kinds(term: Term, predicate: str) -> str:
    return ", ".join(f"`{short(iri)}`" for iri in term.links(terms.RDFS + predicate))


def _isolated(text: str) -> str:
    return f'<span dir="rtl">{text}</span>' if any("\u0600" <= c <= "\u06ff" for c in text) else text


def _table(columns: list[str], rows: list[list[str]]) -> str:
    # GitHub Flavored Markdown, section 4.10: a bar inside a cell ends it, even inside code.
    lines = [columns, ["---"] * len(columns), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
