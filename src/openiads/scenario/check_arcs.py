"""Faults of ballistic raids: ends between which no arc of their apogee flies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from openiads.ground.errors import Faults, TerrainError
from openiads.ground.frames import MEAN_RADIUS, ecef_of
from openiads.ground.units import DEG, KM
from openiads.scenario.aims import Aim, aims_in
from openiads.scenario.check_flights import aims_of, threat_of
from openiads.scenario.known import Known
from openiads.scenario.scenario_schema import Raid, Scenario

Height = Callable[[float, float, str], float]

NEAREST, FARTHEST = 1.0 * KM, 19_900.0 * KM
"""Between launch point and target [m]: nearer an arc is a line up and down, and to the far side of the Earth
all directions lead."""
OBLATENESS = 0.0034
"""The Earth's radius changes with the way along a meridian by no more than this [1]."""


def check_arcs(scenario: Scenario, height: Height, known: Known, faults: Faults) -> None:
    """Note arcs that would lead through the ground; `height` gives the ground's altitude [m]."""
    places = aims_in(scenario, known.moved)
    for raid in scenario.raid:
        threat = threat_of(raid.threat, known.moved)
        if threat is None or threat.kind != "ballistic" or raid.entry is None:
            continue
        apogee = raid.apogee_km * KM if raid.apogee_km is not None else threat.apogee or 0.0
        for name in dict.fromkeys(aims_of(raid)):
            if name in places:
                _check_arc(raid, places[name], apogee, height, faults)


def _check_arc(raid: Raid, aim: Aim, apogee: float, height: Height, faults: Faults) -> None:
    assert raid.entry is not None
    path, name = f"raid.{raid.name}", aim.name
    try:
        ground = height(aim.lat * DEG, aim.lon * DEG, path)
    except TerrainError:
        return  # its aim is off the map, which another check reports
    first = ecef_of(raid.entry[0] * DEG, raid.entry[1] * DEG, 0.0)
    last = ecef_of(aim.lat * DEG, aim.lon * DEG, ground)
    away = float(np.arctan2(np.linalg.norm(np.cross(first, last)), first @ last)) * MEAN_RADIUS
    if not NEAREST <= away <= FARTHEST:
        faults.add(
            f"{path}.entry",
            f"is {away / KM:.1f} km from {name!r}; {raid.threat} is ballistic, and {NEAREST / KM:g} to "
            f"{FARTHEST / KM:g} km are allowed; launch it elsewhere",
        )
        return
    # Members side by side begin at other radii of the Earth.
    rise = float(np.linalg.norm(last) - np.linalg.norm(first)) + OBLATENESS * 0.5 * raid.lateral_km * KM
    if apogee <= rise:
        faults.add(
            f"{path}.apogee_km",
            f"is {apogee / KM:.3g} km above the launch point, but {name!r} is {rise / KM:.3g} km farther "
            "from the middle of the Earth; an arc rises above both of its ends; raise it",
        )
