"""How far a radar has an even chance with one look, terrain apart: the radar equation solved for range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openiads.catalogue.entries import Radar as Entry
from openiads.ground.echo import detection_probability, gas_share
from openiads.scenario.plan import Plan
from openiads.simulation.prepare_defence import radar_planes
from openiads.state.planes import Radar
from openiads.state.world import Floats
from openiads.study.coverage.maps import LOCKED

FINENESS = 50.0
"""To which a range is found [m]."""


def radar_figures(plan: Plan, entries: Sequence[Entry]) -> Floats:
    """Plane `radar_f` (figures, radars) of different radars as a run has them, wherever they stand."""
    like = plan.radars[0]
    sites = [replace(like, name=entry.slug, entry=entry, battery=-1) for entry in entries]
    return radar_planes(replace(plan, radars=sites, batteries=[]), [0.0] * len(sites))[0]


def farthest_look(radar_f: Floats, radar: int, rcs: float, above: float) -> float:
    """Slant range [m] out to which a target of some cross section [m2] is seen with the chance LOCKED.

    above  height of the target over the antenna [m], on which the loss in the air depends

    Our own: halving, for the chance only falls with range; what the chance is, `detection_map` says.
    """
    f = radar_f[:, radar]
    low, high = 0.0, float(f[Radar.INSTRUMENTED_RANGE])

    def seen(reach: float) -> bool:
        echo = f[Radar.SNR_UNIT] * rcs / reach**4 * gas_share(f[Radar.TWO_WAY_GAS_LOSS], reach, above)
        return bool(detection_probability(f[Radar.LOG_FALSE_ALARM], echo) >= LOCKED)

    if seen(high):
        return high
    while high - low > FINENESS:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if seen(middle) else (low, middle)
    return low
