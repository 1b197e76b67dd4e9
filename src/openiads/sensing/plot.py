"""The plot is born: a detection with its error, in ECEF, as the tracker will read it.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd ed., 2001, chapter 6: the standard deviations of
   range and angle fall as one over the root of the signal-to-noise ratio.
.. [2] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 10.4: polar measurements converted to Cartesian ones, and where that is consistent.
.. [3] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: the density
   of false plots in the measured volume, against which a plot is scored.

That the errors stop falling at a share of their reference value is our rule.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.matrices import Vector
from openiads.ground.scalar import log
from openiads.sensing.look import Echo, Look
from openiads.state.constants import FALSE_RATE, SMALLEST_SHARE
from openiads.state.facing import turned
from openiads.state.failings import misalignment
from openiads.state.planes import Plot, PlotKey, Radar, Tally
from openiads.state.state import State
from openiads.state.words import Overflow
from openiads.state.world import World


@part
def clutter_density(world: World, s: int, reach: float, cosine: float) -> float:
    """Log density of false plots [s/m4] at `reach` [m] and the `cosine` of an elevation [3]_.

    They lie evenly in range, azimuth, elevation and range rate.
    """
    f = world.radar_f
    volume = f[Radar.INSTRUMENTED_RANGE, s] * 2.0 * f[Radar.SECTOR_HALF, s]
    volume *= f[Radar.MAXIMUM_ELEVATION, s] - f[Radar.MINIMUM_ELEVATION, s]
    per_cell = max(f[Radar.FALSE_PLOTS_PER_SCAN, s], 1e-3) / (volume * 2.0 * FALSE_RATE)
    return log(per_cell / (reach * reach * max(cosine, 1e-3)))


@part
def report(state: State, world: World, look: Look, echo: Echo) -> None:
    """Append the plot that a look makes of an echo."""
    row = room_for_plot(state)
    if row < 0:
        return
    measure(state, world, look, echo)
    state.plots_f[Plot.RCS, row] = echo.rcs
    state.plots_i[PlotKey.RADAR, row] = look.s
    state.plots_i[PlotKey.ORIGIN, row] = look.n
    state.tally[Tally.PLOTS] = row + 1


@part
def room_for_plot(state: State) -> int:
    """The first free row of the plots, -1 and an overflow flag where there is none."""
    row = state.tally[Tally.PLOTS]
    if row >= state.plots_f.shape[1]:
        state.tally[Tally.OVERFLOW] |= Overflow.PLOTS
        return -1
    return int(row)


@part
def measure(state: State, world: World, look: Look, echo: Echo) -> None:
    """Write what a look measures into the first free row of the plots, without counting it.

    Errors are laid along the line of sight, across it and above it, each growing as one over the root of the
    signal-to-noise ratio [1]_; the curvature that this leaves out is below 5 m at 400 km [2]_.  Where
    north is wrong, all of it lies turned about the antenna.
    """
    f, s = world.radar_f, look.s
    plots, row = state.plots_f, state.tally[Tally.PLOTS]
    east, north, up = turned(look.there, misalignment(state, world, s))
    ground = max(math.sqrt(east * east + north * north), 1.0)
    reach = math.sqrt(ground * ground + up * up)
    cosine = ground / reach
    worse = max(math.sqrt(f[Radar.REFERENCE_SNR, s] / max(echo.snr, 1e-9)), SMALLEST_SHARE)
    sd_range = f[Radar.RANGE_SD, s] * worse
    sd_across = f[Radar.AZIMUTH_SD, s] * worse * ground
    sd_above = f[Radar.ELEVATION_SD, s] * worse * reach
    ux, uy, uz = to_ecef(world, s, (east / reach, north / reach, up / reach))
    ax, ay, az = to_ecef(world, s, (north / ground, -east / ground, 0.0))
    hx, hy, hz = to_ecef(world, s, (-up / reach * east / ground, -up / reach * north / ground, cosine))
    along, across, above = echo.errors
    r, a, h = reach + sd_range * along, sd_across * across, sd_above * above
    plots[Plot.TIME, row] = look.time
    plots[Plot.X, row] = f[Radar.X, s] + r * ux + a * ax + h * hx
    plots[Plot.Y, row] = f[Radar.Y, s] + r * uy + a * ay + h * hy
    plots[Plot.Z, row] = f[Radar.Z, s] + r * uz + a * az + h * hz
    rr, aa, hh = sd_range * sd_range, sd_across * sd_across, sd_above * sd_above
    plots[Plot.CXX, row] = rr * ux * ux + aa * ax * ax + hh * hx * hx
    plots[Plot.CXY, row] = rr * ux * uy + aa * ax * ay + hh * hx * hy
    plots[Plot.CXZ, row] = rr * ux * uz + aa * ax * az + hh * hx * hz
    plots[Plot.CYY, row] = rr * uy * uy + aa * ay * ay + hh * hy * hy
    plots[Plot.CYZ, row] = rr * uy * uz + aa * ay * az + hh * hy * hz
    plots[Plot.CZZ, row] = rr * uz * uz + aa * az * az + hh * hz * hz
    plots[Plot.RATE, row] = echo.rate
    plots[Plot.LOG_CLUTTER, row] = clutter_density(world, s, reach, cosine)
    plots[Plot.SPREAD, row] = max(sd_range, max(sd_across, sd_above))


@part
def to_ecef(world: World, s: int, direction: Vector) -> Vector:
    """A direction east, north, up at radar `s`, in ECEF [1].

    Our own: the axes of `frames.enu_axes`.
    """
    f = world.radar_f
    east, north, up = direction
    x = f[Radar.EAST_X, s] * east + f[Radar.NORTH_X, s] * north + f[Radar.UP_X, s] * up
    y = f[Radar.EAST_Y, s] * east + f[Radar.NORTH_Y, s] * north + f[Radar.UP_Y, s] * up
    z = f[Radar.EAST_Z, s] * east + f[Radar.NORTH_Z, s] * north + f[Radar.UP_Z, s] * up
    return x, y, z
