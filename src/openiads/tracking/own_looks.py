"""What a battery makes of a track by its own radars alone, with the filter of a fire-control track.

Its network settles which plot is of which track, and numbers the tracks.  While all plots of a track are its
own, the picture's estimate is what it would make of it itself; from the first of another radar on it keeps
one of its own.  That a look which cannot be of the target of those before it begins anew, and that the first
takes the course that the network last reported, are our rules.
"""

from __future__ import annotations

from openiads.ground.compiled import kernel, part
from openiads.ground.course import velocity_after
from openiads.ground.matrices import ZERO_SQUARE, dot, isotropic, less, trace
from openiads.state.constants import GATE, VELOCITY_PLOTS
from openiads.state.links import reads_own
from openiads.state.planes import BatteryKey, Own, PlotKey, RadarKey, Report, TrackKey
from openiads.state.reports import course_in
from openiads.state.state import State
from openiads.state.world import Floats, World
from openiads.tracking.estimates import (
    Dynamics,
    Estimate,
    Measured,
    Station,
    estimate_of,
    measured_of,
    station_of,
    store,
)
from openiads.tracking.measure.place_and_rate import first_estimate, update
from openiads.tracking.measure.range_rate import learn_rate
from openiads.tracking.motion.constant_velocity import predict
from openiads.tracking.motion.free_fall import falls_freely


@part
def first_look(world: World, report: Floats, m: int, plot: Measured, station: Station) -> Estimate:
    """What a first plot tells: its place [m], on the course that the network reports of track `m`.

    The error of that course is taken for the same in every direction, and has grown since.
    """
    if report[Report.TIME, m] < 0.0:
        return first_estimate(plot, station, world.tracking.start_speed_sd)
    age = plot.time - report[Report.TIME, m]
    vx, vy, vz = velocity_after(course_in(report, m), age)
    error = report[Report.SPREAD_RATE, m]
    variance = error * error + world.tracking.process_noise * abs(age)
    first = Estimate(plot.time, plot.place, (vx, vy, vz), plot.error, ZERO_SQUARE, isotropic(variance))
    return learn_rate(first, plot.rate, station)


@kernel
def is_apart(expected: Estimate, plot: Measured) -> bool:
    """Whether a plot cannot be of what is expected somewhere at its time.

    Our own bound: no direction of an error is wider than the root of the trace of its covariance.
    """
    gap = less(plot.place, expected.place)
    return bool(dot(gap, gap) > GATE * (trace(expected.place_block) + trace(plot.error)))


@part
def begin_own(state: State, world: World, b: int, m: int, s: int) -> None:
    """What battery `b` makes of track `m`, which a plot of radar `s` has begun: nothing of another's."""
    row = world.battery_i[BatteryKey.OWN, b]
    mine = world.radar_i[RadarKey.OWNER, s] == b
    state.own[row, Own.LOOKS, m] = 1.0 if mine else 0.0
    state.own[row, Own.APART, m] = 0.0 if mine else 1.0


@part
def part_ways(state: State, world: World, p: int, m: int, s: int) -> None:
    """Before track `m` of picture `p` learns what radar `s` saw, all others keep what they made of it."""
    for b in range(world.battery_i.shape[1] if state.own.shape[0] > 0 else 0):
        row = world.battery_i[BatteryKey.OWN, b]
        if not reads_own(state, world, b, p) or world.radar_i[RadarKey.OWNER, s] == b:
            continue
        own = state.own[row]
        if own[Own.APART, m] == 0.0:
            store(own, m, estimate_of(state.filters[p], m))
            own[Own.BALLISTIC, m] = float(state.tracks_i[p, TrackKey.BALLISTIC, m])
            own[Own.APART, m] = 1.0


@part
def look_itself(state: State, world: World, p: int, m: int, i: int) -> None:
    """Put plot `i`, which track `m` of picture `p` has learnt, to the own estimate of whose radar made it."""
    s = state.plots_i[PlotKey.RADAR, i]
    b = world.radar_i[RadarKey.OWNER, s]
    if b < 0 or not reads_own(state, world, b, p):
        return
    own = state.own[world.battery_i[BatteryKey.OWN, b]]
    if own[Own.APART, m] == 1.0:
        learn_own(
            world, own, state.reports[p], m, measured_of(state.plots_f, i), station_of(world.radar_f, s)
        )
    own[Own.LOOKS, m] += 1.0


@part
def learn_own(world: World, own: Floats, link: Floats, m: int, plot: Measured, station: Station) -> None:
    """Have a battery's own estimate of track `m` [m, m/s] learn a plot.

    own   its estimates (planes, M) [Own]
    link  what its network reported last (planes, M) [Report]
    """
    dynamics = Dynamics(own[Own.BALLISTIC, m] == 1.0, world.tracking.process_noise)
    expected = predict(estimate_of(own, m), dynamics, plot.time)
    if own[Own.LOOKS, m] == 0.0 or is_apart(expected, plot):
        own[Own.LOOKS, m] = 0.0
        own[Own.BALLISTIC, m] = link[Report.BALLISTIC, m] if link[Report.TIME, m] >= 0.0 else 0.0
        store(own, m, first_look(world, link, m, plot, station))
        return
    store(own, m, update(expected, plot, station))
    if own[Own.LOOKS, m] + 1.0 >= VELOCITY_PLOTS:
        own[Own.BALLISTIC, m] = 1.0 if falls_freely(own, m) else 0.0
