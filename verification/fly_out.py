"""Rounds against what is published of them, and against what a body can do: `openiads.engagement.flyout`."""

from __future__ import annotations

import numpy as np

from openiads.catalogue import names, round_of
from openiads.catalogue.entries import Round
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flyout
from openiads.simulation.prepare_rounds import flyout_figures

ALTITUDES = (0.0, 5_000.0, 10_000.0)
HALF = 0.5
"""Of its top speed that a round has kept, on the mean, to half its reach at an altitude."""
STEP = 500.0


def course(entry: Round, altitude: float) -> tuple[float, float]:
    """Reach [m] at an altitude [m], and mean speed to half of it over the top speed."""
    fit = flyout.fitted(flyout_figures(entry, PACKAGED.flight))
    ranges = np.arange(altitude + 2.0 * STEP, entry.maximum_range + 1.0, STEP)
    time, _, reached = flyout.arrival(fit, ranges, np.full_like(ranges, altitude))
    if not reached.any():
        return 0.0, np.inf
    reach = float(ranges[reached].max())
    half = int(np.argmin(np.abs(ranges - max(0.5 * reach, ranges[0]))))
    return reach, float(ranges[half] / time[half] / fit.top_speed)


def print_table() -> bool:
    """Published range beside the reach at three altitudes, and mean speeds; whether all of it holds."""
    print(
        f"\n{'round':14} {'published km':>12} {'reach at 0, 5, 10 km':>24} {'mean / top speed to half':>28}"
    )
    holds = True
    for slug in names("round"):
        entry = round_of(slug)
        reach, speed = np.array([course(entry, altitude) for altitude in ALTITUDES]).T
        good = abs(reach[-1] - entry.maximum_range) <= 2.0 * STEP and speed.min() >= HALF
        reaches = "".join(f"{r / 1e3:8.1f}" for r in reach)
        speeds = "".join(f"{s:10.2f}" if np.isfinite(s) else f"{'-':>10}" for s in speed)
        print(f"{slug:14} {entry.maximum_range / 1e3:12.1f} {reaches} {speeds}{'' if good else '  FAILS'}")
        holds &= bool(good)
    return holds
