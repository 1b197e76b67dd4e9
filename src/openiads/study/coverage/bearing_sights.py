"""How far one antenna sees targets at some heights, bearing by bearing.

Terrain hides by the skyline of `terrain.rays`; how rays bend above it is the effective earth's or that of the
exponential atmosphere, as in maps of coverage.  Heights are above the ground under the target, so a distance
may be the far side of a plain or the top of the last mountain that is in sight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination
from openiads.scenario.cast import Place
from openiads.study.coverage.refraction import EXPONENTIAL, Refraction, effective_earth
from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.bending import Bending, bending, effective_altitude
from openiads.terrain.rays.masking import masking_angles, range_axis

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

STEP = 1_000.0
"""Between two distances at which is looked [m]."""
BEARINGS = 72
KEPT = 3
"""Limits of elevation whose tables are kept: of so many radars that look at one setting."""


@dataclass(frozen=True, eq=False)
class BearingSights:
    """What an antenna sees along its bearings, north first; distances are STEP, 2 STEP..."""

    antenna: float  # altitude above mean sea level [m]
    heights: tuple[float, ...]  # of targets above the ground under them [m]
    distances: Floats  # (distances,) along the ground [m]
    ground: Floats  # (bearings, distances) altitude of the ground [m]
    skyline: Floats  # (bearings, distances) elevation below which ground hides [rad]
    refraction: Refraction
    bent: Bending | None  # of the exponential atmosphere
    _asked: dict[float, Farthest] = field(default_factory=dict, repr=False)

    def lowest(self, elevation: float = -0.5 * math.pi) -> Floats:
        """Lowest height [m] in sight above the ground (bearings, distances), from an elevation [rad] on."""
        least = np.maximum(self.skyline, elevation)
        if self.bent is not None:
            altitude = self.bent.altitude(least, self.distances)
        else:
            altitude = effective_altitude(
                self.antenna, least, self.distances, effective_earth(self.refraction)
            )
        return np.maximum(altitude - self.ground, 0.0)

    def farthest(self, elevation: float = -0.5 * math.pi) -> Farthest:
        """Where targets are seen by a radar that looks no lower than an elevation [rad]."""
        if elevation <= self._lowest_skyline:
            return self._unlimited
        if elevation not in self._asked:
            if len(self._asked) == KEPT:
                self._asked.clear()
            self._asked[elevation] = self._farthest(elevation)
        return self._asked[elevation]

    @cached_property
    def _unlimited(self) -> Farthest:
        return self._farthest(-0.5 * math.pi)

    @cached_property
    def _lowest_skyline(self) -> float:
        return float(self.skyline[:, -1].min())

    def _farthest(self, elevation: float) -> Farthest:
        lowest = self.lowest(elevation)
        seen = lowest[None] <= np.array(self.heights)[:, None, None]
        index = np.arange(len(self.distances))
        last = np.maximum.accumulate(np.where(seen, index, -1), axis=2)
        return Farthest(last, np.cumsum(seen * self.distances, axis=2))


@dataclass(frozen=True, eq=False)
class Farthest:
    """Where targets are in sight, by height, bearing and distance."""

    last: Indices  # (heights, bearings, distances) the farthest distance in sight up to each, -1 for none
    area: Floats  # (heights, bearings, distances) of what is in sight, but for a factor

    def within(self, height: int, limit: float) -> Floats:
        """Greatest distance in sight (bearings,) [m] of a target at a height, no farther than a limit [m]."""
        count = self.last.shape[2]
        most = min(int(limit / STEP), count)
        if most < 1:
            return np.zeros(self.last.shape[1])
        found = self.last[height, :, most - 1]
        # Where the last distance is in sight, so is what lies between it and the limit.
        there = min(limit, count * STEP)
        return np.where(found == most - 1, there, (found + 1) * STEP)

    def share(self, height: int, limit: float, radius: float) -> float:
        """Share of a disc of a radius [m] in which a target is in sight and no farther than a limit [m]."""
        most, whole = (min(int(far / STEP), self.last.shape[2]) for far in (min(limit, radius), radius))
        if most < 1:
            return 0.0
        full = self.last.shape[1] * STEP * whole * (whole + 1) / 2.0
        return float(self.area[height, :, most - 1].sum() / full)


def bearing_sights(
    grid: Grid, site: Place, mast: float, heights: tuple[float, ...], reach: float, refraction: Refraction,
    surface: str = "mean",
) -> BearingSights:  # fmt: skip
    """What an antenna on a mast [m] over the mean ground of a site [rad] sees out to a reach [m].

    Raises
    ------
    TerrainError
        if the map has no ground at the site
    """
    distances = range_axis(reach, STEP)
    raised = grid.with_surface(surface, [site])
    antenna = grid.require(*site, "site") + mast
    earth = effective_earth(refraction)
    skyline = masking_angles(raised, *site, antenna, distances, earth, BEARINGS).angles.astype(np.float64)
    azimuths = 2.0 * math.pi / BEARINGS * np.arange(BEARINGS)[:, None]
    ground = raised.elevation(*destination(*site, azimuths, distances))
    bent = bending(antenna, float(distances[-1])) if refraction == EXPONENTIAL else None
    return BearingSights(antenna, heights, distances, np.asarray(ground), skyline, refraction, bent)


def along_ground(slant: float, antenna: float, altitude: float) -> float:
    """Distance along the ground [m] of what is at a slant range [m], both altitudes above the sea [m].

    The sides of a triangle whose corner is the centre of the Earth; 0 where the slant range is too short to
    reach that altitude at all.
    """
    here, there = MEAN_RADIUS + antenna, MEAN_RADIUS + altitude
    if slant <= abs(there - here):
        return 0.0
    cosine = (here * here + there * there - slant * slant) / (2.0 * here * there)
    return MEAN_RADIUS * math.acos(max(cosine, -1.0))
