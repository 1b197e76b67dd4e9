"""Raids on the town of `lone_battery`: of one class each, mixed, and more at once than a battery can guide.

They come from the south, begin beyond the horizon or low, and are invented for study: sizes are such that
neither nothing nor everything gets through a battery of 2017.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import radians
from types import MappingProxyType

from openiads.ground.units import KM
from openiads.study.claims.scenes.lone_battery import Row, entry

BOTH = ["town", "works"]
LOW = {"terrain_following": True}
CROWDED = 3
"""Times as many as in the mixed raid, in as much time."""


def row(
    name: str, threat: str, count: int, bearing: float, distance: float, spacing: float = 15.0,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Row:  # fmt: skip
    """One group: `count` of a class from a bearing [rad] and a distance [m], `spacing` [s] apart."""
    return {
        "name": name, "threat": threat, "count": count, "spacing_s": spacing, "jitter_s": spacing / 3,
        "lateral_km": 10, "entry": entry(bearing, distance), "targets": BOTH, **more,
    }  # fmt: skip


def cruise(count: int) -> Row:
    """Cruise missiles at low height."""
    return row("cruise missiles", "cruise-subsonic", count, radians(190), 200 * KM, more=LOW)


def fast(count: int) -> Row:
    """Fast missiles at great height."""
    return row("fast missiles", "cruise-supersonic", count, radians(160), 420 * KM, more={"start_s": 400})


def ballistic(count: int) -> Row:
    """Ballistic missiles."""
    return row("ballistic missiles", "srbm", count, radians(150), 300 * KM, more={"start_s": 300})


def drones(count: int) -> Row:
    """One-way drones."""
    return row("drones", "one-way-drone", count, radians(170), 90 * KM, more={"climbs": True})


def armed_drones(count: int) -> Row:
    """Armed drones at medium height."""
    return row("armed drones", "male-drone", count, radians(180), 90 * KM, more={"climbs": True})


def fighters(count: int) -> Row:
    """Fighters that come to the town themselves."""
    return row("fighters", "fighter", count, radians(150), 420 * KM)


def bombers(count: int) -> Row:
    """Bombers that come to the town themselves."""
    return row("bombers", "bomber", count, radians(200), 420 * KM)


def carriers() -> list[Row]:
    """Two bombers and four fighters that release cruise missiles and go home."""
    low = {"clearance_m": 150, **LOW}
    far = {"threat": "cruise-subsonic", "count": 4, "release_km": 320, "terrain_following": True}
    near = {"threat": "cruise-subsonic", "count": 1, "release_km": 120, "terrain_following": True}
    return [
        row("bombers with missiles", "bomber", 2, radians(200), 420 * KM, 30, {"weapon": far}),
        row("fighters with missiles", "fighter", 4, radians(165), 300 * KM, more={**low, "weapon": near}),
    ]


def mixed(times: int = 1) -> list[Row]:
    """All classes at once: 40 raiders and weapons that arrive, and six carriers."""
    groups = [cruise(8), fast(4), ballistic(6), drones(10), *carriers()]
    return [
        {**group, "count": times * group["count"], "spacing_s": group["spacing_s"] / times}
        for group in groups
    ]


RAIDS: dict[str, Sequence[Row]] = {
    "mixed": mixed(),
    "low cruise missiles": [cruise(24)],
    "ballistic missiles": [ballistic(16)],
    "aircraft": [fighters(16), bombers(4)],
    "drones": [drones(32), armed_drones(4)],
    "saturating": mixed(CROWDED),
}
"""Each by its name."""
LONGEST_S = {"drones": 6000.0}
DURATION_S = 3000.0
"""By which the slowest has arrived, or the run says that it has not."""


def duration_of(raid: str) -> float:
    """How long a raid is played [s]."""
    return LONGEST_S.get(raid, DURATION_S)
