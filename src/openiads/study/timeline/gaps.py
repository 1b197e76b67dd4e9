"""When a place has no battery that is ready, and what an attack meets then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_draws import Floats


@dataclass(frozen=True)
class Gaps:
    """Spans in which a place is without a battery, after its first one; of no length where there is none."""

    begin: Floats  # (H, G) [s] since the start
    end: Floats  # (H, G)
    first: Floats  # (H,) when the first battery was ready; the whole duration where none ever is
    duration: float  # [s]

    @property
    def length(self) -> Floats:
        """Length of each (H, G) [s]."""
        return np.asarray(self.end - self.begin)

    @property
    def total(self) -> Floats:
        """All of them together (H,) [s]."""
        return np.asarray(self.length.sum(axis=1))

    @property
    def longest(self) -> Floats:
        """The longest (H,) [s]."""
        return np.asarray(self.length.max(axis=1, initial=0.0))

    @property
    def random(self) -> Floats:
        """Probability (H,) [1] that an attack at a random moment of the timeline meets a gap."""
        return self.total / self.duration

    def meets(self, moment: Floats) -> Floats:
        """Whether attacks at moments (H,) [s] meet a gap (H,): 1 or 0."""
        inside = (self.begin <= moment[:, None]) & (moment[:, None] < self.end)
        return np.asarray(inside.any(axis=1), dtype=np.float64)

    def worst(self) -> tuple[float, float]:
        """The moment [s] at which most histories have a gap, the first of them, and their share [1].

        That is what an attacker meets who knows the timeline but not how it comes out.
        """
        there = self.length > 0.0
        if not there.any():
            return 0.0, 0.0
        times = np.concatenate([self.begin[there], self.end[there]])
        turns = np.repeat([1, -1], int(there.sum()))
        unique, inverse = np.unique(times, return_inverse=True)
        open_ = np.cumsum(np.bincount(inverse, weights=turns))
        at = int(np.argmax(open_))
        return float(unique[at]), float(open_[at]) / len(self.begin)

    def any(self) -> Floats:
        """Whether there is a gap at all (H,): 1 or 0; an attacker who watches finds it."""
        return np.asarray((self.length > 0.0).any(axis=1), dtype=np.float64)


def gaps_of(stays: Stays, place: int) -> Gaps:
    """Gaps of a place, in each history."""
    here = stays.place == place
    begin, end = stays.begin[:, here], stays.end[:, here]
    # What has no length is put at the end, where it can part no gap in two.
    empty = end <= begin
    begin = np.where(empty, stays.duration, begin)
    end = np.where(empty, stays.duration, end)
    order = np.argsort(begin, axis=1, kind="stable")
    begin, end = (np.take_along_axis(side, order, axis=1) for side in (begin, end))
    last = np.full((stays.histories, 1), stays.duration)
    until = np.concatenate([begin, last], axis=1)
    covered = np.maximum.accumulate(end, axis=1)
    first = until[:, 0]
    return Gaps(covered, np.maximum(until[:, 1:], covered), first, stays.duration)
