"""Kill assessment: what the battery believes, right or wrong, and what it does next."""

from __future__ import annotations

from openiads.engagement.launch import course
from openiads.engagement.reach import Intent, reach_with
from openiads.engagement.threat import time_left
from openiads.engagement.worth import shots_at_once
from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.channels import give_back
from openiads.state.events import append
from openiads.state.planes import (
    Area,
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Fire,
    Tally,
    TargetKey,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import ChannelStage, Fate, Happening, Phase, Sight, Status
from openiads.state.world import World


@part
def believes_killed(state: State, world: World, c: int) -> bool:
    """What battery and radar make of the outcome; both kinds of error have their own rate."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.channels_i[ChannelKey.OBJECT, c]
    killed = (
        state.truth_i[TruthKey.FATE, n] == Fate.KILLED or state.truth_i[TruthKey.STATUS, n] == Status.GONE
    )
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], state.shots[b, n], Stream.ASSESSMENT,
        world.battery_i[BatteryKey.IDENT, b], world.target_i[TargetKey.IDENT, n],
    )  # fmt: skip
    if killed:
        return bool(uniform(luck) >= world.battery_f[Battery.FALSE_MISS, b])
    return bool(uniform(luck) < world.battery_f[Battery.FALSE_KILL, b])


@part
def next_salvo(state: State, world: World, c: int, time: float) -> int:
    """Rounds that channel `c` fires at once at `time` [s], by its fire-control track."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    t = state.channels_i[ChannelKey.ROUND, c]
    ballistic = state.channels_i[ChannelKey.BALLISTIC, c] == 1
    x, y, z, vx, vy, vz = course(state, world, c, time)
    remote = bool(state.channels_i[ChannelKey.SIGHT, c] == Sight.REMOTE)
    plan = Intent(float(state.fire[Fire.SECTOR_CENTRE, b]), 1.0, 0.0, 0.0, True, remote)
    flight = reach_with(world, b, t, plan, x, y, z, vx, vy, vz, ballistic)
    left = time_left(world, x, y, z, vx, vy, vz, ballistic)
    return shots_at_once(world, b, t, plan, max(flight, 0.0), left, x, y, z, vx, vy, vz, ballistic)


@part
def conclude(state: State, world: World, c: int, time: float) -> None:
    """Assess the salvo of channel `c`: end the engagement, or look and shoot again.

    It can shoot again while salvos last and its radar still follows the target, or what it takes for it.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.channels_i[ChannelKey.OBJECT, c]
    serial = state.channels_i[ChannelKey.SERIAL, c]
    believed = believes_killed(state, world, c)
    right = believed == (state.truth_i[TruthKey.SHOT_DOWN, n] == 1)
    kind = Happening.ASSESSED_KILLED if believed else Happening.ASSESSED_ALIVE
    append(
        state.tally, state.events_f, state.events_i,
        Phase.ASSESS, kind, n, serial, time, b, 1.0 if right else 0.0,
    )  # fmt: skip
    if believed:
        give_back(state, world, c, time, world.area[Area.REENGAGE], True)
        return
    if (
        state.channels_i[ChannelKey.SALVOS, c] >= world.battery_i[BatteryKey.SALVOS_MAX, b]
        or state.channels_i[ChannelKey.FOLLOWS, c] == 0
    ):
        give_back(state, world, c, time, 0.0, False)
        return
    state.channels_i[ChannelKey.STAGE, c] = ChannelStage.LAUNCHING
    state.channels_i[ChannelKey.TO_LAUNCH, c] = next_salvo(state, world, c, time)
    state.channels_i[ChannelKey.WAITS, c] = 0
    state.channels_f[Channel.NEXT_LAUNCH, c] = time
