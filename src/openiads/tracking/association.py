"""Which plot of a scan belongs to which track: gates, then the best global nearest neighbour."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.state.planes import Plot, PlotKey, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Overflow, TrackStatus
from openiads.state.world import Floats, Integers, World
from openiads.tracking.assignment import assign_rows
from openiads.tracking.kalman import GATE, LOG_TWO_PI_FOURTH, distance

GAIN, ROW_PRICE, COLUMN_PRICE, SLACK, COST, BEYOND, WON = range(7)
PLOT, TRACK, OWNER, PARENT, DONE, ROW_PLOT, COLUMN_TRACK, PER_PLOT, PER_TRACK, PLACE = range(10)


@kernel
def measure_gates(
    f: Floats, k: Integers, top: int, plots: Floats, i: int, noise: float, beyond: Floats
) -> int:
    """Write how far [m2] plot `i` lies beyond a sphere around the gate of each track below `top`.

    Most tracks are ruled out by it; returns how many are not.  Nothing here branches, so the processor takes
    several tracks at a time; a free slot is infinitely far away.
    """
    within = 0
    time, x, y, z = plots[Plot.TIME, i], plots[Plot.X, i], plots[Plot.Y, i], plots[Plot.Z, i]
    blur = plots[Plot.SPREAD, i] * plots[Plot.SPREAD, i]
    for m in range(top):
        lag = time - f[Track.TIME, m]
        dx = x - f[Track.X, m] - lag * f[Track.VX, m]
        dy = y - f[Track.Y, m] - lag * f[Track.VY, m]
        dz = z - f[Track.Z, m] - lag * f[Track.VZ, m]
        wide = f[Track.SPREAD, m] + abs(lag) * f[Track.SPREAD_RATE, m]
        slack = 5.0 * lag * lag if k[TrackKey.BALLISTIC, m] != 0 else 0.0
        bound = wide * wide + noise * abs(lag) * lag * lag + blur
        outside = dx * dx + dy * dy + dz * dz - GATE * (bound + slack * slack)
        outside = outside if k[TrackKey.STATUS, m] != TrackStatus.FREE else math.inf
        within += 1 if outside <= 0.0 else 0
        beyond[m] = outside
    return within


@part
def candidates(
    state: State, world: World, p: int, first: int, last: int, log_detection: float, floor: float
) -> int:
    """List every pair of a plot of [first, last) and a track of picture `p` that may belong together.

    The plots are of one radar.  A pair's gain is the track's log likelihood ratio against a false plot;
    pairs worth less than a miss (`floor`) are left out.  Returns the number of pairs, or -1 where the list
    is too short.
    """
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    plots = state.plots_f
    s = state.plots_i[PlotKey.RADAR, first]
    noise, beyond = world.tracking.process_noise, state.work_f[BEYOND]
    top = state.tops[p]
    count = 0
    for i in range(first, last):
        left = measure_gates(f, k, top, plots, i, noise, beyond)
        for m in range(top if left > 0 else 0):
            if beyond[m] > 0.0:
                continue
            ballistic = k[TrackKey.BALLISTIC, m] == 1
            square, log_volume = distance(f, m, ballistic, plots, i, world.radar_f, s, noise)
            likelihood = -0.5 * (square + log_volume + LOG_TWO_PI_FOURTH)
            gain = log_detection - plots[Plot.LOG_CLUTTER, i] + likelihood
            if square <= GATE and gain > floor:
                if count >= state.work_i.shape[1]:
                    state.tally[Tally.OVERFLOW] |= Overflow.CANDIDATES
                    return -1
                state.work_f[GAIN, count] = gain
                state.work_i[PLOT, count] = i
                state.work_i[TRACK, count] = m
                count += 1
            left -= 1
            if left == 0:  # mostly there is one: what comes after it need not be looked at
                break
    return count


@part
def rivals(state: State, count: int, first: int, last: int, top: int) -> None:
    """Count how many candidates each plot and each track has."""
    state.work_i[PER_PLOT, : last - first] = 0
    state.work_i[PER_TRACK, :top] = 0
    for q in range(count):
        state.work_i[PER_PLOT, state.work_i[PLOT, q] - first] += 1
        state.work_i[PER_TRACK, state.work_i[TRACK, q]] += 1


@part
def undisputed(state: State, q: int, first: int) -> bool:
    """Whether candidate `q` is the only one of its plot and of its track."""
    alone = state.work_i[PER_PLOT, state.work_i[PLOT, q] - first] == 1
    return bool(alone and state.work_i[PER_TRACK, state.work_i[TRACK, q]] == 1)


@part
def disputed(state: State, count: int, first: int, last: int, top: int) -> tuple[int, int]:
    """Number the plots and tracks that compete; rows are plots, columns tracks."""
    rows = 0
    columns = 0
    for i in range(first, last):
        state.work_i[ROW_PLOT, rows] = i
        alone = state.work_i[PER_PLOT, i - first] == 0
        for q in range(count):
            if state.work_i[PLOT, q] == i and undisputed(state, q, first):
                alone = True
        if not alone:
            rows += 1
    for m in range(top):
        state.work_i[PLACE, m] = -1
    for q in range(count):
        m = state.work_i[TRACK, q]
        if not undisputed(state, q, first) and state.work_i[PLACE, m] < 0:
            state.work_i[PLACE, m] = columns
            state.work_i[COLUMN_TRACK, columns] = m
            columns += 1
    return rows, columns


@part
def settle(state: State, count: int, first: int, rows: int, columns: int, floor: float) -> bool:
    """Solve the disputed part by what pairs gain over a miss; each plot has a column for no track, too."""
    width = columns + rows
    if rows * width > state.work_f.shape[1] or width + 1 > state.work_f.shape[1]:
        state.tally[Tally.OVERFLOW] |= Overflow.CANDIDATES
        return False
    never = 1e9
    for r in range(rows):
        for c in range(width):
            state.work_f[COST, r * width + c] = never if c < columns else 0.0
    for q in range(count):
        if undisputed(state, q, first):
            continue
        for r in range(rows):
            if state.work_i[ROW_PLOT, r] == state.work_i[PLOT, q]:
                c = state.work_i[PLACE, state.work_i[TRACK, q]]
                state.work_f[COST, r * width + c] = floor - state.work_f[GAIN, q]
    assign_rows(
        state.work_f[COST], rows, width,
        state.work_f[ROW_PRICE], state.work_f[COLUMN_PRICE], state.work_f[SLACK],
        state.work_i[OWNER], state.work_i[PARENT], state.work_i[DONE],
    )  # fmt: skip
    return True


@part
def associate(
    state: State, world: World, p: int, first: int, last: int, log_detection: float, floor: float
) -> None:
    """Write into `PlotKey.USED` the track (plus one) of every plot of [first, last), or 0 for none.

    Row `WON` of the scratch then holds what each plot that has a track gains by it.
    """
    for i in range(first, last):
        state.plots_i[PlotKey.USED, i] = 0
    top = state.tops[p]
    count = candidates(state, world, p, first, last, log_detection, floor)
    if count <= 0:
        return
    rivals(state, count, first, last, top)
    open_pairs = 0
    for q in range(count):
        if undisputed(state, q, first):
            state.plots_i[PlotKey.USED, state.work_i[PLOT, q]] = 1 + state.work_i[TRACK, q]
        else:
            open_pairs += 1
    if open_pairs > 0:
        share_out(state, count, first, last, top, floor)
    for q in range(count):
        i = state.work_i[PLOT, q]
        if state.plots_i[PlotKey.USED, i] == 1 + state.work_i[TRACK, q]:
            state.work_f[WON, i] = state.work_f[GAIN, q]


@part
def share_out(state: State, count: int, first: int, last: int, top: int, floor: float) -> None:
    """Give plots and tracks that compete to each other, so that all together gain most."""
    rows, columns = disputed(state, count, first, last, top)
    if settle(state, count, first, rows, columns, floor):
        for c in range(columns):
            row = state.work_i[OWNER, 1 + c]
            if row > 0 and state.work_f[COST, (row - 1) * (columns + rows) + c] < 1e8:
                state.plots_i[PlotKey.USED, state.work_i[ROW_PLOT, row - 1]] = (
                    1 + state.work_i[COLUMN_TRACK, c]
                )
