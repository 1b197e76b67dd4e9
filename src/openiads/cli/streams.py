"""The two streams, so that what fails there is told apart from what fails anywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast


class NotPrinted(OSError):
    """Standard output takes no more; no file is to blame."""


@contextmanager
def printing() -> Iterator[None]:
    """Have both streams told apart; without standard error there are no words, but there is the work."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = cast(TextIO, Printed(sys.stdout, True)), cast(TextIO, Printed(sys.stderr, False))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


class Printed:
    """A stream, but that what it refuses is `NotPrinted`, or lost where nobody needs it.

    Parameters
    ----------
    stream : all but writing is done by it
    needed : whether the work was for nothing if it cannot be printed there
    """

    def __init__(self, stream: TextIO, needed: bool) -> None:
        self._stream, self._needed = stream, needed

    def write(self, text: str) -> int:
        """Write text; gives its length."""
        with self._told():
            self._stream.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write texts one after the other."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Bring out what was written."""
        with self._told():
            self._stream.flush()

    def drop(self) -> None:
        """Let what could not be written go nowhere, else Python tries once more at its exit."""
        try:
            number = self._stream.fileno()
        except (OSError, ValueError):
            return  # A test's stream has no number.
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.drop()
            if self._needed:
                raise NotPrinted(error.errno, error.strerror) from None
