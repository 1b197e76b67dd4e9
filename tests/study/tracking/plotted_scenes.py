"""Plots made up for tests: straight flights before one radar, as tables have them."""

from __future__ import annotations

from typing import Any

import numpy as np

SENSOR = {
    "sensor": "north", "lat": 38.0, "lon": 32.0, "altitude_m": 100.0,
    "range_sd_m": 50.0, "azimuth_sd_deg": 0.15, "elevation_sd_deg": 0.3,
}  # fmt: skip
EARTH = 6_371_000.0
NAMES = ("time_s", "range_m", "azimuth_deg", "elevation_deg")
PLACE = ("x_m", "y_m", "z_m")


def plotted(
    targets: int = 6, scans: int = 40, period: float = 5.0, chance: float = 0.9, false: float = 20.0,
    seed: int = 1, turns: bool = True, sense: float = 1.0,
) -> dict[str, Any]:  # fmt: skip
    """Rows of one radar by time; one that turns sees a target when it looks there, another all at once.

    `sense` is -1 for a radar that turns against the clock.
    """
    draws = np.random.default_rng(seed)
    start = draws.uniform(-60e3, 60e3, (targets, 2))
    heading, speed = draws.uniform(0.0, 2.0 * np.pi, targets), draws.uniform(120.0, 320.0, targets)
    height = draws.uniform(500.0, 9_000.0, targets)
    found = []
    for scan in range(scans):
        for n in range(targets):
            time = scan * period
            for _ in range(3):
                east, north = start[n] + speed[n] * time * np.array([np.sin(heading[n]), np.cos(heading[n])])
                azimuth = np.degrees(np.arctan2(east, north)) % 360.0
                time = _when(scan, period, azimuth, turns, sense)
            reach = np.sqrt(east**2 + north**2 + height[n] ** 2)
            elevation = np.degrees(np.arcsin(height[n] / reach - reach / (2.0 * EARTH)))
            error = draws.normal(0.0, [50.0, 0.15, 0.3])
            if draws.random() < chance:
                found.append((time, reach + error[0], (azimuth + error[1]) % 360.0, elevation + error[2]))
        for _ in range(draws.poisson(false)):
            azimuth = draws.uniform(0.0, 360.0)
            time = _when(scan, period, azimuth, turns, sense)
            found.append((time, draws.uniform(5e3, 150e3), azimuth, draws.uniform(0.0, 10.0)))
    columns = np.array(sorted(found)).reshape(-1, 4).T
    rows = dict(zip(NAMES, columns, strict=True))
    return {"sensor": np.full(columns.shape[1], "north"), **rows}


def _when(scan: int, period: float, azimuth: float, turns: bool, sense: float) -> float:
    return period * (scan + (sense * azimuth / 360.0) % 1.0) if turns else period * scan
