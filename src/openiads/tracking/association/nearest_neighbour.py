"""Which plot of a scan belongs to which track: gates, then the best global nearest neighbour.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: gates, the
   score of a plot as log likelihood ratio against a false plot, and the global nearest neighbour as the
   assignment that gains most.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import part
from openiads.state.constants import GATE
from openiads.state.planes import Network, Plot, PlotKey, Tally, TrackKey
from openiads.state.scratch import Match, MatchKey
from openiads.state.state import State
from openiads.state.words import Overflow
from openiads.state.world import Floats, Integers, World
from openiads.tracking.association.assignment import Solving, assign_rows
from openiads.tracking.association.near_tracks import Tracks, list_near
from openiads.tracking.estimates import Dynamics, estimate_of, measured_of, station_of
from openiads.tracking.measure.place_and_rate import LOG_TWO_PI_FOURTH, distance

NEVER = 1e9
"""Cost of a pair that is no candidate."""


class Scan(NamedTuple):
    """The plots that one picture gives to its tracks together: of one radar, in one slice of time."""

    p: int  # picture
    first: int
    last: int  # they end before this one


class Candidates(NamedTuple):
    """Pairs of a plot and a track that may belong together, in rows of scratch."""

    number: int
    gain: Floats  # by pair, the track's log likelihood ratio against a false plot
    plot: Integers  # by pair
    track: Integers  # by pair
    per_plot: Integers  # by plot of the scan, how many pairs it has
    per_track: Integers  # by track, how many pairs it has


class Dispute(NamedTuple):
    """The plots (rows) and tracks (columns) that compete, in rows of scratch."""

    rows: int
    columns: int
    plot: Integers  # by row
    track: Integers  # by column
    place: Integers  # by track, its column or -1
    cost: Floats  # row by row, a column for each track and one for each plot that gets none


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
        state.work_i[MatchKey.PER_PLOT],
        state.work_i[MatchKey.PER_TRACK],
    )


@part
def dispute_of(state: State, rows: int, columns: int) -> Dispute:
    """The arrays of a dispute of a number of plots and tracks."""
    return Dispute(
        rows, columns,
        state.work_i[MatchKey.ROW_PLOT],
        state.work_i[MatchKey.COLUMN_TRACK],
        state.work_i[MatchKey.PLACE],
        state.work_f[Match.COST],
    )  # fmt: skip


@part
def solving_of(state: State) -> Solving:
    """Scratch of the assignment."""
    return Solving(
        state.work_f[Match.ROW_PRICE],
        state.work_f[Match.COLUMN_PRICE],
        state.work_f[Match.SLACK],
        state.work_i[MatchKey.OWNER],
        state.work_i[MatchKey.PARENT],
        state.work_i[MatchKey.DONE],
    )


@part
def find_candidates(state: State, world: World, scan: Scan) -> Candidates:
    """Every pair of a plot of a scan and a track of its picture that may belong together.

    Pairs worth less than a miss are left out.  There are none, and an overflow, where the list is too short.

    Source: [1]_, gate and score.
    """
    tracks, found = tracks_of(state, scan.p), candidates_of(state, 0)
    within, near = state.work_i[MatchKey.WITHIN], state.work_i[MatchKey.NEAR]
    noise = world.tracking.process_noise
    station = station_of(world.radar_f, state.plots_i[PlotKey.RADAR, scan.first])
    floor = world.network_f[Network.LOG_MISS, scan.p]
    count = 0
    for i in range(scan.first, scan.last):
        number = list_near(tracks, state.plots_f, i, noise, within, near)
        plot = measured_of(state.plots_f, i)
        against = world.network_f[Network.LOG_DETECTION, scan.p] - state.plots_f[Plot.LOG_CLUTTER, i]
        for r in range(number):
            m = near[r]
            dynamics = Dynamics(tracks.keys[TrackKey.BALLISTIC, m] == 1, noise)
            square, log_volume = distance(estimate_of(tracks.planes, m), dynamics, plot, station)
            gain = against + -0.5 * (square + log_volume + LOG_TWO_PI_FOURTH)
            if square <= GATE and gain > floor:
                if count >= state.work_i.shape[1]:
                    state.tally[Tally.OVERFLOW] |= Overflow.CANDIDATES
                    return candidates_of(state, 0)
                found.gain[count], found.plot[count], found.track[count] = gain, i, m
                count += 1
    return candidates_of(state, count)


@part
def count_rivals(pairs: Candidates, scan: Scan, top: int) -> None:
    """Count how many candidates each plot and each track has."""
    pairs.per_plot[: scan.last - scan.first] = 0
    pairs.per_track[:top] = 0
    for q in range(pairs.number):
        pairs.per_plot[pairs.plot[q] - scan.first] += 1
        pairs.per_track[pairs.track[q]] += 1


@part
def undisputed(pairs: Candidates, scan: Scan, q: int) -> bool:
    """Whether pair `q` is the only one of its plot and of its track."""
    alone = pairs.per_plot[pairs.plot[q] - scan.first] == 1
    return bool(alone and pairs.per_track[pairs.track[q]] == 1)


@part
def find_dispute(state: State, pairs: Candidates, scan: Scan) -> Dispute:
    """Number the plots and tracks that compete."""
    rows = 0
    columns = 0
    found = dispute_of(state, 0, 0)
    for i in range(scan.first, scan.last):
        found.plot[rows] = i
        alone = pairs.per_plot[i - scan.first] == 0
        for q in range(pairs.number):
            if pairs.plot[q] == i and undisputed(pairs, scan, q):
                alone = True
        if not alone:
            rows += 1
    for m in range(state.tops[scan.p]):
        found.place[m] = -1
    for q in range(pairs.number):
        m = pairs.track[q]
        if not undisputed(pairs, scan, q) and found.place[m] < 0:
            found.place[m] = columns
            found.track[columns] = m
            columns += 1
    return dispute_of(state, rows, columns)


@part
def price(pairs: Candidates, scan: Scan, dispute: Dispute, floor: float) -> None:
    """Write what each pair costs: what it gains over a miss, `floor`, less than nothing.

    Source: [1]_, the costs of the assignment.
    """
    width = dispute.columns + dispute.rows
    for row in range(dispute.rows):
        for column in range(width):
            dispute.cost[row * width + column] = NEVER if column < dispute.columns else 0.0
    for q in range(pairs.number):
        if undisputed(pairs, scan, q):
            continue
        for row in range(dispute.rows):
            if dispute.plot[row] == pairs.plot[q]:
                column = dispute.place[pairs.track[q]]
                dispute.cost[row * width + column] = floor - pairs.gain[q]


@part
def share_out(state: State, pairs: Candidates, scan: Scan, floor: float) -> None:
    """Give plots and tracks that compete to each other, so that all together gain most over misses."""
    dispute = find_dispute(state, pairs, scan)
    width = dispute.columns + dispute.rows
    if dispute.rows * width > state.work_f.shape[1] or width + 1 > state.work_f.shape[1]:
        state.tally[Tally.OVERFLOW] |= Overflow.CANDIDATES
        return
    price(pairs, scan, dispute, floor)
    solving = solving_of(state)
    assign_rows(dispute.cost, dispute.rows, width, solving)
    for column in range(dispute.columns):
        row = solving.owner[1 + column] - 1
        if row >= 0 and dispute.cost[row * width + column] < 0.1 * NEVER:
            state.plots_i[PlotKey.USED, dispute.plot[row]] = 1 + dispute.track[column]


@part
def associate(state: State, world: World, scan: Scan) -> None:
    """Write into `PlotKey.USED` the track (plus one) of every plot of a scan, or 0 for none.

    Row `WON` of the scratch then holds what each plot that has a track gains by it.
    """
    used = state.plots_i[PlotKey.USED]
    for i in range(scan.first, scan.last):
        used[i] = 0
    pairs = find_candidates(state, world, scan)
    if pairs.number <= 0:
        return
    count_rivals(pairs, scan, state.tops[scan.p])
    open_pairs = 0
    for q in range(pairs.number):
        if undisputed(pairs, scan, q):
            used[pairs.plot[q]] = 1 + pairs.track[q]
        else:
            open_pairs += 1
    if open_pairs > 0:
        share_out(state, pairs, scan, world.network_f[Network.LOG_MISS, scan.p])
    won = state.work_f[Match.WON]
    for q in range(pairs.number):
        i = pairs.plot[q]
        if used[i] == 1 + pairs.track[q]:
            won[i] = pairs.gain[q]
