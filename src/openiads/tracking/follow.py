"""The fire-control track of a channel, by the echoes of its radar: the same filter as a picture's.

That a first echo takes the course of the picture's report, and that the errors of a report are taken for the
same in every direction, are our rules: the network passes on no covariance.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.course import velocity_after
from openiads.ground.matrices import ZERO_SQUARE, isotropic
from openiads.state.planes import BatteryKey, ChannelKey, Report, Tally
from openiads.state.reports import course_of_report, told_of
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.estimates import Dynamics, Estimate, estimate_of, measured_of, station_of, store
from openiads.tracking.measure.place_and_rate import update
from openiads.tracking.measure.range_rate import learn_rate
from openiads.tracking.motion.constant_velocity import predict


@part
def take_echo(state: State, world: World, c: int) -> None:
    """Give the echo in the first free row of the plots to the fire-control track of channel `c`.

    The first of a target starts it: at its place, on the course that the picture reports, whose error it
    takes for the same in every direction.
    """
    keys = state.channels_i
    plot = measured_of(state.plots_f, state.tally[Tally.PLOTS])
    station = station_of(world.radar_f, world.battery_i[BatteryKey.RADAR, keys[ChannelKey.BATTERY, c]])
    if keys[ChannelKey.ECHOES, c] > 1:
        dynamics = Dynamics(keys[ChannelKey.BALLISTIC, c] == 1, world.tracking.process_noise)
        expected = predict(estimate_of(state.channels_f, c), dynamics, plot.time)
        store(state.channels_f, c, update(expected, plot, station))
        return
    b, m = keys[ChannelKey.BATTERY, c], keys[ChannelKey.TRACK, c]
    course = course_of_report(state, world, b, m)
    keys[ChannelKey.BALLISTIC, c] = 1 if course.ballistic else 0
    age = plot.time - told_of(state, world, b, m, Report.TIME.value)
    vx, vy, vz = velocity_after(course, age)
    error = told_of(state, world, b, m, Report.SPREAD_RATE.value)
    first = Estimate(plot.time, plot.place, (vx, vy, vz), plot.error, ZERO_SQUARE, isotropic(error * error))
    store(state.channels_f, c, learn_rate(first, plot.rate, station))


@part
def take_report(state: State, world: World, c: int) -> None:
    """Put what the network reports of its track in place of the fire-control track of channel `c`.

    Its errors are taken for the same in every direction.
    """
    b, m = state.channels_i[ChannelKey.BATTERY, c], state.channels_i[ChannelKey.TRACK, c]
    x, y, z, vx, vy, vz, ballistic = course_of_report(state, world, b, m)
    state.channels_i[ChannelKey.BALLISTIC, c] = 1 if ballistic else 0
    place_error = told_of(state, world, b, m, Report.SPREAD.value)
    pace_error = told_of(state, world, b, m, Report.SPREAD_RATE.value)
    reported = Estimate(
        told_of(state, world, b, m, Report.TIME.value), (x, y, z), (vx, vy, vz),
        isotropic(place_error * place_error), ZERO_SQUARE, isotropic(pace_error * pace_error),
    )  # fmt: skip
    store(state.channels_f, c, reported)
