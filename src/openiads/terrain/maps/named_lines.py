"""Borders and coasts of one country by name: with which neighbour, on which sea.

References
----------
.. [1] M. Shimrat, Algorithm 112: Position of point relative to polygon, Communications of the ACM 5 (1962),
   434.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from openiads.ground.frames import MEAN_RADIUS, normal_of
from openiads.terrain.maps.borders import borders

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Lines = tuple[Floats, ...]
"""Each (points, 2): latitude, longitude [rad]."""
FINENESS = 500.0
"""Between points of a line from which distances are measured [m]: at 5 km off by 6 m."""
COAST, BORDER = "coast", "border"
"""All of its coasts, and all of its land borders."""


@cache
def lines_of(country: str) -> dict[str, Lines]:
    """Lines of a country by name: `armenia` with a neighbour, `aegean` on a sea, `coast` and `border`.

    A stretch of coast is on a sea by where the middles of its segments lie.
    """
    drawn = borders()
    told: dict[str, Lines] = {}
    ours = [(names, line) for names, line in zip(drawn.frontiers_of, drawn.frontiers, strict=True)]
    for names, line in ours:
        if country in names:
            neighbour = _slug(next(name for name in names if name != country))
            told[neighbour] = (*told.get(neighbour, ()), line)
    land: Lines = tuple(line for lines in told.values() for line in lines)
    coast = tuple(
        line for names, line in zip(drawn.coast_of, drawn.coast, strict=True) if names == (country,)
    )
    for sea, ring in _seas().items():
        stretches = tuple(part for line in coast for part in _within(line, ring))
        if stretches:
            told[sea] = stretches
    return dict(sorted(told.items())) | {COAST: coast, BORDER: land}


def distance_to(country: str, line: str, latitude: Floats, longitude: Floats) -> Floats:
    """From points (n,) [rad] to a named border or coast, along the ground [m].

    Our own: chords to points of the line that are closer together than it matters.
    """
    chord, _ = _tree(country, line).query(normal_of(latitude, longitude))
    told: Floats = 2.0 * np.arcsin(0.5 * np.asarray(chord)) * MEAN_RADIUS
    return told


@lru_cache(maxsize=32)
def _tree(country: str, line: str) -> cKDTree:
    return cKDTree(np.concatenate([_dense(each) for each in lines_of(country)[line]]))


def _dense(line: Floats) -> Floats:
    """Normals of points along a line no farther apart than FINENESS."""
    corners = normal_of(*line.T)
    gaps = np.linalg.norm(np.diff(corners, axis=0), axis=1) * MEAN_RADIUS
    parts = []
    for start, end, gap in zip(corners[:-1], corners[1:], gaps, strict=True):
        share = np.arange(max(math.ceil(gap / FINENESS), 1))[:, None] / max(math.ceil(gap / FINENESS), 1)
        parts.append(start + share * (end - start))
    points = np.concatenate([*parts, corners[-1:]])
    told: Floats = points / np.linalg.norm(points, axis=1, keepdims=True)
    return told


def inside_ring(latitude: npt.ArrayLike, longitude: npt.ArrayLike, ring: Floats) -> Flags:
    """Whether points lie inside a ring (corners, 2) of latitude and longitude, straight on the map of both.

    All in the same unit; shapes of the points broadcast.

    Source: [1]_.
    """
    y, x = np.broadcast_arrays(np.asarray(latitude, np.float64), np.asarray(longitude, np.float64))
    found = np.zeros(y.shape, dtype=np.bool_)
    for (y0, x0), (y1, x1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if y0 != y1:
            crossing = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
            found ^= ((y0 > y) != (y1 > y)) & (x < crossing)
    return found


def _within(line: Floats, ring: Floats) -> list[Floats]:
    """The runs of segments of a line whose middles lie inside a ring."""
    middle = 0.5 * (line[:-1] + line[1:])
    inside = inside_ring(middle[:, 0], middle[:, 1], ring)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    return [line[first : last + 1] for first, last in zip(edges[::2], edges[1::2], strict=True)]


@cache
def _seas() -> dict[str, Floats]:
    """Rings of latitude and longitude [rad]."""
    text = resources.files("openiads.terrain").joinpath("data", "seas.toml").read_text("utf-8")
    rings: dict[str, Sequence[Sequence[float]]] = tomllib.loads(text)["rings_deg"]
    return {name: np.radians(np.array(ring)[:, ::-1]) for name, ring in rings.items()}


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace(".", "")
