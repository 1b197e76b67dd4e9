"""Association that cannot be wrong, to be asked what that were worth: every plot knows what it is of.

No real tracker can be like this.  A plot goes to the track that its target has, however far away, and a false
plot to none.  What a plot is worth to its track stays that of the gate, and nothing beyond it: our own.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.constants import GATE
from openiads.state.planes import Network, Plot, PlotKey, TrackKey
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import World
from openiads.tracking.absorb import absorb
from openiads.tracking.association.pairs import Scan
from openiads.tracking.estimates import measured_of, station_of
from openiads.tracking.filtering.single_model import weigh
from openiads.tracking.measure.place_and_rate import LOG_TWO_PI_FOURTH
from openiads.tracking.trackers import TRACKERS, Association, Tracker

NOBODY = -1


@part
def track_of(state: State, p: int, n: int) -> int:
    """The first track of picture `p` whose last plot was of target `n`, `NOBODY` for none."""
    keys = state.tracks_i[p]
    for m in range(state.tops[p]):
        if keys[TrackKey.STATUS, m] != TrackStatus.FREE and keys[TrackKey.ORIGIN, m] == n:
            return m
    return NOBODY


@part
def worth_of(state: State, world: World, p: int, m: int, i: int) -> float:
    """Log likelihood ratio of plot `i` against a false one for track `m`, nothing beyond its gate."""
    station = station_of(world.radar_f, state.plots_i[PlotKey.RADAR, i])
    plot, falls = measured_of(state.plots_f, i), state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    square, log_volume = weigh(state.filters[p], m, falls, world.tracking, plot, station)
    if square > GATE:
        return 0.0
    against = world.network_f[Network.LOG_DETECTION, p] - state.plots_f[Plot.LOG_CLUTTER, i]
    return float(against - 0.5 * (square + log_volume + LOG_TWO_PI_FOURTH))


@part
def take_plots(state: State, world: World, scan: Scan) -> None:
    """Have tracks learn the plots of their targets, and mark in `PlotKey.USED` which are used."""
    for i in range(scan.first, scan.last):
        n = state.plots_i[PlotKey.ORIGIN, i]
        m = track_of(state, scan.p, n) if n != NOBODY else NOBODY
        state.plots_i[PlotKey.USED, i] = 1 + m
        if m != NOBODY:
            absorb(state, world, scan.p, i, m, worth_of(state, world, scan.p, m, i))


KNOWING = Tracker(association=Association(take_plots=take_plots), knows_truth=True)
PERFECT = TRACKERS.add("perfect-association")(KNOWING)
