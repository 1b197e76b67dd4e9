"""Ground that hides much: ridges from west to east and from south to north, like hills of the region."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from verification.drawn_map import write_map

SOUTH, NORTH, WEST, EAST = 33.5, 40.5, 33.0, 42.0
CELL = 1.0 / 120.0  # [deg]
APART, HIGHEST = 0.22, 900.0
"""Between two crests [deg], and their height over the plain [m]."""


def draw_ridges(path: Path) -> str:
    """Write the map; returns its path."""
    latitudes = NORTH - (np.arange(round((NORTH - SOUTH) / CELL)) + 0.5) * CELL
    longitudes = WEST + (np.arange(round((EAST - WEST) / CELL)) + 0.5) * CELL

    def waves(degrees: np.ndarray) -> np.ndarray:
        return np.maximum(1.0 - 4.0 * np.abs(np.mod(degrees / APART, 1.0) - 0.5), 0.0)

    ground = HIGHEST * np.maximum(waves(latitudes)[:, None], waves(longitudes)[None, :])
    return write_map(path, ground, WEST, NORTH, CELL)
