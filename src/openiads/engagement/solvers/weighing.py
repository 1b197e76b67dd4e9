"""Tracks weighed against one another: what each is worth, and what each battery would do to it.

The problem that assignment alone solves, of one decision: a weapon type is a battery at a moment, its shots
are the fire channels that are free then, and the moments are as far apart as an engagement lasts.  What is
decided for later is decided anew when it is later, a rolling horizon [1]_; so is what another battery could
not take after all.

References
----------
.. [1] J. M. Alden, R. L. Smith, Rolling horizon procedures in nonhomogeneous Markov decision processes,
   Operations Research 40 (1992), S183-S194: decide for the moments that can be foreseen, carry out the first.

Our rules: a channel is free again one mean engagement later; a battery expects its rounds to do what is
published of them against what flies straight on; a look between two moments costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from openiads.engagement.consider import Question, time_to_launch, turn_needed
from openiads.engagement.designate import designate
from openiads.engagement.lethality import Encounter, kill_chance
from openiads.engagement.reach.fly_out_tables import Intent
from openiads.engagement.reach.launch_window import launched_after
from openiads.engagement.solvers.by_rank import next_served, rank_all, soonest
from openiads.engagement.threat import time_left, value_at_stake
from openiads.engagement.weapon_target.marginal_return import Fired, Odds
from openiads.ground.compiled import part
from openiads.ground.course import Course, course_after, place_of
from openiads.ground.frames import altitude_of
from openiads.ground.scalar import exp
from openiads.state.constants import LOOKED_AHEAD, MOST_SERVED
from openiads.state.links import picture_of
from openiads.state.planes import Battery, BatteryKey, Belief, ChannelKey, Pair, TrackKey
from openiads.state.reports import course_reported
from openiads.state.scratch import CandidateKey, Shots, ShotsKey
from openiads.state.state import State
from openiads.state.words import ChannelStage, Identity, Kind, Sight
from openiads.state.world import World
from openiads.terrain.maps.ground_table import ground_below

LEAST_WORTH = 1e-3
"""What threatens nothing that is known is worth this much: it is served where nothing else is."""

MOST_ODDS = 50.0
"""Logarithm of odds from which on a track is worth as good as nothing."""
TIE = 1e-9
"""Share by which each is worth less than the one before, so that of equal ones the more urgent is served."""


class Decision(NamedTuple):
    """What is decided at once."""

    picture: int
    battery: int
    """Who decides alone; -1 where all of the picture decide together."""
    candidates: int
    """As many as are weighed, the most urgent first."""
    moments: int
    """Now, and as many later ones as are looked at."""
    now: float
    """[s]"""


@part
def list_by_rank(state: State, world: World, p: int, count: int, now: float) -> int:
    """Write the tracks of the most urgent candidates into row `TRACK`; how many there are."""
    rank_all(state, world, p, count, now)
    listed = min(count, MOST_SERVED)
    for n in range(listed):
        q = next_served(state, p, count)
        state.shots_i[ShotsKey.TRACK, n] = state.work_i[CandidateKey.SLOT, q]
        state.work_i[CandidateKey.SLOT, q] = -1
    return listed


@part
def has_a_say(state: State, world: World, decision: Decision, b: int) -> bool:
    """Whether battery `b` is one of those that decide."""
    alone = decision.battery < 0 or decision.battery == b
    return bool(alone and picture_of(state, b) == decision.picture)


@part
def takes_part(state: State, world: World, decision: Decision, b: int, m: int) -> bool:
    """Whether battery `b` has a say, and could engage track `m` now."""
    return bool(has_a_say(state, world, decision, b) and state.pairs[b, Pair.INTERCEPT, m] < math.inf)


@part
def expected_kill(world: World, b: int, t: int, course: Course, lead: float) -> float:
    """What battery `b` expects one round of type `t` to do to a target that it meets in `lead` [s] [1]."""
    met = course_after(course, lead, world.engaging.levels_off)
    height = altitude_of(place_of(met)) - ground_below(world, place_of(met))
    kind = Kind.BALLISTIC.value if course.ballistic else Kind.AIRCRAFT.value
    return kill_chance(world, b, t, Encounter(met, 1.0, 0.0, height, kind))


@part
def service(state: State, world: World, decision: Decision) -> float:
    """How long [s] an engagement lasts on average, from decision to assessment, of all that could begin."""
    total, pairs = 0.0, 0
    for n in range(decision.candidates):
        m = state.shots_i[ShotsKey.TRACK, n]
        for b in range(world.battery_f.shape[1]):
            if takes_part(state, world, decision, b, m):
                total += state.pairs[b, Pair.INTERCEPT, m] - decision.now
                total += world.battery_f[Battery.ASSESSMENT, b]
                pairs += 1
    return total / pairs if pairs > 0 else 0.0


@part
def begun(state: State, world: World, ask: Question, course: Course) -> Intent:
    """How the battery would go about an engagement of the track that it began now, once it has begun."""
    b, _, m, _ = ask
    turn, sight = turn_needed(state, world, b, place_of(course)), int(state.pairs[b, Pair.SIGHT, m])
    margin, wait = world.battery_f[Battery.ENVELOPE_MARGIN, b], time_to_launch(state, world, ask, sight, turn)
    return Intent(b, turn.centre, margin, wait, 0.0, math.inf, True, sight == Sight.REMOTE)


@part
def weigh(state: State, world: World, decision: Decision, n: int, b: int, period: float) -> None:
    """Write what battery `b` would leave of candidate `n` at each moment, a `period` [s] apart."""
    m, now = state.shots_i[ShotsKey.TRACK, n], decision.now
    t, width = int(state.pairs[b, Pair.ROUND, m]), world.battery_f.shape[1]
    course = course_reported(state, world, b, m, now)
    met = state.pairs[b, Pair.INTERCEPT, m]
    state.odds[n, b] = 1.0 - expected_kill(world, b, t, course, met - now)
    if decision.moments == 1:
        return
    plan, left = begun(state, world, Question(b, decision.picture, m, now), course), time_left(world, course)
    for k in range(1, decision.moments):
        wait = plan.wait + k * period
        flight, reachable = launched_after(world, t, plan, course, wait, left)
        if reachable:
            state.odds[n, k * width + b] = 1.0 - expected_kill(world, b, t, course, wait + flight)


@part
def certainty(state: State, p: int, m: int) -> float:
    """How sure it is that track `m` of picture `p` is hostile [1]: wholly once that was declared.

    Our own: its share of the weights of the three hypotheses.
    """
    if state.tracks_i[p, TrackKey.IDENTITY, m] == Identity.HOSTILE:
        return 1.0
    hostile = state.beliefs[p, Belief.LOG_HOSTILE, m]
    others = exp(min(state.beliefs[p, Belief.LOG_NEUTRAL, m] - hostile, MOST_ODDS))
    others += exp(min(state.beliefs[p, Belief.LOG_FRIEND, m] - hostile, MOST_ODDS))
    return float(1.0 / (1.0 + others))


@part
def count_shots(state: State, world: World, decision: Decision, b: int) -> int:
    """Fire channels of battery `b` that are free now."""
    if not has_a_say(state, world, decision, b):
        return 0
    busy = 0
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        busy += 0 if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.FREE else 1
    return int(world.battery_i[BatteryKey.TARGETS_MAX, b] - busy)


@part
def pose(state: State, world: World, decision: Decision) -> Odds:
    """The problem of a decision, on the scratch of the State."""
    width = world.battery_f.shape[1]
    kinds = decision.moments * width
    period = service(state, world, decision)
    for n in range(decision.candidates):
        m = state.shots_i[ShotsKey.TRACK, n]
        first = soonest(state, world, decision.picture, m)
        course = course_reported(state, world, first, m, decision.now)
        worth = max(value_at_stake(state, world, course), LEAST_WORTH) * certainty(state, decision.picture, m)
        state.shots_f[Shots.VALUE, n] = worth * (1.0 - n * TIE)
        for t in range(kinds):
            state.odds[n, t] = 1.0
        for b in range(width):
            if takes_part(state, world, decision, b, m):
                weigh(state, world, decision, n, b, period)
    for b in range(width):
        free = count_shots(state, world, decision, b)
        for k in range(decision.moments):
            shots = free if k == 0 else world.battery_i[BatteryKey.TARGETS_MAX, b] * (1 if free > 0 else 0)
            state.shots_i[ShotsKey.SHOTS, k * width + b] = min(shots, MOST_SERVED)
    return Odds(
        state.shots_f[Shots.VALUE, : decision.candidates],
        state.odds[: decision.candidates, :kinds],
        state.shots_i[ShotsKey.SHOTS, :kinds],
    )


@part
def fired_on(state: State, odds: Odds) -> Fired:
    """Room for the greedy answer."""
    targets, kinds = odds.survival.shape
    return Fired(
        state.counts[:targets, :kinds],
        state.shots_f[Shots.LEFT, :targets],
        state.shots_i[ShotsKey.STOCK, :kinds],
        state.shots_i[ShotsKey.FAVOURITE, :targets],
        state.shots_f[Shots.GAIN, :targets],
        state.shots_i[ShotsKey.HEAP, :targets],
        state.counts[:targets, :0],
        state.shots_i[ShotsKey.HEAP, :0],
    )


@part
def best_of(state: State, world: World, odds: Odds, n: int) -> int:
    """Which battery shoots at candidate `n` now: of several the one that does most; -1 if none does."""
    best = -1
    for b in range(world.battery_f.shape[1]):
        if state.counts[n, b] > 0 and (best < 0 or odds.survival[n, b] < odds.survival[n, best]):
            best = b
    return best


@part
def carry_out(state: State, world: World, decision: Decision, odds: Odds) -> None:
    """Begin what is to begin now, first what takes most; what comes later is decided later."""
    for _ in range(decision.candidates):
        which, battery, most = -1, -1, 0.0
        for n in range(decision.candidates):
            b = best_of(state, world, odds, n)
            taken = odds.values[n] * (1.0 - odds.survival[n, b]) if b >= 0 else 0.0
            if taken > most:
                which, battery, most = n, b, taken
        if which < 0:
            return
        for b in range(world.battery_f.shape[1]):
            state.counts[which, b] = 0
        m = state.shots_i[ShotsKey.TRACK, which]
        ask = Question(battery, decision.picture, m, decision.now)
        designate(state, world, ask, state.pairs[battery, Pair.INTERCEPT, m])


@part
def deciders(world: World) -> int:
    """How many decisions a picture takes: one, or one for each battery where they do not coordinate."""
    return 1 if world.doctrine.coordinate else int(world.battery_f.shape[1])


@part
def decision_of(world: World, p: int, decider: int, listed: int, moments: int, now: float) -> Decision:
    """One of the decisions of picture `p`."""
    alone = -1 if world.doctrine.coordinate else decider
    return Decision(p, alone, listed, min(moments, LOOKED_AHEAD), now)


def served_by(plan: Callable[..., Any], moments: int) -> Callable[..., Any]:
    """A solver's `serve` out of how it plans one decision, so many moments long.

    plan  (state, world, decision, odds): writes into `State.counts` who shoots at what
    """

    @part
    def serve(state: State, world: World, p: int, count: int, now: float) -> None:
        """Give the candidates of picture `p` to its batteries, decision by decision, as the plan has it."""
        listed = list_by_rank(state, world, p, count, now)
        for decider in range(deciders(world)):
            decision = decision_of(world, p, decider, listed, moments, now)
            odds = pose(state, world, decision)
            plan(state, world, decision, odds)
            carry_out(state, world, decision, odds)

    return serve
