"""Rounds in flight: steered to where the target will be, until both paths meet."""

from __future__ import annotations

import math

from openiads.engagement.lethality import shot_chance
from openiads.engagement.reach import HALF, flight_time
from openiads.ground.compiled import part
from openiads.ground.course import ahead
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.frames import altitude_of
from openiads.state.events import append
from openiads.state.ladder import credit_target
from openiads.state.planes import (
    Area,
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Fire,
    Round,
    Shot,
    ShotKey,
    Tally,
    TargetKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import Fate, Happening, Kind, Phase, Side, Stage, Status
from openiads.state.world import World
from openiads.terrain.sight import in_sight

REFINEMENTS = 6
MEMORY = 3.0
"""A round flies on towards the last prediction for this long without the engagement radar [s], assumption."""


@part
def retire(state: State, world: World, r: int, kind: int, time: float, value: float) -> None:
    """Round `r` is no more: log how it ended and tell its channel when."""
    c = state.rounds_i[ShotKey.CHANNEL, r]
    b = state.channels_i[ChannelKey.BATTERY, c]
    state.rounds_i[ShotKey.FLYING, r] = 0
    state.fire[Fire.GUIDED, b] -= 1.0
    state.channels_i[ChannelKey.IN_FLIGHT, c] -= 1
    state.channels_f[Channel.READY, c] = max(
        state.channels_f[Channel.READY, c], time + world.battery_f[Battery.ASSESSMENT, b]
    )
    append(
        state.tally, state.events_f, state.events_i, Phase.GUIDE, kind,
        state.rounds_i[ShotKey.OBJECT, r], state.rounds_i[ShotKey.SERIAL, r], time, b, value,
    )  # fmt: skip


@part
def meeting(state: State, world: World, r: int, now: float) -> tuple[float, float, float, float, bool]:
    """When [s] and where round `r` meets its target on present courses, and whether it can get there."""
    c = state.rounds_i[ShotKey.CHANNEL, r]
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.rounds_i[ShotKey.OBJECT, r]
    t = state.rounds_i[ShotKey.TYPE, r]
    f = state.truth_f
    ballistic = world.target_i[TargetKey.KIND, n] == Kind.BALLISTIC
    flown = now - state.rounds_f[Shot.LAUNCH, r]
    lead = max(state.rounds_f[Shot.INTERCEPT, r] - now, 0.0)
    before, gap_before = 0.0, 0.0
    x, y, z, reachable = 0.0, 0.0, 0.0, False
    for trial in range(REFINEMENTS):
        x, y, z = ahead(
            f[Truth.X, n],
            f[Truth.Y, n],
            f[Truth.Z, n],
            f[Truth.VX, n],
            f[Truth.VY, n],
            f[Truth.VZ, n],
            ballistic,
            lead,
        )
        dx, dy, dz = (
            x - world.battery_f[Battery.X, b],
            y - world.battery_f[Battery.Y, b],
            z - world.battery_f[Battery.Z, b],
        )
        needed = flight_time(world, t, math.sqrt(dx * dx + dy * dy + dz * dz), altitude_of(x, y, z), HALF)
        reachable = needed >= 0.0
        gap = abs(needed) - flown - lead
        if abs(gap) < 1e-3:
            break
        following = lead + 0.5 * gap
        if trial > 0 and gap != gap_before:
            following = lead - gap * (lead - before) / (gap - gap_before)
        before, gap_before = lead, gap
        lead = max(following, 0.0)
    return now + lead, x, y, z, reachable


@part
def doomed(state: State, world: World, n: int) -> bool:
    """Whether a failure outside the model defeats every shot: one draw for the raid, one for the target."""
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    if world.area[Area.COMMON_FAILURE] > 0.0:
        common, _, _, _ = draw(seed, replicate, 0, Stream.COMMON_FAILURE, 0, 0)
        if uniform(common) < world.area[Area.COMMON_FAILURE]:
            return True
    if world.area[Area.TARGET_FAILURE] > 0.0:
        own, _, _, _ = draw(seed, replicate, 0, Stream.TARGET_FAILURE, world.target_i[TargetKey.IDENT, n], 0)
        return bool(uniform(own) < world.area[Area.TARGET_FAILURE])
    return False


@part
def spent(state: State, world: World, r: int, now: float) -> bool:
    """Whether round `r` has flown for longer than it can to anywhere within its reach."""
    longest = world.round_f[Round.LONGEST_FLIGHT, state.rounds_i[ShotKey.TYPE, r]]
    return bool(now - state.rounds_f[Shot.LAUNCH, r] > longest)


@part
def on_its_own(state: State, world: World, r: int, x: float, y: float, z: float) -> bool:
    """Whether round `r` is so near its meeting point that its own seeker does the rest."""
    from_here = state.rounds_f
    dx, dy, dz = x - from_here[Shot.X, r], y - from_here[Shot.Y, r], z - from_here[Shot.Z, r]
    homing = world.round_f[Round.HOMING, state.rounds_i[ShotKey.TYPE, r]]
    return bool(dx * dx + dy * dy + dz * dz < homing * homing)


@part
def supported(state: State, world: World, r: int, now: float, lag: float) -> bool:
    """Whether the engagement radar sees the target of round `r`, `lag` [s] into the step, or just did."""
    b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
    n = state.rounds_i[ShotKey.OBJECT, r]
    f = state.truth_f
    x = f[Truth.X, n] + lag * f[Truth.VX, n]
    y = f[Truth.Y, n] + lag * f[Truth.VY, n]
    z = f[Truth.Z, n] + lag * f[Truth.VZ, n]
    if in_sight(world, world.battery_i[BatteryKey.RADAR, b], x, y, z):
        state.rounds_f[Shot.SEEN, r] = now
        return True
    return bool(now - state.rounds_f[Shot.SEEN, r] <= MEMORY)


@part
def seen_at_the_end(state: State, world: World, r: int, x: float, y: float, z: float) -> bool:
    """Whether round `r` is guided on to its meeting point: by itself, or by a radar that sees the point."""
    if on_its_own(state, world, r, x, y, z):
        return True
    b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
    return in_sight(world, world.battery_i[BatteryKey.RADAR, b], x, y, z)


@part
def strike(state: State, world: World, r: int, time: float) -> None:
    """Round `r` meets its target: one draw decides."""
    b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
    n = state.rounds_i[ShotKey.OBJECT, r]
    credit_target(state.truth_i, n, Stage.GUIDED)
    chance = shot_chance(state, world, r, time)
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE],
        state.rounds_i[ShotKey.ORDINAL, r], Stream.KILL,
        world.battery_i[BatteryKey.IDENT, b], world.target_i[TargetKey.IDENT, n],
    )  # fmt: skip
    if uniform(luck) >= chance or doomed(state, world, n):
        retire(state, world, r, Happening.MISS, time, chance)
        return
    state.truth_i[TruthKey.STATUS, n] = Status.GONE
    state.truth_i[TruthKey.SHOT_DOWN, n] = 1
    if state.truth_i[TruthKey.FATE, n] == Fate.NONE:
        state.truth_i[TruthKey.FATE, n] = Fate.KILLED
        state.truth_f[Truth.ENDED, n] = time
        if world.target_i[TargetKey.SIDE, n] == Side.HOSTILE:
            state.truth_i[TruthKey.STAGE, n] = Stage.KILLED
    retire(state, world, r, Happening.KILL, time, chance)


@part
def fly(state: State, world: World, r: int, since: float, until: float) -> None:
    """Move round `r` through the step; the intercept is where both paths come closest, if that is in it.

    The round's speed is what the fly-out table leaves for the way that remains, so the paths close to
    nothing at the predicted time: that time is the closest approach.  A prediction may pass out of reach and
    come back while the target turns: what counts is where they would meet, when they would.  Until its seeker
    takes over - never, with command and semi-active guidance - a round is lost when the engagement radar
    loses the target.
    """
    state.tally[Tally.OBJECT_STEPS] += 1
    n = state.rounds_i[ShotKey.OBJECT, r]
    now = max(since, state.rounds_f[Shot.LAUNCH, r])
    if state.truth_i[TruthKey.STATUS, n] != Status.FLYING:
        retire(state, world, r, Happening.LOST, now, 0.0)
        return
    time, x, y, z, reachable = meeting(state, world, r, since)
    if not on_its_own(state, world, r, x, y, z) and not supported(state, world, r, now, now - since):
        retire(state, world, r, Happening.LOST, now, 2.0)
        return
    time = max(time, now)
    if not reachable and (time < until or spent(state, world, r, now)):
        retire(state, world, r, Happening.LOST, min(time, until), 1.0)
        return
    state.rounds_f[Shot.INTERCEPT, r] = time
    if time < until:
        if time >= state.truth_f[Truth.END, n]:
            return
        if seen_at_the_end(state, world, r, x, y, z):
            strike(state, world, r, time)
        else:
            retire(state, world, r, Happening.LOST, time, 2.0)
        return
    share = (until - now) / (time - now)
    state.rounds_f[Shot.X, r] += share * (x - state.rounds_f[Shot.X, r])
    state.rounds_f[Shot.Y, r] += share * (y - state.rounds_f[Shot.Y, r])
    state.rounds_f[Shot.Z, r] += share * (z - state.rounds_f[Shot.Z, r])


def guide(state: State, world: World, step: int) -> None:
    """Every round flies through the step, in order of its slot; each meeting has its own time."""
    since = step * world.area[Area.STEP]
    until = since + world.area[Area.STEP]
    for r in range(state.rounds_i.shape[1]):
        if state.rounds_i[ShotKey.FLYING, r] == 1:
            fly(state, world, r, since, until)
