"""How far a study is, how fast it goes, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[int, int, float, float], None]
"""Told replicates done, of how many, how many a second, and the time left [s]; infinite before the first."""


class Pace:
    """Counts what is played; what was there before counts as done and not as fast."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self._progress = total, progress
        self.done = self._played = 0
        self._begin = time.perf_counter()

    def there(self, rows: int) -> None:
        """Take in replicates that had been played before."""
        self.done += rows
        self._tell()

    def played(self, rows: int) -> None:
        """Take in replicates that were played just now."""
        self.done += rows
        self._played += rows
        self._tell()

    def spared(self, rows: int) -> None:
        """Leave out replicates that need not be played."""
        self.total -= rows
        self._tell()

    def _tell(self) -> None:
        if self._progress is None:
            return
        rate = self._played / max(time.perf_counter() - self._begin, 1e-9)
        left = (self.total - self.done) / rate if rate else float("inf")
        self._progress(self.done, self.total, rate, left)
