"""The ground under the pixels of a map: its shade, its sea, its gaps, and its colours in an atlas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from openiads.report.ink.paint import DARKEST, LEVEL
from openiads.report.maps.sampler import Sampler, averaged
from openiads.report.maps.section import Bools, Floats, Section, Singles
from openiads.terrain.maps.grid import Grid

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.intp]

SHADES = 18
"""Steps from the darkest slope to the brightest."""
TINTS_M = (0.0, 100.0, 250.0, 500.0, 800.0, 1100.0, 1400.0, 1800.0, 2300.0, 2900.0, 3600.0)
"""Lower ends of the steps in altitude [m]."""
TINT_STOPS = (
    (225, 231, 214),
    (236, 234, 217),
    (232, 224, 204),
    (222, 210, 190),
    (214, 202, 188),
    (236, 232, 228),
)
"""Colours between the lowest step and the highest: meadow, straw, stone, snow."""
UNKNOWN = (200, 200, 204)
STEEPER = 3.0
"""Slopes are drawn this much steeper than they are, as atlases do."""
LIGHTS = ((315.0, 0.6), (255.0, 0.2), (15.0, 0.2))
"""Directions from which the light falls [deg], and its shares; one light alone hides slopes along it."""
SUN_HEIGHT_DEG = 45.0


@dataclass(frozen=True, eq=False)
class Ground:
    """The ground under the pixels of one map."""

    sampler: Sampler
    heights: Floats  # (rows, columns) [m]
    shade: Singles
    sea: Bools
    unknown: Bools

    def classes(self, unknown: Bools) -> Integers:
        """Class of each pixel before anything is seen there: 0 unknown, 1 land, 2 sea."""
        classes = np.where(self.sea, 2, 1).astype(np.intp)
        classes[self.unknown | unknown] = 0
        return classes

    def tinted(self) -> Bytes:
        """Place of each pixel in the `palette`."""
        tint = np.searchsorted(TINTS_M, self.heights, side="right") - 1
        shade = np.rint(self.shade * (SHADES - 1)).astype(int)
        index = 2 + np.clip(tint, 0, len(TINTS_M) - 1) * SHADES + shade
        index[self.unknown] = 1
        index[self.sea] = 0
        return np.asarray(index, dtype=np.uint8)


@lru_cache(maxsize=1)
def ground_of(grid: Grid, section: Section, rows: int, columns: int) -> Ground:
    """Shade, sea and gaps of the ground under each pixel; finer cells than pixels are averaged first."""
    pixel = section.width / columns
    sampler = Sampler(grid, section, rows, columns)
    coarser = averaged(grid, int(pixel / grid.cell))
    heights = np.nan_to_num(coarser.elevation(sampler.latitude, sampler.longitude))
    unknown = ~sampler.inside | np.isnan(sampler.nearest(grid.heights))
    down, across = (np.asarray(g) for g in np.gradient(heights, pixel))
    sea = sampler.mask(grid.sea) if grid.sea is not None else np.zeros(unknown.shape, dtype=np.bool_)
    return Ground(sampler, heights, lit(-down, across).astype(np.float32), sea, unknown)


def lit(north: Floats, east: Floats) -> Floats:
    """Brightness, 0 to 1, of ground that rises so much northwards and eastwards, lit from the north-west.

    Notes
    -----
    Matplotlib's `LightSource` stretches the brightness between the darkest and the brightest slope of each
    picture.  Here level ground is as bright on every map, so that a colour keeps its meaning.

    References
    ----------
    .. [1] B. K. P. Horn, Hill shading and the reflectance map, Proceedings of the IEEE 69 (1981), 14-47.
    """
    north, east = STEEPER * north, STEEPER * east
    steep = np.sqrt(1.0 + north * north + east * east)
    sun = np.radians(SUN_HEIGHT_DEG)
    bright = np.zeros_like(steep)
    for direction, share in LIGHTS:
        azimuth = np.radians(direction)
        facing = -(east * np.sin(azimuth) + north * np.cos(azimuth))
        bright += share * np.clip((np.sin(sun) + np.cos(sun) * facing) / steep, 0.0, 1.0)
    return np.clip((bright - DARKEST) / (1.0 - DARKEST), 0.0, 1.0)


@cache
def palette() -> Bytes:
    """(entries, 4) colours: sea (clear), unknown, then every tint in every shade."""
    stops = np.linspace(0.0, 1.0, len(TINT_STOPS))
    place = np.linspace(0.0, 1.0, len(TINTS_M))
    tints = np.stack([np.interp(place, stops, [s[c] for s in TINT_STOPS]) for c in range(3)], axis=1)
    # Level ground, which faces the light at its height, keeps the tint itself.
    shade = np.linspace(0.0, 1.0, SHADES)
    factor = np.where(shade < LEVEL, 0.55 + 0.45 * shade / LEVEL, 1.0)[None, :, None]
    white = np.where(shade > LEVEL, 0.55 * (shade - LEVEL) / (1.0 - LEVEL), 0.0)[None, :, None]
    shaded = tints[:, None, :] * factor * (1.0 - white) + 255.0 * white
    colours = np.concatenate([[(0, 0, 0), UNKNOWN], np.rint(shaded).reshape(-1, 3)])
    alpha = np.full((len(colours), 1), 255.0)
    alpha[0] = 0.0
    return np.concatenate([colours, alpha], axis=1).astype(np.uint8)
