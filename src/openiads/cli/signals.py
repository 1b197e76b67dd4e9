"""Ctrl-C and `kill`: before there is work they end the process, while there is they interrupt it.

Nothing is imported here that takes time, for until the handlers stand Python has its own.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager

TYPE_CHECKING = False  # that of `typing` would be the longest import of this file
if TYPE_CHECKING:
    from collections.abc import Iterator

STOPS = (signal.SIGINT, signal.SIGTERM)
RECEIVED: list[int] = []
"""Signals that were raised as an interruption of the work, in their order."""


def stand() -> None:
    """Set the handlers, but for a signal that whoever started us has had ignored."""
    for number in STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)


@contextmanager
def interruptible() -> Iterator[None]:
    """Have a signal raise KeyboardInterrupt for a while, where the handlers stand."""
    ours = [number for number in STOPS if signal.getsignal(number) is _leave]
    for number in ours:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, _leave)


def _leave(number: int, frame: object) -> None:
    os._exit(128 + number)


def _interrupt(number: int, frame: object) -> None:
    RECEIVED.append(number)
    raise KeyboardInterrupt
