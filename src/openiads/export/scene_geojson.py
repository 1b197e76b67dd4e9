"""A scene as GeoJSON, for maps and spatial tables.

References
----------
.. [1] RFC 7946, The GeoJSON Format (2016): WGS-84 longitude and latitude, outer rings anticlockwise (3.1.6),
   nothing across the antimeridian (3.1.9).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from openiads.export.replicate_scene import DrawnZone, Floats, Mover, Scene
from openiads.export.zone_ring import ring_of
from openiads.ground.units import DEG

Feature = dict[str, Any]
PLACES = 6
"""Decimals of degrees, a tenth of a metre."""
HALF_TURN = 180.0


def geojson_of(scene: Scene) -> str:
    """Sites and events as points, zones as polygons, movers as lines with the time of each point."""
    document = {
        "type": "FeatureCollection",
        "title": scene.title,
        "scenario": scene.scenario,
        "replicate": scene.replicate,
        "credit": scene.credit,
        "features": list(_features(scene)),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _features(scene: Scene) -> Iterator[Feature]:
    for site in scene.sites:
        told: Feature = {"id": site.key, "kind": site.kind, "name": site.name, "what": site.what}
        yield _feature("Point", _point(site.longitude, site.latitude, site.altitude), told)
    for zone in scene.zones:
        told = {"kind": "zone", "name": zone.name, "what": zone.what, "radius_m": zone.radius}
        polygons = [[ring] for ring in _rings(zone)]
        yield _feature("MultiPolygon", polygons, told)
    for mover in scene.movers:
        yield _line(mover)
    for moment in scene.moments:
        told = {
            "kind": "event", "what": moment.what, "name": moment.subject, "of": moment.key,
            "time_s": round(moment.time, 3),
        }  # fmt: skip
        yield _feature("Point", _point(moment.longitude, moment.latitude, moment.altitude), told)


def _feature(kind: str, coordinates: Any, told: Feature) -> Feature:
    return {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": coordinates}}


def _point(longitude: float, latitude: float, altitude: float) -> list[float]:
    turned = (longitude / DEG + HALF_TURN) % (2.0 * HALF_TURN) - HALF_TURN
    return [round(turned, PLACES), round(latitude / DEG, PLACES), round(altitude, 1)]


def _line(mover: Mover) -> Feature:
    """A mover's way; of one that was there for one frame only a point."""
    told: Feature = {
        "id": mover.key, "kind": mover.kind, "name": mover.name, "what": mover.what, "side": mover.side,
        **mover.more,
    }  # fmt: skip
    points = np.stack([mover.longitudes / DEG, mover.latitudes / DEG, mover.altitudes, mover.times], axis=1)
    if len(points) < 2:
        told["times_s"] = [round(float(mover.times[0]), 3)]
        return _feature("Point", _point(*_first(mover)), told)
    parts = list(_parted(points))
    told["times_s"] = [[round(float(time), 3) for time in part[:, 3]] for part in parts]
    lines = [
        [[round(x, PLACES), round(y, PLACES), round(z, 1)] for x, y, z, _ in part.tolist()] for part in parts
    ]
    if len(lines) == 1:
        told["times_s"] = told["times_s"][0]
        return _feature("LineString", lines[0], told)
    return _feature("MultiLineString", lines, told)


def _first(mover: Mover) -> tuple[float, float, float]:
    return float(mover.longitudes[0]), float(mover.latitudes[0]), float(mover.altitudes[0])


def _parted(points: Floats) -> Iterator[Floats]:
    """A line (K, 4) of longitude [deg] and more, parted where it crosses the antimeridian."""
    turns = np.floor((points[:, 0] + HALF_TURN) / (2.0 * HALF_TURN))
    cuts = np.flatnonzero(np.diff(turns)) + 1
    begin: Floats = points[:0]
    for first, last in zip([0, *cuts], [*cuts, len(points)], strict=True):
        part = np.concatenate([begin, points[first:last]])
        if last < len(points):
            edge = 2.0 * HALF_TURN * max(turns[last - 1], turns[last]) - HALF_TURN
            share = (edge - points[last - 1, 0]) / (points[last, 0] - points[last - 1, 0])
            crossing = points[last - 1] + share * (points[last] - points[last - 1])
            part = np.concatenate([part, crossing[None]])
            begin = crossing[None]
        part = part - [2.0 * HALF_TURN * turns[first], 0.0, 0.0, 0.0]
        yield part


def _rings(zone: DrawnZone) -> Iterator[list[list[float]]]:
    """Outer rings of a zone, anticlockwise, one for each side of the antimeridian that it reaches."""
    ring = ring_of(zone) / DEG
    for turn in (-1.0, 0.0, 1.0):
        shifted = ring - [2.0 * HALF_TURN * turn, 0.0]
        kept = _clipped(_clipped(shifted, HALF_TURN, 1.0), -HALF_TURN, -1.0)
        if len(kept):
            closed = np.concatenate([kept, kept[:1]])
            yield [[round(x, PLACES), round(y, PLACES)] for x, y in closed.tolist()]


def _clipped(ring: Floats, edge: float, side: float) -> Floats:
    """The part of a convex ring (K, 2) on which side * longitude is at most side * edge [deg]."""
    kept: list[Floats] = []
    for here, there in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        inside, next_inside = side * here[0] <= side * edge, side * there[0] <= side * edge
        if inside:
            kept.append(here)
        if inside != next_inside:
            kept.append(here + (edge - here[0]) / (there[0] - here[0]) * (there - here))
    return np.array(kept).reshape(-1, 2)
