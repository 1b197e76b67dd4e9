"""Areas below an altitude as GeoJSON polygons.

References
----------
.. [1] RFC 7946, The GeoJSON Format (2016): WGS-84 longitude and latitude, outer rings anticlockwise and
   holes clockwise (3.1.6), nothing across the antimeridian (3.1.9).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import SEMI_MAJOR, zone_ordinate
from openiads.ground.units import DEG, KM2
from openiads.study.campaign.run_folder import require_free, write_text
from openiads.terrain.maps.grid import Grid

Floats = npt.NDArray[np.float64]
Feature = dict[str, Any]
Polygon = list[Floats]
"""Rings (points, 2), closed: the outer one, then its holes."""

ENDINGS = (".geojson", ".json")
CELL_PARTS = 100.0
"""Coordinates are rounded to this part of a cell."""
HALF_TURN_DEG = 180.0
TURN = 2.0 * math.pi


def contour_features(
    grid: Grid,
    values_m: npt.NDArray[np.floating],
    altitudes_m: Sequence[float],
    *,
    kind: str,
    source: str,
    more: Mapping[str, Any] | None = None,
) -> list[Feature]:
    """One feature for each altitude: where the values are at most that.

    Parameters
    ----------
    values_m : (rows, columns) on the grid; NaN and infinity count as above every altitude
    kind : what the area is, `visible`
    source : where terrain and figures are from
    more : further properties

    Notes
    -----
    Contours run straight between cell centres; a jump from seen to unseen is crossed half-way.  An altitude
    at which nothing is seen gives a feature without geometry.
    """
    _check(grid, values_m)
    features = []
    for altitude_m in altitudes_m:
        margin_m = max(abs(altitude_m), 1.0)
        bounded = np.clip(np.nan_to_num(values_m, nan=np.inf), altitude_m - margin_m, altitude_m + margin_m)
        polygons = _polygons(grid, bounded, altitude_m)
        features.append(_feature(polygons, kind, float(altitude_m), source, more))
    return features


def area_feature(
    grid: Grid,
    mask: npt.NDArray[np.bool_],
    altitude_m: float,
    *,
    kind: str,
    source: str,
    more: Mapping[str, Any] | None = None,
) -> Feature:
    """The marked cells (rows, columns) as one feature; corners are cut half-way between cell centres."""
    _check(grid, mask)
    polygons = _polygons(grid, np.where(mask, 0.0, 1.0), 0.5)
    return _feature(polygons, kind, altitude_m, source, more)


def write_geojson(path: Path, features: Sequence[Feature], about: Mapping[str, Any] | None = None) -> Path:
    """Write features as a collection, whole or not at all; a file that is there already is an error.

    `about` becomes members of the collection: credit, version, scenario.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise OutOfRange(f"{path}: GeoJSON is named .geojson or .json, not {path.suffix!r}; use that ending")
    require_free(path)
    collection = {"type": "FeatureCollection", **(about or {}), "features": list(features)}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    write_text(path, f"{text}\n", resumes=False)
    return path


def _check(grid: Grid, values: npt.NDArray[Any]) -> None:
    if values.shape != grid.heights.shape:
        raise OutOfRange(
            f"values of the contours have the shape {values.shape}; the grid '{grid.name}' has "
            f"{grid.heights.shape}, give arrays on that grid"
        )


def _feature(
    polygons: list[Polygon], kind: str, altitude_m: float, source: str, more: Mapping[str, Any] | None
) -> Feature:
    area_km2 = sum(abs(area_of(p[0])) - sum(abs(area_of(hole)) for hole in p[1:]) for p in polygons) / KM2
    coordinates = [[ring.tolist() for ring in polygon] for polygon in polygons]
    told = {"kind": kind, "altitude_m": altitude_m, "area_km2": round(area_km2, 3), "source": source}
    return {
        "type": "Feature",
        "properties": told | dict(more or {}),
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates} if polygons else None,
    }


def _polygons(grid: Grid, field: npt.NDArray[np.floating], level: float) -> list[Polygon]:
    """Polygons [deg] where a field is at most a level; those of a map across the antimeridian are parted."""
    if grid.projection is None:
        parts = _columns_by_turn(grid)
        return [p for first, last, turn in parts for p in _part(grid, field, level, (first, last), turn)]
    turns = _turn_of_cells(grid)
    above = np.maximum(field, 2.0 * level - field)  # as far on the other side
    return [
        p
        for turn in np.unique(turns)
        for p in _part(grid, np.where(turns == turn, field, above), level, (0, grid.shape[1]), float(turn))
    ]


def _turn_of_cells(grid: Grid) -> Floats:
    """Turn of the Earth in which each cell of a projected map lies; one number if it is the same for all."""
    rows, columns = (np.linspace(-0.5, n - 0.5, 129) for n in grid.shape)
    coarse = np.rint(grid.place(rows[:, None], columns[None, :])[1] / TURN)
    if coarse.min() == coarse.max():
        return np.asarray(coarse[0, 0])
    whole = (np.arange(n) for n in grid.shape)
    return np.asarray(np.rint(grid.place(*np.meshgrid(*whole, indexing="ij"))[1] / TURN))


def _columns_by_turn(grid: Grid) -> list[tuple[int, int, float]]:
    """First column and one past the last of each turn of the Earth that a map has a part in, and which."""
    columns = grid.shape[1]
    first, last = (round(edge / TURN) for edge in (grid.west, grid.east))
    cuts = [round(((turn + 0.5) * TURN - grid.west) / grid.column_spacing) for turn in range(first, last)]
    ends = [0, *(min(max(cut, 0), columns) for cut in cuts), columns]
    return [(a, b, float(first + i)) for i, (a, b) in enumerate(pairwise(ends)) if a < b]


def _part(
    grid: Grid, field: npt.NDArray[np.floating], level: float, columns: tuple[int, int], turn: float
) -> list[Polygon]:
    from contourpy import FillType, contour_generator

    # Cells at the rim reach half a spacing beyond their centres.
    padded = np.pad(field[:, slice(*columns)], 1, mode="edge")
    down, across = (np.concatenate([[-0.5], np.arange(n - 2.0), [n - 2.5]]) for n in padded.shape)
    generator: Any = contour_generator(across + columns[0], down, padded, fill_type=FillType.OuterOffset)
    lowest = min(float(padded.min()), level) - 1.0
    found = []
    for points, offsets in zip(*generator.filled(lowest, level), strict=True):
        rings = [_ring(grid, points[a:b], turn) for a, b in pairwise(offsets)]
        if len(rings[0]):
            outer, *holes = rings
            found.append([_turned(outer, 1.0), *(_turned(hole, -1.0) for hole in holes if len(hole))])
    return found


def _ring(grid: Grid, points: Floats, turn: float) -> Floats:
    """A ring in rounded degrees, each point once but the first; empty if nothing is left of it."""
    latitude, longitude = grid.place(points[:, 1], points[:, 0])
    degrees = np.stack([longitude, latitude], axis=1) / DEG
    degrees[:, 0] -= turn * 2.0 * HALF_TURN_DEG
    degrees = np.round(degrees, _digits(grid))
    degrees[:, 0] = np.clip(degrees[:, 0], -HALF_TURN_DEG, HALF_TURN_DEG)
    steps = np.any(degrees[1:] != degrees[:-1], axis=1)
    ring = degrees[np.concatenate([[True], steps])]
    return ring if len(ring) > 3 and abs(area_of(ring)) > 0.0 else np.empty((0, 2))


def _digits(grid: Grid) -> int:
    spacing_deg = grid.cell / (SEMI_MAJOR * DEG)
    return min(max(math.ceil(-math.log10(spacing_deg / CELL_PARTS)), 4), 7)


def _turned(ring: Floats, sign: float) -> Floats:
    return ring if area_of(ring) * sign > 0.0 else ring[::-1]


def area_of(ring: Floats) -> float:
    """Area [m2] on the ellipsoid inside of a closed ring (points, 2) [deg], positive if anticlockwise.

    Edges are straight in longitude and in the area below the latitude.
    """
    x, y = ring[:, 0] * DEG, zone_ordinate(ring[:, 1] * DEG)
    x, y = x - x[0], y - y[0]
    return 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
