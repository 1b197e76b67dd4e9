"""Weapons control: what may be fired at, and whether anything may be.

The three statuses are those of the NATO data model JC3IEDM.
"""

from __future__ import annotations

from openiads.engagement.control.control_orders import control_at, ever_free
from openiads.engagement.control.self_defence import attacks
from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_of
from openiads.state.links import picture_of
from openiads.state.planes import TrackKey
from openiads.state.state import State
from openiads.state.words import Control, Identity, SelfDefence, ZoneKind
from openiads.state.world import World
from openiads.terrain.maps.zones import any_zone, in_zone


@kernel
def friendly(identity: int) -> bool:
    """Whether an identity shields a track under every status: positively friend or positively neutral."""
    return identity == Identity.FRIEND or identity == Identity.ASSUMED_FRIEND or identity == Identity.NEUTRAL


@part
def may_engage(state: State, world: World, b: int, m: int, course: Course, now: float) -> bool:
    """Whether battery `b` may fire at track `m` of its picture, at `now` [s] on a course.

    Free: anything not identified as friend or neutral.  Tight: only hostile.  Hold: only in self-defence.
    Over a weapons-free zone, free.  Definitions as in the NATO data model JC3IEDM; what self-defence covers,
    and that it holds under every status, is doctrine.
    """
    p = picture_of(state, b)
    identity = state.tracks_i[p, TrackKey.IDENTITY, m]
    if identity == Identity.PENDING or friendly(identity):
        return False
    control = control_at(state, world, b, place_of(course), now)
    if control == Control.FREE or in_zone(world, ZoneKind.WEAPONS_FREE, place_of(course)):
        return True
    if identity == Identity.HOSTILE and control == Control.TIGHT:
        return True
    covered = world.doctrine.self_defence
    if covered == SelfDefence.NONE or (identity != Identity.HOSTILE and covered == SelfDefence.HOSTILE):
        return False
    return attacks(world, b, course)


@part
def frees(state: State, world: World, p: int) -> bool:
    """Whether any battery of picture `p` may anywhere, at some time, fire at what is not hostile."""
    if any_zone(world, ZoneKind.WEAPONS_FREE) or world.doctrine.self_defence == SelfDefence.UNKNOWN:
        return True
    for b in range(world.battery_f.shape[1]):
        if picture_of(state, b) == p and ever_free(world, b):
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
