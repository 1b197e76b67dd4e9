"""The fire-control track of a channel, by the echoes of its radar: the same filter as a picture's."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.course import fallen
from openiads.state.planes import BatteryKey, ChannelKey, Plot, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.kalman import measure_spread, predict, update
from openiads.tracking.range_rate import learn_rate


@part
def take_echo(state: State, world: World, c: int) -> None:
    """Give the echo in the first free row of the plots to the fire-control track of channel `c`.

    The first of a target starts it: at its place, on the course that the picture reports, whose error it
    takes for the same in every direction.
    """
    i = state.tally[Tally.PLOTS]
    f, s = state.channels_f, world.battery_i[BatteryKey.RADAR, state.channels_i[ChannelKey.BATTERY, c]]
    if state.channels_i[ChannelKey.ECHOES, c] > 1:
        ballistic = state.channels_i[ChannelKey.BALLISTIC, c] == 1
        predict(f, c, state.plots_f[Plot.TIME, i], ballistic, world.tracking.process_noise)
        update(f, c, state.plots_f, i, world.radar_f, s)
        return
    p = world.battery_i[BatteryKey.PICTURE, state.channels_i[ChannelKey.BATTERY, c]]
    m = state.channels_i[ChannelKey.TRACK, c]
    shown = state.tracks_f[p]
    ballistic = state.tracks_i[p, TrackKey.BALLISTIC, m]
    state.channels_i[ChannelKey.BALLISTIC, c] = ballistic
    time = state.plots_f[Plot.TIME, i]
    f[Track.TIME, c] = time
    for axis in range(3):
        f[Track.X + axis, c] = state.plots_f[Plot.X + axis, i]
    for entry in range(6):
        f[Track.PXX + entry, c] = state.plots_f[Plot.CXX + entry, i]
        f[Track.VXX + entry, c] = 0.0
    for entry in range(9):
        f[Track.CXX + entry, c] = 0.0
    error = shown[Track.REPORT_SPREAD_RATE, m] * shown[Track.REPORT_SPREAD_RATE, m]
    f[Track.VXX, c], f[Track.VYY, c], f[Track.VZZ, c] = error, error, error
    f[Track.VX, c], f[Track.VY, c], f[Track.VZ, c] = fallen(
        shown[Track.REPORT_X, m], shown[Track.REPORT_Y, m], shown[Track.REPORT_Z, m],
        shown[Track.REPORT_VX, m], shown[Track.REPORT_VY, m], shown[Track.REPORT_VZ, m],
        ballistic == 1, time - shown[Track.REPORT_TIME, m],
    )  # fmt: skip
    learn_rate(f, c, state.plots_f, i, world.radar_f, s)
    measure_spread(f, c)


@part
def take_report(state: State, world: World, c: int) -> None:
    """Put what the network reports of its track in place of the fire-control track of channel `c`.

    Its errors are taken for the same in every direction.
    """
    p = world.battery_i[BatteryKey.PICTURE, state.channels_i[ChannelKey.BATTERY, c]]
    m = state.channels_i[ChannelKey.TRACK, c]
    shown, f = state.tracks_f[p], state.channels_f
    state.channels_i[ChannelKey.BALLISTIC, c] = state.tracks_i[p, TrackKey.BALLISTIC, m]
    for i in range(7):
        f[Track.TIME + i, c] = shown[Track.REPORT_TIME + i, m]
    for entry in range(6):
        f[Track.PXX + entry, c] = 0.0
        f[Track.VXX + entry, c] = 0.0
    for entry in range(9):
        f[Track.CXX + entry, c] = 0.0
    place = shown[Track.SPREAD, m] * shown[Track.SPREAD, m]
    pace = shown[Track.REPORT_SPREAD_RATE, m] * shown[Track.REPORT_SPREAD_RATE, m]
    f[Track.PXX, c], f[Track.PYY, c], f[Track.PZZ, c] = place, place, place
    f[Track.VXX, c], f[Track.VYY, c], f[Track.VZZ, c] = pace, pace, pace
    measure_spread(f, c)
