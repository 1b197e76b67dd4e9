"""The upkeep of a picture's tracks: birth, the account of plots and missed looks, and the end.

What is put to a track's account, and when it is believed or given up, is a rule of its own beside this file.
Which radar is held to carry a track, and how its looks are counted, is ours.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.frames import Place
from openiads.ground.matrices import vector_at
from openiads.state.constants import (
    CARRYING_GAP,
    FIRST_GAP,
    GAP_WEIGHT,
)
from openiads.state.events import NOBODY, log
from openiads.state.facing import pointed, search_sector
from openiads.state.links import picture_of, reads_own
from openiads.state.planes import (
    BatteryKey,
    Belief,
    Filter,
    Life,
    Network,
    Own,
    Plot,
    PlotKey,
    Radar,
    Report,
    Tally,
    TrackKey,
)
from openiads.state.state import State
from openiads.state.words import Happening, Overflow, Phase, TrackStatus
from openiads.state.world import World
from openiads.terrain.rays.sight import covers
from openiads.tracking.association.slabs import clear_slab, store_slab
from openiads.tracking.estimates import measured_of, station_of
from openiads.tracking.filtering.single_model import begin
from openiads.tracking.life.by_score import believed, charge, credit, hopeless
from openiads.tracking.motion.constant_velocity import expected_place
from openiads.tracking.own_looks import begin_own


@part
def free_slot(state: State, p: int) -> int:
    """Lowest free slot of picture `p`, -1 and an overflow flag where there is none."""
    keys = state.tracks_i[p]
    for m in range(state.vacant[p], state.tops[p]):
        if keys[TrackKey.STATUS, m] == TrackStatus.FREE:
            state.vacant[p] = m + 1
            return m
    if state.tops[p] < keys.shape[1]:
        state.tops[p] += 1
        state.vacant[p] = state.tops[p]
        return int(state.tops[p] - 1)
    state.tally[Tally.OVERFLOW] |= Overflow.TRACKS
    return -1


@part
def forget_report(state: State, row: int, m: int) -> None:
    """No report of track `m` was ever sent in a row of `State.reports`."""
    state.reports[row, Report.TIME, m] = -1.0
    state.pending[row, Report.TIME, m] = -1.0


@part
def lose_own(state: State, world: World, b: int, m: int) -> None:
    """Battery `b` has seen nothing of track `m` of its network by itself."""
    row = world.battery_i[BatteryKey.OWN, b]
    forget_report(state, state.tops.shape[0] + row, m)
    state.own[row, Own.LOOKS, m], state.own[row, Own.APART, m] = 0.0, 1.0


@part
def read_by_nobody(state: State, world: World, p: int, m: int) -> None:
    """Nothing was reported of track `m` of picture `p`, and its batteries have nothing in mind of it."""
    forget_report(state, p, m)
    for b in range(world.battery_i.shape[1]):
        if picture_of(state, b) == p:
            state.pairs[b, :, m] = 0.0
        if reads_own(state, world, b, p):
            lose_own(state, world, b, m)


@part
def name_track(state: State, world: World, p: int, m: int) -> None:
    """A number of its own for what is new in slot `m` of picture `p`, known by its priors alone."""
    beliefs, keys = state.beliefs[p], state.tracks_i[p]
    beliefs[:, m] = 0.0
    keys[:, m] = 0
    beliefs[Belief.SUFFICIENT_SINCE, m] = -1.0
    for hypothesis in range(3):
        prior = world.network_f[Network.LOG_PRIOR_HOSTILE + hypothesis, p]
        beliefs[Belief.LOG_HOSTILE + hypothesis, m] = prior
    state.tally[Tally.TRACK_SERIAL] += 1
    keys[TrackKey.SERIAL, m] = state.tally[Tally.TRACK_SERIAL]


@part
def start(state: State, world: World, p: int, i: int) -> None:
    """A new tentative track from plot `i`: its place, and along the line of sight its range rate."""
    m = free_slot(state, p)
    if m < 0:
        return
    lives, keys, plots = state.lives[p], state.tracks_i[p], state.plots_f
    lives[:, m] = 0.0
    name_track(state, world, p, m)
    s = state.plots_i[PlotKey.RADAR, i]
    plot = measured_of(plots, i)
    first = begin(state, world, p, m, plot, station_of(world.radar_f, s))
    store_slab(state.slabs[p], m, first, False)
    for axis in range(3):
        lives[Life.BORN_X + axis, m] = plot.place[axis]
    lives[Life.BORN_SPREAD, m] = plots[Plot.SPREAD, i]
    lives[Life.RCS, m] = plots[Plot.RCS, i]
    lives[Life.BORN_TIME, m] = lives[Life.DECAYED, m] = plot.time
    forget_report(state, p, m)
    keys[TrackKey.STATUS, m] = TrackStatus.TENTATIVE
    keys[TrackKey.HITS, m] = 1
    keys[TrackKey.ORIGIN, m] = keys[TrackKey.BEGAN, m] = state.plots_i[PlotKey.ORIGIN, i]
    for other in range(world.radar_f.shape[1]):
        state.fed[p, other, m] = -math.inf
    for b in range(world.battery_f.shape[1]):
        if picture_of(state, b) == p:
            state.pairs[b, :, m] = 0.0
            if reads_own(state, world, b, p):
                forget_report(state, state.tops.shape[0] + world.battery_i[BatteryKey.OWN, b], m)
                begin_own(state, world, b, m, s)
    note_feeder(state, world, p, m, s, plot.time)


@part
def note_feeder(state: State, world: World, p: int, m: int, s: int, time: float) -> None:
    """Keep when radar `s` last plotted track `m` at `time` [s], and how often it does.

    Our rule: a running mean, the newest gap by a fixed weight.
    """
    longest = FIRST_GAP * world.radar_f[Radar.SCAN_PERIOD, s]
    if state.fed[p, s, m] == -math.inf:
        state.gaps[p, s, m] = longest
    else:
        gap = min(time - state.fed[p, s, m], longest)
        state.gaps[p, s, m] += GAP_WEIGHT * (gap - state.gaps[p, s, m])
    state.fed[p, s, m] = time
    note_feeders(state, world, p, m)


@part
def note_feeders(state: State, world: World, p: int, m: int) -> None:
    """Keep what all radars that ever plotted track `m` have in common, so that a cycle need not ask each.

    A track has few plots and lives for many cycles, most of all one that a false plot began.
    """
    due, slowest, carriers = math.inf, 0.0, 0
    for s in range(world.radar_f.shape[1]):
        if state.fed[p, s, m] == -math.inf:
            continue
        period = world.radar_f[Radar.SCAN_PERIOD, s]
        due, slowest = min(due, state.fed[p, s, m] + period), max(slowest, period)
        carriers += 1 if plots_often(state, world, p, m, s) else 0
    lives = state.lives[p]
    lives[Life.DUE, m], lives[Life.SLOWEST, m], lives[Life.CARRIERS, m] = due, slowest, carriers


@part
def missed(state: State, world: World, p: int, m: int, until: float) -> float:
    """Number of looks at track `m` up to `until` that should have brought a plot and did not.

    A radar is expected to see what it carries - plots in every second scan or more often - while it can look
    there, each at its own scan period.  A track that none carries goes by the slowest radar that ever gave
    it a plot.  So a fast radar that sees a target badly or not at all takes no track from a slow one.

    Our rule: a picture knows which radars have seen a track, not which should.
    """
    if state.lives[p, Life.CARRIERS, m] == 0.0:
        return looks_by_slowest(state, p, m, until)
    filters, ballistic = state.filters[p], state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    since, lag = state.lives[p, Life.DECAYED, m], until - filters[Filter.TIME, m]
    x, y, z = expected_place(
        vector_at(filters, m, Filter.X), vector_at(filters, m, Filter.VX), ballistic, lag
    )
    there = Place(x, y, z)
    carried, in_time, looks = False, False, 0.0
    for s in range(world.radar_f.shape[1]):
        if not plots_often(state, world, p, m, s):
            continue
        late = until - max(since, state.fed[p, s, m] + world.radar_f[Radar.SCAN_PERIOD, s])
        if late <= 0.0:
            in_time = True
        elif can_look(state, world, p, s, there):
            carried = True
            looks += late / world.radar_f[Radar.SCAN_PERIOD, s]
    if carried:
        return looks
    for s in range(world.radar_f.shape[1] if in_time else 0):
        timely = until <= max(since, state.fed[p, s, m] + world.radar_f[Radar.SCAN_PERIOD, s])
        if timely and plots_often(state, world, p, m, s) and can_look(state, world, p, s, there):
            return 0.0
    return looks_by_slowest(state, p, m, until)


@part
def looks_by_slowest(state: State, p: int, m: int, until: float) -> float:
    """Number of looks at track `m` up to `until` that the slowest radar that ever plotted it has made."""
    since, slowest = state.lives[p, Life.DECAYED, m], state.lives[p, Life.SLOWEST, m]
    silent = until - max(since, state.filters[p, Filter.TIME, m] + slowest)
    return float(max(silent, 0.0) / slowest)


@part
def plots_often(state: State, world: World, p: int, m: int, s: int) -> bool:
    """Whether radar `s` carries track `m`, if it can look there."""
    if state.fed[p, s, m] == -math.inf:
        return False
    return bool(state.gaps[p, s, m] <= CARRYING_GAP * world.radar_f[Radar.SCAN_PERIOD, s])


@part
def can_look(state: State, world: World, p: int, s: int, place: Place) -> bool:
    """Whether radar `s` can look at a place for picture `p`.

    One that was destroyed looks nowhere, and of one that is cut off nothing is heard; its network knows both.
    """
    if state.lost[s] < math.inf or state.heard[p, s] == 0:
        return False
    return covers(world, s, search_sector(state, world, s), pointed(state, world, s, place))


@part
def drop(state: State, p: int, m: int, time: float) -> None:
    """Free the slot of track `m`."""
    keys = state.tracks_i[p]
    if keys[TrackKey.STATUS, m] == TrackStatus.CONFIRMED:
        serial = keys[TrackKey.SERIAL, m]
        log(state, Phase.TRACK, Happening.TRACK_DROPPED, NOBODY, serial, time, NOBODY, float(p))
    keys[TrackKey.STATUS, m] = TrackStatus.FREE
    keys[TrackKey.SERIAL, m] = 0
    clear_slab(state.slabs[p], m)
    state.vacant[p] = min(state.vacant[p], m)
    while state.tops[p] > 0 and keys[TrackKey.STATUS, state.tops[p] - 1] == TrackStatus.FREE:
        state.tops[p] -= 1


@part
def gain(state: State, world: World, p: int, m: int, worth: float, time: float) -> None:
    """Put a plot's worth, a log likelihood ratio, to the account of track `m`; confirm it when believed."""
    keys = state.tracks_i[p]
    credit(state, p, m, worth)
    keys[TrackKey.HITS, m] += 1
    if keys[TrackKey.STATUS, m] == TrackStatus.TENTATIVE and believed(state, world, p, m):
        keys[TrackKey.STATUS, m] = TrackStatus.CONFIRMED
        serial = keys[TrackKey.SERIAL, m]
        log(state, Phase.TRACK, Happening.TRACK_CONFIRMED, NOBODY, serial, time, NOBODY, float(p))


@part
def age(state: State, world: World, p: int, until: float) -> None:
    """Put to every track of picture `p` the looks that brought nothing, and drop the hopeless.

    Looks are charged evenly in time at the rate at which they are expected, instead of one by one.
    """
    lives, keys = state.lives[p], state.tracks_i[p]
    for m in range(state.tops[p]):
        if keys[TrackKey.STATUS, m] == TrackStatus.FREE:
            continue
        if until > max(lives[Life.DECAYED, m], lives[Life.DUE, m]):
            charge(state, world, p, m, missed(state, world, p, m, until))
        lives[Life.DECAYED, m] = until
        if hopeless(state, world, p, m):
            drop(state, p, m, until)
