"""One step of every picture's tracker.

The filter, the association and the life of tracks have their sources in files of their own.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.planes import NetworkKey, PlotKey, Tally
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.association.nearest_neighbour import take_plots
from openiads.tracking.association.pairs import Scan
from openiads.tracking.fusion.fuse_tracks import fuse_tracks
from openiads.tracking.life.upkeep import age, start
from openiads.tracking.order import order_plots, slice_of


@part
def take_scan(state: State, world: World, scan: Scan) -> None:
    """The plots of one radar: tracks take theirs, others start new ones."""
    take_plots(state, world, scan)
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
    """Once a cycle, feed each picture with the plots of the radars that it hears, then age its tracks.

    Pictures that are made of tracks come after those.
    """
    if not cycle_ends(world, step):
        return
    until = step_begin(world, step + 1)
    order_plots(state, world.radar_f.shape[1])
    for p in range(state.tops.shape[0]):
        if world.network_i[NetworkKey.FUSES, p] == 1:
            continue
        first = 0
        while first < state.tally[Tally.PLOTS]:
            s = state.plots_i[PlotKey.RADAR, first]
            last = end_of_group(state, first)
            if state.heard[p, s] == 1:
                take_scan(state, world, Scan(p, first, last))
            first = last
        age(state, world, p, until)
    fuse_tracks(state, world, until)
