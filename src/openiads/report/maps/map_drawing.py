"""Draws layers onto a canvas: what stands where, in which order, and who gets a place for a name first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from openiads.ground.units import DEG, KM
from openiads.report.ink.svg import degrees_in_words, ticks
from openiads.report.maps.labels import Box
from openiads.report.maps.map_canvas import Canvas
from openiads.report.maps.map_contours import lay_contours, number_contours
from openiads.report.maps.map_layers import (
    Contours,
    Graticule,
    Layer,
    Lines,
    Names,
    Painted,
    Relief,
    Ring,
    Rings,
    Routes,
    Spots,
    Zones,
)
from openiads.report.maps.map_names import name_countries, name_rings, name_spots
from openiads.report.maps.section import Floats
from openiads.report.maps.thinned import simplified

STRAY = 0.25
"""Lines are drawn with fewer points than they have, but nowhere further off than this."""
BUSY_CELL, BUSY = 16.0, 0.01
"""Names avoid places of this size where marked paths run, but only lightly."""
LINE_POINTS = 121
MARGIN = 10.0
"""Degrees stand no nearer to a corner."""


def draw(canvas: Canvas, layers: Sequence[Layer]) -> None:
    """Draw layers in their order, then write all names."""
    lay(canvas, layers)
    name(canvas, layers)


def lay(canvas: Canvas, layers: Iterable[Layer]) -> None:
    """Draw everything but words."""
    for layer in layers:
        _lay(canvas, layer)


def name(canvas: Canvas, layers: Iterable[Layer]) -> None:
    """Write what was laid: degrees at the edge, then sites, which have to stand near, countries last."""
    for degree in canvas.degrees:
        canvas.degree(*degree)
    name_spots(canvas, canvas.placed)
    name_rings(canvas)
    number_contours(canvas)
    for layer in layers:
        if isinstance(layer, Names):
            name_countries(canvas, layer)


def _lay(canvas: Canvas, layer: Layer) -> None:
    """Everything of a layer but its words."""
    match layer:
        case Relief():
            _lay_relief(canvas, layer)
        case Painted():
            canvas.raster(layer, canvas.ground(layer.grid))
        case Graticule():
            _lay_graticule(canvas, layer)
        case Lines():
            placed = [canvas.of_plane(x, y) for x, y in canvas.section.lines(layer.lines)]
            canvas.stroke(layer.kind, placed)
        case Rings():
            _lay_rings(canvas, "ring", layer.rings)
        case Zones():
            _lay_rings(canvas, layer.kind, layer.zones)
        case Routes():
            _lay_routes(canvas, layer)
        case Contours():
            lay_contours(canvas, layer)
        case Spots():
            _lay_spots(canvas, layer)


def _lay_relief(canvas: Canvas, layer: Relief) -> None:
    if layer.grid.heights.size == 1:
        canvas.level("land")
        return
    canvas.level("sea")
    canvas.raster(layer, canvas.ground(layer.grid))


def _lay_graticule(canvas: Canvas, layer: Graticule) -> None:
    """Lines of latitude and longitude, and their degrees where they meet the lower and the left edge."""
    latitudes_deg, longitudes_deg = (angle / DEG for angle in canvas.section.rim())
    low_deg, high_deg = float(latitudes_deg.min()), float(latitudes_deg.max())
    west_deg, east_deg = float(longitudes_deg.min()), float(longitudes_deg.max())
    up = np.linspace(low_deg, high_deg, LINE_POINTS) * DEG
    across = np.linspace(west_deg, east_deg, LINE_POINTS) * DEG
    drawn = []
    for longitude_deg in ticks(west_deg, east_deg, layer.meridians):
        line = canvas.at(up, np.full_like(up, longitude_deg * DEG))
        drawn.append(simplified(line, STRAY))
        for where in _crossings(line[:, 1] - canvas.height, line[:, 0]):
            if MARGIN < where < canvas.width - MARGIN:
                canvas.degrees.append(("bottom", where, degrees_in_words(longitude_deg, "E", "W")))
    for latitude_deg in ticks(low_deg, high_deg, layer.parallels):
        line = canvas.at(np.full_like(across, latitude_deg * DEG), across)
        drawn.append(simplified(line, STRAY))
        for where in _crossings(line[:, 0], line[:, 1]):
            if MARGIN < where < canvas.height - MARGIN:
                canvas.degrees.append(("left", where, degrees_in_words(latitude_deg, "N", "S")))
    canvas.stroke("graticule", drawn)


def _crossings(beyond: Floats, along: Floats) -> list[float]:
    """Where a line meets an edge; near a pole it may turn and meet it twice.

    beyond, along : (points,) how far it is beyond the edge, and where along it
    """
    (before,) = np.nonzero(np.diff(beyond > 0.0))
    share = beyond[before] / (beyond[before] - beyond[before + 1])
    found: list[float] = (along[before] + share * (along[before + 1] - along[before])).tolist()
    return found


def _lay_rings(canvas: Canvas, kind: str, rings: Iterable[Ring]) -> None:
    for ring in rings:
        x, y, radius = canvas.section.disc(
            ring.latitude_deg * DEG, ring.longitude_deg * DEG, ring.radius_km * KM
        )
        middle = canvas.of_plane(x, y).tolist()
        disc = middle[0], middle[1], radius * canvas.per_m
        canvas.rings.append((kind, ring.label, disc))
        canvas.circle(kind, disc, ring.hint)


def _lay_routes(canvas: Canvas, layer: Routes) -> None:
    """Paths and their ends; where paths with ends run, names stand only if nothing else is free."""
    busy: set[tuple[float, float]] = set()
    for route in layer.routes:
        points = canvas.at(route.latitudes_deg * DEG, route.longitudes_deg * DEG)
        canvas.stroke(layer.kind, [simplified(points, STRAY)], route.hint)
        if not route.end:
            continue
        x, y = canvas.point(*route.end_deg)
        if canvas.holds(x, y):
            canvas.end(route.end, x, y, route.hint)
            canvas.places.take(Box(x - 4.0, y - 4.0, 8.0, 8.0), 0.5)
        busy.update((column, row) for column, row in np.floor(points / BUSY_CELL).tolist())
    for column, row in sorted(busy):
        canvas.places.take(Box(column * BUSY_CELL, row * BUSY_CELL, BUSY_CELL, BUSY_CELL), BUSY)


def _lay_spots(canvas: Canvas, layer: Spots) -> None:
    """Marks of what stands on the map, the first of them on top."""
    placed = [(spot, *canvas.point(spot.latitude_deg, spot.longitude_deg)) for spot in layer.spots]
    drawn = [(spot, x, y) for spot, x, y in placed if canvas.holds(x, y)]
    for spot, x, y in reversed(drawn):
        canvas.spot(spot, x, y, layer.size)
        half = canvas.reach(spot) + 2.0
        canvas.places.take(Box(x - half, y - half, 2.0 * half, 2.0 * half))
    if layer.named:
        canvas.placed += drawn
