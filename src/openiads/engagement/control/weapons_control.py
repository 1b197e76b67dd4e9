"""Weapons control: what may be fired at, and whether anything may be.

The three statuses are those of the NATO data model JC3IEDM; how near and how soon an attack is one on the
battery itself is our rule.
"""

from __future__ import annotations

from openiads.engagement.threat import passing
from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_of
from openiads.state.constants import SELF_DEFENCE_RADIUS, SELF_DEFENCE_TIME
from openiads.state.planes import BatteryKey, TrackKey
from openiads.state.positions import place_of_battery
from openiads.state.state import State
from openiads.state.words import Control, Identity, ZoneKind
from openiads.state.world import World
from openiads.terrain.maps.zones import any_zone, in_zone


@kernel
def friendly(identity: int) -> bool:
    """Whether an identity shields a track under every status: positively friend or positively neutral."""
    return identity == Identity.FRIEND or identity == Identity.ASSUMED_FRIEND or identity == Identity.NEUTRAL


@part
def may_engage(state: State, world: World, b: int, m: int, course: Course) -> bool:
    """Whether battery `b` may fire at track `m` of its picture, now on a course.

    Free: anything not identified as friend or neutral.  Tight: only hostile.  Hold: only hostile that is
    about to reach the battery itself.  Over a weapons-free zone, free.  Definitions as in the NATO data model
    JC3IEDM.
    """
    p = world.battery_i[BatteryKey.PICTURE, b]
    identity = state.tracks_i[p, TrackKey.IDENTITY, m]
    if identity == Identity.PENDING or friendly(identity):
        return False
    control = world.battery_i[BatteryKey.CONTROL, b]
    if control == Control.FREE or in_zone(world, ZoneKind.WEAPONS_FREE, place_of(course)):
        return True
    if identity != Identity.HOSTILE:
        return False
    if control == Control.TIGHT:
        return True
    time, miss = passing(course, place_of_battery(world, b))
    return miss < SELF_DEFENCE_RADIUS and time < SELF_DEFENCE_TIME


@part
def frees(world: World, p: int) -> bool:
    """Whether any battery of picture `p` may anywhere fire at what is not hostile."""
    if any_zone(world, ZoneKind.WEAPONS_FREE):
        return True
    for b in range(world.battery_f.shape[1]):
        if (
            world.battery_i[BatteryKey.PICTURE, b] == p
            and world.battery_i[BatteryKey.CONTROL, b] == Control.FREE
        ):
            return True
    return False


@kernel
def shielded(identity: int, free: bool) -> bool:
    """Whether nobody may fire at a track of that identity wherever it is; `free` as `frees` says.

    Spares working out where it is; it never changes what `may_engage` says.
    """
    if identity == Identity.PENDING or friendly(identity):
        return True
    return not free and identity != Identity.HOSTILE


@part
def above_reserve(state: State, world: World, b: int) -> bool:
    """Whether battery `b` has more rounds than doctrine keeps back."""
    total = 0
    for t in range(state.magazine.shape[1]):
        total += state.magazine[b, t]
    return bool(total > world.doctrine.reserve_rounds)
