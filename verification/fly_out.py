"""Rounds against what is published of them, and against what a body can do: `openiads.engagement.flyout`."""

from __future__ import annotations

import numpy as np

from openiads.catalogue import names, round_of
from openiads.catalogue.entries import Round
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flyout
from openiads.engagement.round_envelope import farthest_ground
from openiads.simulation.prepare_rounds import flyout_figures

ALTITUDES = (0.0, 5_000.0, 10_000.0)
HALF = 0.5
"""Of its top speed that a round has kept, on the mean, to half its reach at an altitude."""
STEP = 500.0
NEAR = 0.02
"""By what share range and ceiling may be off what is published."""


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


def highest(entry: Round) -> float:
    """The highest altitude [m] at which a round arrives anywhere, to a hundredth of its ceiling."""
    altitudes = np.linspace(0.0, 1.05, 106) * entry.maximum_altitude
    ground = farthest_ground(flyout_figures(entry, PACKAGED.flight), altitudes)
    return float(altitudes[~np.isnan(ground)].max())


def print_table() -> bool:
    """Published range and ceiling beside what is reached, and mean speeds; whether all of it holds."""
    print(
        f"\n{'round':14} {'published km':>12} {'reach at 0, 5, 10 km':>24} {'mean / top speed to half':>28}"
        f"{'ceiling, reached km':>22}"
    )
    holds = True
    for slug in names("round"):
        entry = round_of(slug)
        reach, speed = np.array([course(entry, altitude) for altitude in ALTITUDES]).T
        ceiling, top = entry.maximum_altitude, highest(entry)
        good = (1.0 - NEAR) * entry.maximum_range <= reach.max() <= entry.maximum_range
        good &= bool(speed.min() >= HALF and (1.0 - NEAR) * ceiling <= top <= ceiling)
        reaches = "".join(f"{r / 1e3:8.1f}" for r in reach)
        speeds = "".join(f"{s:10.2f}" if np.isfinite(s) else f"{'-':>10}" for s in speed)
        print(
            f"{slug:14} {entry.maximum_range / 1e3:12.1f} {reaches} {speeds}"
            f"{ceiling / 1e3:13.1f}{top / 1e3:9.1f}{'' if good else '  FAILS'}"
        )
        holds &= bool(good)
    return holds
