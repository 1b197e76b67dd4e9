"""Batteries and radars that raiders destroy: what that ends, and what goes on without them.

Whoever is gone is gone for the rest of the replicate.  A battery takes its radars, its channels and the
rounds on its launchers with it; rounds in flight whose own seeker does the rest go on.  A radar takes what it
follows.

References
----------
.. [1] R. E. Ball, Fundamentals of Aircraft Combat Survivability, 2nd ed., AIAA 2003, chapter 1: being hit and
   being killed by the hit are two chances, the second given the first.

Our rules throughout: what a battery can still do without which part is not published for any.
"""

from __future__ import annotations

import math

from openiads.engagement.guide import lose, on_its_own
from openiads.engagement.launch import break_off, close_salvo
from openiads.engagement.outcome import retire
from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.channels import give_back
from openiads.state.events import NOBODY, log
from openiads.state.planes import (
    BatteryKey,
    ChannelKey,
    Fire,
    RadarKey,
    ShotKey,
    Tally,
    Target,
    TargetKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import Broken, ChannelStage, Flight, Happening, Lost, Phase
from openiads.state.world import World


@part
def slip_away(state: State, world: World, c: int, time: float) -> None:
    """The engagement radar has lost what channel `c` follows: no further round leaves for it."""
    lose(state, world, c, time)
    if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.LAUNCHING:
        if state.channels_i[ChannelKey.AWAY, c] > 0:
            close_salvo(state, c)
        else:
            break_off(state, world, c, time, Broken.LOST_SIGHT.value)


@part
def is_destroyed(state: State, world: World, n: int, ident: int) -> bool:
    """Whether target `n`, which has arrived at a battery or radar of that identity, destroys it.

    Source: [1]_ for a chance given that it arrives.  One draw for each pair of both is our rule.
    """
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], 0, Stream.DESTRUCTION,
        world.target_i[TargetKey.IDENT, n], ident,
    )  # fmt: skip
    return bool(uniform(luck) < world.target_f[Target.DESTRUCTION_PROBABILITY, n])


@part
def put_out(state: State, world: World, s: int, n: int, time: float) -> None:
    """Target `n` has destroyed radar `s`: from then on it makes no plot."""
    state.lost[s] = time
    owner = world.radar_i[RadarKey.OWNER, s]
    log(state, Phase.ARRIVE, Happening.RADAR_LOST, n, s, time, owner)


@part
def blind(state: State, world: World, b: int, time: float) -> None:
    """Battery `b` has lost its engagement radar: it follows nothing any more, and finds nothing.

    The messages to its rounds in flight went out by that radar, too, whoever keeps the track.

    Our rule: see `docs/decisions/0030-attack-on-the-defence.md`.
    """
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        stage = state.channels_i[ChannelKey.STAGE, c]
        if stage == ChannelStage.ACQUIRING:
            break_off(state, world, c, time, Broken.LOST_SIGHT.value)
        elif stage != ChannelStage.FREE and state.channels_i[ChannelKey.FOLLOWS, c] == 1:
            slip_away(state, world, c, time)


@part
def end_engagements(state: State, world: World, b: int, time: float) -> None:
    """Free every channel of battery `b`, which is gone; rounds that it had to guide are lost."""
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.FREE:
            continue
        for r in range(state.rounds_i.shape[1]):
            mine = (
                state.rounds_i[ShotKey.FLYING, r] == Flight.GUIDED and state.rounds_i[ShotKey.CHANNEL, r] == c
            )
            if mine and not on_its_own(state, world, r, time):
                retire(state, world, r, Happening.LOST, time, Lost.UNGUIDED.value)
        n, serial = state.channels_i[ChannelKey.OBJECT, c], state.channels_i[ChannelKey.SERIAL, c]
        log(state, Phase.LAUNCH, Happening.BROKEN_OFF, n, serial, time, b, float(Broken.LOST_SIGHT.value))
        give_back(state, world, c, time, 0.0, False)


@part
def destroy_battery(state: State, world: World, b: int, n: int, time: float) -> None:
    """Target `n` has destroyed battery `b`, with every radar that stands with it."""
    state.fire[Fire.LOST, b] = time
    log(state, Phase.ARRIVE, Happening.BATTERY_LOST, n, NOBODY, time, b)
    for s in range(state.lost.shape[0]):
        if world.radar_i[RadarKey.OWNER, s] == b and state.lost[s] == math.inf:
            put_out(state, world, s, n, time)
    end_engagements(state, world, b, time)


@part
def attack(state: State, world: World, n: int, time: float) -> None:
    """Target `n` has arrived at the battery or radar that it aims at; what is gone it cannot destroy again.

    Our rule: all or nothing, for no source tells what is left of a battery.
    """
    b, s = world.target_i[TargetKey.BATTERY, n], world.target_i[TargetKey.RADAR, n]
    if b >= 0 and state.fire[Fire.LOST, b] == math.inf:
        if is_destroyed(state, world, n, world.battery_i[BatteryKey.IDENT, b]):
            destroy_battery(state, world, b, n, time)
        return
    if (
        s < 0
        or state.lost[s] < math.inf
        or not is_destroyed(state, world, n, world.radar_i[RadarKey.IDENT, s])
    ):
        return
    put_out(state, world, s, n, time)
    if world.radar_i[RadarKey.BATTERY, s] >= 0:
        blind(state, world, world.radar_i[RadarKey.BATTERY, s], time)
