"""Places that want cover, and what each is worth: people, ground, border, assets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, normal_of
from openiads.ground.units import KM
from openiads.scenario.plan_rows import DefendedAsset
from openiads.study.coverage.country import STEP, STRIP, Country
from openiads.terrain.maps.named_lines import distance_to

Floats = npt.NDArray[np.float64]
MEASURES = ("people", "assets", "border", "area")
FINEST = 5.0 * KM
"""Edge of the smallest block of ground that is asked about [m]: nothing finer is known of who lives where."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Points (D,) of the ground that stand for blocks of it, and assets."""

    latitude: Floats  # (D,) [rad]
    longitude: Floats  # (D,) [rad]
    weights: dict[str, tuple[Floats, Floats]]  # by measure, fewer and more, or the same twice (D,)

    @property
    def size(self) -> int:
        """How many points."""
        return len(self.latitude)

    def worth(self, measure: str) -> Floats:
        """What each point is worth by a measure (D,): people, value of assets [1], borders [m], area [m2].

        Of people half are held to live in the capital of their province and half evenly over it.
        """
        fewer, more = self.weights[measure]
        return 0.5 * (fewer + more)


def demand_of(
    country: Country | None, assets: Sequence[DefendedAsset], edge: float, lines: Sequence[str] = (),
    along: Sequence[str] = (),
) -> Demand:  # fmt: skip
    """Blocks of a country about `edge` [m] wide, then the assets, each a point of its own.

    A kilometre of border is as much of the strip along it as is a kilometre long.

    lines  borders and coasts by name, whose strips are measures of their own under these names
    along  borders and coasts whose strips are what counts as border; all land borders if none are named
    """
    latitude, longitude, area = (np.zeros(0),) * 3 if country is None else country.places(country.inside)
    strip = area * _in_strip(country, latitude, longitude, along)
    block = _blocks(latitude, longitude, edge)
    size = int(block.max(initial=-1)) + 1
    middle_lat, middle_lon = (_mean(x, block, area, size) for x in (latitude, longitude))
    ground, border = (np.bincount(block, x, size).astype(np.float64) for x in (area, strip))
    nothing = np.zeros(size)
    people = nothing, nothing
    if country is not None:
        where = middle_lat, middle_lon
        people = _in_capitals(country, *where), _evenly(country, *where, ground)
    stand = np.array([asset.site for asset in assets], dtype=np.float64).reshape(-1, 2)
    value = np.array([asset.value for asset in assets], dtype=np.float64)
    beside = np.zeros(len(value))

    def both(of_blocks: Floats, of_assets: Floats) -> Floats:
        return np.concatenate([of_blocks, of_assets])

    weights = {
        "people": (both(people[0], beside), both(people[1], beside)),
        "assets": (both(nothing, value),) * 2,
        "border": (both(border / STRIP, beside),) * 2,
        "area": (both(ground, beside),) * 2,
    }
    for line in lines:
        if country is None:
            raise ValueError(f"{line} is a line of no country that is known")
        near = area * _in_strip(country, latitude, longitude, [line])
        weights[line] = (both(np.bincount(block, near, size) / STRIP, beside),) * 2
    return Demand(both(middle_lat, stand[:, 0]), both(middle_lon, stand[:, 1]), weights)


def _in_strip(
    country: Country | None, latitude: Floats, longitude: Floats, along: Sequence[str]
) -> npt.NDArray[np.bool_]:
    """Whether points (n,) lie in the strip along any of some lines, or along any land border."""
    if country is None:
        return np.zeros(latitude.shape, dtype=np.bool_)
    if not along:
        return country.holds(country.strip, latitude, longitude)
    near = [distance_to(country.name, line, latitude, longitude) < STRIP for line in along]
    found: npt.NDArray[np.bool_] = np.any(near, axis=0)
    return found


def _blocks(latitude: Floats, longitude: Floats, edge: float) -> npt.NDArray[np.int64]:
    """Number of the block of each cell (n,), from the north west on, without gaps."""
    if not latitude.size:
        return np.zeros(0, np.int64)
    tall = max(round(edge / (STEP * MEAN_RADIUS)), 1)
    wide = max(round(edge / (STEP * MEAN_RADIUS * float(np.cos(latitude.mean())))), 1)
    row = np.rint((latitude.max() - latitude) / STEP).astype(np.int64) // tall
    column = np.rint((longitude - longitude.min()) / STEP).astype(np.int64) // wide
    _, block = np.unique(row * (int(column.max()) + 1) + column, return_inverse=True)
    return block.astype(np.int64)


def _mean(values: Floats, block: npt.NDArray[np.int64], weights: Floats, size: int) -> Floats:
    told: Floats = np.bincount(block, values * weights, size) / np.bincount(block, weights, size)
    return told


def _in_capitals(country: Country, latitude: Floats, longitude: Floats) -> Floats:
    """Everybody of a province at the point (n,) nearest to its capital."""
    nearness = normal_of(*country.centres.T) @ normal_of(latitude, longitude).T
    told: Floats = np.bincount(nearness.argmax(axis=1), country.people, len(latitude)).astype(np.float64)
    return told


def _evenly(country: Country, latitude: Floats, longitude: Floats, ground: Floats) -> Floats:
    """Everybody of a province over its points (n,) by their ground [m2]; blocks end not quite as it does."""
    province = country.province_of(latitude, longitude)
    area = np.bincount(province, ground, len(country.people))
    told: Floats = country.people[province] * ground / area[province]
    return told
