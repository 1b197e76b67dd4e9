"""Which local track feeds which system track, and system tracks that begin.

References
----------
.. [1] Y. Bar-Shalom, P. Willett, X. Tian, Tracking and Data Fusion: A Handbook of Algorithms, 2011, chapter
   9: local and system tracks and their association.

That a local track leaves its system track when a gate on both tells them apart is our rule; so is that of one
local picture a system track has one track at most.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.events import NOBODY, log
from openiads.state.planes import Filter, NetworkKey, TrackKey
from openiads.state.scratch import MatchKey
from openiads.state.state import State
from openiads.state.words import Happening, Phase, TrackStatus
from openiads.state.world import World
from openiads.tracking.association.correlate import SAME, apart, correlate, then
from openiads.tracking.estimates import estimate_of, store
from openiads.tracking.life.upkeep import free_slot, name_track, read_by_nobody


@part
def comes_through(state: State, world: World, q: int, p: int) -> bool:
    """Whether picture `p` hears of the tracks of local picture `q` now."""
    if world.network_i[NetworkKey.SYSTEM, q] != 1 + p:
        return False
    for s in range(world.radar_f.shape[1]):
        if world.hears[q, s] == 1 and state.heard[p, s] == 1:
            return True
    return False


@part
def is_believed(state: State, p: int, m: int) -> bool:
    """Whether picture `p` believes in a target in slot `m`."""
    return bool(state.tracks_i[p, TrackKey.STATUS, m] == TrackStatus.CONFIRMED)


@part
def keep_links(state: State, world: World, q: int, p: int, until: float) -> None:
    """Have those local tracks go on feeding theirs that are still of the same target at `until` [s]."""
    keys = state.tracks_i[q]
    for i in range(state.tops[q]):
        m = keys[TrackKey.FEEDS, i] - 1
        if m < 0:
            continue
        there = is_believed(state, q, i) and is_believed(state, p, m)
        there = there and state.tracks_i[p, TrackKey.SERIAL, m] == keys[TrackKey.FED_SERIAL, i]
        if not there or apart(then(state, world, q, i, until), then(state, world, p, m, until)) > SAME:
            keys[TrackKey.FEEDS, i] = 0


@part
def link(state: State, q: int, i: int, p: int, m: int) -> None:
    """Have local track `i` of picture `q` feed track `m` of picture `p`."""
    state.tracks_i[q, TrackKey.FEEDS, i] = 1 + m
    state.tracks_i[q, TrackKey.FED_SERIAL, i] = state.tracks_i[p, TrackKey.SERIAL, m]


@part
def open_track(state: State, world: World, q: int, i: int, p: int) -> None:
    """A new system track in picture `p`, of what local track `i` of picture `q` alone is of."""
    m = free_slot(state, p)
    if m < 0:
        return
    keys, lives = state.tracks_i[p], state.lives[p]
    for plane in range(state.lives.shape[1]):
        lives[plane, m] = state.lives[q, plane, i]
    name_track(state, world, p, m)
    keys[TrackKey.STATUS, m] = TrackStatus.CONFIRMED
    keys[TrackKey.ORIGIN, m] = state.tracks_i[q, TrackKey.ORIGIN, i]
    keys[TrackKey.BEGAN, m] = state.tracks_i[q, TrackKey.BEGAN, i]
    keys[TrackKey.HITS, m] = state.tracks_i[q, TrackKey.HITS, i]
    store(state.filters[p], m, estimate_of(state.filters[q], i))
    read_by_nobody(state, world, p, m)
    for s in range(world.radar_f.shape[1]):
        state.fed[p, s, m] = -math.inf
    link(state, q, i, p, m)
    serial, time = keys[TrackKey.SERIAL, m], state.filters[q, Filter.TIME, i]
    log(state, Phase.TRACK, Happening.TRACK_CONFIRMED, NOBODY, serial, time, NOBODY, float(p))


@part
def find_links(state: State, world: World, q: int, p: int, until: float) -> None:
    """Have local tracks of picture `q` that feed none feed what is of the same target, or a new one."""
    idle = False
    for i in range(state.tops[q]):
        idle = idle or (is_believed(state, q, i) and state.tracks_i[q, TrackKey.FEEDS, i] == 0)
    if not idle:
        return
    correlate(state, world, q, p, until)
    goal = state.work_i[MatchKey.TAKEN]
    for i in range(state.tops[q]):
        if not is_believed(state, q, i) or state.tracks_i[q, TrackKey.FEEDS, i] > 0:
            continue
        if goal[i] > 0:
            link(state, q, i, p, goal[i] - 1)
        else:
            open_track(state, world, q, i, p)
