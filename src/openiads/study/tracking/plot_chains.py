"""Plots of one sensor that four scans in a row have of one target, as far as chance does not have as much.

No tracker is asked, for what it is told of errors may be what is wrong.  Our rules: a plot and the one of the
scan before, no farther off than targets fly, say where the next one is; the nearest one to there is it, and
says where the last one is.  Chains are kept where false plots as dense as those around would lie as near
less than once in a hundred.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from openiads.study.tracking.kinematics import Floats, Integers
from openiads.study.tracking.plots import Plots
from openiads.study.tracking.scans import scans_of

LENGTH = 4
BY_CHANCE = 0.01
"""Odds that a false plot lies as near to where one is looked for."""
AROUND = 8
"""Plots by which it is told how dense they are."""
MOST_PLOTS = 20_000
"""Of the first scans of a file: more tell nothing new."""
MOST_AROUND = 64
"""Plots of the scan before that are tried at most."""


class Chains(NamedTuple):
    """Four plots in a row each.  Axis: N chains."""

    rows: Integers  # (N, 4) of the plots, by time
    reach: Floats  # (N,) how far off the third might have been [m]


def chains_of(plots: Plots, period: float, fastest: float) -> Chains:
    """Chains of plots of one sensor, by time.

    period   of its scans [s]
    fastest  speed of what is looked for [m/s]
    """
    some = slice(0, min(plots.count, MOST_PLOTS))
    time = plots.time[some]
    scan = scans_of(time, period).astype(np.int64)
    level = plots.slant_range[some]
    place = level[:, None] * np.stack([np.sin(plots.azimuth[some]), np.cos(plots.azimuth[some])], axis=1)
    order = np.argsort(scan, kind="stable")
    begins = np.searchsorted(scan[order], np.arange(scan.max(initial=-1) + 2))
    own = [order[a:b] for a, b in pairwise(begins)]
    trees = [cKDTree(place[rows]) if rows.size else None for rows in own]
    wide = math.pi * float(level.max(initial=1.0)) ** 2
    found = [
        _begun(own[k : k + LENGTH], trees[k : k + LENGTH], place, time, fastest * period, wide)
        for k in range(len(own) - LENGTH + 1)
        if all(tree is not None for tree in trees[k : k + LENGTH])
    ]
    rows = np.concatenate([np.zeros((0, LENGTH), dtype=np.int64), *(each.rows for each in found)])
    return Chains(rows, np.concatenate([np.zeros(0), *(each.reach for each in found)]))


def _begun(
    own: list[Integers], trees: list[cKDTree], place: Floats, time: Floats, far: float, wide: float
) -> Chains:
    """Chains that begin with a scan: of each plot of the second one the best of those before."""
    near = trees[0].query_ball_point(place[own[1]], 2.0 * far)
    tried = np.array([min(len(each), MOST_AROUND) for each in near], dtype=np.int64)
    second = np.repeat(own[1], tried)
    none = np.zeros(0, dtype=np.int64)
    first = own[0][np.concatenate([none, *(np.array(each[:MOST_AROUND], dtype=np.int64) for each in near)])]
    gone = time[second] - time[first]
    fits = (gone > 0.0) & (np.linalg.norm(place[second] - place[first], axis=1) <= far)
    first, second = first[fits], second[fits]
    if not first.size:
        return Chains(np.zeros((0, LENGTH), dtype=np.int64), np.zeros(0))
    ahead, third, off = _next(first, second, place, time, own[2], trees[2])
    best = np.lexsort((off, second))
    best = best[np.diff(second[best], prepend=-1) != 0]
    count = np.bincount(second)[second[best]]
    first, second, third, off, ahead = first[best], second[best], third[best], off[best], ahead[best]
    reach = np.sqrt(BY_CHANCE / count / (math.pi * _density(ahead, trees[2], wide)))
    ahead, fourth, last = _next(second, third, place, time, own[3], trees[3])
    again = np.sqrt(BY_CHANCE / (math.pi * _density(ahead, trees[3], wide)))
    kept = (off < reach) & (last < again)
    return Chains(np.stack([first, second, third, fourth], axis=1)[kept], np.minimum(reach, again)[kept])


def _next(
    one: Integers, other: Integers, place: Floats, time: Floats, own: Integers, tree: cKDTree
) -> tuple[Floats, Integers, Floats]:
    """Where the next plot is looked for (N, 2) [m], the nearest one (N,), and how far off it is (N,) [m].

    It is looked for at the time of the nearest one, which is that of about there.
    """
    pace = (place[other] - place[one]) / (time[other] - time[one])[:, None]
    ahead = place[other] + (place[other] - place[one])
    for _ in range(2):
        nearest = own[tree.query(ahead)[1]]
        ahead = place[other] + pace * (time[nearest] - time[other])[:, None]
    off, index = tree.query(ahead)
    return ahead, own[index], np.asarray(off)


def _density(at: Floats, tree: cKDTree, wide: float) -> Floats:
    """How many plots there are (N,) [1/m2] around places (N, 2) [m], at least as many as over all."""
    least = tree.n / wide
    if tree.n < AROUND:
        return np.full(len(at), least)
    far = tree.query(at, k=AROUND)[0][:, -1]
    return np.asarray(np.maximum((AROUND - 1) / (math.pi * np.maximum(far, 1e-9) ** 2), least))
