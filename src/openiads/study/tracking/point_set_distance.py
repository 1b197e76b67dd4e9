"""How far the tracks of a scan are from the targets, as two sets of points.

GOSPA [1]_ with alpha = 2 is the one of the two that falls apart into what is known by name: how far matched
tracks are off, targets that are missed, tracks that are false.  With d below the cut-off c for matched pairs,

    GOSPA^p = sum of d^p + c^p / 2 (missed + false).

OSPA [2]_ is the mean over the larger set, and does not tell missed from false:

    OSPA^p = (sum of d^p + c^p (larger - matched)) / larger.

In both a pair saves c^p - d^p over leaving both of it alone, so one matching is the best for both.

References
----------
.. [1] A. S. Rahmathullah, A. F. Garcia-Fernandez, L. Svensson, Generalized optimal sub-pattern assignment
   metric, 20th International Conference on Information Fusion (2017), definition 1 and proposition 1.
.. [2] D. Schuhmacher, B.-T. Vo, B.-N. Vo, A consistent metric for performance evaluation of multi-object
   filters, IEEE Transactions on Signal Processing 56 (2008), 3447-3457, equation 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.study.tracking.at_scans import Scanned
from openiads.study.tracking.best_matching import best_matching
from openiads.study.tracking.kinematics import Floats, Integers
from openiads.study.tracking.near_pairs import NearPairs, near_pairs

CUTOFF = 3_000.0
"""Distance from which a target is missed and a track false [m]."""
ORDER = 2.0
"""Power p of distances."""


@dataclass(frozen=True, eq=False)
class PointSetDistance:
    """GOSPA and OSPA at each scan; costs are powers of lengths, which add up."""

    targets: Integers  # (S,)
    tracks: Integers  # (S,)
    matched: Integers  # (S,) targets with a track nearer than the cut-off
    localisation: Floats  # (S,) [m^p] cost of how far these tracks are off
    cutoff: float  # [m]
    order: float  # p

    @property
    def missed(self) -> Integers:
        """Targets without a track (S,)."""
        return self.targets - self.matched

    @property
    def false(self) -> Integers:
        """Tracks without a target (S,)."""
        return self.tracks - self.matched

    @property
    def missed_cost(self) -> Floats:
        """Cost of targets without a track (S,) [m^p]."""
        return np.asarray(0.5 * self.cutoff**self.order * self.missed)

    @property
    def false_cost(self) -> Floats:
        """Cost of tracks without a target (S,) [m^p]."""
        return np.asarray(0.5 * self.cutoff**self.order * self.false)

    @property
    def gospa(self) -> Floats:
        """GOSPA (S,) [m]; 0 where there is nothing."""
        cost = self.localisation + self.missed_cost + self.false_cost
        return np.asarray(cost ** (1.0 / self.order))

    @property
    def gospa_per_target(self) -> Floats:
        """GOSPA over the p-th root of the number of targets (S,) [m], which raids of any number share.

        Not a number where there is no target.
        """
        root = self.targets ** (1.0 / self.order)
        found = np.full(root.size, np.nan)
        np.divide(self.gospa, root, out=found, where=root > 0.0)
        return found

    @property
    def ospa(self) -> Floats:
        """OSPA (S,) [m]; 0 where there is nothing."""
        larger = np.maximum(self.targets, self.tracks)
        cost = self.localisation + self.cutoff**self.order * (larger - self.matched)
        return np.asarray((cost / np.maximum(larger, 1)) ** (1.0 / self.order))


class SetMatching:
    """Matches piece after piece of whole scans, each scan for itself."""

    def __init__(
        self, truth: Scanned, tracks: Scanned, scans: int, cutoff: float = CUTOFF, order: float = ORDER
    ) -> None:
        self._truth, self._cutoff, self._order = truth, cutoff, order
        self._counts = truth.counts(scans), tracks.counts(scans)
        self._matched, self._localisation = np.zeros(scans, dtype=np.int64), np.zeros(scans)

    def match(self, pairs: NearPairs) -> None:
        """Match some scans, of which these are all pairs within the cut-off."""
        cost = pairs.distance**self._order
        chosen = best_matching(pairs.target, pairs.track, self._cutoff**self._order - cost)
        at, scans = self._truth.scan[pairs.target[chosen]], self._matched.size
        self._matched += np.bincount(at, minlength=scans)
        self._localisation += np.bincount(at, weights=cost[chosen], minlength=scans)

    def distance(self) -> PointSetDistance:
        """What came of it at each scan."""
        return PointSetDistance(*self._counts, self._matched, self._localisation, self._cutoff, self._order)


def point_set_distance(
    targets: Floats, tracks: Floats, cutoff: float = CUTOFF, order: float = ORDER
) -> PointSetDistance:
    """GOSPA and OSPA of one scan from places alone, one scan (1,) in each array.

    Parameters
    ----------
    targets, tracks : (M, 3), (N, 3) places [m], in one Cartesian frame
    cutoff : c [m], above 0
    order : p, 1 or more
    """
    truth, found = _at_once(targets), _at_once(tracks)
    matching = SetMatching(truth, found, 1, cutoff, order)
    for pairs in near_pairs(truth, found, 1, cutoff):
        matching.match(pairs)
    return matching.distance()


def _at_once(place: Floats) -> Scanned:
    place = np.reshape(np.asarray(place, dtype=np.float64), (-1, 3))
    who = np.arange(len(place))
    return Scanned(who, np.zeros_like(who), who, place, np.full_like(place, np.nan), None)
