"""Shaded relief of a map section, as a small PNG with a palette."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS
from openiads.terrain.grid import Grid

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

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


@dataclass(frozen=True, slots=True)
class Relief:
    """A picture of the ground."""

    png: bytes
    has_unknown: bool  # some of it lies off the map
    has_sea: bool


def relief(grid: Grid, latitudes: Floats, longitudes: Floats) -> Relief:
    """Picture of the ground with pixels at `latitudes`, southwards, and `longitudes` [rad]; sea is clear."""
    latitude, longitude = np.meshgrid(latitudes, longitudes, indexing="ij")
    heights = grid.elevation(latitude, longitude)
    sea = grid.is_sea(latitude, longitude)
    unknown = np.isnan(heights)
    shade = shading(np.where(unknown, 0.0, heights), latitudes, longitudes)
    tint = np.searchsorted(TINTS_M, heights, side="right") - 1
    index = 2 + np.clip(tint, 0, len(TINTS_M) - 1) * SHADES + np.rint(shade * (SHADES - 1)).astype(int)
    index[unknown] = 1
    index[sea] = 0
    return Relief(png(index.astype(np.uint8), palette()), bool(unknown.any()), bool(sea.any()))


def shading(heights: Floats, latitudes: Floats, longitudes: Floats) -> Floats:
    """Brightness of each pixel of a map of latitude and longitude [rad], 0 to 1."""
    down, across = np.gradient(heights)
    rows = np.gradient(latitudes)[:, None] * MEAN_RADIUS
    columns = np.gradient(longitudes)[None, :] * MEAN_RADIUS * np.cos(latitudes)[:, None]
    return lit(down / rows, across / columns)


def lit(north: Floats, east: Floats) -> Floats:
    """Brightness, 0 to 1, of ground that rises so much northwards and eastwards, lit from the north-west.

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
    return np.clip((bright - 0.25) / 0.75, 0.0, 1.0)


def palette() -> Bytes:
    """(entries, 4) colours: sea (clear), unknown, then every tint in every shade."""
    stops = np.linspace(0.0, 1.0, len(TINT_STOPS))
    place = np.linspace(0.0, 1.0, len(TINTS_M))
    tints = np.stack([np.interp(place, stops, [s[c] for s in TINT_STOPS]) for c in range(3)], axis=1)
    # Level ground, which faces the light at its height, keeps the tint itself.
    level = (np.sin(np.radians(SUN_HEIGHT_DEG)) - 0.25) / 0.75
    shade = np.linspace(0.0, 1.0, SHADES)
    factor = np.where(shade < level, 0.55 + 0.45 * shade / level, 1.0)[None, :, None]
    white = np.where(shade > level, 0.55 * (shade - level) / (1.0 - level), 0.0)[None, :, None]
    lit = tints[:, None, :] * factor * (1.0 - white) + 255.0 * white
    colours = np.concatenate([[(0, 0, 0), UNKNOWN], np.rint(lit).reshape(-1, 3)])
    alpha = np.full((len(colours), 1), 255.0)
    alpha[0] = 0.0
    return np.concatenate([colours, alpha], axis=1).astype(np.uint8)


def png(index: Bytes, colours: Bytes) -> bytes:
    """PNG of palette indices (rows, columns) and colours (entries, RGBA).

    References
    ----------
    .. [1] W3C Recommendation, Portable Network Graphics (PNG) Specification, second edition (2003), 11.2.
    """
    height, width = index.shape
    rows = np.zeros((height, 1 + width), dtype=np.uint8)
    rows[:, 1:] = index
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", colours[:, :3].tobytes()),
        (b"tRNS", colours[:, 3].tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
