"""Rounds by worth: what a slow target may cost.

A battery does not know what a target is, but sees how fast it goes.  What is slow leaves time for a cheaper
round to come into reach; what comes behind it may not.

Our own rules; no source.  What batteries really spend on what is not published: this is the simplest that
keeps dear rounds from slow targets as long as a cheaper one will do.
"""

from __future__ import annotations

import math

from openiads.engagement.doctrine.reserve import keep_reserves
from openiads.engagement.reach.fly_out_tables import Intent
from openiads.engagement.reach.launch_window import launched_after
from openiads.engagement.threat import time_left
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.constants import GLANCES
from openiads.state.planes import BatteryKey, ChannelKey, Round
from openiads.state.scratch import CandidateKey
from openiads.state.state import State
from openiads.state.words import ChannelStage
from openiads.state.world import World


@part
def count_unpromised(state: State, world: World, b: int) -> None:
    """Write into row `STOCK` what battery `b` has of each type, less what is promised to channels."""
    stock = state.work_i[CandidateKey.STOCK]
    for t in range(state.magazine.shape[1]):
        stock[t] = state.magazine[b, t]
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        stage = state.channels_i[ChannelKey.STAGE, c]
        if stage == ChannelStage.ACQUIRING or stage == ChannelStage.LAUNCHING:
            stock[state.channels_i[ChannelKey.ROUND, c]] -= state.channels_i[ChannelKey.TO_LAUNCH, c]


@part
def count_stock(state: State, world: World, b: int, kind: int, slow: bool) -> bool:
    """Write into row `STOCK` what battery `b` has left of each type for a class of track; if it may fire.

    What is promised to channels that have not launched yet is as good as gone.  Of each dear type a share of
    the load is kept from what may be slow.

    Our rule: a round that is promised twice would be missing once.
    """
    count_unpromised(state, world, b)
    stock = state.work_i[CandidateKey.STOCK]
    may = keep_reserves(state, world, b, kind)
    if slow:
        for t in range(state.magazine.shape[1]):
            if (
                world.round_f[Round.UNIT_COST, t]
                > world.engaging.dear_ratio * world.round_f[Round.UNIT_COST, world.choice[b, 0]]
            ):
                stock[t] -= math.ceil(world.engaging.kept_share * world.magazine[b, t])
    return may


@part
def worth_waiting(state: State, world: World, held: int, plan: Intent, course: Course) -> bool:
    """Whether a round cheaper than type `held` and in stock will reach a slow target while there is time.

    Looked at a few moments ahead on its course, the last well before it is where it wants to be.

    Our rule: a few moments stand for all that are left.
    """
    left = time_left(world, course)
    for i in range(world.choice.shape[1]):
        t = world.choice[plan.battery, i]
        if t < 0 or t == held:
            return False
        if state.work_i[CandidateKey.STOCK, t] <= 0:
            continue
        for k in range(1, GLANCES + 1):
            wait = plan.wait + (left - plan.wait) * k / (GLANCES + 1)
            _, reachable = launched_after(world, t, plan, course, wait, left)
            if reachable:
                return True
    return False
