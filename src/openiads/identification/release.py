"""What a track was first seen beside: the flight that released it, or that it is.

Our rules: how near and how new is all that a picture can tell of a release.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.constants import FRESH, WITNESS_SCANS
from openiads.state.planes import Filter, Life, TrackKey
from openiads.state.state import State
from openiads.state.words import Identity, TrackStatus
from openiads.state.world import World


@part
def distance_at_birth(state: State, p: int, m: int, other: int) -> float:
    """How far [m] the older track `other` flew from where track `m` was first seen; infinite if none knows.

    Where that was then is told by its course, back or on from when it was last seen; of what nobody has
    seen for some scans by then, it is not known that it still flew.  What falls freely releases nothing.

    Our rule: a course is straight for so long.
    """
    filters, lives, keys = state.filters[p], state.lives[p], state.tracks_i[p]
    if other == m or keys[TrackKey.STATUS, other] != TrackStatus.CONFIRMED:
        return math.inf
    if keys[TrackKey.BALLISTIC, other] == 1 or keys[TrackKey.SERIAL, other] >= keys[TrackKey.SERIAL, m]:
        return math.inf
    lag = lives[Life.BORN_TIME, m] - filters[Filter.TIME, other]
    if lag > WITNESS_SCANS * lives[Life.SLOWEST, other]:
        return math.inf
    dx = lives[Life.BORN_X, m] - filters[Filter.X, other] - lag * filters[Filter.VX, other]
    dy = lives[Life.BORN_Y, m] - filters[Filter.Y, other] - lag * filters[Filter.VY, other]
    dz = lives[Life.BORN_Z, m] - filters[Filter.Z, other] - lag * filters[Filter.VZ, other]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@part
def flight_beside(state: State, world: World, p: int, m: int) -> int:
    """The flight that track `m` was first seen beside, the nearest of all within a release; -1 if none."""
    best, least = -1, world.identifying.release_radius
    for other in range(state.tops[p]):
        distance = distance_at_birth(state, p, m, other)
        if distance < least:
            best, least = other, distance
    return best


@part
def born_of_hostile(state: State, world: World, p: int, m: int) -> bool:
    """Whether track `m` was born close to a track already held hostile: released by it, so an act.

    A suspect does not suffice: that would hand on, as a criterion, what may be no more than silence.
    """
    if state.tracks_i[p, TrackKey.HITS, m] > FRESH:
        return False
    radius = world.identifying.release_radius
    for other in range(state.tops[p]):
        if state.tracks_i[p, TrackKey.IDENTITY, other] != Identity.HOSTILE:
            continue
        if distance_at_birth(state, p, m, other) < radius:
            return True
    return False
