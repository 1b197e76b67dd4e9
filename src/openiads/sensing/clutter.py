"""False plots: noise and clutter that pass for targets.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, Multitarget-Multisensor Tracking: Principles and Techniques, 1995: the number
   of false measurements in a volume is Poisson, their places in it even.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import kernel, part
from openiads.ground.draws import Stream, draw, poisson, uniform
from openiads.ground.frames import Enu
from openiads.ground.scalar import sincos
from openiads.sensing.look import NOTHING_THERE, Echo, Look
from openiads.sensing.plot import report
from openiads.sensing.scan import time_of_look
from openiads.state.constants import FALSE_RATE
from openiads.state.facing import sector_centre
from openiads.state.planes import Radar, RadarKey, Tally
from openiads.state.scratch import SweepKey
from openiads.state.state import State
from openiads.state.world import Integers, World

NO_ERRORS = (0.0, 0.0, 0.0)
"""Where a false plot is, it is."""


class Spot(NamedTuple):
    """Where a false plot lies, as shares [1]."""

    scan: float
    range: float
    elevation: float
    rate: float


@part
def false_plots(state: State, world: World, s: int, since: float, until: float) -> None:
    """False plots of radar `s` whose looks fall in [since, until): Poisson per scan, evenly spread [1]_."""
    f = world.radar_f
    if f[Radar.FALSE_PLOTS_PER_SCAN, s] <= 0.0:
        return
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    radar, words = world.radar_i[RadarKey.IDENT, s], state.work_i[SweepKey.WORD]
    first = math.floor((since - state.turning[s]) / f[Radar.SCAN_PERIOD, s])
    last = math.floor((until - state.turning[s]) / f[Radar.SCAN_PERIOD, s])
    for scan in range(first, last + 1):
        word, _, _, _ = draw(seed, replicate, scan, Stream.FALSE_PLOT, radar, 0)
        count = poisson(f[Radar.FALSE_PLOTS_PER_SCAN, s], word)
        for begin in range(0, count, len(words)):
            end = min(begin + len(words), count)
            draw_shares(seed, replicate, scan, radar, begin, end, words)
            for number in range(begin, end):
                share = uniform(words[number - begin])
                time = time_of_look(state, world, s, share, scan)
                if since <= time < until:
                    _, w1, w2, w3 = draw(seed, replicate, scan, Stream.FALSE_PLOT_PLACE, radar, number)
                    place(state, world, s, time, Spot(share, uniform(w1), uniform(w2), uniform(w3)))


@kernel
def draw_shares(
    seed: int, replicate: int, scan: int, radar: int, begin: int, end: int, words: Integers
) -> None:
    """Draw when in a scan each of its false plots `begin` to `end` comes: the first word of its draw.

    Most of a scan is not of this step, and is drawn only to find that out; several at a time cost a tenth.
    `words` (N,) has room for them.
    """
    for number in range(begin, end):
        words[number - begin] = draw(seed, replicate, scan, Stream.FALSE_PLOT_PLACE, radar, number)[0]


@part
def place(state: State, world: World, s: int, time: float, spot: Spot) -> None:
    """Put one false plot at shares of the scan, of the range, of the elevation and of the range rate.

    Source: [1]_; even in elevation and range rate, as in range, is our rule.
    """
    f = world.radar_f
    half = f[Radar.SECTOR_HALF, s]
    start = sector_centre(state, world, s) - half if half < math.pi else 0.0
    sine, cosine = sincos(start + spot.scan * 2.0 * half)
    lowest = max(f[Radar.MINIMUM_ELEVATION, s], 0.0)
    rise, flat = sincos(lowest + spot.elevation * (f[Radar.MAXIMUM_ELEVATION, s] - lowest))
    reach = f[Radar.MINIMUM_RANGE, s] + spot.range * (
        f[Radar.INSTRUMENTED_RANGE, s] - f[Radar.MINIMUM_RANGE, s]
    )
    rate = FALSE_RATE * (2.0 * spot.rate - 1.0)
    snr = f[Radar.REFERENCE_SNR, s]
    rcs = snr * reach * reach * reach * reach / f[Radar.SNR_UNIT, s]
    there = Enu(reach * flat * sine, reach * flat * cosine, reach * rise)
    report(state, world, Look(s, NOTHING_THERE, time, there), Echo(snr, rate, rcs, NO_ERRORS))
