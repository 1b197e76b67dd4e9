"""Ctrl-C and `kill`: before there is work they end the process, while there is they interrupt it.

Python cannot raise out of a finaliser or out of what is called when an object is collected: it prints an
interruption there and forgets it.  Such a one is sent again a moment later.  And an object whose making was
interrupted may have a finaliser that trips over what it never got; in a process that ends that is no news.

Nothing is imported here that takes time, for until the handlers stand Python has its own.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager

TYPE_CHECKING = False  # that of `typing` would be the longest import of this file
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Unraised = Callable[[sys.UnraisableHookArgs], object]

STOPS = (signal.SIGINT, signal.SIGTERM)
AGAIN = 0.01
"""Seconds after which an interruption that Python could not raise is sent again."""
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
    kept = sys.unraisablehook
    for number in ours:
        signal.signal(number, _interrupt)
    if ours:
        sys.unraisablehook = _unraised(kept)
    try:
        yield
    finally:
        if not RECEIVED:  # else what was interrupted is collected later, until the process has ended
            sys.unraisablehook = kept
        for number in ours:
            signal.signal(number, _leave)


def _leave(number: int, frame: object) -> None:
    os._exit(128 + number)


def _interrupt(number: int, frame: object) -> None:
    RECEIVED.append(number)
    raise KeyboardInterrupt


def _unraised(otherwise: Unraised) -> Unraised:
    """What is done with an exception that Python could not raise: an interruption of ours comes again.

    After one, a finaliser that misses an attribute of its own object is not told.
    """

    def hook(args: sys.UnraisableHookArgs) -> None:
        if RECEIVED and issubclass(args.exc_type, AttributeError):
            return
        if not RECEIVED or not issubclass(args.exc_type, KeyboardInterrupt):
            otherwise(args)
            return
        from threading import Timer

        again = Timer(AGAIN, _send, (RECEIVED[-1],))
        again.daemon = True  # the end of the process waits for nobody
        again.start()

    return hook


def _send(number: int) -> None:
    """Send the main thread a signal, out of whatever it waits in where the system can."""
    from threading import main_thread

    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)
