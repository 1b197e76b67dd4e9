"""How often the track of a target becomes another one, by a matching that keeps to what it has [1]_.

A target keeps the track of the scan before while it is nearer than the threshold; those that are left on
both sides are matched anew, as in GOSPA with p = 2.  Where a target then has another track than it had last,
however long ago, that is a switch; where it has one again after scans without, its history is in one fragment
more.

References
----------
.. [1] K. Bernardin, R. Stiefelhagen, Evaluating multiple object tracking performance: the CLEAR MOT metrics,
   EURASIP Journal on Image and Video Processing (2008), section 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.study.tracking.at_scans import Scanned
from openiads.study.tracking.best_matching import best_matching, runs
from openiads.study.tracking.kinematics import Bools, Floats, Integers
from openiads.study.tracking.near_pairs import NearPairs


@dataclass(frozen=True, eq=False)
class Switches:
    """Who was matched with whom, and what changed; rows are those of targets and tracks at scans."""

    target: Integers  # (P,) row of a target that is matched, sorted by scan
    track: Integers  # (P,) row of its track
    switches: Integers  # (S,) targets whose track is another than they had last
    fragmentations: Integers  # (S,) targets that have a track again after scans without


class StickyMatching:
    """Matches piece after piece of whole scans, first to last."""

    def __init__(self, truth: Scanned, tracks: Scanned, threshold: float) -> None:
        self._truth, self._tracks, self._threshold = truth, tracks, threshold
        self._held = np.full(truth.numbers.size, -1, dtype=np.int64)  # track of the scan before
        self._scan = -1  # the one before
        self._found: list[NearPairs] = []

    def match(self, pairs: NearPairs) -> None:
        """Match the next scans, of which these are all pairs within the threshold."""
        scan = self._truth.scan[pairs.target]
        target, track = self._truth.who[pairs.target], self._tracks.who[pairs.track]
        gain = self._threshold**2 - pairs.distance**2
        chosen = np.zeros(scan.size, dtype=np.bool_)
        for begin, end in runs(scan):
            own = slice(begin, end)
            if scan[begin] != self._scan + 1:
                self._held[:] = -1  # nobody had a track in the scan before
            self._scan = int(scan[begin])
            chosen[own] = self._matched(target[own], track[own], gain[own])
        self._found.append(pairs.of(chosen))

    def _matched(self, target: Integers, track: Integers, gain: Floats) -> Bools:
        """Which pairs of a scan are matched: those of the scan before, and the best of the rest."""
        chosen: Bools = self._held[target] == track
        taken_target = np.zeros(self._held.size, dtype=np.bool_)
        taken_track = np.zeros(self._tracks.numbers.size, dtype=np.bool_)
        taken_target[target[chosen]] = taken_track[track[chosen]] = True
        rest = np.flatnonzero(~(taken_target[target] | taken_track[track]))
        chosen[rest] = best_matching(target[rest], track[rest], gain[rest])
        self._held[:] = -1
        self._held[target[chosen]] = track[chosen]
        return chosen

    def switches(self, scans: int) -> Switches:
        """What came of it over so many scans."""
        truth = self._truth
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *(each.target for each in self._found)])
        tracks = np.concatenate([np.zeros(0, dtype=np.int64), *(each.track for each in self._found)])
        place = np.empty(truth.who.size, dtype=np.int64)  # in order of targets, and of scans of each
        place[np.lexsort((truth.scan, truth.who))] = np.arange(place.size)
        order = np.argsort(place[rows])
        row, track = rows[order], self._tracks.who[tracks[order]]
        again = truth.who[row][1:] == truth.who[row][:-1]
        other = again & (track[1:] != track[:-1])
        gone = again & (np.diff(place[row]) > 1)
        counts = [np.bincount(truth.scan[row[1:][each]], minlength=scans) for each in (other, gone)]
        return Switches(rows, tracks, counts[0].astype(np.int64), counts[1].astype(np.int64))
