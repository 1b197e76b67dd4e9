"""The country that is defended: its outline, the strip along its land border, where its people live.

The outline is what coasts and borders of Natural Earth enclose around the provincial capitals of the table
`data/people.toml`.  Both are good to a few kilometres, and no more is made of them.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, normal_of, unwound, zone_ordinate
from openiads.ground.units import DEG, KM
from openiads.scenario.cast import Place
from openiads.terrain.maps.borders import borders

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

NORTH, SOUTH, WEST, EAST = 51.0 * DEG, 26.0 * DEG, 15.0 * DEG, 56.0 * DEG
"""What the drawn borders cover."""
STEP = 0.025 * DEG
"""Edge of a cell of the outline: 2.8 km."""
STRIP = 20.0 * KM
"""The land border strip is this deep [m]."""
THOUSAND = 1_000.0


@dataclass(frozen=True, eq=False)
class Country:
    """One country on a lattice of latitude and longitude."""

    name: str
    inside: Flags  # (rows, columns)
    strip: Flags  # (rows, columns) within STRIP of a land border, inside
    names: tuple[str, ...]  # of the provinces
    centres: Floats  # (provinces, 2) latitude and longitude of the capitals [rad]
    people: Floats  # (provinces,)
    table: dict[str, Any]  # the file, for its source, its status and what is stated elsewhere

    def holds(self, mask: Flags, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Flags:
        """Whether points [rad] lie in a mask of the country; shapes broadcast."""
        row = np.floor(np.subtract(NORTH, latitude) / STEP).astype(np.int64)
        near = unwound(longitude, 0.5 * (WEST + EAST))
        column = np.floor((near - WEST) / STEP).astype(np.int64)
        row, column = np.broadcast_arrays(row, column)
        rows, columns = mask.shape
        there = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.asarray(there & mask[np.where(there, row, 0), np.where(there, column, 0)])

    def places(self, mask: Flags) -> tuple[Floats, Floats, Floats]:
        """Latitude, longitude [rad] and area [m2], on the ellipsoid, of every cell of a mask."""
        row, column = np.nonzero(mask)
        latitude = (NORTH - (row + 0.5) * STEP).astype(np.float64)
        longitude = (WEST + (column + 0.5) * STEP).astype(np.float64)
        band = zone_ordinate(latitude + 0.5 * STEP) - zone_ordinate(latitude - 0.5 * STEP)
        return latitude, longitude, STEP * band

    def province_of(self, latitude: Floats, longitude: Floats) -> Integers:
        """Province with the nearest capital, for points (n,) [rad]."""
        nearness = normal_of(latitude, longitude) @ normal_of(*self.centres.T).T
        return np.asarray(nearness.argmax(axis=1))

    @cached_property
    def area(self) -> float:
        """Of the country [m2]."""
        return float(self.places(self.inside)[2].sum())

    @cached_property
    def strip_area(self) -> float:
        """Of the strip along its land border [m2]."""
        return float(self.places(self.strip)[2].sum())

    @cached_property
    def province_areas(self) -> Floats:
        """Area of each province [m2], each place being of the province with the nearest capital."""
        latitude, longitude, area = self.places(self.inside)
        found = np.bincount(self.province_of(latitude, longitude), area, len(self.people))
        return found.astype(np.float64)


def country_of(sites: Sequence[Place]) -> Country | None:
    """The country of the table, if most of the sites stand in it; there is no table for others."""
    found = _country()
    standing = [bool(found.holds(found.inside, *site)) for site in sites]
    return found if standing and np.mean(standing) >= 0.5 else None


@cache
def _country() -> Country:
    from scipy import ndimage

    text = resources.files("openiads.study.coverage").joinpath("data", "people.toml").read_text("utf-8")
    table = tomllib.loads(text)
    rows = table["provinces"]
    centres = np.radians([row[:2] for row in rows.values()])
    drawn = borders()
    frontier = _drawn(drawn.frontiers)
    lines = frontier | _drawn(drawn.coast)
    regions, _ = ndimage.label(~lines)
    land = np.isin(regions, _regions_of(regions, centres))
    # The lines themselves are as wide as a cell; half of each belongs here.
    inside = land | (lines & (ndimage.uniform_filter(land.astype(np.float32), 3) > 0.3))
    metres = MEAN_RADIUS * STEP
    middle = math.cos(0.5 * (float(centres[:, 0].min()) + float(centres[:, 0].max())))
    ours = frontier & ndimage.binary_dilation(inside, iterations=2)
    away = ndimage.distance_transform_edt(~ours, sampling=(metres, metres * middle))
    people = THOUSAND * np.array([row[2] for row in rows.values()], dtype=np.float64)
    return Country(table["country"], inside, inside & (away <= STRIP), tuple(rows), centres, people, table)


def _drawn(lines: Sequence[Floats]) -> Flags:
    """Lines on the lattice, without gaps between neighbouring cells."""
    mask = np.zeros((round((NORTH - SOUTH) / STEP), round((EAST - WEST) / STEP)), dtype=np.bool_)
    for line in lines:
        steps = np.abs(np.diff(line, axis=0)).max(axis=1, initial=0.0) if len(line) > 1 else np.zeros(0)
        for (start, end), length in zip(pairwise(line), steps, strict=True):
            share = np.linspace(0.0, 1.0, math.ceil(length / (0.25 * STEP)) + 2)[:, None]
            points = start + share * (end - start)
            row = np.clip(np.floor((NORTH - points[:, 0]) / STEP).astype(int), 0, mask.shape[0] - 1)
            column = np.clip(np.floor((points[:, 1] - WEST) / STEP).astype(int), 0, mask.shape[1] - 1)
            mask[row, column] = True
    return mask


def _regions_of(regions: Integers, centres: Floats) -> list[int]:
    """Regions in which at least two capitals stand.

    Capitals are known to a tenth of a degree: one by itself may stand in the sea or across a border.
    """
    row = np.floor((NORTH - centres[:, 0]) / STEP).astype(int)
    column = np.floor((centres[:, 1] - WEST) / STEP).astype(int)
    counts = np.bincount(regions[row, column])
    counts[0] = 0  # the lines
    return [int(region) for region in np.flatnonzero(counts > 1)]
