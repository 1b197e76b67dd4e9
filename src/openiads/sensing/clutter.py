"""False plots: noise and clutter that pass for targets."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, poisson, uniform
from openiads.ground.scalar import sincos
from openiads.sensing.plot import FALSE_RATE, report
from openiads.sensing.scan import time_of_look
from openiads.state.facing import sector_centre
from openiads.state.planes import Radar, RadarKey, Tally
from openiads.state.state import State
from openiads.state.world import World


@part
def false_plots(state: State, world: World, s: int, since: float, until: float) -> None:
    """False plots of radar `s` whose looks fall in [since, until): Poisson per scan, evenly spread."""
    f = world.radar_f
    if f[Radar.FALSE_PLOTS_PER_SCAN, s] <= 0.0:
        return
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    radar = world.radar_i[RadarKey.IDENT, s]
    first = math.floor((since - f[Radar.OFFSET, s]) / f[Radar.SCAN_PERIOD, s])
    last = math.floor((until - f[Radar.OFFSET, s]) / f[Radar.SCAN_PERIOD, s])
    for scan in range(first, last + 1):
        word, _, _, _ = draw(seed, replicate, scan, Stream.FALSE_PLOT, radar, 0)
        count = poisson(f[Radar.FALSE_PLOTS_PER_SCAN, s], word)
        for i in range(count):
            w0, w1, w2, w3 = draw(seed, replicate, scan, Stream.FALSE_PLOT_PLACE, radar, i)
            share = uniform(w0)
            time = time_of_look(world, s, share, scan)
            if since <= time < until:
                place(state, world, s, time, share, uniform(w1), uniform(w2), uniform(w3))


@part
def place(
    state: State, world: World, s: int, time: float, share: float, far: float, high: float, fast: float
) -> None:
    """Put one false plot at shares of the scan, of the range, of the elevation and of the range rate."""
    f = world.radar_f
    half = f[Radar.SECTOR_HALF, s]
    start = sector_centre(state, world, s) - half if half < math.pi else 0.0
    sine, cosine = sincos(start + share * 2.0 * half)
    lowest = max(f[Radar.MINIMUM_ELEVATION, s], 0.0)
    rise, flat = sincos(lowest + high * (f[Radar.MAXIMUM_ELEVATION, s] - lowest))
    reach = f[Radar.MINIMUM_RANGE, s] + far * (f[Radar.INSTRUMENTED_RANGE, s] - f[Radar.MINIMUM_RANGE, s])
    rate = FALSE_RATE * (2.0 * fast - 1.0)
    size = f[Radar.REFERENCE_SNR, s] * reach * reach * reach * reach / f[Radar.SNR_UNIT, s]
    report(
        state, world, s, -1, time,
        reach * flat * sine, reach * flat * cosine, reach * rise,
        f[Radar.REFERENCE_SNR, s], rate, size, 0.0, 0.0, 0.0,
    )  # fmt: skip
