"""Did what was sent arrive? The server counts, and where asked gives the graph back to be hashed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .canonical import sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...endpoints.client import Client
    from .plan import Step

__all__ = ["Verifier", "measured"]

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Verifier:
    """Compares graphs in the target with what a plan says of them.

    `full` reads every graph back and compares hashes. The graphs in `lossy` hold literals that the server writes in
    its own way: of them only the number of triples is compared.
    """

    client: Client
    full: bool = False
    lossy: frozenset[str] = frozenset()

    def unlike(self, steps: Sequence[Step]) -> dict[str, str]:
        """Give what is wrong with the graphs that are not in the target as they were sent, by graph."""
        found = measured(self.client, [step.graph for step in steps])
        why = {step.graph: self._counted(step, *found[step.graph]) or self._read_back(step) for step in steps}
        return {graph: reason for graph, reason in why.items() if reason}

    def _counted(self, step: Step, triples: int, length: int) -> str:
        if triples != step.triples:
            return f"{triples} of {step.triples} triples are there"
        if length != step.length and step.graph not in self.lossy:
            return f"all {triples} triples are there, but not with the same text: the server has rewritten some"
        return ""

    def _read_back(self, step: Step) -> str:
        if not self.full or step.deletes or step.graph in self.lossy:
            return ""
        same = sha256(step.graph, self.client.get(step.graph)) == step.sha256
        return "" if same else "the graph that the server gives back is not the one that was sent"


def measured(client: Client, graphs: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Give the number of triples of each graph and the sum of their lengths, as the server counts; 0 if it has none.

    The sum needs no order, and sees half graphs, cut IRIs and most rewritten numbers that a count alone would miss.
    """
    found = dict.fromkeys(graphs, (0, 0))
    for n in range(0, len(graphs), _BATCH):
        for graph, count, length in client.solutions(_question(graphs[n : n + _BATCH]), "counting what arrived"):
            name, triples = getattr(graph, "value", ""), int(getattr(count, "value", "0"))
            if triples:
                found[name] = triples, int(getattr(length, "value", "0"))
    return found


def _question(graphs: Sequence[str]) -> str:
    names = " ".join(f"<{graph}>" for graph in graphs)
    return (
        "SELECT ?g (COUNT(*) AS ?n) (SUM(STRLEN(STR(?s)) + STRLEN(STR(?p)) + STRLEN(STR(?o))) AS ?l) "
        f"WHERE {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
    )
