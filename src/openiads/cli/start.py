"""The first that runs of `openiads`: from here on Ctrl-C and `kill` end it without a word of Python's.

What the command line is made of takes a second to import.  An interruption there would come out of some
library as a traceback, or be caught by one and lost; nothing has been begun by then, so the process ends at
once.  While there is work it is raised instead, so that what is unfinished is put away.  Nothing is imported
here that takes time, for until the handlers stand Python has its own.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager

TYPE_CHECKING = False  # that of `typing` would be the longest import of this file
if TYPE_CHECKING:
    from collections.abc import Iterator

STOPS = (signal.SIGINT, signal.SIGTERM)
RECEIVED: list[int] = []
"""Signals that were raised as an interruption of the work, in their order."""


def main() -> None:
    """Run the command line; stopped by a signal, it ends with 128 and its number, as shells count."""
    stand()
    from openiads.cli.main import main as door

    try:
        door()
    except BaseException as end:
        # An interruption becomes many things on its way out of a library.
        if not RECEIVED or (isinstance(end, SystemExit) and not end.code):
            raise
        sys.exit(128 + RECEIVED[0])


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
