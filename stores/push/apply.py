"""Carry out a plan: batches of graphs, each marked as pending, written, counted on the server, and marked as whole.

The mark comes before the write, or in the same request where a server keeps all of that or nothing. Without it a crash
after a write, followed by a return of the local data to their old state, would read as unchanged while the target holds
something else.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from math import ceil
from threading import Event, Lock
from typing import TYPE_CHECKING, TypeVar

from ...endpoints import Cause
from ...errors import EndpointError
from .gate import Gate
from .lanes import Batch, Lanes
from .manifest import Entry, Manifest, marks
from .plan import Change
from .progress import Progress, Pushed
from .retry import Patience, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ...endpoints.client import Client
    from ...ontology import Names
    from .plan import Plan, Step
    from .verify import Verifier

__all__ = ["Pusher"]

Answer = TypeVar("Answer")
# A batch is what a crash costs: as many graphs as the kind says, and no more than this to send again.
_BATCH_BYTES = 8_000_000
_LEAST = 10
# Of one graph alone; after all others no later graph would fare better.
_OF_ONE_GRAPH = frozenset({Cause.BAD_REQUEST, Cause.TOO_LARGE, Cause.FAILED, Cause.UNREADABLE})


@dataclass(slots=True)
class Pusher:
    """Carries out plans at one target.

    `body` gives the N-Triples of a local graph; `run` is the IRI of this push, which the manifest names. With `adopt` a
    new graph that is in the target already, as a bulk loader may have left it, is taken for pushed. `refuse_lost`
    raises EndpointError where the target is no longer ours.
    """

    client: Client
    names: Names
    body: Callable[[str], bytes]
    run: str
    verifier: Verifier
    patience: Patience = field(default_factory=Patience)
    adopt: bool = False
    on_progress: Callable[[Progress], object] = lambda _: None
    refuse_lost: Callable[[], None] = lambda: None
    _stop: Event = field(default_factory=Event)
    _writing: Lock = field(default_factory=Lock)
    _gate: Gate = field(init=False)
    _lanes: Lanes = field(init=False)
    _manifest: Manifest = field(init=False)

    def __post_init__(self) -> None:
        """Open the lanes."""
        self._gate = Gate(self.client.endpoint.connections)
        self._lanes = Lanes(self.client, self.names, Batch(self.client.endpoint.kind.insert_triples))
        self._manifest = Manifest(self.client, self.names.manifest)

    def push(self, plan: Plan) -> Pushed:
        """Do every step; raises EndpointError where the target fails for good. What is done by then stays done."""
        began, done, endpoint = time.monotonic(), Pushed(), self.client.endpoint
        error: EndpointError | None = None
        with ThreadPoolExecutor(endpoint.connections) as pool:
            batches = _batches(plan.steps, _graphs_in_one(len(plan.steps), endpoint.kind.batch, endpoint.connections))
            running = {pool.submit(self._batch, batch): batch for batch in batches}
            try:
                for future in as_completed(running):
                    # After an error the batches under way come to their end, and count; no other begins.
                    failed = future.exception()
                    if isinstance(failed, EndpointError):
                        error = error or failed
                        continue
                    done = _added(done, running[future], future.result(), time.monotonic() - began)
                    graphs = done.written + done.deleted + len(done.failed)
                    self.on_progress(Progress(graphs, len(plan.steps), done.size, plan.size, done.seconds))
            finally:
                # Ctrl-C among others.
                self._stop.set()
        if error:
            raise _broken_off(error, done, plan) from error
        return done

    def _batch(self, steps: Sequence[Step]) -> dict[str, str]:
        """Write one batch; give what failed, by graph."""
        if self._stop.is_set():
            return {step.graph: "not begun" for step in steps}
        try:
            self._ask(self.refuse_lost)
            self._note(lambda: self._begin(steps))
            failed = self._written(steps)
            whole = [step for step in steps if step.graph not in failed]
            self._ask(self.refuse_lost)
            self._note(lambda: self._finish(whole))
        except BaseException:
            self._stop.set()
            raise
        return failed

    def _begin(self, steps: Sequence[Step]) -> None:
        new = [step.graph for step in steps if step.change is Change.NEW and not self._is_marked_along(step)]
        self._manifest.begin(new, [step.graph for step in steps if step.change is not Change.NEW], self.run)

    def _is_marked_along(self, step: Step) -> bool:
        return self.client.endpoint.kind.at_once and step.change is Change.NEW and self._lane(step) == "quads"

    def _finish(self, whole: Sequence[Step]) -> None:
        entries = [Entry(s.graph, s.sha256, s.triples, s.length) for s in whole if not s.deletes]
        self._manifest.finish(entries, [step.graph for step in whole if step.deletes])

    def _written(self, steps: Sequence[Step]) -> dict[str, str]:
        failed = self._write(self._missing(steps))
        wrong = self._ask(lambda: self.verifier.unlike([step for step in steps if step.graph not in failed]))
        # What is not right may have been in the target before: a replacement settles it, or it cannot be settled.
        again = [replace(step, change=Change.CHANGED) for step in steps if step.graph in wrong]
        if not again:
            return failed
        failed |= self._write(again)
        left = [step for step in again if step.graph not in failed]
        return failed | self._ask(lambda: self.verifier.unlike(left))

    def _missing(self, steps: Sequence[Step]) -> Sequence[Step]:
        new = [step for step in steps if step.change is Change.NEW] if self.adopt else []
        unlike = self._ask(lambda: self.verifier.unlike(new)) if new else {}
        return [step for step in steps if step not in new or step.graph in unlike]

    def _write(self, steps: Sequence[Step]) -> dict[str, str]:
        gone = [step.graph for step in steps if step.deletes]
        new = [step for step in steps if self._lane(step) == "quads" and step.change is Change.NEW]
        done: list[Step] = []
        if gone and self._together(lambda: self._lanes.delete(*gone)):
            done += [step for step in steps if step.deletes]
        if new and self._add(new):
            done += new
        alone = [step for step in steps if step not in done]
        return {step.graph: why for step in alone if (why := self._write_one(step))}

    def _add(self, new: Sequence[Step]) -> bool:
        graphs = [step.graph for step in new]
        along = [step.graph for step in new if self._is_marked_along(step)]
        noted = [(self.names.manifest, marks(along, self.run))] if along else []
        if self._together(lambda: self._lanes.add([*noted, *((graph, self.body(graph)) for graph in graphs)])):
            return True
        # With the quads the marks were refused too, and each graph is about to be written by itself.
        self._note(lambda: self._manifest.begin(along, (), self.run))
        return False

    def _together(self, write: Callable[[], None]) -> bool:
        """Do in one request what would do in many; False where one of the graphs may be to blame that it fails."""
        try:
            self._ask(write)
        except EndpointError as e:
            if e.cause not in _OF_ONE_GRAPH:
                raise
            return False
        return True

    def _write_one(self, step: Step) -> str:
        try:
            if step.deletes:
                self._ask(lambda: self._lanes.delete(step.graph))
            else:
                body = self.body(step.graph)
                new = step.change is Change.NEW
                self._ask(lambda: self._lanes.write(self._lane(step), step.graph, body, new=new))
        except EndpointError as e:
            if e.cause not in _OF_ONE_GRAPH:
                raise
            return str(e)
        return ""

    def _lane(self, step: Step) -> str:
        kind = self.client.endpoint.kind
        return self.client.endpoint.lane or (kind.new if step.change is Change.NEW else kind.replace)

    def _note(self, note: Callable[[], None]) -> None:
        # All batches write to the one manifest, where they would only run into each other's locks.
        with self._writing:
            self._ask(note)

    def _ask(self, ask: Callable[[], Answer]) -> Answer:
        def once() -> Answer:
            with self._gate.one():
                answer = ask()
            self._gate.calm()
            return answer

        return patiently(once, self.patience, self._stop.wait, self._turned_away)

    def _turned_away(self, error: EndpointError) -> None:
        if error.cause == Cause.BUSY:
            self._gate.busy()


def _graphs_in_one(graphs: int, batch: int, connections: int) -> int:
    """Give how many graphs to put in a batch: few are spread over all connections too, and no batch is left over."""
    most = min(batch, max(_LEAST, ceil(graphs / connections)))
    return ceil(graphs / max(1, ceil(graphs / most)))


def _batches(steps: Sequence[Step], most: int) -> Iterator[list[Step]]:
    batch: list[Step] = []
    size = 0
    for step in steps:
        if batch and (len(batch) == most or size + step.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(step)
        size += step.size
    if batch:
        yield batch


def _broken_off(error: EndpointError, done: Pushed, plan: Plan) -> EndpointError:
    graphs = f"{done.written + done.deleted} of {len(plan.steps)} graphs are done and stay"
    return EndpointError(f"{error}\n  {graphs}; push again, and it goes on with the others", error.cause)


def _added(done: Pushed, steps: Sequence[Step], failed: dict[str, str], seconds: float) -> Pushed:
    whole = [step for step in steps if step.graph not in failed]
    deleted = sum(step.deletes for step in whole)
    return Pushed(
        written=done.written + len(whole) - deleted,
        deleted=done.deleted + deleted,
        triples=done.triples + sum(step.triples for step in whole),
        size=done.size + sum(step.size for step in whole),
        seconds=seconds,
        failed={**done.failed, **failed},
    )
