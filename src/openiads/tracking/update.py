"""One step of every picture's tracker."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.planes import Network, Plot, PlotKey, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.association import WON, associate
from openiads.tracking.kalman import predict, update
from openiads.tracking.life import credit, decay, falls_freely, note_feeder, start
from openiads.tracking.order import order_plots, slice_of

RCS_WEIGHT = 0.25
"""Weight of the newest plot in the running mean of a track's cross section: echoes fluctuate."""


@part
def absorb(state: State, world: World, p: int, i: int, m: int) -> None:
    """Give plot `i` to track `m`, which won it."""
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    ballistic = k[TrackKey.BALLISTIC, m] == 1
    time, s = state.plots_f[Plot.TIME, i], state.plots_i[PlotKey.RADAR, i]
    predict(f, m, time, ballistic, world.tracking.process_noise)
    update(f, m, state.plots_f, i, world.radar_f, s)
    f[Track.RCS, m] += RCS_WEIGHT * (state.plots_f[Plot.RCS, i] - f[Track.RCS, m])
    k[TrackKey.ORIGIN, m] = state.plots_i[PlotKey.ORIGIN, i]
    credit(state, world, p, m, state.work_f[WON, i], time)
    note_feeder(state, world, p, m, s, time)
    if k[TrackKey.HITS, m] >= 3:  # the velocity means something by now
        k[TrackKey.BALLISTIC, m] = 1 if falls_freely(f, m) else 0


@part
def take_scan(state: State, world: World, p: int, first: int, last: int) -> None:
    """Plots [first, last) of one radar: associate, update, start."""
    f = world.network_f
    associate(state, world, p, first, last, f[Network.LOG_DETECTION, p], f[Network.LOG_MISS, p])
    for i in range(first, last):
        if state.plots_i[PlotKey.USED, i] > 0:
            absorb(state, world, p, i, state.plots_i[PlotKey.USED, i] - 1)
    for i in range(first, last):
        if state.plots_i[PlotKey.USED, i] == 0:
            start(state, world, p, i)


@part
def end_of_group(state: State, first: int) -> int:
    """Plots from `first` up to before this one are of one radar and one slice."""
    last = first + 1
    while (
        last < state.tally[Tally.PLOTS]
        and state.plots_i[PlotKey.RADAR, last] == state.plots_i[PlotKey.RADAR, first]
        and slice_of(state, last) == slice_of(state, first)
    ):
        last += 1
    return int(last)


def track(state: State, world: World, step: int) -> None:
    """Once a cycle, feed each picture with the plots of the radars that it hears, then age its tracks."""
    if not cycle_ends(world, step):
        return
    until = step_begin(world, step + 1)
    order_plots(state, world.radar_f.shape[1])
    for p in range(state.tracks_f.shape[0]):
        first = 0
        while first < state.tally[Tally.PLOTS]:
            s = state.plots_i[PlotKey.RADAR, first]
            last = end_of_group(state, first)
            if world.hears[p, s] == 1:
                take_scan(state, world, p, first, last)
            first = last
        decay(state, world, p, until)
