"""The picture of a network whose members pass on tracks, not plots.

References
----------
.. [1] Y. Bar-Shalom, P. Willett, X. Tian, Tracking and Data Fusion: A Handbook of Algorithms, 2011, chapter
   9: system tracks from local ones.

A battery with its radars, and each radar that belongs to none, has a local picture, from its own plots alone,
with the tracker of the run.  What it believes feeds a system track, which goes on as long as one does.  All
estimates share the doubts about what the target does, so none is put to another as if it were news.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.events import NOBODY
from openiads.state.ladder import stand_for
from openiads.state.links import reads_own
from openiads.state.planes import BatteryKey, Filter, Life, Network, NetworkKey, Own, RadarKey, TrackKey
from openiads.state.scratch import Fusion, FusionKey
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import World
from openiads.tracking.association.correlate import then
from openiads.tracking.association.slabs import store_slab
from openiads.tracking.estimates import estimate_of, store
from openiads.tracking.fusion.covariance_intersection import intersection
from openiads.tracking.fusion.doubles import join_doubles
from openiads.tracking.fusion.feeding import comes_through, find_links, is_believed, keep_links
from openiads.tracking.life.upkeep import drop, looks_by_slowest, note_feeders


@part
def owner_of(world: World, q: int) -> int:
    """Battery whose radars local picture `q` hears, -1 if it hears one that belongs to none."""
    for s in range(world.radar_f.shape[1]):
        if world.hears[q, s] == 1:
            return int(world.radar_i[RadarKey.OWNER, s])
    return NOBODY


@part
def note_newest(state: State, world: World, p: int) -> None:
    """Keep when each track of picture `p` was last looked at by who feeds it, and when as it was so far.

    Who knew most of it may have left it, but no estimate goes back in time.
    """
    newest, before = state.work_f[Fusion.NEWEST], state.work_f[Fusion.BEFORE]
    for m in range(state.tops[p]):
        newest[m] = before[m] = state.filters[p, Filter.TIME, m]
        state.work_f[Fusion.LEAST, m], state.work_i[FusionKey.COUNT, m] = math.inf, 0
    for q in range(state.tops.shape[0]):
        for i in range(state.tops[q] if comes_through(state, world, q, p) else 0):
            m = state.tracks_i[q, TrackKey.FEEDS, i] - 1
            if m >= 0:
                newest[m] = max(newest[m], state.filters[q, Filter.TIME, i])


@part
def intersect(state: State, world: World, q: int, i: int, p: int, m: int) -> None:
    """Fuse the estimate of local track `i` of picture `q` with those already in track `m` of picture `p`.

    It falls as the best of them does.
    """
    known = then(state, world, q, i, state.work_f[Fusion.NEWEST, m])
    if state.work_i[FusionKey.COUNT, m] > 0:
        known = intersection(estimate_of(state.filters[p], m), known)
    store(state.filters[p], m, known)
    state.work_i[FusionKey.COUNT, m] += 1
    spread = state.filters[q, Filter.SPREAD, i]
    if spread < state.work_f[Fusion.LEAST, m]:
        state.work_f[Fusion.LEAST, m] = spread
        state.tracks_i[p, TrackKey.BALLISTIC, m] = state.tracks_i[q, TrackKey.BALLISTIC, i]


@part
def account(state: State, world: World, q: int, i: int, p: int, m: int) -> None:
    """Keep beside the estimate of track `m` of picture `p` what track `i` of local picture `q` tells."""
    keys, time = state.tracks_i[p], state.filters[q, Filter.TIME, i]
    if time > state.work_f[Fusion.BEFORE, m]:
        keys[TrackKey.HITS, m] += 1
    if time == state.work_f[Fusion.NEWEST, m]:
        state.lives[p, Life.RCS, m] = state.lives[q, Life.RCS, i]
        stand_for(keys, m, state.tracks_i[q, TrackKey.ORIGIN, i])
    for s in range(world.radar_f.shape[1]):
        if world.hears[q, s] == 1:
            state.fed[p, s, m], state.gaps[p, s, m] = state.fed[q, s, i], state.gaps[q, s, i]


@part
def show_owner(state: State, world: World, q: int, i: int, p: int, m: int) -> None:
    """A battery that reads its own radars beside its network reads its own track `i` of what is `m` there."""
    b = owner_of(world, q)
    if b < 0 or not reads_own(state, world, b, p):
        return
    row = world.battery_i[BatteryKey.OWN, b]
    store(state.own[row], m, estimate_of(state.filters[q], i))
    state.own[row, Own.BALLISTIC, m] = float(state.tracks_i[q, TrackKey.BALLISTIC, i])
    state.own[row, Own.LOOKS, m] = float(state.tracks_i[q, TrackKey.HITS, i])


@part
def waits(state: State, world: World, p: int, m: int, until: float) -> bool:
    """Whether track `m` of picture `p` coasts at `until` [s]: who fed it is cut off, and not for too long.

    Our rule: as long as a score stands the looks of the slowest radar that ever plotted it.
    """
    silence = looks_by_slowest(state, p, m, until)
    if -world.network_f[Network.LOG_MISS, p] * silence > world.tracking.drop_score:
        return False
    serial = state.tracks_i[p, TrackKey.SERIAL, m]
    for q in range(state.tops.shape[0]):
        if world.network_i[NetworkKey.SYSTEM, q] != 1 + p or comes_through(state, world, q, p):
            continue
        for i in range(state.tops[q]):
            fed = state.tracks_i[q, TrackKey.FEEDS, i] == 1 + m and is_believed(state, q, i)
            if fed and state.tracks_i[q, TrackKey.FED_SERIAL, i] == serial:
                return True
    return False


@part
def fuse_all(state: State, world: World, p: int, until: float) -> None:
    """Fuse what feeds each track of picture `p`, and drop by `until` [s] what nothing feeds nor will."""
    note_newest(state, world, p)
    for q in range(state.tops.shape[0]):
        for i in range(state.tops[q] if comes_through(state, world, q, p) else 0):
            m = state.tracks_i[q, TrackKey.FEEDS, i] - 1
            if m >= 0:
                intersect(state, world, q, i, p, m)
                account(state, world, q, i, p, m)
                show_owner(state, world, q, i, p, m)
    for m in range(state.tops[p]):
        if state.tracks_i[p, TrackKey.STATUS, m] == TrackStatus.FREE:
            continue
        if state.work_i[FusionKey.COUNT, m] == 0:
            if not waits(state, world, p, m, until):
                drop(state, p, m, until)
            continue
        note_feeders(state, world, p, m)
        ballistic = state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
        store_slab(state.slabs[p], m, estimate_of(state.filters[p], m), ballistic)


@part
def fuse_tracks(state: State, world: World, until: float) -> None:
    """Bring the pictures that are made of tracks up to `until` [s], after the local ones."""
    for p in range(state.tops.shape[0]):
        if world.network_i[NetworkKey.FUSES, p] == 0:
            continue
        for q in range(state.tops.shape[0]):
            if comes_through(state, world, q, p):
                keep_links(state, world, q, p, until)
        for q in range(state.tops.shape[0]):
            if comes_through(state, world, q, p):
                find_links(state, world, q, p, until)
        join_doubles(state, world, p, until)
        fuse_all(state, world, p, until)
