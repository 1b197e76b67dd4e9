"""People inside a footprint, between two ways of spreading them over their provinces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, normal_of
from openiads.study.coverage.country import Country

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Census:
    """Who lives at the ground points of one survey."""

    concentrated: Floats  # (n,) everybody of a province in its capital, at the point nearest to it
    spread: Floats  # (n,) everybody of a province evenly over its area

    def within(self, covered: Flags) -> tuple[float, float]:
        """People inside, fewer and more; the truth of most provinces lies between the two ways."""
        counts = float(self.concentrated[covered].sum()), float(self.spread[covered].sum())
        return min(counts), max(counts)


def census(country: Country, latitude: Floats, longitude: Floats, areas: Floats) -> Census:
    """Put the people of the provinces at ground points (n,) [rad] of some area [m2]."""
    concentrated, spread = np.zeros(len(areas)), np.zeros(len(areas))
    if not len(areas):
        return Census(concentrated, spread)
    points = normal_of(latitude, longitude)
    edge = np.sqrt(areas)
    for people, centre in zip(country.people, country.centres, strict=True):
        gap = np.linalg.norm(points - normal_of(*centre), axis=1) * MEAN_RADIUS
        nearest = int(gap.argmin())
        if gap[nearest] <= edge[nearest]:
            concentrated[nearest] += people
    inside = country.holds(country.inside, latitude, longitude)
    province = country.province_of(latitude[inside], longitude[inside])
    density = country.people / np.maximum(country.province_areas, 1.0)
    spread[inside] = density[province] * areas[inside]
    return Census(concentrated, spread)
