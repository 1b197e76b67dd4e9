"""Where a radar faces: engagement radars are turned by their batteries, the others stay.

A battery whose north is wrong has a frame of its own, which is turned by its misalignment.  Places in its
picture, and the azimuth to which it has turned its radar, are of that frame; what the radar really looks at
is not.  So a radar that it points at a place of its own picture looks at what gave the report.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel, part
from openiads.ground.frames import Enu, Place
from openiads.ground.scalar import sincos
from openiads.state.failings import misalignment
from openiads.state.planes import Fire, Radar, RadarKey
from openiads.state.state import State
from openiads.state.world import World


class Sector(NamedTuple):
    """Azimuths in which a radar may look."""

    centre: float
    """Azimuth of the middle [rad]."""
    half: float
    """Half the width [rad]."""


@kernel
def turned(there: Enu, angle: float) -> Enu:
    """What lies `there` [m], turned clockwise about the vertical by an `angle` [rad].

    Our own: a rotation in the plane.
    """
    if angle == 0.0:
        return there
    sine, cosine = sincos(angle)
    east = there.east * cosine + there.north * sine
    return Enu(east, there.north * cosine - there.east * sine, there.up)


@part
def pointed(state: State, world: World, s: int, place: Place) -> Place:
    """Where radar `s` really points that is pointed at a place of its own frame.

    Our own: turned back about the vertical of the antenna by the misalignment.
    """
    angle = misalignment(state, world, s)
    if angle == 0.0:
        return place
    f = world.radar_f
    dx, dy, dz = place.x - f[Radar.X, s], place.y - f[Radar.Y, s], place.z - f[Radar.Z, s]
    east = f[Radar.EAST_X, s] * dx + f[Radar.EAST_Y, s] * dy + f[Radar.EAST_Z, s] * dz
    north = f[Radar.NORTH_X, s] * dx + f[Radar.NORTH_Y, s] * dy + f[Radar.NORTH_Z, s] * dz
    back = turned(Enu(east, north, 0.0), -angle)
    east, north = back.east - east, back.north - north
    return Place(
        place.x + f[Radar.EAST_X, s] * east + f[Radar.NORTH_X, s] * north,
        place.y + f[Radar.EAST_Y, s] * east + f[Radar.NORTH_Y, s] * north,
        place.z + f[Radar.EAST_Z, s] * east + f[Radar.NORTH_Z, s] * north,
    )


@part
def believed_centre(state: State, world: World, s: int) -> float:
    """Azimuth [rad] of the middle of the sector of radar `s` in the frame of its battery."""
    b = world.radar_i[RadarKey.BATTERY, s]
    if b >= 0:
        return float(state.fire[Fire.SECTOR_CENTRE, b])
    return float(world.radar_f[Radar.SECTOR_CENTRE, s])


@part
def sector_centre(state: State, world: World, s: int) -> float:
    """Azimuth [rad] of the middle of the sector of radar `s`, as it really stands."""
    centre = believed_centre(state, world, s)
    if world.radar_i[RadarKey.BATTERY, s] >= 0:
        return centre - misalignment(state, world, s)
    return centre


@part
def search_sector(state: State, world: World, s: int) -> Sector:
    """The sector in which radar `s` finds by itself."""
    return Sector(sector_centre(state, world, s), world.radar_f[Radar.SECTOR_HALF, s])


@part
def track_sector(state: State, world: World, s: int) -> Sector:
    """The sector in which radar `s`, as it is turned now, tracks and guides."""
    return Sector(sector_centre(state, world, s), world.radar_f[Radar.TRACK_HALF, s])
