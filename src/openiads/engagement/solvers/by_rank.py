"""Track by track, by their rank: each to the battery that meets it first.

Our rule throughout: who is served when, and by whom of several.  Greedy, so a track that comes first may take
the one channel that could have met another.
"""

from __future__ import annotations

import math

from openiads.engagement.consider import Question
from openiads.engagement.designate import designate
from openiads.engagement.solvers.by_urgency import rank
from openiads.ground.compiled import part
from openiads.state.links import picture_of
from openiads.state.planes import Pair, TrackKey
from openiads.state.reports import course_reported
from openiads.state.scratch import Candidate, CandidateKey
from openiads.state.state import State
from openiads.state.world import World


@part
def soonest(state: State, world: World, p: int, m: int) -> int:
    """The battery of picture `p` that could meet track `m` first, -1 if none could; ties go to the first."""
    best = -1
    for b in range(world.battery_f.shape[1]):
        if picture_of(state, b) != p or state.pairs[b, Pair.INTERCEPT, m] == math.inf:
            continue
        if best < 0 or state.pairs[b, Pair.INTERCEPT, m] < state.pairs[best, Pair.INTERCEPT, m]:
            best = b
    return best


@part
def served_before(state: State, p: int, one: int, other: int) -> bool:
    """Whether one candidate is served before another: by their rank, of equals the older track."""
    ranks = state.work_f
    for row in range(Candidate.FIRST, Candidate.THEN + 1):
        if ranks[row, one] != ranks[row, other]:
            return bool(ranks[row, one] < ranks[row, other])
    serials, slots = state.tracks_i[p, TrackKey.SERIAL], state.work_i[CandidateKey.SLOT]
    return bool(serials[slots[one]] < serials[slots[other]])


@part
def next_served(state: State, p: int, count: int) -> int:
    """Candidate that is served next."""
    best = -1
    for q in range(count):
        if state.work_i[CandidateKey.SLOT, q] >= 0 and (best < 0 or served_before(state, p, q, best)):
            best = q
    return best


@part
def engage(state: State, world: World, p: int, m: int, now: float) -> None:
    """Give track `m` to the battery that meets it first, or to each in turn if they do not coordinate."""
    b = soonest(state, world, p, m)
    while b >= 0:
        intercept = state.pairs[b, Pair.INTERCEPT, m]
        state.pairs[b, Pair.INTERCEPT, m] = math.inf
        coordinates = world.doctrine.coordinate
        if designate(state, world, Question(b, p, m, now), intercept) and coordinates:
            return
        b = soonest(state, world, p, m)


@part
def rank_all(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p` their rank, by what the battery reads that could meet each first."""
    for q in range(count):
        m = state.work_i[CandidateKey.SLOT, q]
        course = course_reported(state, world, soonest(state, world, p, m), m, now)
        first, then = rank(state, world, course)
        state.work_f[Candidate.FIRST, q], state.work_f[Candidate.THEN, q] = first, then


@part
def serve(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p` to its batteries, one after the other."""
    rank_all(state, world, p, count, now)
    serve_in_turn(state, world, p, count, now)


@part
def serve_in_turn(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p`, which have their rank, to its batteries, one after the other."""
    for _ in range(count):
        q = next_served(state, p, count)
        engage(state, world, p, state.work_i[CandidateKey.SLOT, q], now)
        state.work_i[CandidateKey.SLOT, q] = -1
