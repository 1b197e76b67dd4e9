"""Rounds by worth: what a slow target may cost, and how many rounds leave before a look.

A battery does not know what a target is, but sees how fast it goes.  What is slow leaves time: for a cheaper
round to come into reach, and for a look before the next shot.  What comes behind it may not.
"""

from __future__ import annotations

import math

from openiads.engagement.reach import Intent, reach_with
from openiads.ground.compiled import part
from openiads.state.planes import Battery, BatteryKey, ChannelKey, Round
from openiads.state.state import State
from openiads.state.words import ChannelStage
from openiads.state.world import World

STOCK = 1
"""Row of scratch."""
SURE = 3.0
"""Standard deviations that put a speed beyond doubt."""
GLANCES = 4
"""Moments at which a battery asks whether a cheaper round will reach a slow target."""


@part
def is_slow(world: World, vx: float, vy: float, vz: float, error: float, ballistic: bool) -> bool:
    """Whether a target may be slow: one whose speed, read with an `error` [m/s], is not beyond doubt fast."""
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    return bool(not ballistic and speed - SURE * error < world.engaging.slow)


@part
def count_stock(state: State, world: World, b: int, slow: bool) -> bool:
    """Write into row `STOCK` what battery `b` has left of each type; whether it is above its reserve.

    What is promised to channels that have not launched yet is as good as gone.  Of each dear type a share of
    the load is kept from slow targets.
    """
    total = 0
    for t in range(state.magazine.shape[1]):
        state.work_i[STOCK, t] = state.magazine[b, t]
        total += state.magazine[b, t]
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        stage = state.channels_i[ChannelKey.STAGE, c]
        if stage == ChannelStage.ACQUIRING or stage == ChannelStage.LAUNCHING:
            state.work_i[STOCK, state.channels_i[ChannelKey.ROUND, c]] -= state.channels_i[
                ChannelKey.TO_LAUNCH, c
            ]
            total -= state.channels_i[ChannelKey.TO_LAUNCH, c]
    if slow:
        for t in range(state.magazine.shape[1]):
            if (
                world.round_f[Round.UNIT_COST, t]
                > world.engaging.dear_ratio * world.round_f[Round.UNIT_COST, world.choice[b, 0]]
            ):
                state.work_i[STOCK, t] -= math.ceil(world.engaging.kept_share * world.magazine[b, t])
    return bool(total > world.doctrine.reserve_rounds)


@part
def worth_waiting(
    state: State, world: World, b: int, held: int, plan: Intent, left: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float,
) -> bool:  # fmt: skip
    """Whether a round cheaper than type `held` and in stock will reach a slow target in the time `left` [s].

    Looked at a few moments ahead on its course, the last well before it is where it wants to be.
    """
    for i in range(world.choice.shape[1]):
        t = world.choice[b, i]
        if t < 0 or t == held:
            return False
        if state.work_i[STOCK, t] <= 0:
            continue
        for k in range(1, GLANCES + 1):
            wait = plan.wait + (left - plan.wait) * k / (GLANCES + 1)
            later = Intent(plan.centre, plan.margin, wait, 0.0, left, True, plan.remote)
            flight = reach_with(world, b, t, later, x, y, z, vx, vy, vz, False)
            if flight >= 0.0:
                return True
    return False


@part
def shots_at_once(
    world: World, b: int, t: int, plan: Intent, flight: float, left: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool,
) -> int:  # fmt: skip
    """Rounds of type `t` to launch before the next look: one where there is time for a look, else the salvo.

    There is if a round that leaves after the assessment still meets the target, and in the time `left` [s].
    A salvo that the scenario gives is what is fired.
    """
    salvo = int(world.battery_i[BatteryKey.SALVO, b])
    if salvo == 1 or world.battery_i[BatteryKey.LOOKS, b] == 0:
        return salvo
    wait = plan.wait + flight + world.battery_f[Battery.ASSESSMENT, b]
    if wait >= left:
        return salvo
    later = Intent(plan.centre, plan.margin, wait, 0.0, left, True, plan.remote)
    again = reach_with(world, b, t, later, x, y, z, vx, vy, vz, ballistic)
    return 1 if again >= 0.0 else salvo
