"""Wait for a query in a way that Ctrl-C and a time limit can end.

The engine looks for neither while it works, so a query runs in a thread of its own. One that is given up works on there
until it ends, or until the process does: `is_given_up` tells a process that has to end without waiting for it.
"""

from __future__ import annotations

import threading
import traceback
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from ..errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["is_given_up", "within"]

Made = TypeVar("Made")
_NAME = "khabar: query"


def within(seconds: float, work: Callable[[], Made]) -> Made:
    """Give what `work` gives; 0 seconds set no limit.

    Raises StoreError where it takes longer, what `work` raises, and KeyboardInterrupt as soon as Ctrl-C is pressed.
    """
    made: Future[Made] = Future()
    threading.Thread(target=_run, args=(work, made), name=_NAME, daemon=True).start()
    try:
        return made.result(seconds or None)
    except TimeoutError as e:
        if made.done():
            raise
        raise StoreError(
            f"the query was given up after {seconds:g} seconds\n"
            "  narrow it by a parameter or a LIMIT, or give it more time: --timeout, or timeout in khabar.toml"
        ) from e


def is_given_up() -> bool:
    """Tell whether a query that nobody waits for is still at work."""
    return any(thread.name == _NAME for thread in threading.enumerate())


def _run(work: Callable[[], Made], made: Future[Made]) -> None:
    try:
        made.set_result(work())
    # Whatever it is, it is raised again where the answer is waited for.
    except BaseException as e:  # noqa: BLE001
        _forget_locals(e)
        made.set_exception(e)


def _forget_locals(error: BaseException | None) -> None:
    """Let go of answers half read: the engine does not let another thread do so."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
