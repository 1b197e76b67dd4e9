"""A scene as CZML, for CesiumJS.

References
----------
.. [1] Analytical Graphics, CZML structure: a list of packets, the document first; times as seconds from an
   epoch before each position; text of descriptions is HTML.

CesiumJS wants heights above the ellipsoid; here they are above mean sea level, 20 to 40 m less around Turkey.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from openiads.export.replicate_scene import TRACK, DrawnZone, Moment, Mover, Scene, Site, date_of
from openiads.export.scene_colours import SIDES, ZONES, Colour, colour_of
from openiads.export.zone_ring import ring_of
from openiads.ground.units import DEG

Packet = dict[str, Any]
TRAIL = 180.0
"""How much of its way is drawn behind a mover [s]."""
PACE = 20.0
"""Times as fast as it was."""
EVENTS: Colour = (0, 0, 0)
SHOWN = 1.0
"""An event at the very end shows this long at least [s]."""


def czml_of(scene: Scene) -> str:
    """The clock, then sites, zones, movers, and events, which stay."""
    return (
        json.dumps(list(_packets(scene)), ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    )


def _packets(scene: Scene) -> Iterator[Packet]:
    span = f"{date_of(0.0)}/{date_of(scene.end)}"
    yield {
        "id": "document",
        "name": f"{scene.title}, replicate {scene.replicate}",
        "description": f"{scene.credit}. The date is notional.",
        "version": "1.0",
        "clock": {"interval": span, "currentTime": date_of(0.0), "multiplier": PACE, "range": "LOOP_STOP"},
    }
    for site in scene.sites:
        yield _site(site)
    for i, zone in enumerate(scene.zones):
        yield _zone(i, zone)
    for mover in scene.movers:
        yield _mover(mover)
    for i, moment in enumerate(scene.moments):
        yield _moment(i, moment, scene.end)


def _moment(number: int, moment: Moment, end: float) -> Packet:
    place = _degrees(moment.longitude, moment.latitude, moment.altitude)
    return {
        "id": f"event-{number}",
        "name": f"{moment.what}: {moment.subject}",
        "availability": f"{date_of(moment.time)}/{date_of(max(moment.time + SHOWN, end))}",
        "position": {"cartographicDegrees": place},
        "point": {
            "pixelSize": 9,
            "color": _rgba(EVENTS, 0),
            "outlineWidth": 2,
            "outlineColor": _rgba(EVENTS),
        },
    }


def _degrees(longitude: float, latitude: float, altitude: float) -> list[float]:
    return [round(longitude / DEG, 6), round(latitude / DEG, 6), round(altitude, 1)]


def _rgba(colour: Colour, opacity: int = 255) -> Packet:
    return {"rgba": [*colour, opacity]}


def _site(site: Site) -> Packet:
    return {
        "id": site.key,
        "name": site.name,
        "description": f"{escape(site.kind)}: {escape(site.what)}",
        "position": {"cartographicDegrees": _degrees(site.longitude, site.latitude, site.altitude)},
        "point": {"pixelSize": 10, "color": _rgba(SIDES["friend"])},
        "label": {"text": site.name, "font": "12px sans-serif", "pixelOffset": {"cartesian2": [0, -16]}},
    }


def _zone(number: int, zone: DrawnZone) -> Packet:
    corners = [_degrees(longitude, latitude, 0.0) for longitude, latitude in ring_of(zone).tolist()]
    return {
        "id": f"zone-{number}",
        "name": zone.name,
        "description": escape(zone.what),
        "polygon": {
            "positions": {"cartographicDegrees": [number for corner in corners for number in corner]},
            "material": {"solidColor": {"color": _rgba(ZONES, 50)}},
        },
    }


def _mover(mover: Mover) -> Packet:
    columns = (mover.times, mover.longitudes, mover.latitudes, mover.altitudes)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    places = [number for time, *place in rows for number in (round(time, 3), *_degrees(*place))]
    first, last = float(mover.times[0]), float(mover.times[-1])
    colour = colour_of(mover)
    words = mover.more.get("why", mover.what)
    return {
        "id": mover.key,
        "name": mover.name,
        "description": escape(words),
        "availability": f"{date_of(first)}/{date_of(max(last, first + 0.001))}",
        "position": {
            "epoch": date_of(0.0),
            "cartographicDegrees": places,
            "interpolationAlgorithm": "LINEAR",
        },
        "point": {"pixelSize": 5 if mover.kind == TRACK else 7, "color": _rgba(colour)},
        "path": {
            "leadTime": 0,
            "trailTime": TRAIL,
            "width": 1,
            "material": {"solidColor": {"color": _rgba(colour, 160)}},
        },
    }
