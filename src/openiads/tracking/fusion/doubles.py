"""Two system tracks of one target, which different members saw first: one of them stands.  Our own rules."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.matrices import Vector, dot, less, vector_at
from openiads.state.links import picture_of
from openiads.state.planes import Filter, NetworkKey, Pair, TrackKey
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.association.correlate import SAME, apart, then
from openiads.tracking.filtering.single_model import gate_noise
from openiads.tracking.fusion.feeding import comes_through, is_believed, link
from openiads.tracking.life.upkeep import drop
from openiads.tracking.motion.constant_velocity import expected_place


@part
def bounds(state: State, world: World, p: int, m: int, until: float) -> tuple[Vector, float]:
    """Where track `m` is expected at `until` [m], and what its variance there does not exceed [m2]."""
    f, lag = state.filters[p], until - state.filters[p, Filter.TIME, m]
    ballistic = state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    there = expected_place(vector_at(f, m, Filter.X), vector_at(f, m, Filter.VX), ballistic, lag)
    spread = f[Filter.SPREAD, m] + lag * f[Filter.SPREAD_RATE, m]
    return there, float(spread * spread + gate_noise(world) * lag * lag * lag)


@part
def near(state: State, world: World, p: int, m: int, other: int, until: float) -> bool:
    """Whether two tracks may be of one target at `until` [s], at first sight."""
    there, room = bounds(state, world, p, m, until)
    elsewhere, more = bounds(state, world, p, other, until)
    gap = less(there, elsewhere)
    return bool(dot(gap, gap) <= SAME * (room + more))


@part
def feed_apart(state: State, world: World, p: int, m: int, other: int) -> bool:
    """Whether two tracks of picture `p` are fed, and by no local picture both, which tells them apart."""
    one, another = False, False
    for q in range(state.tops.shape[0]):
        if not comes_through(state, world, q, p):
            continue
        first, second = False, False
        for i in range(state.tops[q]):
            first = first or state.tracks_i[q, TrackKey.FEEDS, i] == 1 + m
            second = second or state.tracks_i[q, TrackKey.FEEDS, i] == 1 + other
        if first and second:
            return False
        one, another = one or first, another or second
    return one and another


@part
def hand_over(state: State, world: World, p: int, m: int, other: int) -> None:
    """Whatever feeds track `other` of picture `p` feeds track `m` from now on.

    Who has fired at the one and not at the other keeps that in mind.
    """
    for q in range(state.tops.shape[0]):
        for i in range(state.tops[q] if world.network_i[NetworkKey.SYSTEM, q] == 1 + p else 0):
            if state.tracks_i[q, TrackKey.FEEDS, i] == 1 + other:
                link(state, q, i, p, m)
    for b in range(world.battery_i.shape[1]):
        if picture_of(state, b) == p and state.pairs[b, Pair.SALVOS, m] == 0.0:
            for plane in range(state.pairs.shape[1]):
                state.pairs[b, plane, m] = state.pairs[b, plane, other]


@part
def stands(state: State, p: int, m: int, other: int) -> bool:
    """Whether of two tracks of picture `p` it is `m` that stands: which is engaged, else the older.

    None of two that are both engaged, before one engagement is over: it goes by the number of its track.
    """
    keys = state.tracks_i[p]
    if keys[TrackKey.CHANNELS, other] > 0:
        return False
    return bool(keys[TrackKey.CHANNELS, m] > 0 or keys[TrackKey.SERIAL, m] < keys[TrackKey.SERIAL, other])


@part
def join_doubles(state: State, world: World, p: int, until: float) -> None:
    """Of two tracks of picture `p` that are of one target at `until` [s] one stands."""
    for m in range(state.tops[p]):
        for other in range(state.tops[p]):
            both = m != other and is_believed(state, p, m) and is_believed(state, p, other)
            if not both or not stands(state, p, m, other) or not near(state, world, p, m, other, until):
                continue
            square = apart(then(state, world, p, m, until), then(state, world, p, other, until))
            if square <= SAME and feed_apart(state, world, p, m, other):
                hand_over(state, world, p, m, other)
                drop(state, p, other, until)
