"""Weapons control: what may be fired at, and whether anything may be."""

from __future__ import annotations

from openiads.engagement.threat import passing
from openiads.ground.compiled import kernel, part
from openiads.state.planes import Battery, BatteryKey, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Control, Identity, ZoneKind
from openiads.state.world import World
from openiads.terrain.maps.zones import any_zone, in_zone

SELF_DEFENCE_RADIUS = 10_000.0
"""On hold, a hostile track whose course passes the battery nearer than this may be fired at [m]."""

SELF_DEFENCE_TIME = 60.0
"""And only if it comes that near within this [s], assumption: self-defence answers an attack under way, and
this leaves the time for one engagement - some 10 s to react, some 40 s of flight."""


@kernel
def friendly(identity: int) -> bool:
    """Whether an identity shields a track under every status: positively friend or positively neutral."""
    return identity == Identity.FRIEND or identity == Identity.ASSUMED_FRIEND or identity == Identity.NEUTRAL


@part
def may_engage(state: State, world: World, b: int, m: int, x: float, y: float, z: float) -> bool:
    """Whether battery `b` may fire at track `m` of its picture, now at (x, y, z).

    Free: anything not identified as friend or neutral.  Tight: only hostile.  Hold: only hostile that is
    about to reach the battery itself.  Over a weapons-free zone, free.  Definitions as in the NATO data model
    JC3IEDM.
    """
    p = world.battery_i[BatteryKey.PICTURE, b]
    identity = state.tracks_i[p, TrackKey.IDENTITY, m]
    if identity == Identity.PENDING or friendly(identity):
        return False
    control = world.battery_i[BatteryKey.CONTROL, b]
    if control == Control.FREE or in_zone(world, ZoneKind.WEAPONS_FREE, x, y, z):
        return True
    if identity != Identity.HOSTILE:
        return False
    if control == Control.TIGHT:
        return True
    f = state.tracks_f[p]
    time, miss = passing(
        x, y, z, f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
        world.battery_f[Battery.X, b], world.battery_f[Battery.Y, b], world.battery_f[Battery.Z, b],
    )  # fmt: skip
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
