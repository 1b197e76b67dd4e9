"""One step of every picture's tracker.

The filter, the association and the life of tracks have their sources in files of their own; the running mean
of a cross section, and that a velocity means something from the third plot on, are our rules.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.constants import RCS_WEIGHT, VELOCITY_PLOTS
from openiads.state.ladder import stand_for
from openiads.state.planes import Life, Plot, PlotKey, Tally, TrackKey
from openiads.state.scratch import Match
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.association.nearest_neighbour import associate
from openiads.tracking.association.pairs import Scan
from openiads.tracking.association.slabs import store_slab
from openiads.tracking.estimates import measured_of, station_of
from openiads.tracking.filtering.single_model import learn
from openiads.tracking.life.upkeep import age, falls_freely, gain, note_feeder, start
from openiads.tracking.order import order_plots, slice_of


@part
def absorb(state: State, world: World, p: int, i: int, m: int) -> None:
    """Give plot `i` to track `m`, which won it."""
    filters, lives, keys = state.filters[p], state.lives[p], state.tracks_i[p]
    plot, s = measured_of(state.plots_f, i), state.plots_i[PlotKey.RADAR, i]
    found = learn(state, world, p, m, plot, station_of(world.radar_f, s))
    lives[Life.RCS, m] += RCS_WEIGHT * (state.plots_f[Plot.RCS, i] - lives[Life.RCS, m])
    stand_for(keys, m, state.plots_i[PlotKey.ORIGIN, i])
    gain(state, world, p, m, state.work_f[Match.WON, i], plot.time)
    note_feeder(state, world, p, m, s, plot.time)
    if keys[TrackKey.HITS, m] >= VELOCITY_PLOTS:
        keys[TrackKey.BALLISTIC, m] = 1 if falls_freely(filters, m) else 0
    store_slab(state.slabs[p], m, found, keys[TrackKey.BALLISTIC, m] == 1)


@part
def take_scan(state: State, world: World, scan: Scan) -> None:
    """The plots of one radar: associate, update, start."""
    associate(state, world, scan)
    for i in range(scan.first, scan.last):
        if state.plots_i[PlotKey.USED, i] > 0:
            absorb(state, world, scan.p, i, state.plots_i[PlotKey.USED, i] - 1)
    for i in range(scan.first, scan.last):
        if state.plots_i[PlotKey.USED, i] == 0:
            start(state, world, scan.p, i)


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
    for p in range(state.tops.shape[0]):
        first = 0
        while first < state.tally[Tally.PLOTS]:
            s = state.plots_i[PlotKey.RADAR, first]
            last = end_of_group(state, first)
            if world.hears[p, s] == 1:
                take_scan(state, world, Scan(p, first, last))
            first = last
        age(state, world, p, until)
