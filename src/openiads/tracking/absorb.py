"""What becomes of a track that has learnt a plot: its account, and all that is kept beside its place.

The running mean of a cross section, and that a velocity means something from the third plot on, are our
rules.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.constants import RCS_WEIGHT, VELOCITY_PLOTS
from openiads.state.ladder import stand_for
from openiads.state.planes import Life, Plot, PlotKey, TrackKey
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.association.slabs import store_slab
from openiads.tracking.estimates import Estimate, measured_of, station_of
from openiads.tracking.filtering.single_model import learn
from openiads.tracking.life.upkeep import gain, note_feeder
from openiads.tracking.motion.free_fall import falls_freely
from openiads.tracking.own_looks import look_itself, part_ways


@part
def absorb(state: State, world: World, p: int, i: int, m: int, worth: float) -> None:
    """Give plot `i` to track `m`, which won it; its worth is a log likelihood ratio."""
    s = state.plots_i[PlotKey.RADAR, i]
    part_ways(state, world, p, m, s)
    found = learn(state, world, p, m, measured_of(state.plots_f, i), station_of(world.radar_f, s))
    account(state, world, p, i, m, worth)
    keep_bounds(state, p, m, found)


@part
def account(state: State, world: World, p: int, i: int, m: int, worth: float) -> None:
    """Put plot `i` to the account of track `m`."""
    time = state.plots_f[Plot.TIME, i]
    state.lives[p, Life.RCS, m] += RCS_WEIGHT * (state.plots_f[Plot.RCS, i] - state.lives[p, Life.RCS, m])
    stand_for(state.tracks_i[p], m, state.plots_i[PlotKey.ORIGIN, i])
    gain(state, world, p, m, worth, time)
    look_itself(state, world, p, m, i)
    note_feeder(state, world, p, m, state.plots_i[PlotKey.RADAR, i], time)


@part
def keep_bounds(state: State, p: int, m: int, found: Estimate) -> None:
    """Say whether track `m` falls, and where its next plots may be, by what it now believes."""
    keys = state.tracks_i[p]
    if keys[TrackKey.HITS, m] >= VELOCITY_PLOTS:
        keys[TrackKey.BALLISTIC, m] = 1 if falls_freely(state.filters[p], m) else 0
    store_slab(state.slabs[p], m, found, keys[TrackKey.BALLISTIC, m] == 1)
