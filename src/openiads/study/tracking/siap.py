"""Attributes of a single integrated air picture [1]_: is everything there, once, and nothing else.

Counts are taken scan by scan and added up over scans before they are divided, as Stone Soup does [2]_.  Where
there is nothing to divide by, an attribute is not a number, for nothing was shown.

References
----------
.. [1] P. Votruba and others, Single integrated air picture (SIAP) metrics
   implementation, SIAP System Engineering Task Force (2001).
.. [2] Stone Soup 1.9.1, stonesoup.metricgenerator.tracktotruthmetrics, SIAPMetrics (2025).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.study.tracking.at_scans import Scanned
from openiads.study.tracking.kinematics import Floats, Integers


@dataclass(frozen=True, eq=False)
class Siap:
    """What is counted at each scan; attributes of some scans are ratios of the sums."""

    targets: Integers  # (S,)
    tracks: Integers  # (S,)
    tracked: Integers  # (S,) targets that a track is associated to
    associated: Integers  # (S,) tracks that are associated to a target
    place_error: Floats  # (S,) [m] sum of the distances of associated tracks from their targets
    with_velocity: Integers  # (S,) associated tracks with both velocities known
    velocity_error: Floats  # (S,) [m/s] sum of the lengths of the differences of these velocities

    @property
    def completeness(self) -> Floats:
        """Share of targets that are tracked (S,)."""
        return _ratio(self.tracked, self.targets)

    @property
    def ambiguity(self) -> Floats:
        """Tracks to a target that is tracked (S,), 1 or more."""
        return _ratio(self.associated, self.tracked)

    @property
    def spuriousness(self) -> Floats:
        """Share of tracks that are of no target (S,)."""
        return _ratio(self.tracks - self.associated, self.tracks)

    @property
    def place_accuracy(self) -> Floats:
        """Mean distance of associated tracks from their targets (S,) [m]."""
        return _ratio(self.place_error, self.associated)

    @property
    def velocity_accuracy(self) -> Floats:
        """Mean length of the difference of their velocities (S,) [m/s]."""
        return _ratio(self.velocity_error, self.with_velocity)

    def over_all(self) -> Siap:
        """The same with all scans as one (1,)."""
        sums = {name: np.atleast_1d(value.sum()) for name, value in vars(self).items()}
        return Siap(**sums)


def siap(truth: Scanned, tracks: Scanned, scans: int, target: Integers) -> Siap:
    """Counts of so many scans; `target` (K,) is what each row of tracks is associated to, -1 if nothing."""
    rows = np.flatnonzero(target >= 0)
    keys = truth.scan * truth.numbers.size + truth.who
    own = np.searchsorted(keys, tracks.scan[rows] * truth.numbers.size + target[rows])
    at = tracks.scan[rows]
    away = np.sqrt(((tracks.place[rows] - truth.place[own]) ** 2).sum(axis=1))
    faster = np.sqrt(((tracks.velocity[rows] - truth.velocity[own]) ** 2).sum(axis=1))
    known = ~np.isnan(faster)
    return Siap(
        truth.counts(scans),
        tracks.counts(scans),
        np.bincount(truth.scan[np.unique(own)], minlength=scans).astype(np.int64),
        np.bincount(at, minlength=scans).astype(np.int64),
        np.bincount(at, weights=away, minlength=scans).astype(np.float64),
        np.bincount(at[known], minlength=scans).astype(np.int64),
        np.bincount(at[known], weights=faster[known], minlength=scans).astype(np.float64),
    )


def _ratio(part: Floats | Integers, whole: Integers) -> Floats:
    found = np.full(whole.size, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found
