"""Which tracks of two pictures are of one target: gates on the sum of covariances, and the best assignment.

References
----------
.. [1] Y. Bar-Shalom, On the track-to-track correlation problem, IEEE Transactions on Automatic Control 26
   (1981) 571-572: the statistical distance of two tracks; here without what their errors have in common,
   which only widens the gate.

Numbers are not asked: raiders that fly abreast may have changed them while they were seen badly.  Our rule.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.matrices import dot, invert, less, plus, times
from openiads.state.planes import Tally, TrackKey
from openiads.state.scratch import Match, MatchKey
from openiads.state.state import State
from openiads.state.words import Overflow, TrackStatus
from openiads.state.world import World
from openiads.tracking.association.assignment import Pairing, assign_pairs
from openiads.tracking.association.nearest_neighbour import solving_of
from openiads.tracking.estimates import Dynamics, Estimate, estimate_of
from openiads.tracking.filtering.single_model import gate_noise
from openiads.tracking.motion.constant_velocity import predict

SAME = 22.46
"""Largest squared distance of two tracks of one target: 99.9 % of chi-square, six degrees of freedom."""


@part
def then(state: State, world: World, p: int, m: int, time: float) -> Estimate:
    """What track `m` of picture `p` is expected to do at `time` [s]."""
    dynamics = Dynamics(state.tracks_i[p, TrackKey.BALLISTIC, m] == 1, gate_noise(world))
    return predict(estimate_of(state.filters[p], m), dynamics, time)


@part
def apart(one: Estimate, other: Estimate) -> float:
    """Squared statistical distance [1]_ of two estimates of one time, place and velocity by themselves."""
    place, _ = invert(plus(one.place_block, other.place_block))
    velocity, _ = invert(plus(one.velocity_block, other.velocity_block))
    gap, pace = less(one.place, other.place), less(one.velocity, other.velocity)
    return float(dot(times(place, gap), gap) + dot(times(velocity, pace), pace))


@part
def is_asked(state: State, q: int, i: int) -> bool:
    """Whether track `i` of picture `q` is believed, and nobody knows yet which it is elsewhere."""
    keys = state.tracks_i[q]
    return bool(keys[TrackKey.STATUS, i] == TrackStatus.CONFIRMED and keys[TrackKey.FEEDS, i] == 0)


@part
def is_open(state: State, q: int, p: int, m: int) -> bool:
    """Whether track `m` of picture `p` is believed, and no track of picture `q` feeds it."""
    if state.tracks_i[p, TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
        return False
    for i in range(state.tops[q]):
        if state.tracks_i[q, TrackKey.FEEDS, i] == 1 + m:
            return False
    return True


@part
def correlate(state: State, world: World, q: int, p: int, time: float) -> None:
    """Write into row `TAKEN` of the scratch, by slot of picture `q`, 1 + the slot in `p` of the same target.

    It is 0 where there is none, for what `q` does not believe, and for what feeds a track of `p` already.
    """
    cost, row, column = state.work_f[Match.COST], state.work_i[MatchKey.ROW], state.work_i[MatchKey.TRACK]
    first, count = state.work_i[MatchKey.FIRST], 0
    work = solving_of(state)
    for i in range(state.tops[q]):
        work.taken[i] = 0
    for i in range(state.tops[q]):
        first[i] = count
        if not is_asked(state, q, i):
            continue
        mine = then(state, world, q, i, time)
        for m in range(state.tops[p]):
            if not is_open(state, q, p, m):
                continue
            square = apart(mine, then(state, world, p, m, time))
            if square > SAME:
                continue
            if count >= state.work_i.shape[1]:
                state.tally[Tally.OVERFLOW] |= Overflow.CANDIDATES
                return
            cost[count] = square - SAME
            row[count], column[count] = i, m
            count += 1
    first[state.tops[q]] = count
    assign_pairs(Pairing(state.tops[q], first, row, column, cost), state.tops[p], work)
    for i in range(state.tops[q]):
        work.taken[i] = 1 + column[work.taken[i] - 1] if work.taken[i] > 0 else 0
