"""Small scenarios and independent formulas that the coverage tests share."""

from __future__ import annotations

import math

from openiads.scenario.load_scenario import load_text

EARTH = 6_371_008.8
EFFECTIVE = 4.0 / 3.0 * EARTH

AREA = """
version = 1
name = "{name}"

[area]
terrain = '{terrain}'
duration_s = 600

[doctrine]
common_failure_probability = 0
"""
BATTERY = """
[[battery]]
name = "{name}"
system = "{system}"
lat = {lat}
lon = {lon}
azimuth_deg = {azimuth}
loadout = {{ {loadout} }}
"""
RADAR = """
[[radar]]
name = "{name}"
type = "{type}"
lat = {lat}
lon = {lon}
antenna_m = {antenna}
"""


def area(terrain="flat", name="test"):
    """The head of a scenario file."""
    return AREA.format(name=name, terrain=terrain)


def battery(system="samp-t", lat=37.0, lon=35.0, loadout="aster-30 = 8", name="one", azimuth=180):
    """A battery of a scenario file."""
    return BATTERY.format(system=system, lat=lat, lon=lon, loadout=loadout, name=name, azimuth=azimuth)


def radar(lat=37.0, lon=35.0, antenna=25, name="watch", kind="early-warning-generic"):
    """A radar of a scenario file."""
    return RADAR.format(lat=lat, lon=lon, antenna=antenna, name=name, type=kind)


def scene(*parts, terrain="flat"):
    """A scenario of these parts."""
    return load_text(area(terrain) + "".join(parts), "test.toml")


def horizon(mast, target):
    """Ground distance [m] at which two heights over a smooth 4/3 earth see each other, exactly."""
    angles = (math.acos(EFFECTIVE / (EFFECTIVE + height)) for height in (mast, target))
    return EFFECTIVE * sum(angles)


def cap_radius(area_m2):
    """Radius along the ground [m] of a round piece of the sphere of that area."""
    return EARTH * math.acos(1.0 - area_m2 / (2.0 * math.pi * EARTH**2))
