"""A raid of two kinds in open country, for tests of its size and its timing."""

from __future__ import annotations

from typing import Any


def document(groups: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Tables of a scenario in which drones and missiles fly to a town; nobody shoots."""
    return {
        "name": "two-kinds",
        "area": {"terrain": "flat", "duration_s": 60, "airspace": "closed"},
        "battery": [{"name": "south", "system": "s-400", "lat": 37.0, "lon": 37.4, "azimuth_deg": 180}],
        "asset": [{"name": "town", "lat": 36.9, "lon": 37.4}],
        "raid": groups
        or [
            {
                "name": "drones", "threat": "one-way-drone", "count": 6, "start_s": 700, "spacing_s": 20,
                "jitter_s": 4, "entry": [36.5, 37.4], "target": "town", "lateral_km": 5,
            },
            {
                "name": "missiles", "threat": "cruise-subsonic", "count": 3, "start_s": 1000, "spacing_s": 50,
                "entry": [36.3, 37.0], "target": "town", "lateral_km": 5,
            },
            {
                "name": "carrier", "threat": "fighter", "count": 1, "start_s": 630, "entry": [36.2, 37.8],
                "target": "town",
                "weapon": {"threat": "cruise-subsonic", "count": 2, "release_km": 40},
            },
        ],
    }  # fmt: skip
