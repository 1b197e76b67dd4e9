"""How far a study is, how fast it goes, how long it will take, and what it has found so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from openiads.study.campaign.summary import Interval
from openiads.study.experiment.play_chunk import Order
from openiads.study.experiment.until import SoFar


class Standing(NamedTuple):
    """Where a study is while it is played."""

    done: int  # replicates, of all arms at all points
    total: int
    rate: float  # replicates a second
    left: float  # time left [s]; infinite before the first replicate
    measure: str  # column of the outcomes
    arm: str
    interval: Interval | None
    """Of the mean of that measure in that arm, at the nominal point; none before its first replicate."""


Progress = Callable[[Standing], None]
"""Told where the study is, each time that a chunk has been played."""


class Pace:
    """Counts what is played; what was there before counts as done and not as fast."""

    def __init__(self, total: int, so_far: SoFar, progress: Progress | None) -> None:
        self.total, self._so_far, self._progress = total, so_far, progress
        self.done = self._played = 0
        self._begin = time.perf_counter()

    def there(self, orders: list[Order]) -> None:
        """Take in chunks that had been played before."""
        self._take(orders)
        self._tell()

    def played(self, order: Order) -> None:
        """Take in a chunk that was played just now."""
        self._take([order])
        self._played += order.rectangle.rows
        self._tell()

    def spared(self, rows: int) -> None:
        """Leave out replicates that need not be played."""
        self.total -= rows
        self._tell()

    def _take(self, orders: list[Order]) -> None:
        self.done += sum(order.rectangle.rows for order in orders)
        if self._progress is not None:
            for order in orders:
                self._so_far.take(order)

    def _tell(self) -> None:
        if self._progress is None:
            return
        rate = self._played / max(time.perf_counter() - self._begin, 1e-9)
        left = (self.total - self.done) / rate if rate else float("inf")
        found = self._so_far
        self._progress(
            Standing(self.done, self.total, rate, left, found.measure, found.arm, found.interval())
        )
