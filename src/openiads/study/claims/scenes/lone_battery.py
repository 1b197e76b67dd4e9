"""The scene of several claims: one battery guards one town, and what comes is all that differs.

The place is notional, at town level, in the hills near Gaziantep, and as a battery would choose it: of the
places of a net of two kilometres, one over which the ground around rises least, 0.2 degrees on average, and
from which both that it guards are in sight down to 65 m and less.  Nobody else is in the air, so that
identification is not what is tested.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from openiads.ground.frames import destination

LATITUDE, LONGITUDE, FACING = 37.0, 37.38, 160.0
TOWN_AT = 37.06, 37.38
TOWN = {"name": "town", "kind": "city", "lat": TOWN_AT[0], "lon": TOWN_AT[1], "radius_km": 8, "value": 2}
WORKS = {"name": "works", "kind": "industry", "lat": 37.0, "lon": 37.44, "radius_km": 3}
Row = dict[str, Any]


def scene(
    name: str,
    raid: Sequence[Row],
    duration: float,
    battery: Mapping[str, Any],
    control: str = "free",
    terrain: str = "globe-30s",
) -> dict[str, Any]:
    """The tables of a scenario: one battery that stands alone, the town and the works that it guards.

    duration  of the run [s]
    battery   its system, and what else is said of it
    """
    place = {"name": "battery", "lat": LATITUDE, "lon": LONGITUDE, "azimuth_deg": FACING}
    return {
        "name": name,
        "area": {"terrain": terrain, "airspace": "closed", "duration_s": duration},
        "doctrine": {"control": control},
        "network": [{"name": "alone", "form": "alone", "batteries": ["battery"]}],
        "battery": [{**place, **battery}],
        "asset": [TOWN, WORKS],
        "raid": list(raid),
    }  # fmt: skip


def entry(bearing: float, distance: float) -> list[float]:
    """Latitude and longitude [deg] of a point so far from the town, rounded as positions in files are.

    bearing   from the town [rad]
    distance  [m]
    """
    latitude, longitude = (math.radians(end) for end in TOWN_AT)
    reached = destination(latitude, longitude, bearing, distance)
    return [round(math.degrees(float(end)), 3) for end in reached]
