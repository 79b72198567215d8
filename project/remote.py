"""A project's questions and rules, put to a triple store on the network."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ..errors import UsageError
from ..ontology import Names
from ..queries import EndpointSource, prepare, run, run_checks
from .copying import Copier
from .validation import KHABARS_RULES, Rules, Validated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Triple

    from ..endpoints import Endpoint
    from ..errors import Problem
    from ..queries import Catalogue, Rows
    from ..queries.parameters import Given
    from .config import Config

__all__ = ["Remote"]


@dataclass(frozen=True, slots=True)
class Remote:
    """What `Project` does with its store, done with an endpoint: `Project.at` gives it.

    Every method raises `khabar.errors.EndpointError`, with its cause, where the endpoint fails.
    """

    config: Config
    catalogue: Catalogue
    endpoint: Endpoint

    def query(self, name: str, *, lang: str | None = None, **parameters: Given) -> Rows:
        """Ask a question of the catalogue; labels given as parameters are looked up at the endpoint."""
        question = self.catalogue.get(name)
        with self._source() as source:
            return run(question, source, parameters, self._lang(lang), self.config.base)

    def show(self, name: str, *, lang: str | None = None, **parameters: Given) -> str:
        """Give the SPARQL of a question as it would be sent."""
        with self._source() as source:
            return prepare(self.catalogue.get(name), source, parameters, self._lang(lang), self.config.base)

    def sparql(self, text: str) -> Rows | bool | tuple[Triple, ...]:
        """Run a SPARQL query over the union of the endpoint's graphs; updates and SERVICE are refused."""
        with self._source() as source:
            return source.query(text)

    def export(self, *graphs: str) -> tuple[Quad, ...]:
        """Give the quads of the data there, or of some graphs; raises UsageError for one that is not there."""
        with self._source() as source:
            copier = Copier(source, Names(self.config.base))
            found = copier.sizes(graphs) if graphs else copier.graphs()
            return tuple(quad for graph, body in copier.read(found) for quad in _quads(graph, body))

    def validate(self, *, rules: Rules = KHABARS_RULES) -> tuple[Problem, ...]:
        """Run the rule book and the checks over what the endpoint holds."""
        return self.validated(rules=rules).problems

    def validated(self, *, rules: Rules = KHABARS_RULES) -> Validated:
        """Do what `validate` does, and keep the findings of the rules apart, for a report as RDF.

        The checks are asked of the endpoint. The rules run here, on its graphs as they are read one by one: put to
        Virtuoso 7 as SPARQL, eleven of 71 are refused or answered wrongly.
        """
        with self._source() as source:
            after = run_checks(source, self.catalogue)
            copier = Copier(source, Names(self.config.base))
            report = rules.report([body for _, body in copier.read(copier.graphs())])
        return Validated(report, rules, after=after, place=self.endpoint.name)

    @contextmanager
    def _source(self) -> Iterator[EndpointSource]:
        with EndpointSource(self.endpoint) as source:
            if not self.endpoint.kind.parameters and not self.endpoint.kind.union_graph:
                _refuse_apart(source)
            yield source

    def _lang(self, lang: str | None) -> str:
        return lang or ",".join(self.config.lang)


def _quads(graph: str, body: bytes) -> Iterator[Quad]:
    # Two servers' blank nodes, or two graphs', may bear one label.
    parsed = parse(body, format=RdfFormat.N_TRIPLES, rename_blank_nodes=True)
    return (Quad(q.subject, q.predicate, q.object, NamedNode(graph)) for q in parsed)


def _refuse_apart(source: EndpointSource) -> None:
    """Refuse a store whose default graph is empty though its named graphs are not: nothing would be found there."""
    if not source.ask("ASK { ?s ?p ?o }") and source.ask("ASK { GRAPH ?g { ?s ?p ?o } }"):
        raise UsageError(
            f"{source.endpoint}: its default graph has nothing of its named graphs, so no question would find a thing\n"
            "  say what kind of store it is (kind = in khabar.toml, or --kind), or set it up to take the union of all"
        )
