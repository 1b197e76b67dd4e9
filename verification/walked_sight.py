"""What an engagement radar could see, by a walk over the map: no kernel of the engine has a part in it.

Rays are straight over the effective Earth.  The ground is read along the great circle to the target, every
few hundred metres, and what stands highest is what hides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, geodetic_of, great_circle
from openiads.state.planes import BatteryKey, Fire, Radar
from openiads.state.state import State
from openiads.state.world import World
from openiads.terrain.maps.grid import Grid

Floats = npt.NDArray[np.float64]

PACES = 500
"""Places of the ground that are looked at on the way to one target."""
NEAREST = 1_000.0
"""So near an antenna the table that the engine reads has no entry yet: nothing is taken to hide there [m]."""


@dataclass
class Watched:
    """Places of targets [m] that radars had to see, and which of them was outside range or sector."""

    radars: list[int] = field(default_factory=list)
    places: list[Floats] = field(default_factory=list)
    outside: list[float] = field(default_factory=list)  # radians beyond the nearest limit, negative inside

    def add(self, state: State, world: World, b: int, place: Floats) -> int:
        """Note a place of a target of battery `b` as its radar is turned now; returns its number."""
        s = int(world.battery_i[BatteryKey.RADAR, b])
        self.radars.append(s)
        self.places.append(place)
        self.outside.append(beyond_limits(world, s, float(state.fire[Fire.SECTOR_CENTRE, b]), place))
        return len(self.places) - 1

    def hidden(self, world: World, grid: Grid) -> Floats:
        """By what angle [rad] each place is hidden by ground, sector, elevation or range; negative: seen."""
        found = np.array(self.outside)
        radars, places = np.array(self.radars, dtype=int), np.array(self.places).reshape(-1, 3)
        for s in np.unique(radars):
            mine = radars == s
            found[mine] = np.maximum(found[mine], below_skyline(world, int(s), grid, places[mine]))
        return found


def beyond_limits(world: World, s: int, centre: float, place: Floats) -> float:
    """How far [rad] a place is beyond the track sector of radar `s`, or infinite beyond its range."""
    f = world.radar_f[:, s]
    gap = place - f[Radar.X : Radar.Z + 1]
    east, north, up = f[Radar.EAST_X : Radar.UP_Z + 1].reshape(3, 3) @ gap
    if math.sqrt(east * east + north * north + up * up) > f[Radar.INSTRUMENTED_RANGE] + 1.0:
        return math.inf
    off = (math.atan2(east, north) - centre + math.pi) % (2.0 * math.pi) - math.pi
    sector = abs(off) - f[Radar.TRACK_HALF]
    ground = math.hypot(east, north)
    elevation = math.atan2(up, ground) + ground * (1.0 - 1.0 / world.tables.refraction) / (2.0 * MEAN_RADIUS)
    above = max(elevation - f[Radar.MAXIMUM_ELEVATION], f[Radar.MINIMUM_ELEVATION] - elevation)
    return float(max(sector, above))


def below_skyline(world: World, s: int, grid: Grid, places: Floats) -> Floats:
    """How far [rad] places (n, 3) are below what stands before them, as seen from radar `s`."""
    f = world.radar_f[:, s]
    latitude, longitude, _ = geodetic_of(f[Radar.X : Radar.Z + 1].copy())
    antenna = f[Radar.ALTITUDE]
    there = geodetic_of(places)
    distance, azimuth = great_circle(latitude, longitude, there[0], there[1])
    along = np.linspace(0.0, 1.0, PACES + 1)[1:-1] * distance[:, None]
    heights = grid.elevation(*destination(latitude, longitude, azimuth[:, None], along))
    radius = 2.0 * world.tables.refraction * MEAN_RADIUS
    rising = np.where(along > NEAREST, (heights - antenna) / np.maximum(along, 1.0) - along / radius, -np.inf)
    skyline = np.nan_to_num(rising, nan=-np.inf).max(axis=1)
    own = (there[2] - antenna) / np.maximum(distance, 1.0) - distance / radius
    return np.asarray(np.arctan(skyline) - np.arctan(own))
