"""Which targets and tracks are near one another at a scan.

A tree in four dimensions, the fourth of which sets scans farther apart than is looked, finds the pairs of
many scans at once [1]_; so the work grows with those that are near and not with all there are.

References
----------
.. [1] J. L. Bentley, Multidimensional binary search trees used for associative searching, Communications of
   the ACM 18 (1975), 509-517.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from openiads.study.tracking.at_scans import Scanned
from openiads.study.tracking.kinematics import Bools, Floats, Integers

MOST = 2_000_000
"""Pairs, near or not, of the scans that are looked at together, if one scan has not more: some 100 MB."""
APART = 2.0
"""How far scans lie apart in the tree, in lengths within which is looked."""


class NearPairs(NamedTuple):
    """Pairs of targets and tracks at the same scan, sorted by scan and target."""

    target: Integers  # (P,) row of the targets
    track: Integers  # (P,) row of the tracks
    distance: Floats  # (P,) [m]

    def within(self, distance: float) -> NearPairs:
        """Those of less than a distance [m]."""
        return self.of(self.distance < distance)

    def of(self, some: Bools) -> NearPairs:
        """Some of them (P,)."""
        return NearPairs(self.target[some], self.track[some], self.distance[some])


def near_pairs(truth: Scanned, tracks: Scanned, scans: int, reach: float) -> Iterator[NearPairs]:
    """All pairs of less than `reach` [m], in pieces of several of `scans` scans, first to last."""
    total = np.cumsum(truth.counts(scans) * tracks.counts(scans))
    ends = np.flatnonzero(np.diff((total - 1) // MOST, append=np.inf)) + 1 if scans else total
    begin = 0
    for end in ends.tolist():
        rows = [np.searchsorted(each.scan, (begin, end)).tolist() for each in (truth, tracks)]
        if all(last > first for first, last in rows):
            yield _near(truth, tracks, rows[0], rows[1], reach)
        begin = end


def _near(truth: Scanned, tracks: Scanned, targets: list[int], others: list[int], reach: float) -> NearPairs:
    trees = [
        cKDTree(np.column_stack((each.place[slice(*rows)], APART * reach * each.scan[slice(*rows)])))
        for each, rows in ((truth, targets), (tracks, others))
    ]
    found = trees[0].sparse_distance_matrix(trees[1], reach, output_type="ndarray")
    target, track = found["i"].astype(np.int64) + targets[0], found["j"].astype(np.int64) + others[0]
    order = np.lexsort((track, target))
    target, track = target[order], track[order]
    away = np.sqrt(((truth.place[target] - tracks.place[track]) ** 2).sum(axis=1))
    return NearPairs(target, track, away).within(reach)
