"""Which target a track is of, from scan to scan: the nearest one, once it stayed that for a while.

The rule is that of `TrackToTruth` in Stone Soup [1]_: a track is associated to the target that is the nearest
within a threshold, from the first of some rows in a row on, and until the last such row before it was not so
for some rows in a row.  A target may have several tracks, a track one target.  Where what is done there is
not what is said there, what is said is done here: rows that failed before an association count no more in it,
and rows of another target are in a row only if nothing is between them.

References
----------
.. [1] Stone Soup 1.9.1, stonesoup.dataassociator.tracktotrack, TrackToTruth (2025).
"""

from __future__ import annotations

import numpy as np

from openiads.study.tracking.at_scans import Scanned
from openiads.study.tracking.kinematics import Integers
from openiads.study.tracking.near_pairs import NearPairs

CONFIRM = 3
"""Rows in a row by which an association begins."""
MISSES = 2
"""Rows in a row by which it ends."""


def nearest_targets(truth: Scanned, pairs: NearPairs, nearest: Integers) -> None:
    """Write the nearest target of pairs into `nearest` (K,), by rows of tracks; of equals the first."""
    order = np.lexsort((pairs.distance, pairs.track))
    best = order[np.diff(pairs.track[order], prepend=-1) != 0]
    nearest[pairs.track[best]] = truth.who[pairs.target[best]]


def associated_targets(
    tracks: Scanned, nearest: Integers, confirm: int = CONFIRM, misses: int = MISSES
) -> Integers:
    """Index of the target that each row of tracks is associated to (K,), -1 if there is none.

    Parameters
    ----------
    nearest : (K,) index of the nearest target within the threshold, -1 if there is none
    confirm : rows in a row by which an association begins, 1 or more
    misses : rows in a row by which it ends, 1 or more
    """
    order = np.lexsort((tracks.scan, tracks.who))
    who, target = tracks.who[order], nearest[order]
    begins = np.flatnonzero((np.diff(who, prepend=-1) != 0) | (np.diff(target, prepend=-2) != 0))
    ends = np.append(begins[1:], who.size)[: begins.size]
    found = np.full(who.size, -1, dtype=np.int64)
    owner = kept = -1  # track of the run, and its target by now
    since = failed = 0  # row up to which the target is written, rows that failed from there on
    runs = zip(begins.tolist(), ends.tolist(), who[begins].tolist(), target[begins].tolist(), strict=True)
    for begin, end, track, candidate in runs:
        if track != owner:
            owner, kept = track, -1
        if candidate != kept:
            failed += end - begin
            if kept >= 0 and failed >= misses:
                kept = -1
            if kept < 0 <= candidate and end - begin >= confirm:
                kept, since = candidate, begin
        if candidate == kept >= 0:
            found[since:end] = kept
            since, failed = end, 0
    result = np.empty_like(found)
    result[order] = found
    return result
