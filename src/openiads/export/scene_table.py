"""A scene as one table of comma-separated values: a row for each thing and moment."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from openiads.export.replicate_scene import Scene
from openiads.ground.units import DEG

HEAD = ("time_s", "kind", "id", "name", "what", "side", "lat_deg", "lon_deg", "altitude_m")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the begin of a formula."""
Row = tuple[str, ...]


def csv_of(scene: Scene) -> str:
    """Sites at time 0, then movers frame by frame, then events, under one head."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(_rows(scene))
    return sheet.getvalue()


def _rows(scene: Scene) -> Iterator[Row]:
    for site in scene.sites:
        words = _inert(site.kind, site.key, site.name, site.what, "")
        yield _row(0.0, words, site.latitude, site.longitude, site.altitude)
    for mover in scene.movers:
        words = _inert(mover.kind, mover.key, mover.name, mover.what, mover.side)
        columns = (mover.times, mover.latitudes, mover.longitudes, mover.altitudes)
        for time, latitude, longitude, altitude in zip(*(c.tolist() for c in columns), strict=True):
            yield _row(time, words, latitude, longitude, altitude)
    for moment in scene.moments:
        words = _inert("event", moment.key, moment.subject, moment.what, "")
        yield _row(moment.time, words, moment.latitude, moment.longitude, moment.altitude)


def _row(time: float, words: Row, latitude: float, longitude: float, altitude: float) -> Row:
    turned = (longitude / DEG + 180.0) % 360.0 - 180.0
    return (f"{time:.3f}", *words, f"{latitude / DEG:.6f}", f"{turned:.6f}", f"{altitude:.1f}")


def _inert(*words: str) -> Row:
    """Words that no spreadsheet reckons with: an apostrophe goes before what would begin a formula."""
    return tuple(f"'{word}" if word.startswith(FORMULAS) else word for word in words)
