"""Degenerate scenarios, in which the assumptions of the closed forms hold in the engine.

Flat ground, clear air, one battery at 37 N facing south.  Raiders come north side by side, each along its own
meridian towards an asset of its own, so that no two tracks compete for plots.  They are as large as a barn
(10,000 square metres), fly straight, and are born in a zone of hostile origin under closed airspace: every
one is seen in each scan, tracked and identified within some 20 s, long before it comes near.  The battery has
a channel and, unless a case says otherwise, rounds enough for every raider, fires one type of round well
inside its envelope, and its kill probability is given.  What is left is chance at the intercept, at the look
after it, and what doctrine makes of them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.errors import Notice
from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.world import World

DEGREE = 110.97  # kilometres of a meridian at 36 N
SITE = (37.0, 37.4)
ROUND = "48n6e3"
SETS = ("92n6e", "96l6e")
"""Radars of the battery."""


@dataclass(frozen=True)
class Approach:
    """How the raiders come: distances south of the battery and between neighbours, and pace."""

    start_km: float = 35.0
    end_km: float = 15.0
    spacing_km: float = 3.0
    speed_mps: float = 150.0
    altitude_m: float = 3000.0


def document(
    raiders: int, battery: dict[str, Any], doctrine: dict[str, Any], way: Approach
) -> dict[str, Any]:
    """Tables of a scenario of one battery against `raiders` that come at once."""
    latitude, longitude = SITE
    parallel = DEGREE * 0.80  # at this latitude
    places = [longitude + (i - (raiders - 1) / 2) * way.spacing_km / parallel for i in range(raiders)]
    start, end = (latitude - distance / DEGREE for distance in (way.start_km, way.end_km))
    return {
        "name": "degenerate",
        "area": {"terrain": "flat", "duration_s": 60, "airspace": "closed"},
        "doctrine": {
            "control": "free",
            "reengage_s": 3600,
            "common_failure_probability": 0,
            **doctrine,
        },
        "battery": [
            {
                "name": "battery",
                "system": "s-400",
                "lat": latitude,
                "lon": longitude,
                "azimuth_deg": 180,
                "launchers": 30,
                "loadout": {ROUND: 120},
                "targets_max": 100,
                "guided_max": 200,
                "reaction_s": 1,
                "acquisition_s": 1,
                "launch_interval_s": 0,
                "assessment_s": 1,
                "false_kill_probability": 0,
                "false_miss_probability": 0,
                **battery,
            }
        ],
        "asset": [{"name": f"aim {i}", "lat": end, "lon": place} for i, place in enumerate(places)],
        "raid": [
            {
                "name": f"raider {i}",
                "threat": "fighter",
                "count": 1,
                "entry": [start, place],
                "target": f"aim {i}",
                "rcs_m2": 10_000,
                "weave": False,
                "speed_mps": way.speed_mps,
                "altitude_m": way.altitude_m,
            }
            for i, place in enumerate(places)
        ],
        "zone": [
            {"name": "south", "kind": "hostile-origin", "lat": start, "lon": longitude, "radius_km": 300}
        ],
    }


def calm(tables: dict[str, Any], **figures: dict[str, Any]) -> dict[str, Any]:
    """The same without false plots and without the radar of a regiment: nothing that a form knows of.

    `figures` of the catalogue are replaced besides.
    """
    for battery in tables["battery"]:
        battery["acquisition_radar"] = False
    quiet = {slug: {"false_plots_per_scan": 0} for slug in SETS}
    return {**tables, "catalogue": {"radars": quiet, **figures}}


def prepared_of(tables: dict[str, Any], catalogue: Catalogue = PACKAGED) -> Prepared:
    """Such tables made ready; their figures of the catalogue are beyond what is published on purpose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        return prepare(load_document(tables, "verification", (), catalogue), catalogue)


def world_of(tables: dict[str, Any]) -> World:
    """The World of such tables."""
    return prepared_of(tables).world
