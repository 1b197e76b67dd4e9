"""A battery falls off its network, with the tracks that it reads, and comes back to it.

Our rules throughout.  It takes with it what it read of each track, its own estimate where it read that, with
number and identity; what only others see coasts from there.  When it is back, what it believes is held
against what its network believes.  Of what both have, the network's number and identity stand, and of the two
estimates that with the smaller error.  What only the battery's radars saw since is new to the network.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.matrices import ZERO_SQUARE, isotropic
from openiads.state.links import picture_of
from openiads.state.planes import (
    BatteryKey,
    ChannelKey,
    Filter,
    Fire,
    Life,
    Own,
    Pair,
    RadarKey,
    Report,
    Tally,
    TrackKey,
)  # fmt: skip
from openiads.state.reports import course_in, error_then, is_told, row_read
from openiads.state.scratch import MatchKey
from openiads.state.state import State
from openiads.state.words import ChannelStage, TrackStatus
from openiads.state.world import World
from openiads.tracking.association.correlate import correlate
from openiads.tracking.association.slabs import clear_slab, store_slab
from openiads.tracking.estimates import Estimate, estimate_of, store
from openiads.tracking.filtering.single_model import adopt
from openiads.tracking.life.upkeep import drop, free_slot, lose_own, note_feeders, read_by_nobody


@part
def estimate_read(state: State, world: World, b: int, p: int, m: int) -> Estimate:
    """What battery `b` knows of track `m` of picture `p` [m, m/s]: its own estimate if it reads that.

    Of a report it takes the errors for the same in every direction.
    """
    if state.pairs[b, Pair.OWN, m] == 1.0:
        row = world.battery_i[BatteryKey.OWN, b]
        if state.own[row, Own.APART, m] == 1.0:
            return estimate_of(state.own[row], m)
        return estimate_of(state.filters[p], m)
    report = state.reports[row_read(state, world, b, m)]
    x, y, z, vx, vy, vz, _ = course_in(report, m)
    spread, pace = report[Report.SPREAD, m], report[Report.SPREAD_RATE, m]
    return Estimate(
        report[Report.TIME, m], (x, y, z), (vx, vy, vz),
        isotropic(spread * spread), ZERO_SQUARE, isotropic(pace * pace),
    )  # fmt: skip


@part
def channels_on(state: State, world: World, b: int, m: int, serial: int) -> int:
    """How many channels of battery `b` are on the track in slot `m` that has a number."""
    count, first = 0, world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        k = state.channels_i
        busy = k[ChannelKey.STAGE, c] != ChannelStage.FREE
        if busy and k[ChannelKey.TRACK, c] == m and k[ChannelKey.SERIAL, c] == serial:
            count += 1
    return count


@part
def copy_track(state: State, p: int, m: int, q: int, i: int) -> None:
    """Put all that picture `p` keeps of track `m`, but for its reports, into slot `i` of picture `q`."""
    for plane in range(state.filters.shape[1]):
        state.filters[q, plane, i] = state.filters[p, plane, m]
    for plane in range(state.slabs.shape[1]):
        state.slabs[q, plane, i] = state.slabs[p, plane, m]
    for plane in range(state.lives.shape[1]):
        state.lives[q, plane, i] = state.lives[p, plane, m]
    for plane in range(state.beliefs.shape[1]):
        state.beliefs[q, plane, i] = state.beliefs[p, plane, m]
    for plane in range(state.tracks_i.shape[1]):
        state.tracks_i[q, plane, i] = state.tracks_i[p, plane, m]
    for s in range(state.fed.shape[1]):
        state.fed[q, s, i], state.gaps[q, s, i] = state.fed[p, s, m], state.gaps[p, s, m]


@part
def take_along(state: State, world: World, b: int, q: int, m: int) -> None:
    """Battery `b` takes track `m` of its network into its own picture `q`, as it reads it."""
    p, row = picture_of(state, b), row_read(state, world, b, m)
    known = estimate_read(state, world, b, p, m)
    copy_track(state, p, m, q, m)
    keys = state.tracks_i[q]
    keys[TrackKey.BALLISTIC, m] = 1 if state.reports[row, Report.BALLISTIC, m] == 1.0 else 0
    adopt(state, world, q, m, known)
    keys[TrackKey.SHARED, m] = keys[TrackKey.HITS, m]
    store_slab(state.slabs[q], m, known, keys[TrackKey.BALLISTIC, m] == 1)
    busy = channels_on(state, world, b, m, keys[TrackKey.SERIAL, m])
    keys[TrackKey.CHANNELS, m] = busy
    state.tracks_i[p, TrackKey.CHANNELS, m] -= busy
    for plane in range(state.reports.shape[1]):
        state.reports[q, plane, m] = state.reports[row, plane, m]
    state.pending[q, Report.TIME, m] = -1.0
    seen = False
    for s in range(state.fed.shape[1]):
        if world.radar_i[RadarKey.OWNER, s] != b:
            state.fed[q, s, m] = -math.inf
        seen = seen or state.fed[q, s, m] > -math.inf
    if seen:
        note_feeders(state, world, q, m)
    else:
        state.lives[q, Life.CARRIERS, m] = 0.0  # it goes by the pace of those who gave it


@part
def fall_off(state: State, world: World, b: int) -> None:
    """Battery `b` is cut off from its network and has the tracks that it read, and its radars."""
    p, q = picture_of(state, b), world.battery_i[BatteryKey.APART, b]
    state.tops[q], state.vacant[q] = state.tops[p], 0
    for m in range(state.tops[p]):
        if state.tracks_i[p, TrackKey.STATUS, m] == TrackStatus.CONFIRMED and is_told(state, world, b, m):
            take_along(state, world, b, q, m)
        else:
            free(state, q, m)
    for m in range(state.pairs.shape[2]):
        state.pairs[b, Pair.OWN, m] = 0.0
    state.fire[Fire.PICTURE, b] = float(q)


@part
def free(state: State, p: int, m: int) -> None:
    """Nothing is in slot `m` of picture `p`; nothing is told of that."""
    state.tracks_i[p, TrackKey.STATUS, m] = TrackStatus.FREE
    state.tracks_i[p, TrackKey.SERIAL, m] = 0
    clear_slab(state.slabs[p], m)


@part
def is_taken(state: State, p: int, serial: int) -> bool:
    """Whether a track of picture `p` has a number."""
    for m in range(state.tops[p]):
        if state.tracks_i[p, TrackKey.SERIAL, m] == serial:
            return True
    return False


@part
def is_seen(state: State, world: World, b: int, q: int, i: int) -> bool:
    """Whether a radar of battery `b` ever plotted track `i` of its own picture `q`."""
    for s in range(state.fed.shape[1]):
        if world.radar_i[RadarKey.OWNER, s] == b and state.fed[q, s, i] > -math.inf:
            return True
    return False


@part
def bring_in(state: State, world: World, b: int, q: int, i: int) -> int:
    """Give the network of battery `b` a track that only the battery's radars saw; its slot there, or -1."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    taken = is_taken(state, p, state.tracks_i[q, TrackKey.SERIAL, i])
    m = free_slot(state, p)
    if m < 0:
        return -1
    copy_track(state, q, i, p, m)
    keys = state.tracks_i[p]
    keys[TrackKey.CHANNELS, m], keys[TrackKey.SHARED, m] = 0, 0
    if taken:
        state.tally[Tally.TRACK_SERIAL] += 1
        keys[TrackKey.SERIAL, m] = state.tally[Tally.TRACK_SERIAL]
    read_by_nobody(state, world, p, m)
    return m


@part
def join(state: State, world: World, b: int, q: int, i: int, m: int, time: float) -> None:
    """Of track `i` of battery `b` and track `m` of its network the better estimate stands, at `time` [s].

    What the battery reads of it goes on as its own, if it keeps any.
    """
    p, row = world.battery_i[BatteryKey.PICTURE, b], world.battery_i[BatteryKey.OWN, b]
    mine = estimate_of(state.filters[q], i)
    newer = state.filters[q, Filter.TIME, i] >= state.filters[p, Filter.TIME, m]
    if newer and spread_then(state, q, i, time) < spread_then(state, p, m, time):
        state.tracks_i[p, TrackKey.BALLISTIC, m] = state.tracks_i[q, TrackKey.BALLISTIC, i]
        adopt(state, world, p, m, mine)
        store_slab(state.slabs[p], m, mine, state.tracks_i[p, TrackKey.BALLISTIC, m] == 1)
    for s in range(state.fed.shape[1]):
        if world.radar_i[RadarKey.OWNER, s] == b and state.fed[q, s, i] > state.fed[p, s, m]:
            state.fed[p, s, m], state.gaps[p, s, m] = state.fed[q, s, i], state.gaps[q, s, i]
    note_feeders(state, world, p, m)
    if row < 0:
        if state.reports[p, Report.TIME, m] < 0.0:  # such a network has no delay worth the name
            for plane in range(state.reports.shape[1]):
                state.reports[p, plane, m] = state.reports[q, plane, i]
        return
    shown = state.tops.shape[0] + row
    for plane in range(state.reports.shape[1]):
        state.reports[shown, plane, m] = state.reports[q, plane, i]
    state.pending[shown, Report.TIME, m] = -1.0
    store(state.own[row], m, mine)
    state.own[row, Own.BALLISTIC, m] = float(state.tracks_i[q, TrackKey.BALLISTIC, i])
    state.own[row, Own.LOOKS, m], state.own[row, Own.APART, m] = 1.0, 1.0
    late = state.reports[p, Report.TIME, m] < 0.0
    shows = state.reports[shown]
    better = late or error_then(shows, m, time) <= error_then(state.reports[p], m, time)
    state.pairs[b, Pair.OWN, m] = 1.0 if better else 0.0


@part
def spread_then(state: State, p: int, m: int, time: float) -> float:
    """The error [m] of the place of track `m` at `time` [s], growing as fast as its velocity is uncertain."""
    lag = time - state.filters[p, Filter.TIME, m]
    return float(state.filters[p, Filter.SPREAD, m] + lag * state.filters[p, Filter.SPREAD_RATE, m])


@part
def carry_over(state: State, world: World, b: int, q: int) -> None:
    """What battery `b` kept of tracks of its own picture `q`, and its channels, goes to those of its network.

    Row `TAKEN` of the scratch has the slots, plus one.
    """
    p, goal, kept = world.battery_i[BatteryKey.PICTURE, b], state.work_i[MatchKey.TAKEN], state.pending[q]
    for plane in range(state.pairs.shape[1]):
        for m in range(state.pairs.shape[2]):
            kept[plane, m], state.pairs[b, plane, m] = state.pairs[b, plane, m], 0.0
        for i in range(state.tops[q]):
            if goal[i] > 0:
                state.pairs[b, plane, goal[i] - 1] = kept[plane, i]
    first, k = world.battery_i[BatteryKey.FIRST_CHANNEL, b], state.channels_i
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        if k[ChannelKey.STAGE, c] == ChannelStage.FREE:
            continue
        i = k[ChannelKey.TRACK, c]
        if (
            i < state.tops[q]
            and goal[i] > 0
            and state.tracks_i[q, TrackKey.SERIAL, i] == k[ChannelKey.SERIAL, c]
        ):
            k[ChannelKey.TRACK, c] = goal[i] - 1
            k[ChannelKey.SERIAL, c] = state.tracks_i[p, TrackKey.SERIAL, goal[i] - 1]
        m = k[ChannelKey.TRACK, c]
        if state.tracks_i[p, TrackKey.SERIAL, m] == k[ChannelKey.SERIAL, c]:
            state.tracks_i[p, TrackKey.CHANNELS, m] += 1


@part
def come_back(state: State, world: World, b: int, time: float) -> None:
    """Battery `b` is back in its network at `time` [s], which correlates the tracks of both."""
    q, p = picture_of(state, b), world.battery_i[BatteryKey.PICTURE, b]
    correlate(state, world, q, p, time)
    goal = state.work_i[MatchKey.TAKEN]
    if world.battery_i[BatteryKey.OWN, b] >= 0:
        for m in range(state.pairs.shape[2]):
            lose_own(state, world, b, m)
    for i in range(state.tops[q]):
        believed = state.tracks_i[q, TrackKey.STATUS, i] == TrackStatus.CONFIRMED
        if believed and goal[i] == 0 and is_seen(state, world, b, q, i):
            goal[i] = 1 + bring_in(state, world, b, q, i)
    carry_over(state, world, b, q)
    state.fire[Fire.PICTURE, b] = float(p)
    for i in range(state.tops[q]):
        if goal[i] > 0:
            m = goal[i] - 1
            join(state, world, b, q, i, m, time)
            if state.tracks_i[p, TrackKey.SERIAL, m] == state.tracks_i[q, TrackKey.SERIAL, i]:
                free(state, q, i)
    for i in range(state.pairs.shape[2]):
        if state.tracks_i[q, TrackKey.STATUS, i] != TrackStatus.FREE:
            drop(state, q, i, time)
    state.tops[q], state.vacant[q] = 0, 0
