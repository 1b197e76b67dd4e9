"""A bound on what any choice of sites can cover: the Lagrangian relaxation of who covers what [1]_.

A demand d of weight w that misses n sites counts (y = 1) only if n of the chosen sites (x = 1) cover it:
n y <= sum of x.  With a price u of each such row, sites and demands fall apart, and

    L(u) = sum of (w - n u) over demands + the K largest s, s = sum of u over the demands of a site

is never less than the best value, for any prices 0 <= u <= w / n.  Prices are made good by steps along a
subgradient, of a length by the gap to what is known to be possible [2]_.

References
----------
.. [1] R. D. Galvao and C. ReVelle, A Lagrangean heuristic for the maximal covering location problem, European
   Journal of Operational Research 88 (1996), 114-123.
.. [2] M. Held, P. Wolfe and H. P. Crowder, Validation of subgradient optimization, Mathematical Programming 6
   (1974), 62-88.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from openiads.study.siting.cover_problem import Floats, Integers
from openiads.study.siting.merged_cover import Flags, MergedCover

SHORTER = 0.8
"""Share to which steps are cut that bring nothing better."""
ROUNDING = 1e-12
"""Share of a bound that covers what its sums lose to rounding."""


class Pace(NamedTuple):
    """How long prices are worked on."""

    steps: int  # at most
    patience: int  # steps without a better bound after which they become shorter
    least: float  # share of the first step's length below which nothing more comes


class Dual(NamedTuple):
    """Prices, and what they prove."""

    bound: float  # no choice covers more, what is settled included
    prices: Floats  # (m,) per demand
    gains: Floats  # (n,) what each site is worth at these prices


def dual(
    cover: MergedCover, known: float, enough: float, pace: Pace, prices: Floats | None = None,
    late: Callable[[], bool] = lambda: False,
) -> Dual:  # fmt: skip
    """The best bound that steps at some pace find.

    known   value of a choice that is known [as weights]
    enough  bound below which nobody asks further
    prices  (m,) from where to start; from half the highest if none are given
    late    whether to stop before
    """
    top = cover.weights / cover.needs
    u = 0.5 * top if prices is None else np.clip(prices, 0.0, top)
    best, kept, length, waited = np.inf, u, 1.0, 0
    for _ in range(max(pace.steps, 1)):
        gains = cover.covers @ u
        chosen = foremost(gains, cover.count)
        bound = cover.settled + float((cover.weights - cover.needs * u).sum() + gains[chosen].sum())
        waited += 1
        if bound < best:
            waited = waited if bound > best - 1e-5 * abs(best) else 0
            best, kept = bound, u
        if best <= enough or length < pace.least or late():
            break
        if waited >= pace.patience:
            length, waited, u = length * SHORTER, 0, kept
        x = np.zeros(cover.sites.size)
        x[chosen] = 1.0
        slope = cover.covered_by @ x - cover.needs
        slope[((u <= 0.0) & (slope > 0.0)) | ((u >= top) & (slope < 0.0))] = 0.0
        steep = float(np.square(slope).sum())
        if steep == 0.0:
            break
        u = np.clip(u - length * max(bound - known, 0.0) / steep * slope, 0.0, top)
    return Dual(best * (1.0 + ROUNDING), kept, cover.covers @ kept)


def foremost(gains: Floats, count: int) -> Integers:
    """The `count` sites of the largest gains (n,), ascending; of equal ones the first."""
    return np.sort(np.argsort(-gains, kind="stable")[:count])


class Fixing(NamedTuple):
    """What holds of every choice that is worth more than was asked."""

    must: Flags  # (n,) sites that are in it
    able: Flags  # (n,) sites that can be in it, those that must be among them
    lost: float  # bound of all choices that were ruled out by this, or minus infinity


def fixing(found: Dual, count: int, enough: float) -> Fixing:
    """Sites settled by their reduced costs: what the bound loses when a site is forced in, or out."""
    gains, sites = found.gains, found.gains.size
    if not 0 < count < sites:
        return Fixing(np.full(sites, count > 0), np.full(sites, count > 0), -np.inf)
    order = np.sort(gains)[::-1]
    forced_in = found.bound - np.maximum(order[count - 1] - gains, 0.0)
    forced_out = found.bound - np.maximum(gains - order[count], 0.0)
    able, must = forced_in > enough, forced_out <= enough
    lost = np.concatenate([forced_in[~able], forced_out[must]])
    return Fixing(must & able, able, float(lost.max(initial=-np.inf)))
