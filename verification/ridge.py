"""A battery behind a ridge, low raiders that come over it, and a radar beyond it that sees them early."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from openiads.scenario.load_scenario import load_document
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.prepare import prepare
from openiads.state.world import World
from verification.drawn_map import write_map

SITE = (37.0, 37.4)
"""Of the battery."""
KM = 1.0 / 111.0  # degrees of latitude, near enough to draw the map with
RIDGE_SOUTH_KM, RIDGE_M = 12.0, 500.0
"""Distance of the near edge of its top from the battery, and its height over a plain at 0 m."""
TOP_KM, FLANK_KM = 2.0, 1.0
CELL = 1.0 / 240.0  # of the map [deg]
FLIGHT_M = 600.0
"""Altitude of the raiders, level: a hundred metres over the crest."""
PACE_MPS = 400.0
"""Between the slow and the fast cruise missiles of the catalogue: a minute is left from crest to town."""
START_KM = 120.0


def draw_ridge(path: Path) -> str:
    """Write the map, a plain and one ridge from west to east with a level top; returns its path."""
    south, north, west, east = 35.5, 37.6, 35.9, 38.9
    rows = round((north - south) / CELL)
    latitudes = north - (np.arange(rows) + 0.5) * CELL
    away = np.abs(latitudes - (SITE[0] - (RIDGE_SOUTH_KM + TOP_KM / 2.0) * KM)) / KM - TOP_KM / 2.0
    heights = np.clip(RIDGE_M * (1.0 - away / FLANK_KM), 0.0, RIDGE_M)
    ground = np.repeat(heights[:, None], round((east - west) / CELL), axis=1)
    return write_map(path, ground, west, north, CELL)


def tables(terrain: str, network: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A scenario: one battery north of the ridge, its network, and cruise missiles from the south.

    `changes` are fields of the battery, and of the raids those that begin with `raid_`.
    """
    raid = {k.removeprefix("raid_"): v for k, v in changes.items() if k.startswith("raid_")}
    battery = {k: v for k, v in changes.items() if not k.startswith("raid_")}
    raiders = int(raid.pop("count", 6))
    places = [SITE[1] + 0.02 * (i - (raiders - 1) / 2) for i in range(raiders)]
    return {
        "name": "ridge",
        "area": {"terrain": terrain, "duration_s": 900, "airspace": "closed"},
        "doctrine": {"control": "free", "common_failure_probability": 0, "target_failure_probability": 0},
        "battery": [
            {
                "name": "battery", "system": "s-400", "lat": SITE[0], "lon": SITE[1], "azimuth_deg": 180,
                **battery,
            }
        ],
        "radar": [
            {
                "name": "watch", "type": "early-warning-generic", "lat": SITE[0] - 30.0 * KM,
                "lon": SITE[1] - 0.3,
            }
        ],
        "network": [{"name": "net", "batteries": ["battery"], **network}],
        "asset": [{"name": "town", "lat": SITE[0] + 1.0 * KM, "lon": SITE[1], "radius_km": 8}],
        "raid": [
            {
                "name": f"raider {i}", "threat": "cruise-subsonic", "count": 1, "target": "town",
                "entry": [SITE[0] - START_KM * KM, place], "altitude_m": FLIGHT_M,
                "speed_mps": PACE_MPS, "weave": False, **raid,
            }
            for i, place in enumerate(places)
        ],
        "zone": [
            {"name": "south", "kind": "hostile-origin", "lat": 35.5, "lon": SITE[1], "radius_km": 150}
        ],
    }  # fmt: skip


NATIONAL = {"form": "national", "radars": ["watch"], "delay_s": 2}
ALONE = {"form": "alone"}


def scenario(terrain: str, network: dict[str, Any], **changes: Any) -> Scenario:
    """Such a scenario, checked."""
    return load_document(tables(terrain, network, **changes), "ridge")


def world(terrain: str, network: dict[str, Any], **changes: Any) -> World:
    """Its World."""
    return prepare(scenario(terrain, network, **changes)).world


def comes_over_km(antenna_m: float) -> float:
    """Distance [km] at which a raider at its altitude comes into sight over the crest, by the flat triangle.

    The line from the antenna over the near edge of the top goes on to where it meets the raider's altitude.
    The bulge of the Earth, some 10 m, and a cell of the map change that by less than 500 m.
    """
    slope = (RIDGE_M - antenna_m) / RIDGE_SOUTH_KM
    return (FLIGHT_M - antenna_m) / slope if slope > 0.0 else math.inf


def in_sight_after(antenna_m: float) -> float:
    """Seconds after the begin at which a raider comes into sight over the crest, at its pace."""
    return (START_KM - comes_over_km(antenna_m)) * 1e3 / PACE_MPS
