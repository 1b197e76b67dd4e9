"""How far a tracker is with all plots that it has to follow, some of them more than once."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how many plots were followed, and how many there are to follow."""
OFTEN = 200
"""How often it is told, at most."""


class Followed:
    """Counts plots of one pass after the other.

    Parameters
    ----------
    progress : who is told, or nobody
    total : plots of all passes
    """

    def __init__(self, progress: Progress | None = None, total: int = 0) -> None:
        self._progress, self._total = progress, total
        self._before = 0  # plots of passes that are over
        self._told = -1

    def by_now(self, count: int) -> None:
        """Take in that of this pass so many plots were followed."""
        done = self._before + count
        if self._progress is None or done == self._told:
            return
        if done == self._total or OFTEN * abs(done - self._told) >= self._total:
            self._told = done
            self._progress(done, self._total)

    def over(self, count: int) -> None:
        """End this pass, of so many plots."""
        self.by_now(count)
        self._before += count
