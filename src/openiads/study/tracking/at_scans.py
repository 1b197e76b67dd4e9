"""Targets and tracks at common times, those of scans.

Truth is interpolated linearly between the two samples around a scan, and never beyond its first and last one:
a target is there from the one to the other, and nowhere else.  Of a track a row at the very time of the scan
counts, since what a tracker would have said in between is its own affair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.study.tracking.kinematics import Floats, Integers, Kinematics, Labels


@dataclass(frozen=True, eq=False)
class Scanned:
    """Targets or tracks at some scans, sorted by scan and within each by number."""

    numbers: Labels  # (N,) of all that have a row anywhere, rising
    scan: Integers  # (K,) index of the scan
    who: Integers  # (K,) index of the number
    place: Floats  # (K, 3) [m]
    velocity: Floats  # (K, 3) [m/s], not a number where it is not known
    identity: Labels | None  # (K,)

    def counts(self, scans: int) -> Integers:
        """How many there are (S,) at each of so many scans."""
        return np.bincount(self.scan, minlength=scans).astype(np.int64)


def tracks_at(tracks: Kinematics, scans: Floats) -> Scanned:
    """Rows of tracks whose time is that of a scan; `scans` (S,) [s], rising."""
    numbers, who = np.unique(tracks.number, return_inverse=True)
    place = np.searchsorted(scans, tracks.time)
    at = np.flatnonzero(scans[np.minimum(place, scans.size - 1)] == tracks.time) if scans.size else place[:0]
    rows = at[np.lexsort((who[at], place[at]))]
    identity = None if tracks.identity is None else tracks.identity[rows]
    return Scanned(numbers, place[rows], who[rows], tracks.place[rows], tracks.velocity[rows], identity)


def truth_at(truth: Kinematics, scans: Floats) -> Scanned:
    """Targets between their first and last sample, interpolated; `scans` (S,) [s], rising."""
    numbers, who = np.unique(truth.number, return_inverse=True)
    order = np.lexsort((truth.time, who))
    time = truth.time[order]
    own = np.searchsorted(who[order], np.arange(numbers.size + 1))  # where the samples of each begin
    first = np.searchsorted(scans, time[own[:-1]], side="left")
    past = np.searchsorted(scans, time[own[1:] - 1], side="right")
    there = np.maximum(past - first, 0)
    target = np.repeat(np.arange(numbers.size), there)
    scan = np.arange(target.size) - np.repeat(np.cumsum(there) - there, there) + np.repeat(first, there)
    before = _last_samples(time, own, scans, first, past)
    after = np.minimum(before + 1, time.size - 1)  # of whoever, where a scan is at the last sample
    gone = time[after] - time[before]
    share = np.divide(scans[scan] - time[before], gone, out=np.zeros(gone.size), where=gone > 0.0)[:, None]
    rows = np.lexsort((target, scan))
    before, after, share = order[before[rows]], order[after[rows]], share[rows]
    # Where the sample itself is asked for, the next one shall not count, not even where it is not known.
    after = np.where(share[:, 0] > 0.0, after, before)
    moved = [each[before] + share * (each[after] - each[before]) for each in (truth.place, truth.velocity)]
    identity = None if truth.identity is None else truth.identity[before]
    return Scanned(numbers, scan[rows], target[rows], moved[0], moved[1], identity)


def _last_samples(time: Floats, own: Integers, scans: Floats, first: Integers, past: Integers) -> Integers:
    """The last sample of each target at or before each of its scans, target after target."""
    bounds = (each.tolist() for each in (own[:-1], own[1:], first, past))
    found = [
        begin + np.searchsorted(time[begin:end], scans[a:b], side="right") - 1
        for begin, end, a, b in zip(*bounds, strict=True)
        if b > a
    ]
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])
