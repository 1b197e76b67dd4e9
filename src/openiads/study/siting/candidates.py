"""Where a battery might stand: a lattice over a country or a list, and of each place why it is left out.

A place stands for ground of a few kilometres, and the battery for a crew that takes the highest of it that is
not too steep.  Which that is does not depend on what is excluded, so that excluding more only leaves places
out and moves none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import MEAN_RADIUS, great_circle
from openiads.ground.units import DEG
from openiads.scenario.cast import Place
from openiads.study.coverage.country import Country
from openiads.study.siting.exclusions import OFF_MAP, SEA, SLOPE, Belt, Polygon
from openiads.terrain.maps import cells
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.named_lines import distance_to

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
WITHIN = 5_000.0
"""A place stands for the ground within this [m]: a position no finer than that is told."""
NOTIONAL = 0.05
"""To which positions are told [degree]: 5 km, as they are notional."""
STEEPEST = 10.0 * DEG
"""Of a cell of the map, assumption: what is steeper over a kilometre has no level ground for launchers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place."""

    name: str
    site: Place  # where the battery would stand [rad]
    height: float  # of the ground there [m]
    excluded: tuple[str, ...]  # why it is left out, all that holds; nothing where it is allowed

    @property
    def allowed(self) -> bool:
        """Whether a battery may stand there."""
        return not self.excluded


def told_place(one: Candidate) -> Place:
    """Where a candidate stands [rad], no finer than is told of a notional place."""
    lat, lon = (round(angle / DEG / NOTIONAL) * NOTIONAL * DEG for angle in one.site)
    return lat, lon


@dataclass(frozen=True, eq=False)
class Rules:
    """What is not allowed."""

    belts: tuple[Belt, ...] = ()
    polygons: tuple[Polygon, ...] = ()
    steepest: float = STEEPEST  # slope of a cell [rad]

    @property
    def names(self) -> list[str]:
        """Of all that is kept free."""
        return [*(belt.name for belt in self.belts), *(polygon.name for polygon in self.polygons)]


def lattice_over(country: Country, spacing: float) -> list[tuple[str, Place]]:
    """Places of a country a spacing [m] apart along rows, the rows as far apart, from the north west on."""
    latitude, longitude, _ = country.places(country.inside)
    step = spacing / MEAN_RADIUS
    told: list[tuple[str, Place]] = []
    for row in np.arange(latitude.max() - 0.5 * step, latitude.min(), -step):
        across = step / math.cos(row)
        line = np.arange(longitude.min() + 0.5 * across, longitude.max(), across)
        inside = country.holds(country.inside, np.full(line.shape, row), line)
        told += [(named(row, x), (float(row), float(x))) for x in line[inside]]
    return told


def named(latitude: float, longitude: float) -> str:
    """A place by its degrees, to the tenth.

    >>> named(0.68, 0.57)
    '39.0N 32.7E'
    """
    north, east = latitude / DEG, longitude / DEG
    return f"{abs(north):.1f}{'N' if north >= 0 else 'S'} {abs(east):.1f}{'E' if east >= 0 else 'W'}"


def candidates(
    places: Sequence[tuple[str, Place]], country: Country | None, ground: Grid, rules: Rules
) -> list[Candidate]:
    """Each place with where a battery would stand, and why it is left out if it is.

    Raises
    ------
    OutOfRange
        if all are left out
    """
    stand = [standing(ground, site, rules.steepest) for _, site in places]
    sites = np.array([site for site, _, _ in stand], dtype=np.float64).reshape(-1, 2)
    excluded = _excluded(sites, country, rules)
    told = [
        Candidate(name, site, height, (*((why,) if why else ()), *others))
        for (name, _), (site, height, why), others in zip(places, stand, excluded, strict=True)
    ]
    if not any(one.allowed for one in told):
        raise OutOfRange(
            f"no land is left: all {len(told)} candidates are excluded by {_reasons(told)}; narrow a belt, "
            "leave a polygon out, or allow steeper ground"
        )
    return told


def _excluded(sites: Floats, country: Country | None, rules: Rules) -> list[list[str]]:
    told: list[list[str]] = [[] for _ in sites]
    inside: list[tuple[str, Flags]] = [(one.name, one.holds(*sites.T)) for one in rules.polygons]
    for belt in rules.belts:
        assert country is not None  # belts are along its lines
        inside.append((belt.name, distance_to(country.name, belt.line, *sites.T) < belt.width))
    for name, flags in inside:
        for number in np.flatnonzero(flags):
            told[number].append(name)
    return told


def _reasons(told: Sequence[Candidate]) -> str:
    return ", ".join(dict.fromkeys(reason for one in told for reason in one.excluded))


def standing(ground: Grid, place: Place, steepest: float) -> tuple[Place, float, str]:
    """The highest ground within `WITHIN` of a place that is land and not too steep, and its height [m].

    Where there is none, the place itself and why: sea, off the map or slope.

    place     [rad]
    steepest  [rad]
    """
    if ground.heights.size == 1:
        return place, float(ground.heights[0, 0]), ""
    rows, columns, away = _around(ground, place)
    if not rows.size or not columns.size:
        return place, math.nan, OFF_MAP
    near = np.ix_(rows, columns)
    land = (away <= WITHIN) & ~np.isnan(ground.heights[near])
    if ground.sea is not None:
        land &= ~ground.sea[near]
    level = land & (_slopes(ground, rows, columns) <= steepest)
    if not level.any():
        height = float(ground.elevation(*place))
        return place, height, SLOPE if land.any() else OFF_MAP if math.isnan(height) else SEA
    heights = np.where(level, ground.heights[near], -np.inf)
    nearest = np.where(heights == heights.max(), away, np.inf)
    row, column = np.unravel_index(int(np.argmin(nearest)), nearest.shape)
    latitude, longitude = (float(x) for x in ground.place(float(rows[row]), float(columns[column])))
    return (latitude, longitude), float(heights[row, column]), ""


def _around(ground: Grid, place: Place) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Rows and columns that lie within reach of a place, and how far each of their cells is [m]."""
    row, column = (float(x) for x in ground.locate(*place))
    many = math.ceil(WITHIN / ground.smallest_edge(*place))
    rows, columns = (
        np.arange(max(math.floor(middle) - many, 0), min(math.ceil(middle) + many + 1, count))
        for middle, count in zip((row, column), ground.shape, strict=True)
    )
    latitude, longitude = np.broadcast_arrays(*ground.place(rows[:, None], columns[None, :]))
    away, _ = great_circle(*place, latitude, longitude)
    return rows, columns, np.asarray(away)


def _slopes(ground: Grid, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> Floats:
    """Slope [rad] of the plane through the neighbours of each cell; at the edge of the map one-sided."""
    count_rows, count_columns = ground.shape
    first_row, last_row = max(int(rows[0]) - 1, 0), min(int(rows[-1]) + 2, count_rows)
    first_column, last_column = max(int(columns[0]) - 1, 0), min(int(columns[-1]) + 2, count_columns)
    heights = ground.heights[first_row:last_row, first_column:last_column].astype(np.float64)
    if min(heights.shape) < 2:
        return np.zeros((rows.size, columns.size))
    tall, wide = cells.edges_of(ground, float(rows.mean()), float(columns.mean()))
    southward, eastward = np.gradient(heights, tall, wide)
    inner = np.s_[
        rows[0] - first_row : rows[-1] + 1 - first_row,
        columns[0] - first_column : columns[-1] + 1 - first_column,
    ]
    told: Floats = np.arctan(np.hypot(southward, eastward))[inner]
    return told
