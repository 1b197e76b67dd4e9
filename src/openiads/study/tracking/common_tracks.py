"""Tracks of two sensors, each by its own plots, at common times, and which of them are of one target.

References
----------
.. [1] X. Lin, Y. Bar-Shalom, T. Kirubarajan, Multisensor-multitarget bias estimation for general
   asynchronous sensors, IEEE Transactions on Aerospace and Electronic Systems 41 (2005), 899-921: local
   tracks brought to common times.
.. [2] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 9: tracks are
   correlated by the squared distance of their states, in terms of the errors of both.

That tracks are brought to common times by the cubic through place and velocity of two rows, and that two
tracks are compared by the median over all their common times, most of which are no manoeuvre, are our rules.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from openiads.study.tracking.at_scans import Scanned
from openiads.study.tracking.best_matching import best_matching, runs
from openiads.study.tracking.covariances import matrices_of
from openiads.study.tracking.kinematics import Floats, Integers
from openiads.study.tracking.near_pairs import near_pairs
from openiads.study.tracking.track_plots import CONFIRMED, Tracks

GATE = 16.81
"""Squared distance of six components that the errors of one target in a hundred pass: chi-square."""
LEAST_COMMON = 5
"""Common times from which on two tracks are compared."""
GAP = 2.5
"""Scans between two rows of a track, beyond which it is not interpolated."""
MOST_ROWS = 50_000
"""Of the tracks of one sensor, beyond which times are left out, evenly: more tell nothing new."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of the tracks of one sensor, track by track in time.  Axis: K rows."""

    number: Integers  # (K,) of the track
    time: Floats  # (K,) [s]
    place: Floats  # (K, 3) ECEF [m]
    velocity: Floats  # (K, 3) [m/s]
    covariance: Floats  # (K, 6, 6) of both

    def only(self, rows: Integers) -> Rows:
        """Some of them."""
        return Rows(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


class Shared(NamedTuple):
    """Two tracks at a common time.  Axis: K rows, by pair and time."""

    pair: Integers  # (K,) number of the pair of tracks
    tracks: tuple[Integers, Integers]  # (K,) number of the track of the one sensor and of the other
    places: tuple[Floats, Floats]  # (K, 3) ECEF [m]
    velocities: tuple[Floats, Floats]  # (K, 3) [m/s]
    covariances: tuple[Floats, Floats]  # (K, 6, 6) of both

    def of(self, rows: Integers) -> Shared:
        """Some of them."""
        one, other = self.tracks
        places, velocities, covariances = (
            (first[rows], second[rows]) for first, second in (self.places, self.velocities, self.covariances)
        )
        return Shared(self.pair[rows], (one[rows], other[rows]), places, velocities, covariances)


def rows_of(tracks: Tracks) -> Rows:
    """Rows of tracks while they are confirmed and fed."""
    if tracks.covariance is None:
        raise ValueError("tracks have no covariance; those of track_plots do")
    kept = np.flatnonzero(tracks.state == CONFIRMED)
    kept = kept[np.lexsort((tracks.time[kept], tracks.number[kept]))]
    covariance = matrices_of(tracks.covariance[kept])
    return Rows(tracks.number[kept], tracks.time[kept], tracks.place[kept], tracks.velocity[kept], covariance)


def at_times(rows: Rows, times: Floats, period: float) -> Rows:
    """The same tracks at other times (T,) [s], rising, between their rows.

    period  of a scan [s]

    The covariance is the greater of those of the two rows around a time: by its trace.
    """
    first, second, when = [], [], []
    for begin, end in runs(rows.number):
        own = rows.time[begin:end]
        low, high = np.searchsorted(times, (own[0], own[-1]), side="left")
        after = np.searchsorted(own, times[low:high], side="right")
        near = own[np.minimum(after, own.size - 1)] - own[after - 1] <= GAP * period
        first.append(begin + after[near] - 1)
        second.append(begin + np.minimum(after[near], own.size - 1))
        when.append(times[low:high][near])
    if not first:
        return rows.only(np.zeros(0, dtype=np.int64))
    return _between(rows, np.concatenate(first), np.concatenate(second), np.concatenate(when))


def _between(rows: Rows, first: Integers, second: Integers, time: Floats) -> Rows:
    """Hermite's cubic through place and velocity of two rows each, and its slope."""
    lasts = (rows.time[second] - rows.time[first])[:, None]
    u = (time - rows.time[first])[:, None] / lasts
    start, end = rows.place[first], rows.place[second]
    leaves, comes = lasts * rows.velocity[first], lasts * rows.velocity[second]
    place = (
        (1.0 + 2.0 * u) * (1.0 - u) ** 2 * start + u * (1.0 - u) ** 2 * leaves
        + u * u * (3.0 - 2.0 * u) * end + u * u * (u - 1.0) * comes
    )  # fmt: skip
    slope = 6.0 * u * (1.0 - u) * (end - start)
    slope = slope + (1.0 - u) * (1.0 - 3.0 * u) * leaves + u * (3.0 * u - 2.0) * comes
    spread = np.trace(rows.covariance[:, :3, :3], axis1=1, axis2=2)
    wide = np.where(spread[second] > spread[first], second, first)
    return Rows(rows.number[first], time, place, slope / lasts, rows.covariance[wide])


def shared_by(one: Rows, other: Rows, period: float, reach: float) -> Shared:
    """All pairs of tracks that are near one another at the times of the first ones.

    period  of a scan of the other sensor [s]
    reach   beyond which nothing is near [m]
    """
    times = np.unique(one.time)[:: max(1, math.ceil(one.time.size / MOST_ROWS))]
    one = one.only(np.flatnonzero(np.isin(one.time, times)))
    moved = at_times(other, times, period)
    sides = _scanned(one, times), _scanned(moved, times)
    found = list(near_pairs(sides[0][0], sides[1][0], times.size, reach))
    none = np.zeros(0, dtype=np.int64)
    first = np.concatenate([none, *(pairs.target for pairs in found)])
    second = np.concatenate([none, *(pairs.track for pairs in found)])
    a, b = one.only(sides[0][1][first]), moved.only(sides[1][1][second])
    numbers = np.stack([a.number, b.number], axis=1)
    pair = np.unique(numbers, axis=0, return_inverse=True)[1].reshape(-1)
    shared = Shared(
        pair, (a.number, b.number), (a.place, b.place), (a.velocity, b.velocity), (a.covariance, b.covariance)
    )
    return shared.of(np.lexsort((a.time, pair)))


def _scanned(rows: Rows, times: Floats) -> tuple[Scanned, Integers]:
    """Rows by their time, and where they were."""
    scan = np.searchsorted(times, rows.time)
    order = np.lexsort((rows.number, scan))
    numbers, who = np.unique(rows.number, return_inverse=True)
    return Scanned(numbers, scan[order], who[order], rows.place[order], rows.velocity[order], None), order


def matched(shared: Shared, distance: Floats) -> Integers:
    """Rows of the pairs of tracks that are of one target, nobody in two pairs [2]_.

    distance  squared (K,), of place and velocity, in terms of their errors
    """
    if not shared.pair.size:
        return np.zeros(0, dtype=np.int64)
    first, count = np.unique(shared.pair, return_index=True, return_counts=True)[1:]
    middle = distance[np.lexsort((distance, shared.pair))][first + count // 2]
    good = np.flatnonzero((count >= LEAST_COMMON) & (middle < GATE))
    one, other = (side[first[good]] for side in shared.tracks)
    chosen = good[best_matching(one, other, count[good] * (GATE - middle[good]))]
    return np.flatnonzero(np.isin(shared.pair, chosen))
