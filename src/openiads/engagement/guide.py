"""Rounds in flight: steered to where the target will be, until both paths meet.

A round's speed is what the fly-out table leaves for the way that remains, so the paths close to nothing at
the predicted time: that time is the closest approach.

References
----------
.. [1] P. Zarchan, Tactical and Strategic Missile Guidance, 6th ed., AIAA 2012: predicted intercept point.
.. [2] A. M. Law, Simulation Modeling and Analysis, 5th edition, 2015, section 11.2: synchronised draws.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.engagement.astray import abandon, end_astray, give_up, home
from openiads.engagement.lethality import shot_chance
from openiads.engagement.outcome import bring_down, cripple, doomed, only_cripples, retire, target_gone
from openiads.engagement.reach.fly_out_tables import Envelope, flight_time, in_envelope
from openiads.ground.compiled import part
from openiads.ground.course import place_after, place_of
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.frames import Place, altitude_of, between, length_of
from openiads.state.constants import HALF_CELL, METRE, REFINEMENTS, STEERED
from openiads.state.facing import track_sector
from openiads.state.ladder import credit_target
from openiads.state.planes import (
    BatteryKey,
    Channel,
    ChannelKey,
    Round,
    Shot,
    ShotKey,
    Tally,
    TargetKey,
)  # fmt: skip
from openiads.state.positions import place_of_battery
from openiads.state.state import State
from openiads.state.truth import course_of_target, is_ballistic, place_at
from openiads.state.words import (
    Flight,
    Happening,
    Lost,
    Stage,
)
from openiads.state.world import World
from openiads.terrain.rays.sight import covers


class Meeting(NamedTuple):
    """Where a round and its target arrive together."""

    time: float
    """[s]"""
    place: Place
    reachable: bool
    """Whether the round can get there."""


@part
def meeting(state: State, world: World, r: int, now: float) -> Meeting:
    """When and where round `r` meets its target on present courses [1]_, by the secant method."""
    c = state.rounds_i[ShotKey.CHANNEL, r]
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.rounds_i[ShotKey.OBJECT, r]
    t = state.rounds_i[ShotKey.TYPE, r]
    course = course_of_target(state, world, n, 0.0)
    flown = now - state.rounds_f[Shot.LAUNCH, r]
    lead = max(state.rounds_f[Shot.INTERCEPT, r] - now, 0.0)
    before, gap_before = 0.0, 0.0
    there, reachable = place_of(course), False
    for trial in range(REFINEMENTS):
        there = place_after(course, lead, world.engaging.levels_off)
        slant = length_of(between(place_of_battery(world, b), there))
        needed, reachable = flight_time(world, t, slant, altitude_of(there), HALF_CELL)
        gap = needed - flown - lead
        if abs(gap) < STEERED:
            break
        following = lead + 0.5 * gap
        if trial > 0 and gap != gap_before:
            following = lead - gap * (lead - before) / (gap - gap_before)
        before, gap_before = lead, gap
        lead = max(following, 0.0)
    return Meeting(now + lead, there, reachable)


@part
def way_left(state: State, r: int, time: float) -> float:
    """How far [m] round `r` is from its predicted meeting point at `time` [s].

    Our own: straight on, evenly in time.
    """
    f = state.rounds_f
    dx = f[Shot.AIM_X, r] - f[Shot.X, r]
    dy = f[Shot.AIM_Y, r] - f[Shot.Y, r]
    dz = f[Shot.AIM_Z, r] - f[Shot.Z, r]
    whole = f[Shot.INTERCEPT, r] - f[Shot.MOVED, r]
    left = min(max((f[Shot.INTERCEPT, r] - time) / whole, 0.0), 1.0) if whole > 0.0 else 1.0
    return float(left * math.sqrt(dx * dx + dy * dy + dz * dz))


@part
def on_its_own(state: State, world: World, r: int, time: float) -> bool:
    """Whether round `r` is so near its meeting point that its own seeker does the rest.

    With command and semi-active guidance it never is.
    """
    homing = world.round_f[Round.HOMING, state.rounds_i[ShotKey.TYPE, r]]
    return bool(homing > 0.0 and way_left(state, r, time) < homing)


@part
def steer(state: State, world: World, r: int, since: float, now: float) -> None:
    """Predict at `now` when and where round `r` meets its target, on the courses of the step from `since` on.

    A prediction may pass out of reach and come back while the target turns: what counts is where they would
    meet, when they would.
    """
    met = meeting(state, world, r, since)
    f = state.rounds_f
    f[Shot.INTERCEPT, r] = max(met.time, now)
    f[Shot.AIM_X, r], f[Shot.AIM_Y, r], f[Shot.AIM_Z, r] = met.place
    state.rounds_i[ShotKey.REACHES, r] = 1 if met.reachable else 0


@part
def steer_all(state: State, world: World, since: float) -> None:
    """Steer every round anew at the begin of a step."""
    for r in range(state.rounds_i.shape[1]):
        flies = state.rounds_i[ShotKey.FLYING, r]
        if flies != Flight.OVER:
            state.tally[Tally.OBJECT_STEPS] += 1
        if flies == Flight.GUIDED:
            steer(state, world, r, since, since)
        elif flies == Flight.ASTRAY:
            home(state, world, r, since)


@part
def ends(state: State, world: World, r: int) -> float:
    """When [s] round `r` ends on present courses.

    It meets its target, or has none any more, or has flown for as long as it can to anywhere within reach
    and does not get there.
    """
    meets = min(state.rounds_f[Shot.INTERCEPT, r], target_gone(state, r))
    if state.rounds_i[ShotKey.FLYING, r] == Flight.ASTRAY:
        return float(meets)
    if state.rounds_i[ShotKey.REACHES, r] == 1:
        return float(meets)
    longest = world.round_f[Round.LONGEST_FLIGHT, state.rounds_i[ShotKey.TYPE, r]]
    return float(min(meets, state.rounds_f[Shot.LAUNCH, r] + longest))


@part
def reaches_target(state: State, world: World, r: int, place: Place) -> bool:
    """Whether round `r` gets to its target at a place: by what is left of its flight, and as published.

    It was launched by where a track would be; what counts is where its target is.
    """
    b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
    ballistic = is_ballistic(world, state.rounds_i[ShotKey.OBJECT, r])
    if state.rounds_i[ShotKey.REACHES, r] == 0:
        return False
    published = Envelope(b, state.rounds_i[ShotKey.TYPE, r], 1.0, METRE, ballistic)
    return in_envelope(world, published, place)


@part
def end(state: State, world: World, r: int, time: float) -> None:
    """Round `r` is where it was steered: it strikes if it can get there and was guided to the last.

    To the last means by its own seeker, or by an engagement radar that covers its target.
    """
    if state.rounds_i[ShotKey.FLYING, r] == Flight.ASTRAY:
        end_astray(state, world, r, time)
        return
    if target_gone(state, r) <= time:
        give_up(state, world, r, time, Lost.TARGET_GONE.value)
        return
    there = place_at(state, world, state.rounds_i[ShotKey.OBJECT, r], time)
    if not reaches_target(state, world, r, there):
        retire(state, world, r, Happening.LOST, time, Lost.OUT_OF_REACH.value)
        return
    if not on_its_own(state, world, r, time):
        b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
        s = world.battery_i[BatteryKey.RADAR, b]
        if not covers(world, s, track_sector(state, world, s), there):
            give_up(state, world, r, time, Lost.OUT_OF_SIGHT.value)
            return
    strike(state, world, r, time)


@part
def strike(state: State, world: World, r: int, time: float) -> None:
    """Round `r` meets its target: one draw decides.  Others that were on their way to it find it gone.

    Luck goes by the target and by which of all shots at it this is, not by who fires: so variants in which
    another battery fires first are on the same draws, and pairs of them tell more [2]_.
    """
    n = state.rounds_i[ShotKey.OBJECT, r]
    b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
    credit_target(state.truth_i, state.reached, n, Stage.GUIDED, time, b)
    chance = shot_chance(state, world, r, time)
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE],
        state.rounds_i[ShotKey.ORDINAL, r], Stream.KILL, world.target_i[TargetKey.IDENT, n], 0,
    )  # fmt: skip
    if uniform(luck) >= chance or doomed(state, world, n):
        retire(state, world, r, Happening.MISS, time, chance)
        return
    if only_cripples(state, world, r):
        cripple(state, n, b, time)
        retire(state, world, r, Happening.MISSION_KILL, time, chance)
        return
    bring_down(state, world, n, b, time)
    retire(state, world, r, Happening.KILL, time, chance)
    abandon(state, world, n, time)


@part
def lose(state: State, world: World, c: int, time: float) -> None:
    """The engagement radar has lost what channel `c` follows: so do its rounds that need it."""
    state.channels_i[ChannelKey.FOLLOWS, c] = 0
    state.channels_f[Channel.LOOK, c] = math.inf
    for r in range(state.rounds_i.shape[1]):
        mine = state.rounds_i[ShotKey.FLYING, r] == Flight.GUIDED and state.rounds_i[ShotKey.CHANNEL, r] == c
        if mine and not on_its_own(state, world, r, time):
            give_up(state, world, r, time, Lost.OUT_OF_SIGHT.value)


@part
def move_all(state: State, until: float) -> None:
    """Every round flies on towards its meeting point, to the end of the step."""
    f = state.rounds_f
    for r in range(state.rounds_i.shape[1]):
        if state.rounds_i[ShotKey.FLYING, r] == Flight.OVER:
            continue
        whole = f[Shot.INTERCEPT, r] - f[Shot.MOVED, r]
        share = min((until - f[Shot.MOVED, r]) / whole, 1.0) if whole > 0.0 else 0.0
        f[Shot.X, r] += share * (f[Shot.AIM_X, r] - f[Shot.X, r])
        f[Shot.Y, r] += share * (f[Shot.AIM_Y, r] - f[Shot.Y, r])
        f[Shot.Z, r] += share * (f[Shot.AIM_Z, r] - f[Shot.Z, r])
        f[Shot.MOVED, r] = until
