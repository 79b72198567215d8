"""A triple store on the network as a source of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ..endpoints.failures import Cause, failure
from ..errors import UsageError
from ..ontology.terms import XSD
from . import guard
from .rows import Rows, rdf_11
from .union import within

if TYPE_CHECKING:
    from ..endpoints import Endpoint
    from ..endpoints.transport import Reply
    from .rows import Term

__all__ = ["EndpointSource"]

_BOOLEANS = {"1": Literal(True), "0": Literal(False)}
_BOOLEAN = NamedNode(XSD + "boolean")
_DIGITS = " ".join(map(str, range(10)))


class EndpointSource:
    """An endpoint, asked through SPARQLWrapper; its rows are those that the same graphs give in the embedded store.

    Every method raises `khabar.errors.EndpointError`, with its cause, where the server does not answer or does not
    give all of the answer, and UsageError on updates and on SERVICE. A ``with`` block lets the connections go.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        # httpx is slow to import, and a question of the embedded store has no use for it.
        from ..endpoints.client import Client

        self.endpoint = endpoint
        self.client = Client(endpoint)
        # How many triples the server is known to give uncut.
        self._gives = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connections go."""
        self.client.close()

    def select(self, text: str) -> Rows:
        """Give the rows of a SELECT query."""
        from ..endpoints.client import JSON
        from ..endpoints.results import solutions

        _check(text, "SELECT")
        variables, rows = solutions(self.endpoint, self._reply(text, JSON))
        return Rows(variables, tuple(tuple(map(_standard, row)) for row in rows))

    def ask(self, text: str) -> bool:
        """Give the answer to an ASK query."""
        from ..endpoints.client import JSON
        from ..endpoints.results import truth

        _check(text, "ASK")
        return truth(self.endpoint, self._reply(text, JSON))

    def construct(self, text: str, count: int | None = None) -> tuple[Triple, ...]:
        """Give the triples of a CONSTRUCT or DESCRIBE query; where it is known that they are `count`, no other number.

        Of a graph that it cuts, Virtuoso 7 does not say so: not known, it has to be found out.
        """
        from ..endpoints.client import NTRIPLES

        _check(text, "CONSTRUCT", "DESCRIBE")
        triples = self._triples(self._reply(text, NTRIPLES))
        if count is None:
            self._refuse_capped(len(triples))
        elif len(triples) != count:
            raise failure(self.endpoint, Cause.CUT, f"{len(triples)} of {count} triples came", "query")
        return triples

    def query(self, text: str) -> Rows | bool | tuple[Triple, ...]:
        """Give rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE."""
        guard.check(text)
        form = guard.query_form(text)
        if form == "SELECT":
            return self.select(text)
        return self.ask(text) if form == "ASK" else self.construct(text)

    def _reply(self, text: str, accept: str) -> Reply:
        from .wrapper import ask

        kind = self.endpoint.kind
        given = {kind.time_parameter: f"{max(1, int(self.endpoint.timeout))}"} if kind.time_parameter else {}
        # FROM names the graphs by itself, and what the protocol says of them would go before it.
        if not guard.names_graphs(text):
            given |= kind.parameters
            if kind.union_graph and guard.query_form(text) != "DESCRIBE":
                text = within(text, kind.union_graph)
            elif kind.union_graph:
                given["default-graph-uri"] = _unless_graph(text, kind.union_graph)
        return ask(self.client, text, given, accept)

    def _triples(self, reply: Reply) -> tuple[Triple, ...]:
        from ..endpoints.results import refuse_cut

        refuse_cut(self.endpoint, reply)
        if not reply.framed:
            raise failure(self.endpoint, Cause.CUT, "the reply does not say where it ends, so it may have been cut")
        try:
            quads = parse(reply.body, format=RdfFormat.N_TRIPLES)
            return tuple(dict.fromkeys(quad.triple for quad in quads))
        except SyntaxError as e:
            said = f"what came is no N-Triples: {e}"
        # The parser must not be dropped by another thread than its own, as with an error that kept it.
        del quads
        raise failure(self.endpoint, Cause.UNREADABLE, said, "query")

    def _refuse_capped(self, count: int) -> None:
        """Refuse a graph that is larger than the rows that the server gives."""
        if not self.endpoint.kind.cap_header or count <= self._gives:
            return
        # So many rows take no data: does it cut those?
        from ..endpoints.client import JSON
        from ..endpoints.results import solutions

        names = [f"?x{n}" for n in range(len(f"{count}"))]
        values = " ".join(f"VALUES {name} {{ {_DIGITS} }}" for name in names)
        solutions(self.endpoint, self._reply(f"SELECT {names[0]} {{ {values} }} LIMIT {count - 1}", JSON))
        self._gives = count


def _check(text: str, *forms: str) -> None:
    guard.check(text)
    if (form := guard.query_form(text)) not in forms:
        raise UsageError(f"a {' or '.join(forms)} query is needed here, not {form}")


def _unless_graph(describe: str, union: str) -> str:
    if guard.uses_graph(describe):
        raise UsageError("DESCRIBE with GRAPH cannot be asked of this kind of store; write a CONSTRUCT query")
    return union


def _standard(term: Term | Triple | None) -> Term | None:
    # Virtuoso 7 gives booleans as 1 and 0.
    if isinstance(term, Literal) and term.datatype == _BOOLEAN:
        return _BOOLEANS.get(term.value, term)
    return rdf_11(term)
