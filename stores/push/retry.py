"""Ask again what may be over by then, and know when not to: by cause, never by status code alone."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ...endpoints import PASSING
from ...errors import EndpointError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Patience", "patiently"]

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to ask, and how long to wait in between: `first` seconds, then twice as long each time up to `most`."""

    tries: int = 5
    first: float = 0.5
    most: float = 30.0

    def pause(self, failed: int, error: EndpointError) -> float:
        """Give the seconds to wait after so many failures; what the server asks for counts for more."""
        if error.retry_after is not None:
            return min(error.retry_after, 10 * self.most)
        # Two pushers that were turned away together must not come back together.
        return min(self.most, self.first * 2.0 ** (failed - 1)) * random.uniform(0.5, 1.0)  # noqa: S311


def patiently(
    ask: Callable[[], Answer],
    patience: Patience,
    sleep: Callable[[float], object] = time.sleep,
    on_failure: Callable[[EndpointError], object] = lambda _: None,
) -> Answer:
    """Give the answer, asking again while the cause of failure may pass; raises the last EndpointError."""
    for failed in range(1, patience.tries):
        try:
            return ask()
        except EndpointError as e:
            if e.cause not in PASSING:
                raise
            on_failure(e)
            sleep(patience.pause(failed, e))
    return ask()
