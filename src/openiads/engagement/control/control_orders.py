"""Weapons control by order: another status for a time and in a sector.

Our rule: of orders that hold at once the first counts, as the scenario lists them.  What a battery does
that no order reaches it was told before, as a status of its own.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.frames import Place
from openiads.ground.scalar import atan2, wrap
from openiads.state.failings import is_cut_off
from openiads.state.planes import Battery, BatteryKey, Held, Order
from openiads.state.state import State
from openiads.state.words import Control
from openiads.state.world import World
from openiads.terrain.rays.sight import local


@part
def in_sector(world: World, b: int, o: int, place: Place) -> bool:
    """Whether a place lies in the sector of order `o` as battery `b` sees it.

    Our own: by its azimuth in the frame of the engagement radar.
    """
    if world.order[Order.HALF, o] >= math.pi:
        return True
    east, north, _ = local(world, world.battery_i[BatteryKey.RADAR, b], place)
    off = wrap(atan2(east, north) - world.order[Order.CENTRE, o])
    return bool(abs(off) <= world.order[Order.HALF, o])


@part
def order_at(state: State, world: World, b: int, place: Place, now: float) -> int:
    """The order that binds battery `b` for what is at a place at `now` [s], or one of `Held`.

    That is `Held.AUTHORITY` if no order reaches it at all, `Held.STATUS` if none binds it.
    """
    if is_cut_off(state, world, b):
        return Held.AUTHORITY.value
    for o in range(world.order.shape[1]):
        holds = world.order[Order.BEGIN, o] <= now < world.order[Order.END, o]
        if world.ordered[o, b] == 1 and holds and in_sector(world, b, o, place):
            return o
    return Held.STATUS.value


@part
def control_at(state: State, world: World, b: int, place: Place, now: float) -> int:
    """The weapons control status of battery `b` for what is at a place at `now` [s]: Control."""
    o = order_at(state, world, b, place, now)
    if o >= 0:
        return int(world.order[Order.CONTROL, o])
    own = BatteryKey.CONTROL_WITHOUT_AUTHORITY if o == Held.AUTHORITY else BatteryKey.CONTROL
    return int(world.battery_i[own, b])


@part
def ever_free(world: World, b: int) -> bool:
    """Whether battery `b` may be free at some time in some sector."""
    if world.battery_i[BatteryKey.CONTROL, b] == Control.FREE:
        return True
    alone = world.battery_i[BatteryKey.CONTROL_WITHOUT_AUTHORITY, b]
    if world.battery_f[Battery.AUTHORITY_LOSS_PROBABILITY, b] > 0.0 and alone == Control.FREE:
        return True
    for o in range(world.order.shape[1]):
        if world.ordered[o, b] == 1 and int(world.order[Order.CONTROL, o]) == Control.FREE:
            return True
    return False
