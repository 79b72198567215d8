"""What a probe found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..failures import Cause

if TYPE_CHECKING:
    from ...errors import EndpointError
    from ..endpoint import Endpoint

__all__ = ["Finding", "Probed", "State", "not_done", "said"]


class State(StrEnum):
    """How a thing stands: it works, it is not on offer, or it goes wrong, perhaps without a word."""

    OK = "ok"
    NO = "no"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: what, how it stands, and what was seen; `number` where that is one."""

    what: str
    state: State
    detail: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Probed:
    """What a server can do.

    `endpoint` is what was probed, of the kind it was taken for. `fits` names the kind that it looks like. `broken`
    says what the kind promises and the server does not keep. `settings` are lines for khabar.toml.
    """

    endpoint: Endpoint
    reachable: bool
    findings: tuple[Finding, ...]
    fits: str
    broken: tuple[str, ...] = ()
    settings: str = ""

    def __getitem__(self, what: str) -> Finding:
        """Give a finding by what was tried; raises KeyError for what was not."""
        for finding in self.findings:
            if finding.what == what:
                return finding
        raise KeyError(what)


# A server that answers so does not offer the thing; whatever else it says, it offers it, and fails.
_NOT_OFFERED = frozenset({Cause.NOT_FOUND, Cause.READ_ONLY, Cause.BAD_REQUEST, Cause.TOO_LARGE, Cause.FAILED})


def not_done(what: str, error: EndpointError) -> Finding:
    """Make the finding of a request that the server did not fulfil."""
    return Finding(what, State.NO if error.cause in _NOT_OFFERED else State.PROBLEM, said(error))


def said(error: EndpointError) -> str:
    """Give what a server said, without what stands before it (the server, what was done) and the advice below it."""
    return str(error).splitlines()[0].split(": ", 2)[-1]
