"""Kill assessment: what the battery believes, right or wrong, and what it does next.

Shoot, look, shoot.  The two rates of error are by definition the whole of it: how often, all in all, a target
that flies on is taken for killed, and one that is gone for alive - whether later plots mislead or none comes.
So nothing of what plots tell is counted beside them.  Who wants the plots themselves to tell chooses
`assessing.by_plots`, where the rates are what is left over.  A mission kill flies on, and so is alive here.
"""

from __future__ import annotations

import math

from openiads.engagement.doctrine.shoot_look_shoot import shots_at_once
from openiads.engagement.launch import course_followed, solution, under_way
from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.channels import give_back
from openiads.state.events import log
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Tally,
    TargetKey,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import ChannelStage, Fate, Happening, Phase, Status
from openiads.state.world import World


@part
def believes_killed(state: State, world: World, c: int) -> bool:
    """What battery and radar make of the outcome; both kinds of error have their own rate.

    Our rule: two rates are the least that tells a kill not seen from a miss not seen.
    """
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
        return bool(uniform(luck) >= world.battery_f[Battery.FALSE_MISS_PROBABILITY, b])
    return bool(uniform(luck) < world.battery_f[Battery.FALSE_KILL_PROBABILITY, b])


@part
def next_salvo(state: State, world: World, c: int, time: float) -> int:
    """Rounds that channel `c` fires at once at `time` [s], by its fire-control track; 0 if none would meet.

    That is asked here and not left to the launch: most targets that are missed leave no time for another
    salvo, and their channel is wanted elsewhere.
    """
    t, flight = solution(state, world, c, time)
    if t < 0:
        return 0
    plan = under_way(state, c, math.inf)
    before = state.channels_i[ChannelKey.SALVOS, c]
    return shots_at_once(world, t, plan, course_followed(state, world, c, time), flight, before)


@part
def conclude(state: State, world: World, c: int, time: float) -> None:
    """Assess the salvo of channel `c`: end the engagement, or look and shoot again.

    It shoots again while salvos last, its radar still follows the target or what it takes for it, and a round
    still meets that.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.channels_i[ChannelKey.OBJECT, c]
    serial = state.channels_i[ChannelKey.SERIAL, c]
    believed = believes_killed(state, world, c)
    right = believed == (state.truth_i[TruthKey.SHOT_DOWN, n] == 1)
    kind = Happening.ASSESSED_KILLED if believed else Happening.ASSESSED_ALIVE
    log(state, Phase.ASSESS, kind, n, serial, time, b, 1.0 if right else 0.0)
    if believed:
        give_back(state, world, c, time, world.doctrine.reengage, True)
        return
    spent = state.channels_i[ChannelKey.SALVOS, c] >= world.battery_i[BatteryKey.SALVOS_MAX, b]
    shots = 0
    if not spent and state.channels_i[ChannelKey.FOLLOWS, c] == 1:
        shots = next_salvo(state, world, c, time)
    if shots == 0:
        give_back(state, world, c, time, 0.0, False)
        return
    state.channels_i[ChannelKey.STAGE, c] = ChannelStage.LAUNCHING
    state.channels_i[ChannelKey.TO_LAUNCH, c] = shots
    state.channels_i[ChannelKey.WAITS, c] = 0
    state.channels_f[Channel.NEXT_LAUNCH, c] = time
