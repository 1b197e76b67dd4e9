"""Which plots of a scan and which tracks may belong together, and what each such pair is worth.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: gates, and the
   score of a plot as log likelihood ratio against a false plot.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import part
from openiads.ground.matrices import vector_at
from openiads.state.constants import GATE
from openiads.state.planes import Network, Plot, PlotKey, Radar, Tally, TrackKey
from openiads.state.scratch import Match, MatchKey
from openiads.state.state import State
from openiads.state.words import Overflow
from openiads.state.world import World
from openiads.tracking.association.near_tracks import Tracks, list_near
from openiads.tracking.association.pair_lists import Candidates
from openiads.tracking.association.plot_cells import FEWEST, Axes, Cells, list_all_near, recall
from openiads.tracking.estimates import measured_of, station_of
from openiads.tracking.filtering.single_model import gate_noise, weigh
from openiads.tracking.measure.place_and_rate import LOG_TWO_PI_FOURTH


class Scan(NamedTuple):
    """The plots that one picture gives to its tracks together: of one radar, in one slice of time."""

    p: int  # picture
    first: int
    last: int  # they end before this one


@part
def tracks_of(state: State, p: int) -> Tracks:
    """The tracks of picture `p`."""
    return Tracks(state.filters[p], state.slabs[p], state.tracks_i[p], state.tops[p])


@part
def candidates_of(state: State, count: int) -> Candidates:
    """The first `count` pairs."""
    return Candidates(
        count,
        state.work_f[Match.GAIN],
        state.work_i[MatchKey.PLOT],
        state.work_i[MatchKey.TRACK],
        state.work_i[MatchKey.FIRST],
    )


@part
def cells_of(state: State) -> Cells:
    """Scratch of the cells of a large scan, and of what is near one another in it."""
    rows = state.work_i
    return Cells(
        rows[MatchKey.WITHIN], rows[MatchKey.DONE], rows[MatchKey.SEEN], rows[MatchKey.ROW],
        rows[MatchKey.OWNER], rows[MatchKey.PARENT], rows[MatchKey.TAKEN],
    )  # fmt: skip


@part
def axes_of(world: World, s: int) -> Axes:
    """East and north of radar `s`."""
    return Axes(vector_at(world.radar_f, s, Radar.EAST_X), vector_at(world.radar_f, s, Radar.NORTH_X))


@part
def find_candidates(state: State, world: World, scan: Scan) -> Candidates:
    """Every pair of a plot of a scan and a track of its picture that may belong together.

    Pairs worth less than a miss are left out.  There are none, and an overflow, where the list is too short.

    Source: [1]_, gate and score.
    """
    tracks, found = tracks_of(state, scan.p), candidates_of(state, 0)
    within, near = state.work_i[MatchKey.WITHIN], state.work_i[MatchKey.NEAR]
    noise, tracking = gate_noise(world), world.tracking
    s = state.plots_i[PlotKey.RADAR, scan.first]
    station, cells = station_of(world.radar_f, s), cells_of(state)
    large = scan.last - scan.first >= FEWEST
    if (
        large
        and list_all_near(tracks, state.plots_f, scan.first, scan.last, axes_of(world, s), noise, cells) < 0
    ):
        state.tally[Tally.OVERFLOW] |= Overflow.CANDIDATES
        return candidates_of(state, 0)
    floor = world.network_f[Network.LOG_MISS, scan.p]
    count = 0
    for i in range(scan.first, scan.last):
        found.first[i - scan.first] = count
        if large:
            number = recall(cells, i - scan.first, near)
        else:
            number = list_near(tracks, state.plots_f, i, noise, within, near)
        plot = measured_of(state.plots_f, i)
        against = world.network_f[Network.LOG_DETECTION, scan.p] - state.plots_f[Plot.LOG_CLUTTER, i]
        for r in range(number):
            m = near[r]
            falls = tracks.keys[TrackKey.BALLISTIC, m] == 1
            square, log_volume = weigh(tracks.planes, m, falls, tracking, plot, station)
            gain = against + -0.5 * (square + log_volume + LOG_TWO_PI_FOURTH)
            if square <= GATE and gain > floor:
                if count >= state.work_i.shape[1]:
                    state.tally[Tally.OVERFLOW] |= Overflow.CANDIDATES
                    return candidates_of(state, 0)
                found.gain[count], found.plot[count], found.track[count] = gain, i, m
                count += 1
    found.first[scan.last - scan.first] = count
    return candidates_of(state, count)
