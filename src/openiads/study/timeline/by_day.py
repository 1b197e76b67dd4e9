"""What is ready, and what that protects, at the beginning of every day over all histories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.units import DAY
from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_draws import Floats

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of the histories that lie below the lines of a fan."""
GROUP = 30
"""Posts whose readiness goes into one number beside that of those before."""


@dataclass(frozen=True)
class Fan:
    """Of a number over all histories at each time: its mean, and below what the shares `LEVELS` lie."""

    mean: Floats  # (T,)
    levels: Floats  # (5, T)
    least: Floats  # (T,)
    most: Floats  # (T,)

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """What the mean stands between (T,): below these lie 5 and 95 % of the histories.

        Where fewer of them than that bring the mean past one of these, it is the least or the most of all.
        """
        low = np.where(self.mean < self.levels[0], self.least, self.levels[0])
        high = np.where(self.mean > self.levels[-1], self.most, self.levels[-1])
        return low, high


def days_of(stays: Stays) -> Floats:
    """The beginning of every day (D,) [s]."""
    return np.arange(round(stays.duration / DAY), dtype=np.float64) * DAY


def fan(values: Floats) -> Fan:
    """Fan of values (H, T), in their unit; its lines are values that occur."""
    levels = np.quantile(values, LEVELS, axis=0, method="inverted_cdf")
    least, most = values.min(axis=0), values.max(axis=0)
    mean = np.where(least == most, least, values.mean(axis=0))  # the sum of many alike may round
    return Fan(mean, levels, least, most)


def protected(
    stays: Stays, times: Floats, covered: npt.NDArray[np.bool_], weights: Floats
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """What ready batteries protect: a demand counts where at least one ready post covers it.

    Parameters
    ----------
    stays : of P posts
    times : (T,) [s]
    covered : (P, N) whether each post covers each demand
    weights : (M, N) of each measure: people, value of assets, length of border, in its own unit

    Returns
    -------
    the measures of each set of ready posts that occurs (M, U), and which of them is there in each history at
    each time (H, T); `values[m][state]` is measure m (H, T)
    """
    posts = len(stays.posts)
    if np.shape(covered)[0] != posts or np.shape(covered)[1] != np.shape(weights)[1]:
        raise ValueError(f"covered is {np.shape(covered)} and weights {np.shape(weights)}; posts are {posts}")
    state, sets = _states(stays, times)
    values = np.empty((len(weights), len(sets)))
    for u, ready in enumerate(sets):
        values[:, u] = weights @ covered[ready].any(axis=0)
    return values, state


def _states(stays: Stays, times: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Which set of posts is ready (H, T), and those sets (U, P)."""
    shape = (stays.histories, len(times))
    state = np.zeros(shape, dtype=np.int64)
    sets = np.zeros((1, 0), dtype=bool)
    posts = len(stays.posts)
    for start in range(0, posts, GROUP):
        group = range(start, min(start + GROUP, posts))
        for k, post in enumerate(group):
            state += is_ready(stays, post, times).astype(np.int64) << np.int64(k + _bits(len(sets)))
        found, inverse = np.unique(state, return_inverse=True)
        before = sets[found & ((1 << _bits(len(sets))) - 1)]
        bits = (found[:, None] >> (np.arange(len(group)) + _bits(len(sets)))) & 1
        sets = np.concatenate([before, bits.astype(bool)], axis=1)
        state = inverse.reshape(shape).astype(np.int64)
    return state, sets


def _bits(count: int) -> int:
    """Bits that tell so many things apart."""
    return (count - 1).bit_length()


def is_ready(stays: Stays, post: int, times: Floats) -> npt.NDArray[np.bool_]:
    """Whether a post is ready at times (T,) [s], in each history (H, T)."""
    found = np.zeros((stays.histories, len(times)), dtype=bool)
    for s in np.flatnonzero(stays.post == post):
        found |= (stays.begin[:, s, None] <= times) & (times < stays.end[:, s, None])
    return found
