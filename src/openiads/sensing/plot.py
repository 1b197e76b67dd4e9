"""The plot is born: a detection with its error, in ECEF, as the tracker will read it."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.scalar import log
from openiads.state.planes import Plot, PlotKey, Radar, Tally
from openiads.state.state import State
from openiads.state.words import Overflow
from openiads.state.world import Floats, World

SMALLEST_SHARE = 0.1
"""Errors stop falling at this share of their reference value: beyond it, calibration rules [1]."""

FALSE_RATE = 300.0
"""Range rates of false plots lie evenly within this either way [m/s], assumption."""


@part
def clutter_density(world: World, s: int, reach: float, cosine: float) -> float:
    """Log density of false plots [s/m4] at `reach` [m]: even in range, azimuth, elevation and range rate."""
    f = world.radar_f
    volume = f[Radar.INSTRUMENTED_RANGE, s] * 2.0 * f[Radar.SECTOR_HALF, s]
    volume *= f[Radar.MAXIMUM_ELEVATION, s] - f[Radar.MINIMUM_ELEVATION, s]
    per_cell = max(f[Radar.FALSE_PLOTS_PER_SCAN, s], 1e-3) / (volume * 2.0 * FALSE_RATE)
    return log(per_cell / (reach * reach * max(cosine, 1e-3)))


@part
def report(
    state: State, world: World, s: int, origin: int, time: float,
    east: float, north: float, up: float, snr: float, rate: float, size: float,
    along: float, across: float, above: float,
) -> None:  # fmt: skip
    """Append one plot of radar `s`, as `measure` makes it."""
    p = room_for_plot(state)
    if p < 0:
        return
    measure(world, s, state.plots_f, p, time, east, north, up, snr, along, across, above)
    state.plots_f[Plot.RATE, p] = rate
    state.plots_f[Plot.RCS, p] = size
    state.plots_i[PlotKey.RADAR, p] = s
    state.plots_i[PlotKey.ORIGIN, p] = origin
    state.tally[Tally.PLOTS] = p + 1


@part
def room_for_plot(state: State) -> int:
    """The first free row of the plots, -1 and an overflow flag where there is none."""
    p = state.tally[Tally.PLOTS]
    if p >= state.plots_f.shape[1]:
        state.tally[Tally.OVERFLOW] |= Overflow.PLOTS
        return -1
    return int(p)


@part
def measure(
    world: World, s: int, plots: Floats, p: int, time: float,
    east: float, north: float, up: float, snr: float, along: float, across: float, above: float,
) -> None:  # fmt: skip
    """Write plot `p` of radar `s`: the point (east, north, up) [m] displaced by standard normal errors.

    Errors are laid along the line of sight, across it and above it, each growing as one over the root of
    `snr` [1]; the curvature that this leaves out is below 5 m at 400 km.
    """
    f = world.radar_f
    ground = max(math.sqrt(east * east + north * north), 1.0)
    reach = math.sqrt(ground * ground + up * up)
    cosine = ground / reach
    worse = max(math.sqrt(f[Radar.REFERENCE_SNR, s] / max(snr, 1e-9)), SMALLEST_SHARE)
    sd_range = f[Radar.RANGE_SD, s] * worse
    sd_across = f[Radar.AZIMUTH_SD, s] * worse * ground
    sd_above = f[Radar.ELEVATION_SD, s] * worse * reach
    los = (east / reach, north / reach, up / reach)
    side = (north / ground, -east / ground, 0.0)
    rise = (-up / reach * east / ground, -up / reach * north / ground, cosine)
    ux, uy, uz = to_ecef(world, s, los[0], los[1], los[2])
    ax, ay, az = to_ecef(world, s, side[0], side[1], side[2])
    hx, hy, hz = to_ecef(world, s, rise[0], rise[1], rise[2])
    r, a, h = reach + sd_range * along, sd_across * across, sd_above * above
    plots[Plot.TIME, p] = time
    plots[Plot.X, p] = f[Radar.X, s] + r * ux + a * ax + h * hx
    plots[Plot.Y, p] = f[Radar.Y, s] + r * uy + a * ay + h * hy
    plots[Plot.Z, p] = f[Radar.Z, s] + r * uz + a * az + h * hz
    rr, aa, hh = sd_range * sd_range, sd_across * sd_across, sd_above * sd_above
    plots[Plot.CXX, p] = rr * ux * ux + aa * ax * ax + hh * hx * hx
    plots[Plot.CXY, p] = rr * ux * uy + aa * ax * ay + hh * hx * hy
    plots[Plot.CXZ, p] = rr * ux * uz + aa * ax * az + hh * hx * hz
    plots[Plot.CYY, p] = rr * uy * uy + aa * ay * ay + hh * hy * hy
    plots[Plot.CYZ, p] = rr * uy * uz + aa * ay * az + hh * hy * hz
    plots[Plot.CZZ, p] = rr * uz * uz + aa * az * az + hh * hz * hz
    plots[Plot.LOG_CLUTTER, p] = clutter_density(world, s, reach, cosine)
    plots[Plot.SPREAD, p] = max(sd_range, max(sd_across, sd_above))


@part
def to_ecef(world: World, s: int, east: float, north: float, up: float) -> tuple[float, float, float]:
    """A local direction at radar `s`, in ECEF."""
    f = world.radar_f
    x = f[Radar.EAST_X, s] * east + f[Radar.NORTH_X, s] * north + f[Radar.UP_X, s] * up
    y = f[Radar.EAST_Y, s] * east + f[Radar.NORTH_Y, s] * north + f[Radar.UP_Y, s] * up
    z = f[Radar.EAST_Z, s] * east + f[Radar.NORTH_Z, s] * north + f[Radar.UP_Z, s] * up
    return x, y, z
